//! Gitea's API definition: which operation a request is, and whether bodies fit it.

use http::Method;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// Fields that the definition of this version has not and the console can do without.
const BEYOND: [(&str, &str); 1] = [("AccessToken", "created_at")];

/// The definition, and what is read from it.
pub(super) struct Definition(Value);

/// One operation, and what it has to say.
pub(super) struct Operation<'a> {
    pub(super) template: &'a str,
    facts: &'a Value,
}

/// What an answer of one status looks like.
pub(super) enum Shape {
    /// JSON of this schema.
    Json(Validator),
    /// Text.
    Text,
    /// Nothing is said of a body.
    Silent,
    /// JSON with a `message`.
    Message,
}

impl Definition {
    pub(super) fn read() -> Self {
        Self(serde_json::from_str(include_str!("definition.json")).unwrap())
    }

    /// The operation that answers a path below `/gitea`.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Operation<'_> {
        let base = format!("/gitea{}/", self.0["basePath"].as_str().unwrap());
        let path = path.strip_prefix(&base).unwrap();
        let named = self.0["paths"].as_object().unwrap();
        let found = named
            .iter()
            .find(|(template, methods)| fits(template, path) && methods.get(lower(method)).is_some());
        let (template, methods) = found.unwrap_or_else(|| panic!("Gitea has no {method} {path}"));
        Operation {
            template,
            facts: &methods[lower(method)],
        }
    }

    /// Every method, template and status that is defined.
    pub(super) fn answers(&self) -> Vec<(String, String, u16)> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        let methods = paths.flat_map(|(template, methods)| {
            let of = move |(method, facts): (&String, &Value)| (method.clone(), template.clone(), facts.clone());
            methods.as_object().unwrap().iter().map(of).collect::<Vec<_>>()
        });
        methods
            .flat_map(|(method, template, facts)| {
                let statuses = facts["responses"].as_object().unwrap().keys().cloned();
                let of = |status: String| (method.clone(), template.clone(), status.parse().unwrap());
                statuses.map(of).collect::<Vec<_>>()
            })
            .collect()
    }

    /// What the body of a request must be; `None` when it has none.
    pub(super) fn body(&self, operation: &Operation<'_>) -> Option<Validator> {
        let name = operation.facts.get("body")?.as_str().unwrap();
        Some(self.validator(&json!({"$ref": format!("#/definitions/{name}")}), false))
    }

    /// What an answer of this status must be; `None` when the operation does not answer so.
    pub(super) fn shape(&self, operation: &Operation<'_>, status: u16) -> Option<Shape> {
        let name = operation.facts["responses"].get(status.to_string())?.as_str().unwrap();
        let response = &self.0["responses"][name];
        Some(match response.get("schema") {
            Some(schema) if schema["type"] == "string" => Shape::Text,
            Some(schema) => Shape::Json(self.validator(schema, true)),
            None if response.get("headers").is_some() => Shape::Message,
            None => Shape::Silent,
        })
    }

    fn validator(&self, schema: &Value, is_answer: bool) -> Validator {
        let definitions = self.0["definitions"].as_object().unwrap().iter();
        let definitions: Map<String, Value> = definitions
            .map(|(name, schema)| (name.clone(), closed(name, schema, is_answer)))
            .collect();
        let mut root = strict(schema, is_answer);
        root["definitions"] = Value::Object(definitions);
        // A reference stands alone in this draft.
        if let Some(reference) = root.as_object_mut().unwrap().remove("$ref") {
            root["allOf"] = json!([{"$ref": reference}]);
        }
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .build(&root)
            .unwrap()
    }
}

impl Operation<'_> {
    pub(super) fn knows_query(&self, name: &str) -> bool {
        self.facts["query"]
            .as_array()
            .unwrap()
            .iter()
            .any(|known| known == name)
    }
}

pub(super) fn lower(method: &Method) -> String {
    method.as_str().to_ascii_lowercase()
}

/// A schema whose objects have no properties but those that are named.
fn closed(name: &str, schema: &Value, is_answer: bool) -> Value {
    let mut schema = strict(schema, is_answer);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (_, field) in BEYOND.iter().filter(|(object, _)| *object == name) {
            properties.insert((*field).to_owned(), json!({}));
        }
        schema["additionalProperties"] = json!(false);
    }
    schema
}

/// Swagger 2.0 has no word for null; Gitea sends it in place of what is absent.
fn strict(schema: &Value, is_answer: bool) -> Value {
    let mut schema = schema.clone();
    let nullable = |schema: &Value| match is_answer {
        true => json!({"anyOf": [strict(schema, true), {"type": "null"}]}),
        false => strict(schema, false),
    };
    if let Some(items) = schema.get_mut("items") {
        *items = nullable(items);
    }
    for (_, property) in schema
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        *property = nullable(property);
    }
    schema
}

/// Whether a path is one of a template.
fn fits(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for named in template.trim_start_matches('/').split('/') {
        let Some(part) = parts.next().filter(|part| !part.is_empty()) else {
            return false;
        };
        let is_one = match named {
            "{filepath}" => return true,
            "{sha}.{diffType}" => part.ends_with(".diff") || part.ends_with(".patch"),
            named => named.starts_with('{') || named == part,
        };
        if !is_one {
            return false;
        }
    }
    parts.next().is_none()
}
