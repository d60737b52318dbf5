//! One generated form.

use app::form::{Depth, Form, FormEditor, FormState};
use app::i18n::Locale;
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

/// Shows the form of `schema` with `data` entered, both JSON; `depth` is `form` or `advanced`. The document is complete
/// when this returns.
///
/// # Errors
/// When one of them is not JSON.
#[wasm_bindgen]
pub fn mount_form(parent: HtmlElement, schema: &str, data: &str, depth: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let data: Value = serde_json::from_str(data).map_err(|error| error.to_string())?;
    let overrides = data.as_object().cloned().unwrap_or_default();
    let depth = if depth == "form" { Depth::Form } else { Depth::Advanced };
    super::show(move || {
        Box::new(leptos::mount::mount_to(parent, move || {
            let state = FormState::new("config", Form::compile(&schema), overrides, Locale::en);
            state.show(depth);
            provide_context(Locale::en);
            view! { <form novalidate><FormEditor state /></form> }
        }))
    });
    Ok(())
}
