//! The files of an Application's repository that are particular to an Environment.

use crate::environment::EnvType;
use serde_json::{Map, Value};

/// Where the platform says what it knows about the Environment; no setting of a Blueprint that has none of that name.
pub const GLOBAL_VALUES: &str = "global";
/// What the platform says there.
const OF_THE_PLATFORM: [&str; 2] = ["environment", "placement"];
/// How many references in a row are followed: a schema may refer to itself.
const MOST_REFERENCES: usize = 32;

/// The folder of what is particular to an Environment.
#[must_use]
pub fn overlay_folder(env_type: &EnvType) -> String {
    format!("overlays/{env_type}")
}

/// The file with the values of an Environment, which Helm lays over `values.yaml`.
#[must_use]
pub fn overlay_values(env_type: &EnvType) -> String {
    format!("{}/values.yaml", overlay_folder(env_type))
}

/// Whether a path is that of the values of any Environment.
#[must_use]
pub fn is_overlay_values(path: &str) -> bool {
    let env_type = path
        .strip_prefix("overlays/")
        .and_then(|path| path.strip_suffix("/values.yaml"));
    env_type.is_some_and(|env_type| !env_type.is_empty() && !env_type.contains('/'))
}

/// The settings among the values of an Environment: all but what the platform says in them. `schema` is the Blueprint's.
#[must_use]
pub fn overlay_settings(values: &Map<String, Value>, schema: Option<&Value>) -> Map<String, Value> {
    let mut settings = values.clone();
    let declared = schema.and_then(|schema| Some((schema, property(schema, schema, GLOBAL_VALUES)?)));
    let Some((schema, global)) = declared else {
        settings.shift_remove(GLOBAL_VALUES);
        return settings;
    };
    if let Some(Value::Object(own)) = settings.get_mut(GLOBAL_VALUES) {
        own.retain(|key, _| !OF_THE_PLATFORM.contains(&key.as_str()) || property(schema, global, key).is_some());
        if own.is_empty() {
            settings.shift_remove(GLOBAL_VALUES);
        }
    }
    settings
}

/// What a schema says about a property.
fn property<'a>(root: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    let mut schema = schema;
    for _ in 0..MOST_REFERENCES {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|reference| root.pointer(reference.strip_prefix('#')?));
        let Some(target) = target else { break };
        schema = target;
    }
    schema.get("properties")?.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_values_of_an_environment_are_such() {
        assert_eq!(overlay_values(&EnvType::Production), "overlays/prod/values.yaml");
        for (path, is) in [
            ("overlays/prod/values.yaml", true),
            ("overlays/values.yaml", false),
            ("overlays//values.yaml", false),
            ("overlays/prod/more/values.yaml", false),
            ("overlays/prod/kustomization.yaml", false),
            ("values.yaml", false),
        ] {
            assert_eq!(is_overlay_values(path), is, "{path}");
        }
    }

    fn settings(schema: Option<Value>, values: Value) -> Value {
        let values = values.as_object().unwrap();
        Value::Object(overlay_settings(values, schema.as_ref()))
    }

    #[test]
    fn what_the_platform_says_is_no_setting() {
        let said = json!({"replicas": 5, "global": {"environment": "home-prod", "placement": {}, "debug": true}});
        for schema in [None, Some(json!({"properties": {"replicas": {}}}))] {
            assert_eq!(settings(schema, said.clone()), json!({"replicas": 5}));
        }
        let own = json!({
            "properties": {"global": {"$ref": "#/$defs/global"}},
            "$defs": {"global": {"properties": {"debug": {}, "placement": {}}}},
        });
        let expected = json!({"replicas": 5, "global": {"placement": {}, "debug": true}});
        assert_eq!(settings(Some(own.clone()), said), expected);
        let nothing = json!({"global": {"environment": "home-prod"}});
        assert_eq!(settings(Some(own), nothing), json!({}), "no empty map comes of it");
        let endless = json!({"$ref": "#"});
        assert_eq!(settings(Some(endless), json!({"global": {}})), json!({}));
    }
}
