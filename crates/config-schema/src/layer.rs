//! Values over values: what a second document of overrides makes of a first one.

use crate::Pointer;
use serde_json::{Map, Value};

/// `base` with `over` laid over it, as Helm merges values and RFC 7396 merges documents: maps key by key, everything
/// else as a whole, and `null` takes a key away.
#[must_use]
pub fn layered(base: &Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = base.clone();
    for (key, value) in over {
        match value {
            Value::Null => drop(merged.shift_remove(key)),
            Value::Object(over) => {
                let under = merged.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
                merged.insert(key.clone(), Value::Object(layered(&under, over)));
            }
            other => drop(merged.insert(key.clone(), other.clone())),
        }
    }
    merged
}

/// Whether what stands at a place of the merged values is there, or missing there, because of `over` alone.
#[must_use]
pub fn decides(base: &Map<String, Value>, over: &Map<String, Value>, at: &Pointer) -> bool {
    let (mut over, mut under) = (over, Some(base));
    for key in at.segments() {
        let below = under.and_then(|under| under.get(&*key));
        match over.get(&*key) {
            None => return false,
            Some(Value::Object(fields)) => (over, under) = (fields, below.and_then(Value::as_object)),
            Some(_) => return true,
        }
    }
    under.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn maps_are_merged_and_everything_else_is_replaced() {
        let base = map(json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "d": {"e": 1}, "kept": true}));
        let over = map(json!({"a": {"b": 3, "new": {"x": 1, "y": null}}, "list": [3], "d": 4}));
        let expected = json!({
            "a": {"b": 3, "c": 2, "new": {"x": 1}}, "list": [3], "d": 4, "kept": true,
        });
        assert_eq!(Value::Object(layered(&base, &over)), expected);
    }

    #[test]
    fn null_takes_a_key_away() {
        let base = map(json!({"a": {"b": 1, "c": 2}, "d": 1}));
        let over = map(json!({"a": {"b": null}, "d": null, "e": null}));
        assert_eq!(Value::Object(layered(&base, &over)), json!({"a": {"c": 2}}));
    }

    #[test]
    fn a_layer_answers_for_what_it_replaces_and_for_what_the_base_has_not() {
        let base = map(json!({"a": {"b": 1}, "c": 1, "a/b": 1}));
        let over = map(json!({"a": {"b": null, "x": {"y": 1}}, "list": [{"z": 1}], "a/b": 2}));
        for (pointer, expected) in [
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
            let at = Pointer::parse(pointer).unwrap();
            assert_eq!(decides(&base, &over, &at), expected, "{pointer:?}");
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
            let once = layered(&base, &over);
            prop_assert!(follows(&base, &over, &once), "{once:?}");
            prop_assert_eq!(layered(&once, &over), once.clone(), "laying it over twice changes nothing more");
            prop_assert_eq!(layered(&base, &Map::new()), base);
        }

        #[test]
        fn where_a_layer_does_not_decide_the_base_stands(base in values(), over in values(), at in "(/[a-d]){1,4}") {
            let at = Pointer::parse(&at).unwrap();
            let (under, merged) = (Value::Object(base.clone()), Value::Object(layered(&base, &over)));
            let plain = |document| at.get(document).filter(|value| !value.is_object()).cloned();
            if !decides(&base, &over, &at) {
                prop_assert_eq!(plain(&merged), plain(&under));
            }
        }
    }
}
