//! What is in the file, row by row: a click goes to the line, or writes what is not there yet.

use super::About;
use crate::change::plain;
use crate::i18n::*;
use crate::pages::application::code::editing::Editing;
use crate::pages::application::model::merge::decide;
use crate::pages::application::model::outline::{MOST, Row, Says, of_keys, of_settings};
use crate::pages::application::words::in_passing;
use crate::ui::{Alert, Button, Size, Tone, Variant, follow};
use leptos::prelude::*;
use serde_json::Value;

pub(super) fn view(about: About) -> AnyView {
    let locale = use_locale();
    let About {
        editing, check, form, ..
    } = about;
    let settings = check.form().filter(|_| form.with_value(Option::is_some));
    let rows = Memo::new(move |_| {
        let read = editing.read.get();
        match settings {
            Some(state) => {
                state.track();
                let read = read.as_ref().as_ref().map_err(|error| error.line)?;
                Ok(state.with_document(|document| of_settings(document, read)))
            }
            None => editing
                .text
                .with(|text| of_keys(text, &read))
                .map_err(|error| error.line),
        }
    });
    let list = follow(move || match rows.get() {
        Err(line) => {
            let text = say!(locale, application.panel.outline_unreadable, line = line);
            view! { <Alert tone=Tone::Warning>{text}</Alert> }.into_any()
        }
        Ok(rows) if rows.is_empty() => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.panel.outline_empty)}</p> }
                .into_any()
        }
        Ok(rows) => {
            let most = (rows.len() >= MOST).then(|| say!(locale, application.panel.outline_most, count = MOST));
            let rows = rows
                .into_iter()
                .map(|row| view! { <OneRow editing row /> })
                .collect_view();
            view! {
                <ul class="flex max-h-[60vh] flex-col overflow-auto text-sm">{rows}</ul>
                {most.map(|most| view! { <p class="text-sm text-base-content/70">{most}</p> })}
            }
            .into_any()
        }
    });
    view! { <section class="flex flex-col gap-2" aria-label=td_string!(locale, application.panel.outline)>{list}</section> }
        .into_any()
}

#[component]
fn OneRow(editing: Editing, row: Row) -> impl IntoView {
    let locale = use_locale();
    let key = row.at.last().unwrap_or_default().into_owned();
    let indent = format!("padding-inline-start: {}rem", row.depth);
    let named = match row.line {
        Some(line) => {
            let name = key.clone();
            view! {
                <button type="button" class="link link-hover font-mono" on:click=move |_| editing.editor.go_to(line)>
                    <bdi dir="ltr">{name}</bdi>
                </button>
            }
            .into_any()
        }
        None => view! { <bdi dir="ltr" class="font-mono text-base-content/70">{key.clone()}</bdi> }.into_any(),
    };
    let says = match row.says {
        Says::Group => String::new(),
        Says::Value(value) => brief(&value),
        Says::Secret => td_string!(locale, application.overview.hidden).to_owned(),
        Says::Default(value) => say!(locale, application.settings.default_value, value = brief(&value)),
        Says::Unset => td_string!(locale, application.settings.not_set).to_owned(),
    };
    let write = row.begin_with.map(|value| {
        let at = row.at.clone();
        let label = say!(locale, application.panel.write, key = key);
        let write = move |_| begin(editing, &at, &value);
        view! { <Button size=Size::Small variant=Variant::Ghost icon="plus" label=label on_click=write /> }
    });
    view! {
        <li class="flex min-h-8 flex-wrap items-center gap-x-3" style=indent>
            {named}
            <span class="text-base-content/70 wrap-anywhere"><bdi>{says}</bdi></span>
            {write}
        </li>
    }
}

/// Writes a setting that the text does not say yet, and shows its line.
fn begin(editing: Editing, at: &config_schema::Pointer, value: &Value) {
    let text = editing.text.get_untracked();
    let Some(text) = decide(&text, at, Some(value)) else {
        return;
    };
    editing.show(&text);
    if let Ok(text) = editing.read.get_untracked().as_ref() {
        editing.editor.go_to(text.line_of(at));
    }
}

fn brief(value: &Value) -> String {
    in_passing(plain(value))
}
