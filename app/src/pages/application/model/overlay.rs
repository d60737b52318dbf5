//! What is particular to an Environment, over the settings of the form: what it means, and what it changes.

use super::files::VALUES;
use super::snapshot::env_type;
use crate::change::{Row, rows};
use crate::pages::application::words::SECRET_MASK;
use config_schema::yaml::Text;
use config_schema::{Form, Pointer, decides, layered};
use contract::EnvironmentName;
use contract::gitea::{GLOBAL_VALUES, is_overlay_values, overlay_settings, overlay_values};
use serde_json::{Map, Value, json};

/// What a file of the repository is to the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It holds them.
    Base,
    /// It is laid over them where an Environment runs.
    Overlay,
}

impl Role {
    /// Of the file at a path; `None` for one without settings.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        match path {
            VALUES => Some(Self::Base),
            path if is_overlay_values(path) => Some(Self::Overlay),
            _ => None,
        }
    }
}

/// Where the values of an Environment lie in a repository of its Applications.
#[must_use]
pub fn path_of(environment: &EnvironmentName) -> String {
    overlay_values(&env_type(environment))
}

/// The schema that completes and explains an overlay: the settings', and what the platform says in the file.
#[must_use]
pub fn explained(schema: &Value, about: &str) -> Value {
    let mut schema = schema.clone();
    let properties = schema.as_object_mut().map(|schema| {
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        properties.as_object_mut()
    });
    if let Some(Some(properties)) = properties {
        let global = || json!({"type": "object", "description": about});
        properties.entry(GLOBAL_VALUES).or_insert_with(global);
    }
    schema
}

/// An overlay over the settings in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    base: Map<String, Value>,
    over: Map<String, Value>,
}

impl Layer {
    /// What the values of an Environment are over `base`; `None` when they are no keys and values.
    #[must_use]
    pub fn new(base: &Value, values: &Value, schema: &Value) -> Option<Self> {
        let base = base.as_object().cloned().unwrap_or_default();
        let over = overlay_settings(values.as_object()?, Some(schema));
        Some(Self {
            over: without_secrets_of(&base, over),
            base,
        })
    }

    /// The settings in the overlay alone.
    #[must_use]
    pub fn settings(&self) -> Value {
        Value::Object(self.over.clone())
    }

    /// What runs.
    #[must_use]
    pub fn merged(&self) -> Value {
        Value::Object(layered(&self.base, &self.over))
    }

    /// Whether the overlay answers for what stands at a place.
    #[must_use]
    pub fn decides(&self, at: &Pointer) -> bool {
        decides(&self.base, &self.over, at)
    }
}

/// The values of an overlay that reach what runs: secrets that are stored are laid over both files.
fn without_secrets_of(base: &Map<String, Value>, over: Map<String, Value>) -> Map<String, Value> {
    let reaches = |(key, value): (String, Value)| match (base.get(&key), value) {
        (Some(Value::String(mask)), _) if mask == SECRET_MASK => None,
        (Some(Value::Object(base)), Value::Object(over)) => Some((key, Value::Object(without_secrets_of(base, over)))),
        (_, value) => Some((key, value)),
    };
    over.into_iter().filter_map(reaches).collect()
}

/// What the committed values of an Environment change in the settings of the form; nothing when they cannot be read.
#[must_use]
pub fn differences(form: &Form, base: &Map<String, Value>, text: &str) -> Vec<Row> {
    let base = Value::Object(base.clone());
    let layer = Text::parse(text)
        .ok()
        .and_then(|text| Layer::new(&base, text.value(), form.schema()));
    layer.map_or_else(Vec::new, |layer| rows(Some(form), &base, Some(form), &layer.merged()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Shown;

    fn schema() -> Value {
        json!({"type": "object", "required": ["domain"], "properties": {
            "domain": {"type": "string"},
            "replicas": {"type": "integer", "default": 2},
        }})
    }

    #[test]
    fn a_file_is_known_by_its_path() {
        assert_eq!(Role::of("values.yaml"), Some(Role::Base));
        assert_eq!(Role::of("overlays/prod/values.yaml"), Some(Role::Overlay));
        assert_eq!(Role::of("overlays/prod/kustomization.yaml"), None);
        let path = path_of(&EnvironmentName::from_wire("acme-labs-stg"));
        assert_eq!(path, "overlays/stg/values.yaml");
    }

    #[test]
    fn what_the_platform_says_is_explained_and_a_setting_of_that_name_stays() {
        let explained_schema = explained(&schema(), "Ours.");
        assert_eq!(explained_schema["properties"]["global"]["description"], "Ours.");
        assert_eq!(
            explained_schema["properties"]["domain"],
            schema()["properties"]["domain"]
        );
        let own = json!({"properties": {"global": {"type": "string"}}});
        assert_eq!(explained(&own, "Ours."), own);
    }

    #[test]
    fn an_overlay_answers_for_its_own_settings_only() {
        let base = json!({"domain": "a.example", "theme": 3});
        let values = json!({"replicas": "many", "global": {"environment": "acme-prod"}});
        let layer = Layer::new(&base, &values, &schema()).unwrap();
        assert_eq!(layer.settings(), json!({"replicas": "many"}));
        assert_eq!(
            layer.merged(),
            json!({"domain": "a.example", "theme": 3, "replicas": "many"})
        );
        let decides = |key: &str| layer.decides(&Pointer::ROOT.child(key));
        assert!(decides("replicas") && !decides("theme") && !decides("domain"));
        assert_eq!(Layer::new(&base, &json!([1]), &schema()), None);
    }

    #[test]
    fn a_secret_that_is_stored_stays_whatever_an_overlay_says() {
        let base =
            json!({"domain": "a.example", "password": SECRET_MASK, "db": {"password": SECRET_MASK, "host": "a"}});
        let values = json!({"password": null, "db": {"password": "", "host": "b"}});
        let layer = Layer::new(&base, &values, &schema()).unwrap();
        assert_eq!(layer.settings(), json!({"db": {"host": "b"}}));
        assert_eq!(layer.merged()["password"], SECRET_MASK);
    }

    #[test]
    fn only_what_differs_is_told() {
        let form = Form::compile(&schema());
        let base = json!({"domain": "a.example", "replicas": 5});
        let told = |text: &str| differences(&form, base.as_object().unwrap(), text);
        assert!(told("replicas: 5\nglobal: {environment: acme-prod}\n").is_empty());
        assert!(told("replicas: [\n").is_empty());
        let rows = told("replicas: 7\n");
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].label.as_str(), &rows[0].after),
            ("Replicas", &Shown::Value(json!(7)))
        );
        assert_eq!(told("replicas: null\n")[0].after, Shown::Default(json!(2)));
    }
}
