//! Hiding secrets wherever a document is shown.

use serde_json::Value;

use crate::{Document, Form, Pointer};

/// What stands for a secret in previews and diffs.
pub const MASK: &str = "••••••";

/// A copy of `values` in which every write-only value (the password hint, or `writeOnly`) is replaced by [`MASK`].
/// An unset or empty secret stays as it is, so that one can see that it is missing.
pub fn masked(form: &Form, values: &Value) -> Value {
    let document = Document::with_overrides(form.clone(), values.clone());
    let mut masked = values.clone();
    hide(&document, &Pointer::ROOT, &mut masked);
    masked
}

fn hide(document: &Document, at: &Pointer, value: &mut Value) {
    let empty = value.is_null() || value.as_str() == Some("");
    if document.is_secret(at) && !empty {
        *value = Value::String(MASK.to_owned());
        return;
    }
    match value {
        Value::Object(entries) => entries
            .iter_mut()
            .for_each(|(key, child)| hide(document, &at.child(key), child)),
        Value::Array(items) => {
            items
                .iter_mut()
                .enumerate()
                .for_each(|(index, item)| hide(document, &at.item(index), item));
        }
        _ => {}
    }
}
