//! Where secrets are asked for, and documents without them.

use serde_json::{Map, Value};

use crate::{Form, masked};

/// The overrides without their secrets: what may be kept where secrets may not.
#[must_use]
pub fn without_secrets(form: &Form, overrides: &Map<String, Value>) -> Map<String, Value> {
    let mut values = Value::Object(overrides.clone());
    let hidden = masked(form, &values);
    remove_differing(&mut values, &hidden);
    match values {
        Value::Object(values) => values,
        _ => Map::new(),
    }
}

/// Whether a schema asks for secrets anywhere.
#[must_use]
pub fn asks_for_secrets(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            let is_secret = keywords.get("writeOnly") == Some(&Value::Bool(true))
                || keywords.get("x-catalyst-ui-hint").and_then(Value::as_str) == Some("password");
            is_secret || keywords.values().any(asks_for_secrets)
        }
        Value::Array(schemas) => schemas.iter().any(asks_for_secrets),
        _ => false,
    }
}

/// Removes what the mask changed. In a list the place is emptied, so that the others keep theirs.
fn remove_differing(value: &mut Value, hidden: &Value) {
    match (value, hidden) {
        (Value::Object(entries), Value::Object(hidden)) => {
            entries.retain(|key, value| {
                hidden
                    .get(key)
                    .is_some_and(|hidden| value == hidden || same_container(value, hidden))
            });
            for (key, value) in entries {
                if let Some(hidden) = hidden.get(key) {
                    remove_differing(value, hidden);
                }
            }
        }
        (Value::Array(items), Value::Array(hidden)) => {
            for (item, hidden) in items.iter_mut().zip(hidden) {
                if item != hidden && !same_container(item, hidden) {
                    *item = Value::String(String::new());
                } else {
                    remove_differing(item, hidden);
                }
            }
        }
        _ => {}
    }
}

fn same_container(value: &Value, hidden: &Value) -> bool {
    (value.is_object() && hidden.is_object()) || (value.is_array() && hidden.is_array())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_asks_for_secrets_at_any_depth() {
        let token = json!({"type": "string", "writeOnly": true});
        assert!(asks_for_secrets(&json!({"properties": {"a": {"items": token}}})));
        assert!(asks_for_secrets(
            &json!({"properties": {"a": {"x-catalyst-ui-hint": "password"}}})
        ));
        assert!(!asks_for_secrets(&json!({"properties": {"a": {"writeOnly": false}}})));
    }

    #[test]
    fn secrets_never_reach_a_draft() {
        let form = Form::compile(&json!({"type": "object", "properties": {
            "user": {"type": "string"},
            "password": {"type": "string", "x-catalyst-ui-hint": "password"},
            "nested": {"type": "object", "properties": {"token": {"type": "string", "writeOnly": true}, "host": {"type": "string"}}},
            "keys": {"type": "array", "items": {"type": "string", "writeOnly": true}},
            "vault": {"type": "object", "writeOnly": true}
        }}));
        let overrides = json!({
            "user": "u", "password": "s3cret", "nested": {"token": "s3cret", "host": "h"},
            "keys": ["s3cret"], "vault": {"a": "s3cret"}
        });
        let kept = without_secrets(&form, overrides.as_object().unwrap());
        assert_eq!(
            Value::Object(kept),
            json!({"user": "u", "nested": {"host": "h"}, "keys": [""]})
        );
    }
}
