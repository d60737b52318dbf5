//! The objects a stream has sent, one reactive cell each.

use leptos::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Identity of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// Canonical singular kind, such as `application`.
    pub kind: String,
    /// Namespace, empty for cluster scope.
    pub namespace: String,
    /// Object name.
    pub name: String,
}

impl ObjectKey {
    /// Reads the key from the object's metadata.
    #[must_use]
    pub fn of(kind: &str, object: &Value) -> Option<Self> {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            kind: kind.to_owned(),
            namespace: text("/metadata/namespace").unwrap_or_default(),
            name: text("/metadata/name")?,
        })
    }
}

impl fmt::Display for ObjectKey {
    /// `kind/namespace/name`: unlike any other key's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.kind, self.namespace, self.name)
    }
}

/// What the stream has sent so far.
#[derive(Clone, Default)]
pub struct Objects {
    cells: ArcRwSignal<BTreeMap<ObjectKey, ArcRwSignal<Value>>>,
    synced: ArcRwSignal<BTreeSet<String>>,
}

impl Objects {
    /// Every object of a kind, in key order; `None` until the kind is complete.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> Option<Vec<ArcRwSignal<Value>>> {
        self.is_synced(kind).then(|| {
            self.cells.with(|cells| {
                cells
                    .iter()
                    .filter(|(key, _)| key.kind == kind)
                    .map(|(_, cell)| cell.clone())
                    .collect()
            })
        })
    }

    /// One object; `None` until its kind is complete.
    #[must_use]
    pub fn one(&self, key: &ObjectKey) -> Option<Option<Value>> {
        let cell = self.cells.with(|cells| cells.get(key).cloned());
        match cell {
            Some(cell) => Some(Some(cell.get())),
            None => self.is_synced(&key.kind).then_some(None),
        }
    }

    fn is_synced(&self, kind: &str) -> bool {
        self.synced.with(|synced| synced.contains(kind))
    }

    /// Applies a batch of changes; `None` removes. Cells are notified one by one, the set only when it changes.
    pub fn apply(&self, batch: impl IntoIterator<Item = (ObjectKey, Option<Value>)>) {
        for (key, object) in batch {
            let cell = self.cells.with_untracked(|cells| cells.get(&key).cloned());
            match (cell, object) {
                (Some(cell), Some(object)) => {
                    if cell.with_untracked(|old| *old != object) {
                        cell.set(object);
                    }
                }
                (None, Some(object)) => self.cells.update(|cells| {
                    cells.insert(key, ArcRwSignal::new(object));
                }),
                (Some(_), None) => self.cells.update(|cells| {
                    cells.remove(&key);
                }),
                (None, None) => {}
            }
        }
    }

    /// The initial state of `kinds` is complete: drops what it did not mention and marks the kinds.
    pub fn complete(&self, kinds: &[String], seen: &BTreeSet<ObjectKey>) {
        let stale: Vec<_> = self.cells.with_untracked(|cells| {
            cells
                .keys()
                .filter(|key| kinds.contains(&key.kind) && !seen.contains(*key))
                .cloned()
                .collect()
        });
        self.apply(stale.into_iter().map(|key| (key, None)));
        if self
            .synced
            .with_untracked(|synced| kinds.iter().any(|kind| !synced.contains(kind)))
        {
            self.synced.update(|synced| synced.extend(kinds.iter().cloned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(name: &str) -> ObjectKey {
        ObjectKey {
            kind: "pod".to_owned(),
            namespace: "acme".to_owned(),
            name: name.to_owned(),
        }
    }

    fn with<T>(test: impl FnOnce() -> T) -> T {
        Owner::new().with(test)
    }

    #[test]
    fn empty_and_still_loading_are_told_apart() {
        with(|| {
            let objects = Objects::default();
            assert!(objects.of_kind("pod").is_none());
            assert!(objects.one(&key("a")).is_none());
            objects.complete(&["pod".to_owned()], &BTreeSet::new());
            assert_eq!(objects.of_kind("pod").map(|pods| pods.len()), Some(0));
            assert_eq!(objects.one(&key("a")), Some(None));
        });
    }

    #[test]
    fn what_a_new_snapshot_does_not_mention_is_gone() {
        with(|| {
            let objects = Objects::default();
            objects.apply([(key("a"), Some(json!({"n": 1}))), (key("b"), Some(json!({"n": 1})))]);
            objects.complete(&["pod".to_owned()], &BTreeSet::from([key("b")]));
            assert_eq!(objects.one(&key("a")), Some(None));
            assert_eq!(objects.one(&key("b")), Some(Some(json!({"n": 1}))));
        });
    }

    #[test]
    fn keys_come_from_metadata() {
        let object = json!({"metadata": {"name": "blog", "namespace": "acme"}});
        assert_eq!(
            ObjectKey::of("pod", &object).map(|key| key.namespace),
            Some("acme".to_owned())
        );
        assert_eq!(ObjectKey::of("pod", &json!({})), None);
    }
}
