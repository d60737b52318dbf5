//! The text editor: every text that can be read is applied at once; comments stay when the form is edited.

use crate::ui::follow;
use config_schema::yaml::{Error, Text};
use config_schema::{Pointer, masked};
use leptos::prelude::*;

use super::secrets::put_back;
use crate::form::address::Part;
use crate::form::state::FormState;
use crate::i18n::*;

/// The editor for the document as it is now.
pub(super) fn editor(state: FormState) -> AnyView {
    let locale = use_locale();
    let initial = opened(state);
    let error = RwSignal::new(Text::parse(&initial).err());
    let text = RwSignal::new(initial.clone());
    let edit = move |event| {
        let typed: String = event_target_value(&event);
        error.set(read(state, &typed).err());
        text.set(typed);
    };
    let id = format!("{}~text", state.id(&Pointer::ROOT, Part::Control));
    let (help, problems) = (format!("{id}-help"), format!("{id}-problems"));
    let numbers = follow(move || {
        let count = text.with(|text| text.split('\n').count());
        (1..=count).map(|number| format!("{number}\n")).collect::<String>()
    });
    let rows = move || text.with(|text| text.split('\n').count().max(8)).to_string();
    view! {
        <div class="flex flex-col gap-2">
            <label class="form-label" for=id.clone()>{td_string!(locale, form.yaml_label)}</label>
            <p id=help.clone() class="form-help">{td_string!(locale, form.yaml_help)} " " {td_string!(locale, form.yaml_secret)}</p>
            <div class="form-text" dir="ltr">
                <pre aria-hidden="true">{numbers}</pre>
                <textarea
                    id=id
                    spellcheck="false"
                    autocomplete="off"
                    rows=rows
                    aria-describedby=format!("{problems} {help}")
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=initial
                    on:input=edit
                ></textarea>
            </div>
            <div id=problems role="status">
                {move || match error.get() {
                    Some(error) => syntax(locale, &error),
                    None => issues(locale, state, text),
                }}
            </div>
        </div>
    }
    .into_any()
}

/// The text to begin with: the one left here, brought to what the form says now.
fn opened(state: FormState) -> String {
    if let Some(unread) = state.unread_text() {
        return unread;
    }
    let document = state.with_document(|document| masked(document.form(), document.overrides()));
    let text = match state.text().and_then(|text| Text::parse(&text).ok()) {
        Some(mut text) => {
            text.apply(&document);
            text
        }
        None if document.as_object().is_some_and(serde_json::Map::is_empty) => return String::new(),
        None => Text::from_value(&document),
    };
    text.as_str().to_owned()
}

fn read(state: FormState, typed: &str) -> Result<(), Error> {
    match Text::parse(typed) {
        Ok(text) => {
            let value = state.with_document(|document| {
                let hidden = masked(document.form(), document.overrides());
                put_back(text.value().clone(), document.overrides(), &hidden)
            });
            state.apply_text(typed, value);
            Ok(())
        }
        Err(error) => {
            state.keep_unreadable(&Pointer::ROOT, typed, error.to_string());
            Err(error)
        }
    }
}

fn syntax(locale: Locale, error: &Error) -> AnyView {
    let place = td_string!(locale, form.yaml_line_column)
        .replace("{line}", &error.line.to_string())
        .replace("{column}", &error.column.to_string());
    let sentence = format!("{place}: {}", error.problem);
    view! { <p class="form-issues">{sentence}</p> }.into_any()
}

fn issues(locale: Locale, state: FormState, text: RwSignal<String>) -> AnyView {
    state.track();
    let (issues, words) = (state.issues(), state.words());
    if issues.is_empty() {
        return view! { <p class="form-help">{td_string!(locale, form.yaml_valid)}</p> }.into_any();
    }
    let read = text.with(|text| Text::parse(text).ok());
    let row = |issue: config_schema::Issue| {
        let line = read.as_ref().map(|read| read.line_of(&issue.pointer));
        let place = line.map(|line| td_string!(locale, form.yaml_line).replace("{line}", &line.to_string()));
        let label = state.label(&issue.pointer);
        let parts = [place.unwrap_or_default(), label, words.issue(&issue)];
        let sentence: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        view! { <li>{sentence.join(": ")}</li> }
    };
    view! { <ul class="form-issues">{issues.into_iter().map(row).collect_view()}</ul> }.into_any()
}
