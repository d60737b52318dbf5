//! Filling in what the schema says when a person says nothing.
//!
//! An override always wins. An optional object nobody mentioned appears only when its own defaults satisfy what it
//! requires: otherwise defaults alone would make a valid document invalid.

use serde_json::{Map, Value};

/// How deep references are followed: recursive schemas are legal.
const MAX_DEPTH: usize = 32;

/// The document that is validated and rendered: defaults of `schema` under `overrides`.
pub(crate) fn effective(schema: &Value, overrides: &Map<String, Value>) -> Value {
    let walker = Walker { root: schema };
    let mut document = Value::Object(overrides.clone());
    walker.fill(schema, &mut document, 0);
    document
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

/// The branch of a `oneOf` or `anyOf` that a document has chosen, told by its `const` and `enum` properties.
pub(crate) fn chosen_branch<'a>(root: &'a Value, branches: &'a [Value], document: &Value) -> Option<&'a Value> {
    let fits = |branch: &&Value| {
        let branch = resolve(root, branch);
        let properties = branch.get("properties").and_then(Value::as_object);
        let mut told = false;
        let agrees = properties.into_iter().flatten().all(|(name, property)| {
            let property = resolve(root, property);
            match (
                document.get(name),
                property.get("const"),
                property.get("enum").and_then(Value::as_array),
            ) {
                (Some(value), Some(constant), _) => {
                    told = true;
                    value == constant
                }
                (Some(value), None, Some(options)) => options.contains(value),
                _ => true,
            }
        });
        told && agrees
    };
    branches.iter().find(fits).map(|branch| resolve(root, branch))
}

struct Walker<'a> {
    root: &'a Value,
}

impl Walker<'_> {
    fn fill(&self, schema: &Value, value: &mut Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let resolved = resolve(self.root, schema);
        match value {
            Value::Object(_) => self.fill_object(resolved, value, depth),
            Value::Array(items) => {
                if let Some(item) = resolved.get("items") {
                    for value in items {
                        self.fill(item, value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn fill_object(&self, schema: &Value, value: &mut Value, depth: usize) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let Value::Object(fields) = &mut *value else { return };
            match fields.get_mut(name) {
                Some(present) => self.fill(property, present, depth + 1),
                None => {
                    if let Some(default) = self.default_of(property, depth + 1) {
                        fields.insert(name.clone(), default);
                    }
                }
            }
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.fill(part, value, depth + 1);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = schema.get(keyword)
                && let Some(branch) = chosen_branch(self.root, branches, value)
            {
                self.fill(branch, value, depth + 1);
            }
        }
    }

    fn default_of(&self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let resolved = resolve(self.root, schema);
        if let Some(default) = schema.get("default").or_else(|| resolved.get("default")) {
            let mut default = default.clone();
            self.fill(resolved, &mut default, depth);
            return Some(default);
        }
        resolved.get("properties")?;
        let mut nested = Value::Object(Map::new());
        self.fill(resolved, &mut nested, depth);
        let required = resolved.get("required").and_then(Value::as_array);
        let complete = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .all(|name| nested.get(name).is_some());
        (complete && nested.as_object().is_some_and(|fields| !fields.is_empty())).then_some(nested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn effective_of(schema: Value, overrides: Value) -> Value {
        let Value::Object(overrides) = overrides else {
            panic!("overrides are an object")
        };
        effective(&schema, &overrides)
    }

    #[test]
    fn overrides_win_and_nested_defaults_appear() {
        let schema = json!({"properties": {
            "replicas": {"default": 2},
            "cache": {"type": "object", "properties": {"mode": {"default": "pages"}}},
        }});
        assert_eq!(
            effective_of(schema, json!({"replicas": 5})),
            json!({"replicas": 5, "cache": {"mode": "pages"}})
        );
    }

    #[test]
    fn an_optional_object_is_not_half_made() {
        let schema = json!({"properties": {
            "mail": {"required": ["host"], "properties": {"host": {}, "port": {"default": 25}}}
        }});
        assert_eq!(effective_of(schema.clone(), json!({})), json!({}));
        assert_eq!(
            effective_of(schema, json!({"mail": {"host": "a"}})),
            json!({"mail": {"host": "a", "port": 25}})
        );
    }

    #[test]
    fn only_the_chosen_branch_gives_defaults() {
        let schema = json!({"properties": {"db": {"default": {"mode": "in"}, "oneOf": [
            {"properties": {"mode": {"const": "in"}}},
            {"properties": {"mode": {"const": "out"}, "port": {"default": 5432}}},
        ]}}});
        assert_eq!(effective_of(schema.clone(), json!({})), json!({"db": {"mode": "in"}}));
        assert_eq!(
            effective_of(schema, json!({"db": {"mode": "out"}})),
            json!({"db": {"mode": "out", "port": 5432}})
        );
    }

    #[test]
    fn recursive_schemas_end() {
        let schema = json!({
            "properties": {"tree": {"$ref": "#/$defs/node"}},
            "$defs": {"node": {"properties": {"size": {"default": 1}, "next": {"$ref": "#/$defs/node"}}}}
        });
        assert!(effective_of(schema, json!({})).pointer("/tree/size").is_some());
    }
}
