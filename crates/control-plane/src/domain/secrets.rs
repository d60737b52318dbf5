//! Secret parameters: where they are in a document, and how their values are kept out of Git and answers.

use super::defaults::resolve;
use super::world::SecretValues;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What stands for a secret value everywhere but in the store.
pub(crate) const MASK: &str = "********";

/// How deep references are followed.
const MAX_DEPTH: usize = 32;

/// Pointers of every value in `document` that the schema calls secret (hint `password`, or `writeOnly`).
pub(crate) fn pointers(schema: &Value, document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(schema, schema, document, String::new(), 0, &mut found);
    found
}

fn collect(root: &Value, schema: &Value, value: &Value, at: String, depth: usize, found: &mut BTreeSet<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    let resolved = resolve(root, schema);
    for schema in [schema, resolved] {
        let hint = schema.get("x-catalyst-ui-hint").and_then(Value::as_str);
        if hint == Some("password") || schema.get("writeOnly") == Some(&Value::Bool(true)) {
            found.insert(at);
            return;
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for part in resolved.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            collect(root, part, value, at.clone(), depth + 1, found);
        }
    }
    for keyword in ["if", "then", "else"] {
        if let Some(part) = resolved.get(keyword) {
            collect(root, part, value, at.clone(), depth + 1, found);
        }
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let property = resolved.pointer(&format!("/properties/{}", escape(name)));
                let property = property.or_else(|| resolved.get("additionalProperties"));
                if let Some(property) = property {
                    collect(
                        root,
                        property,
                        value,
                        format!("{at}/{}", escape(name)),
                        depth + 1,
                        found,
                    );
                }
            }
        }
        Value::Array(items) => {
            if let Some(item) = resolved.get("items") {
                for (index, value) in items.iter().enumerate() {
                    collect(root, item, value, format!("{at}/{index}"), depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

/// RFC 6901 escaping of one reference token.
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Parameters with their secrets apart.
#[derive(Debug, PartialEq)]
pub(crate) struct Split {
    /// The overrides with real secret values, to be validated and never to be shown.
    pub(crate) revealed: Map<String, Value>,
    /// The overrides with masks.
    pub(crate) masked: Map<String, Value>,
    pub(crate) values: SecretValues,
}

/// Takes the secrets out of `overrides`. A mask keeps the value in `stored`; a mask with nothing stored is no value.
pub(crate) fn split(schema: Option<&Value>, overrides: &Map<String, Value>, stored: &SecretValues) -> Split {
    let mut revealed = Value::Object(overrides.clone());
    let mut masked = revealed.clone();
    let mut values = SecretValues::new();
    let secret = schema.map(|schema| pointers(schema, &revealed)).unwrap_or_default();
    for pointer in secret {
        let given = revealed.pointer(&pointer).cloned().unwrap_or(Value::Null);
        if given == MASK {
            match stored.get(&pointer) {
                Some(value) => {
                    put(&mut revealed, &pointer, value.clone());
                    values.insert(pointer, value.clone());
                }
                None => {
                    remove(&mut revealed, &pointer);
                    remove(&mut masked, &pointer);
                }
            }
        } else if !given.is_null() && given != "" {
            put(&mut masked, &pointer, Value::String(MASK.to_owned()));
            values.insert(pointer, given);
        }
    }
    Split {
        revealed: into_map(revealed),
        masked: into_map(masked),
        values,
    }
}

/// The overrides without what stands for a secret: the part that is committed.
pub(crate) fn without(masked: &Map<String, Value>, secrets: &SecretValues) -> Map<String, Value> {
    let mut document = Value::Object(masked.clone());
    // Later items of an array first, so that earlier pointers stay true.
    for pointer in secrets.keys().rev() {
        remove(&mut document, pointer);
    }
    into_map(document)
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else {
        return;
    };
    match document.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.shift_remove(&token.replace("~1", "/").replace("~0", "~"));
        }
        // Removing an item would move the others: an empty place stays.
        Some(Value::Array(items)) => {
            if let Some(item) = token.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = Value::String(String::new());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({"properties": {
            "user": {"type": "string"},
            "db": {"oneOf": [
                {"properties": {"mode": {"const": "in"}}},
                {"properties": {"mode": {"const": "out"}, "password": {"writeOnly": true}}},
            ]},
            "keys": {"type": "array", "items": {"$ref": "#/$defs/key"}},
        }, "$defs": {"key": {"properties": {"secret": {"x-catalyst-ui-hint": "password"}}}}})
    }

    fn map(value: Value) -> Map<String, Value> {
        into_map(value)
    }

    #[test]
    fn secrets_are_found_in_branches_items_and_references() {
        let document = json!({"user": "u", "db": {"mode": "out", "password": "p"}, "keys": [{"secret": "k"}]});
        let found: Vec<_> = pointers(&schema(), &document).into_iter().collect();
        assert_eq!(found, ["/db/password", "/keys/0/secret"]);
    }

    #[test]
    fn a_mask_keeps_the_stored_value_and_never_becomes_one() {
        let stored = SecretValues::from([("/db/password".to_owned(), json!("old"))]);
        let kept = split(
            Some(&schema()),
            &map(json!({"db": {"mode": "out", "password": MASK}})),
            &stored,
        );
        assert_eq!(kept.values, stored);
        assert_eq!(kept.revealed["db"]["password"], "old");
        let nothing = split(
            Some(&schema()),
            &map(json!({"db": {"password": MASK}})),
            &SecretValues::new(),
        );
        assert_eq!(nothing.revealed["db"], json!({}));
    }

    #[test]
    fn a_new_value_is_stored_and_masked() {
        let new = split(
            Some(&schema()),
            &map(json!({"db": {"password": "new"}})),
            &SecretValues::new(),
        );
        assert_eq!(new.values["/db/password"], "new");
        assert_eq!(new.masked["db"]["password"], MASK);
        assert_eq!(without(&new.masked, &new.values), map(json!({"db": {}})));
    }
}
