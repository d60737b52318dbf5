//! The document as text.

use leptos::prelude::*;
use serde_json::Value;

use super::address::Part;
use super::state::FormState;
use crate::i18n::*;

/// Edits the overrides as JSON text. Secrets are masked in it and keep their value.
#[component]
pub fn YamlEditor(
    /// The form.
    state: FormState,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = format!("{}-text", state.id(&config_schema::Pointer::ROOT, Part::Control));
    let text = serde_json::to_string_pretty(&Value::Object(state.overrides())).unwrap_or_default();
    let problem = RwSignal::new(None::<String>);
    let edit = move |event| match serde_json::from_str::<Value>(&event_target_value(&event)) {
        Ok(value) => {
            problem.set(None);
            state.replace_overrides(value);
        }
        Err(error) => problem.set(Some(error.to_string())),
    };
    view! {
        <label for=id.clone()>{t!(i18n, form.yaml_label)}</label>
        <textarea id=id.clone() class="textarea w-full font-mono" rows="20" dir="ltr" on:input=edit>{text}</textarea>
        {move || problem.get().map(|problem| view! { <p class="text-error">{problem}</p> })}
    }
}
