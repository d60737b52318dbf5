//! The form over the text in the editor: one document, of which both are views.

use super::About;
use crate::form::{Depth, FormEditor, FormState};
use crate::i18n::*;
use crate::pages::application::code::editing::Editing;
use crate::ui::{Alert, Checkbox, Tone, When};
use config_schema::{asks_for_secrets, without_secrets};
use leptos::prelude::*;
use serde_json::Value;

pub(super) fn view(about: About) -> AnyView {
    let About {
        editing, check, form, ..
    } = about;
    let Some(state) = check.form() else {
        return ().into_any();
    };
    let Some(form) = form.get_value() else {
        return ().into_any();
    };
    // Nothing that is typed there could reach the text.
    state.take_no_secrets(td_string!(use_locale(), application.panel.secret_elsewhere));
    // What is in the editor now, whether or not the pause after typing is over.
    if let Ok(read) = editing.read.get_untracked().as_ref() {
        check.read(read);
    }
    Effect::new(move |before: Option<()>| {
        state.track();
        if before.is_some() {
            write(about, state);
        }
    });
    let unreadable = Memo::new(move |_| editing.read.with(|read| read.is_err()));
    view! { <Shown editing state unreadable has_secrets=asks_for_secrets(form.schema()) /> }.into_any()
}

/// Brings the text to what the form says, by the smallest edits.
fn write(about: About, state: FormState) {
    let About {
        editing, check, form, ..
    } = about;
    if editing.text.is_disposed() {
        return;
    }
    let read = editing.read.get_untracked();
    let Ok(read) = read.as_ref() else { return };
    if !check.has_read(read.as_str()) {
        // Somebody else's text came first; the form follows it.
        check.read(read);
        return;
    }
    let said = state.overrides();
    if check.with_secrets(read.value().clone()) == Value::Object(said.clone()) {
        return;
    }
    let Some(wanted) = form.with_value(|form| form.as_ref().map(|form| without_secrets(form, &said))) else {
        return;
    };
    let mut written = read.clone();
    written.apply(&Value::Object(wanted));
    if written.as_str() != read.as_str() {
        editing.show(written.as_str());
        check.wrote(written.as_str());
    }
}

#[component]
fn Shown(editing: Editing, state: FormState, unreadable: Memo<bool>, has_secrets: bool) -> impl IntoView {
    let locale = use_locale();
    let all = Memo::new(move |_| state.depth().get() == Depth::Advanced);
    let toggle = move |all| state.show(if all { Depth::Advanced } else { Depth::Form });
    let file = editing.path.get_value();
    view! {
        <section class="flex flex-col gap-3" aria-label=say!(locale, application.panel.form_of, file = file)>
            <When holds=unreadable>
                <Alert tone=Tone::Warning>{td_string!(locale, application.panel.unreadable)}</Alert>
            </When>
            <p class="text-sm text-base-content/70">{td_string!(locale, application.panel.form_text)}</p>
            {has_secrets.then(|| view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.code.secrets)}</p> })}
            <Checkbox checked=all on_change=toggle>{td_string!(locale, form.depth_advanced)}</Checkbox>
            <fieldset class="min-w-0" disabled=move || unreadable.get()>
                <form novalidate on:submit=move |event| event.prevent_default()>
                    <FormEditor state form_only=true />
                </form>
            </fieldset>
        </section>
    }
}
