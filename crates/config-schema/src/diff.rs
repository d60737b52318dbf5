//! What differs between two documents, value by value.

use serde::Serialize;
use serde_json::Value;

use crate::{Pointer, number};

/// One location whose value differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueChange {
    /// Where.
    pub pointer: Pointer,
    /// The value before; `None` when it was not there.
    pub before: Option<Value>,
    /// The value after; `None` when it is gone.
    pub after: Option<Value>,
}

/// Lists the smallest locations that differ, in document order. Lists of different length are compared place by place.
pub fn diff(before: &Value, after: &Value) -> Vec<ValueChange> {
    let mut changes = Vec::new();
    compare(&Pointer::ROOT, Some(before), Some(after), &mut changes);
    changes
}

fn compare(at: &Pointer, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<ValueChange>) {
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            for (key, value) in before {
                compare(&at.child(key), Some(value), after.get(key), changes);
            }
            for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
                compare(&at.child(key), None, Some(value), changes);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            for index in 0..before.len().max(after.len()) {
                compare(&at.item(index), before.get(index), after.get(index), changes);
            }
        }
        (Some(before), Some(after)) if number::equal(before, after) => {}
        (before, after) => {
            changes.push(ValueChange {
                pointer: at.clone(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_smallest_differing_locations_are_listed() {
        let changes = diff(
            &json!({"a": {"b": 1, "c": 2}, "d": [1, 2]}),
            &json!({"a": {"b": 1.0, "e": 3}, "d": [1]}),
        );
        let listed: Vec<_> = changes
            .iter()
            .map(|change| (change.pointer.as_str(), &change.before, &change.after))
            .collect();
        assert_eq!(
            listed,
            [
                ("/a/c", &Some(json!(2)), &None),
                ("/a/e", &None, &Some(json!(3))),
                ("/d/1", &Some(json!(2)), &None),
            ]
        );
    }
}
