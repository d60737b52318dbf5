//! The install form that the schema generates, as it is typed, and sample data in it.

use super::editing::Editing;
use crate::form::{Depth, Form, FormEditor, FormState};
use crate::i18n::*;
use crate::ui::{Alert, Card, Tone, When, follow};
use leptos::prelude::*;
use serde_json::{Map, Value};

/// The live form. While the text is broken, the last good one stays.
#[component]
pub(super) fn Preview(editing: Editing) -> impl IntoView {
    let locale = use_locale();
    let schema = Memo::new(move |_| {
        let of = |document: &Value| {
            document
                .pointer("/spec/configSchema")
                .filter(|schema| schema.is_object())
                .cloned()
        };
        editing.document.with(of)
    });
    // What was filled in outlives the form: the next one begins with it.
    let sample = StoredValue::new(Map::<String, Value>::new());
    let depth = StoredValue::new(Depth::Form);
    let form = follow(move || match schema.get() {
        None => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, authoring.no_schema)}</p> }.into_any()
        }
        Some(schema) => {
            let state = FormState::new("preview", Form::compile(&schema), sample.get_value(), locale);
            state.show(depth.get_value());
            Effect::new(move |_| {
                state.track();
                sample.set_value(state.overrides());
            });
            Effect::new(move |_| depth.set_value(state.depth().get()));
            let check = move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                state.submit();
            };
            view! {
                <form novalidate on:submit=check>
                    <FormEditor state />
                    <button type="submit" class="btn btn-sm mt-4">{td_string!(locale, authoring.check_sample)}</button>
                </form>
            }
            .into_any()
        }
    });
    view! {
        <Card title=td_string!(locale, authoring.preview)>
            <p class="text-sm text-base-content/70">{td_string!(locale, authoring.preview_lead)}</p>
            <When holds=editing.is_broken>
                <Alert tone=Tone::Warning>{td_string!(locale, authoring.broken)}</Alert>
            </When>
            {form}
        </Card>
    }
}
