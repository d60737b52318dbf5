//! What a Blueprint's document says about its own installation, boiled down for the page. No views, no requests.

use contract::catalog::{CatalogBlueprint, Dependency};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How deep nested settings are counted; a document may refer to itself.
const MAX_DEPTH: usize = 8;

/// One version of a Blueprint, without its raw document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Described {
    /// The Blueprint; `raw` is left out.
    pub blueprint: CatalogBlueprint,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
    /// What can be set; `None` when it is installed as it is.
    pub settings: Option<Settings>,
}

/// What can be set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Settings that hold a value, at any depth.
    pub count: usize,
    /// Settings a person must decide, in the order of the document.
    pub required: Vec<Setting>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Name in the document.
    pub key: String,
    /// Name for people, in the document's own language.
    pub title: String,
    /// Name for people, by language.
    pub translations: Vec<(String, String)>,
}

impl Described {
    /// Boils a version answer down.
    #[must_use]
    pub fn new(mut blueprint: CatalogBlueprint) -> Self {
        let dependencies = blueprint.dependencies();
        let settings = blueprint.config_schema().map(Settings::of);
        blueprint.raw = None;
        Self {
            blueprint,
            dependencies,
            settings,
        }
    }
}

impl Settings {
    fn of(schema: &Value) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        Self {
            count: count(schema, MAX_DEPTH),
            required: properties
                .into_iter()
                .flatten()
                // What has a default is decided already.
                .filter(|(key, setting)| required.contains(&key.as_str()) && setting.get("default").is_none())
                .map(|(key, setting)| Setting::of(key, setting))
                .collect(),
        }
    }
}

impl Setting {
    fn of(key: &str, setting: &Value) -> Self {
        let text = |value: &Value| value.get("title").and_then(Value::as_str).map(str::to_owned);
        let translations = setting.get("x-catalyst-ui-translations").and_then(Value::as_object);
        Self {
            key: key.to_owned(),
            title: text(setting).unwrap_or_else(|| key.to_owned()),
            translations: translations
                .into_iter()
                .flatten()
                .filter_map(|(language, words)| Some((language.clone(), text(words)?)))
                .collect(),
        }
    }

    /// Name for people in a language.
    #[must_use]
    pub fn title_in(&self, language: &str) -> &str {
        let translated = self.translations.iter().find(|(tag, _)| tag == language);
        translated.map_or(&self.title, |(_, title)| title)
    }
}

/// Leaves of the properties. The branches of a choice are not added up: only one of them will be filled in.
fn count(schema: &Value, depth: usize) -> usize {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return 0;
    };
    let of_one = |setting: &Value| match depth {
        0 => 1,
        depth => count(setting, depth - 1).max(1),
    };
    properties.values().map(of_one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_settings_are_counted_once_and_defaults_need_no_decision() {
        let settings = Settings::of(&json!({
            "required": ["domain", "replicas", "ghost"],
            "properties": {
                "domain": {
                    "type": "string", "title": "Address",
                    "x-catalyst-ui-translations": {"ar": {"title": "العنوان"}},
                },
                "replicas": {"type": "integer", "default": 2},
                "database": {"type": "object", "properties": {"mode": {}, "size": {}}},
                "labels": {"type": "object"},
            },
        }));
        assert_eq!(settings.count, 5);
        assert_eq!(settings.required.len(), 1);
        assert_eq!(settings.required[0].title_in("ar"), "العنوان");
        assert_eq!(settings.required[0].title_in("fr"), "Address");
    }

    #[test]
    fn hostile_schemas_are_survived() {
        for schema in [
            json!(true),
            json!(null),
            json!({"properties": [], "required": 7}),
            json!({"properties": {"a": null}}),
        ] {
            assert!(Settings::of(&schema).count <= 1);
        }
        let mut deep = json!({});
        for _ in 0..200 {
            deep = json!({"properties": {"a": deep, "b": {}}});
        }
        assert_eq!(Settings::of(&deep).count, MAX_DEPTH + 2);
    }

    #[test]
    fn the_raw_document_does_not_travel_with_the_page() {
        let blueprint: CatalogBlueprint = serde_json::from_value(json!({
            "name": "bp-blog", "version": "1.0.0", "source": "public",
            "raw": {"spec": {"depends": ["bp-postgres", {"blueprint": "bp-valkey", "version": "^1"}, 7]}},
        }))
        .unwrap();
        let described = Described::new(blueprint);
        assert_eq!(described.blueprint.raw, None);
        assert_eq!(described.settings, None);
        assert_eq!(described.dependencies.len(), 2);
    }
}
