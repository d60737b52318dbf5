//! The objects of the cluster as readers see them, and the stream of their changes.

use super::kinds;
use contract::Timestamp;
use contract::kubernetes::{Change, Event};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Changes a slow reader may be behind before it is let go.
const BACKLOG: usize = 4096;

/// Where an object is: kind (canonical), namespace (empty for cluster scope), name.
pub(crate) type ObjectKey = (&'static str, String, String);

/// An object and its canonical kind.
pub(crate) type Known = (&'static str, Arc<Value>);

/// One change of one object.
#[derive(Clone, Debug)]
pub(crate) struct ObjectChange {
    pub(crate) change: Change,
    pub(crate) kind: &'static str,
    pub(crate) object: Arc<Value>,
    pub(crate) at: Timestamp,
}

/// All objects, by key.
#[derive(Debug)]
pub(crate) struct Cache {
    objects: Mutex<Objects>,
    changes: broadcast::Sender<Arc<ObjectChange>>,
}

#[derive(Debug, Default)]
struct Objects {
    by_key: BTreeMap<ObjectKey, Arc<Value>>,
    /// What each owner (an Application's uid, or `platform`) last rendered.
    by_owner: BTreeMap<String, Vec<ObjectKey>>,
    events: BTreeMap<String, Vec<Event>>,
    revision: u64,
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self {
            objects: Mutex::default(),
            changes: broadcast::channel(BACKLOG).0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes these the objects of `owner`: adds, changes and removes what differs, and tells watchers in one order.
    pub(crate) fn replace(&self, owner: &str, rendered: Vec<Value>, events: &[Event], now: Timestamp) {
        let mut objects = self.lock();
        let mut keys = Vec::with_capacity(rendered.len());
        for object in rendered {
            let Some(key) = key(&object) else { continue };
            keys.push(key.clone());
            self.put(&mut objects, key, object, now);
        }
        let gone = objects
            .by_owner
            .insert(owner.to_owned(), keys.clone())
            .unwrap_or_default();
        for key in gone.into_iter().filter(|key| !keys.contains(key)) {
            if let Some(object) = objects.by_key.remove(&key) {
                self.tell(Change::Deleted, key.0, object, now);
            }
        }
        if keys.is_empty() {
            objects.by_owner.remove(owner);
            objects.events.remove(owner);
        } else if !events.is_empty() {
            objects.events.insert(owner.to_owned(), events.to_vec());
        }
    }

    fn put(&self, objects: &mut Objects, key: ObjectKey, mut object: Value, now: Timestamp) {
        let before = objects.by_key.get(&key);
        if let Some(before) = before {
            let version = before.pointer("/metadata/resourceVersion").cloned().unwrap_or_default();
            set_version(&mut object, version);
            if **before == object {
                return;
            }
        }
        let change = if before.is_some() {
            Change::Modified
        } else {
            Change::Added
        };
        objects.revision += 1;
        set_version(&mut object, json!(objects.revision.to_string()));
        let object = Arc::new(object);
        objects.by_key.insert(key.clone(), Arc::clone(&object));
        self.tell(change, key.0, object, now);
    }

    fn tell(&self, change: Change, kind: &'static str, object: Arc<Value>, at: Timestamp) {
        // No receiver is no error: nobody is watching.
        let _ = self.changes.send(Arc::new(ObjectChange {
            change,
            kind,
            object,
            at,
        }));
    }

    /// Objects of one kind, by namespace and name.
    pub(crate) fn list(&self, kind: &str) -> Vec<Arc<Value>> {
        let objects = self.lock();
        objects
            .by_key
            .iter()
            .filter(|(key, _)| key.0 == kind)
            .map(|(_, object)| Arc::clone(object))
            .collect()
    }

    /// Every object.
    pub(crate) fn all(&self) -> Vec<Known> {
        self.lock()
            .by_key
            .iter()
            .map(|(key, object)| (key.0, Arc::clone(object)))
            .collect()
    }

    pub(crate) fn get(&self, kind: &'static str, namespace: &str, name: &str) -> Option<Arc<Value>> {
        self.lock()
            .by_key
            .get(&(kind, namespace.to_owned(), name.to_owned()))
            .cloned()
    }

    /// Events about one object, newest first.
    pub(crate) fn events(&self, object_kind: &str, namespace: &str, name: &str) -> Vec<Event> {
        let objects = self.lock();
        let about = |event: &&Event| {
            event.regarding.kind == object_kind
                && event.regarding.name == name
                && (namespace.is_empty() || event.regarding.namespace == namespace)
        };
        let mut events: Vec<Event> = objects.events.values().flatten().filter(about).cloned().collect();
        events.sort_by_key(|event| Reverse(event.event_time));
        events
    }

    /// Everything as it is now, and every change from now on: nothing falls between.
    pub(crate) fn watch(&self) -> (Vec<Known>, broadcast::Receiver<Arc<ObjectChange>>) {
        let objects = self.lock();
        let snapshot = objects
            .by_key
            .iter()
            .map(|(key, object)| (key.0, Arc::clone(object)))
            .collect();
        (snapshot, self.changes.subscribe())
    }
}

fn key(object: &Value) -> Option<ObjectKey> {
    let kind = kinds::of_object(object.get("kind")?.as_str()?)?;
    let metadata = object.get("metadata")?;
    let namespace = metadata.get("namespace").and_then(Value::as_str).unwrap_or_default();
    Some((
        kind.name,
        namespace.to_owned(),
        metadata.get("name")?.as_str()?.to_owned(),
    ))
}

fn set_version(object: &mut Value, version: Value) {
    if let Some(Value::Object(metadata)) = object.get_mut("metadata") {
        metadata.insert("resourceVersion".to_owned(), version);
    }
}
