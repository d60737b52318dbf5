//! Parameters that a Blueprint gives its dependencies.

use serde_json::{Map, Value};

/// Fills in strings that are one template path, such as `{{ .config.domain }}`, from the consumer's parameters.
pub(super) fn interpolate(values: Value, parameters: &Value) -> Value {
    match values {
        Value::String(text) => {
            let path = text
                .trim()
                .strip_prefix("{{")
                .and_then(|rest| rest.strip_suffix("}}"))
                .map(str::trim);
            match path.and_then(|path| path.strip_prefix(".config.")) {
                Some(path) => parameters
                    .pointer(&format!("/{}", path.replace('.', "/")))
                    .cloned()
                    .unwrap_or(Value::String(text)),
                None => Value::String(text),
            }
        }
        Value::Array(items) => items.into_iter().map(|item| interpolate(item, parameters)).collect(),
        Value::Object(fields) => {
            let fill = |(name, value)| (name, interpolate(value, parameters));
            Value::Object(fields.into_iter().map(fill).collect())
        }
        other => other,
    }
}

/// Puts `over` on top of `base`, object by object.
pub(super) fn merge(base: &mut Map<String, Value>, over: Map<String, Value>) {
    for (name, value) in over {
        match (base.get_mut(&name), value) {
            (Some(Value::Object(base)), Value::Object(over)) => merge(base, over),
            (_, value) => {
                base.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_templates_take_the_value_with_its_type() {
        let values = json!({"size": "{{ .config.disk.gi }}", "name": "{{ .config.missing }}", "list": ["x"]});
        let filled = interpolate(values, &json!({"disk": {"gi": 20}}));
        assert_eq!(
            filled,
            json!({"size": 20, "name": "{{ .config.missing }}", "list": ["x"]})
        );
    }

    #[test]
    fn a_person_s_values_win_object_by_object() {
        let (Value::Object(mut base), Value::Object(over)) = (json!({"a": {"b": 1, "c": 2}}), json!({"a": {"b": 3}}))
        else {
            panic!("both are objects")
        };
        merge(&mut base, over);
        assert_eq!(Value::Object(base), json!({"a": {"b": 3, "c": 2}}));
    }
}
