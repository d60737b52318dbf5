//! What is particular to an Environment: the values of `overlays/<env_type>/`, which Helm lays over the base.
//!
//! On a real cluster the HelmRelease names both files under `valuesFrom`, the base first. What is worked out here is what
//! Helm makes of the two, so that the simulated cluster runs it and a commit is held to it.

use super::defaults::resolve;
use super::lenient;
use contract::environment::EnvType;
use serde_json::{Map, Value};

/// Where the platform says what it knows about the Environment; no setting of a Blueprint that has none of that name.
const GLOBAL: &str = "global";
/// What the platform says there.
const OF_THE_PLATFORM: [&str; 2] = ["environment", "placement"];

/// The folder of what is particular to an Environment.
pub(crate) fn folder(env_type: &EnvType) -> String {
    format!("overlays/{env_type}")
}

/// The file with the values that are particular to an Environment.
pub(crate) fn path(env_type: &EnvType) -> String {
    format!("{}/values.yaml", folder(env_type))
}

/// Whether a path is that of the values of any Environment.
pub(crate) fn is_values(path: &str) -> bool {
    let mut steps = path.split('/');
    steps.next() == Some("overlays")
        && steps.next().is_some()
        && steps.next() == Some("values.yaml")
        && steps.next().is_none()
}

/// The base with an overlay over it, as Helm merges them: maps key by key, everything else as a whole, and `null` takes
/// a key away.
pub(crate) fn merged(base: &Map<String, Value>, overlay: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = base.clone();
    for (key, value) in overlay {
        match value {
            Value::Null => drop(merged.shift_remove(key)),
            Value::Object(over) => {
                let under = merged.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
                merged.insert(key.clone(), Value::Object(self::merged(&under, over)));
            }
            other => drop(merged.insert(key.clone(), other.clone())),
        }
    }
    merged
}

/// The values of an Environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overlay(Map<String, Value>);

impl From<Map<String, Value>> for Overlay {
    fn from(values: Map<String, Value>) -> Self {
        Self(values)
    }
}

impl Overlay {
    /// Reads a committed text; one that somebody broke says nothing.
    pub(crate) fn read(text: &str) -> Self {
        Self(lenient::map(text))
    }

    /// What it says.
    pub(crate) fn values(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The settings that hold where it is laid over those of the base.
    pub(crate) fn over(&self, base: &Map<String, Value>, schema: Option<&Value>) -> Map<String, Value> {
        merged(base, &self.settings(schema))
    }

    /// What it says without what the platform says in it.
    fn settings(&self, schema: Option<&Value>) -> Map<String, Value> {
        let mut settings = self.0.clone();
        let declared = schema.and_then(|schema| Some((schema, property(schema, schema, GLOBAL)?)));
        let Some((schema, global)) = declared else {
            settings.shift_remove(GLOBAL);
            return settings;
        };
        if let Some(Value::Object(own)) = settings.get_mut(GLOBAL) {
            own.retain(|key, _| !OF_THE_PLATFORM.contains(&key.as_str()) || property(schema, global, key).is_some());
            if own.is_empty() {
                settings.shift_remove(GLOBAL);
            }
        }
        settings
    }

    /// Whether what stands at a place of the merged settings is there, or missing there, because of the overlay alone.
    pub(crate) fn decides(&self, base: &Map<String, Value>, pointer: &str) -> bool {
        let (mut over, mut under) = (&self.0, Some(base));
        for token in pointer.split('/').skip(1) {
            let key = token.replace("~1", "/").replace("~0", "~");
            let below = under.and_then(|under| under.get(&key));
            match over.get(&key) {
                None => return false,
                Some(Value::Object(fields)) => (over, under) = (fields, below.and_then(Value::as_object)),
                Some(_) => return true,
            }
        }
        under.is_none()
    }
}

/// What a schema says about a property.
fn property<'a>(root: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    resolve(root, schema).get("properties")?.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            _ => panic!("no map"),
        }
    }

    fn overlay(value: Value) -> Overlay {
        Overlay(map(value))
    }

    #[test]
    fn only_the_values_of_an_environment_are_such() {
        assert_eq!(path(&EnvType::Production), "overlays/prod/values.yaml");
        for (path, is) in [
            ("overlays/prod/values.yaml", true),
            ("overlays/values.yaml", false),
            ("overlays/prod/more/values.yaml", false),
            ("overlays/prod/kustomization.yaml", false),
            ("values.yaml", false),
        ] {
            assert_eq!(is_values(path), is, "{path}");
        }
    }

    #[test]
    fn maps_are_merged_and_everything_else_is_replaced() {
        let base = map(json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "d": {"e": 1}, "kept": true}));
        let over = map(json!({"a": {"b": 3, "new": {"x": 1, "y": null}}, "list": [3], "d": 4}));
        let expected = json!({
            "a": {"b": 3, "c": 2, "new": {"x": 1}}, "list": [3], "d": 4, "kept": true,
        });
        assert_eq!(Value::Object(merged(&base, &over)), expected);
    }

    #[test]
    fn null_takes_a_key_away() {
        let base = map(json!({"a": {"b": 1, "c": 2}, "d": 1}));
        let over = map(json!({"a": {"b": null}, "d": null, "e": null}));
        assert_eq!(Value::Object(merged(&base, &over)), json!({"a": {"c": 2}}));
    }

    #[test]
    fn what_the_platform_says_is_no_setting() {
        let said =
            overlay(json!({"replicas": 5, "global": {"environment": "home-prod", "placement": {}, "debug": true}}));
        let base = map(json!({"title": "Ours"}));
        let open = json!({"properties": {"replicas": {}}});
        for schema in [None, Some(&open)] {
            assert_eq!(
                Value::Object(said.over(&base, schema)),
                json!({"title": "Ours", "replicas": 5})
            );
        }
        let own = json!({
            "properties": {"global": {"$ref": "#/$defs/global"}},
            "$defs": {"global": {"properties": {"debug": {}, "placement": {}}}},
        });
        let expected = json!({"title": "Ours", "replicas": 5, "global": {"placement": {}, "debug": true}});
        assert_eq!(Value::Object(said.over(&base, Some(&own))), expected);
        let fresh = overlay(json!({"global": {"environment": "home-prod"}}));
        assert_eq!(fresh.over(&base, Some(&own)), base, "no empty map comes of it");
    }

    #[test]
    fn an_overlay_answers_for_what_it_replaces_and_for_what_the_base_has_not() {
        let base = map(json!({"a": {"b": 1}, "c": 1, "a/b": 1}));
        let over = overlay(json!({"a": {"b": null, "x": {"y": 1}}, "list": [{"z": 1}], "a/b": 2}));
        for (pointer, decides) in [
            ("", false),
            ("/a", false),
            ("/a/b", true),
            ("/a/x", true),
            ("/a/x/y", true),
            ("/a/x/other", false),
            ("/a/other", false),
            ("/list/0/z", true),
            ("/c", false),
            ("/a~1b", true),
        ] {
            assert_eq!(over.decides(&base, pointer), decides, "{pointer:?}");
        }
    }

    fn values() -> impl Strategy<Value = Map<String, Value>> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..3_u8).prop_map(Value::from),
            "[a-c]?".prop_map(Value::from),
        ];
        let value = scalar.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-d]", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        });
        prop::collection::btree_map("[a-d]", value, 0..4).prop_map(|fields| fields.into_iter().collect())
    }

    /// What Helm's documentation says about each key, read off the three documents side by side.
    fn follows(base: &Map<String, Value>, over: &Map<String, Value>, merged: &Map<String, Value>) -> bool {
        let nothing = Map::new();
        base.keys().chain(over.keys()).chain(merged.keys()).all(|key| {
            let (below, is) = (base.get(key), merged.get(key));
            match over.get(key) {
                None => is == below,
                Some(Value::Null) => is.is_none(),
                Some(Value::Object(over)) => {
                    let below = below.and_then(Value::as_object).unwrap_or(&nothing);
                    is.and_then(Value::as_object).is_some_and(|is| follows(below, over, is))
                }
                Some(said) => is == Some(said),
            }
        })
    }

    proptest! {
        #[test]
        fn each_key_is_what_helm_makes_of_it(base in values(), over in values()) {
            let once = merged(&base, &over);
            prop_assert!(follows(&base, &over, &once), "{once:?}");
            prop_assert_eq!(merged(&once, &over), once.clone(), "laying it over twice changes nothing more");
            prop_assert_eq!(merged(&base, &Map::new()), base);
        }

        #[test]
        fn where_an_overlay_does_not_decide_the_base_stands(base in values(), over in values(), pointer in "(/[a-d]){1,4}") {
            let (under, merged) = (Value::Object(base.clone()), Value::Object(merged(&base, &over)));
            let plain = |value: Option<&Value>| value.filter(|value| !value.is_object()).cloned();
            if !Overlay(over).decides(&base, &pointer) {
                prop_assert_eq!(plain(merged.pointer(&pointer)), plain(under.pointer(&pointer)));
            }
        }
    }
}
