//! The document a person means: the overrides, over what the schema says when nothing is said.

use config_schema::{Document, Form};
use serde_json::{Map, Value};

/// How deep references are followed: recursive schemas are legal.
const MAX_DEPTH: usize = 32;

/// The document that is validated and rendered. The form engine fills it in, so that what the form calls complete is
/// what is checked here.
pub(crate) fn effective(form: &Form, overrides: &Map<String, Value>) -> Value {
    let document = Document::with_overrides(form.clone(), Value::Object(overrides.clone()));
    document.effective().clone()
}

/// Follows a local `$ref`; anything else is the schema itself.
pub(crate) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix('#'));
        match target.and_then(|pointer| root.pointer(pointer)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}
