//! The Applications of one Environment as reactive cells: first what the server listed, then what the stream says.

use super::model::{Facts, belongs_to};
use super::page::APPLICATION;
use crate::live::{ObjectKey, use_live};
use contract::EnvironmentName;
use contract::application::ApplicationObject;
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The Applications. A change of one is seen by who reads that one, and by who reads all.
#[derive(Clone, Copy)]
pub(super) struct Board {
    entries: Memo<BTreeMap<ObjectKey, Entry>>,
}

/// One object and its reading, which is done anew only when that object changes.
#[derive(Clone)]
struct Entry {
    cell: ArcRwSignal<Value>,
    reading: ArcMemo<Reading>,
}

#[derive(Clone, PartialEq)]
enum Reading {
    Here(Arc<ApplicationObject>),
    Elsewhere,
    Unreadable,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cell == other.cell
    }
}

impl Board {
    /// Follows the stream while the calling component lives. Shows `at_first` until the stream is complete.
    pub(super) fn follow(environment: EnvironmentName, at_first: Vec<Value>) -> Self {
        let live = use_live();
        live.watch(&[APPLICATION]);
        let at_first: Vec<_> = at_first.into_iter().map(ArcRwSignal::new).collect();
        let entries = Memo::new(move |old: Option<&BTreeMap<ObjectKey, Entry>>| {
            let cells = live.objects(APPLICATION).unwrap_or_else(|| at_first.clone());
            let entry = |cell: ArcRwSignal<Value>| {
                let key = cell.with_untracked(|object| ObjectKey::of(APPLICATION, object))?;
                let kept = old.and_then(|old| old.get(&key)).filter(|entry| entry.cell == cell);
                let entry = kept.cloned().unwrap_or_else(|| Entry::new(cell, environment.clone()));
                Some((key, entry))
            };
            cells.into_iter().filter_map(entry).collect()
        });
        Self { entries }
    }

    /// Every Application of the Environment, in key order.
    pub(super) fn applications(&self) -> Vec<(ObjectKey, Arc<ApplicationObject>)> {
        self.entries.with(|entries| {
            let here = |(key, entry): (&ObjectKey, &Entry)| match entry.reading.get() {
                Reading::Here(application) => Some((key.clone(), application)),
                Reading::Elsewhere | Reading::Unreadable => None,
            };
            entries.iter().filter_map(here).collect()
        })
    }

    /// How many objects could not be understood.
    pub(super) fn unreadable(&self) -> usize {
        let is_unreadable = |entry: &&Entry| entry.reading.with(|reading| *reading == Reading::Unreadable);
        self.entries
            .with(|entries| entries.values().filter(is_unreadable).count())
    }

    /// What to show of one Application; `None` when it is not here (any more).
    pub(super) fn facts(&self, key: &ObjectKey) -> Option<Facts> {
        let reading = self
            .entries
            .with(|entries| entries.get(key).map(|entry| entry.reading.clone()))?;
        match reading.get() {
            Reading::Here(application) => Some(Facts::of(&application)),
            Reading::Elsewhere | Reading::Unreadable => None,
        }
    }
}

impl Entry {
    fn new(cell: ArcRwSignal<Value>, environment: EnvironmentName) -> Self {
        let object = cell.clone();
        let reading = ArcMemo::new(move |_| match object.with(ApplicationObject::read) {
            Ok(application) if belongs_to(&application, &environment) => Reading::Here(Arc::new(application)),
            Ok(_) => Reading::Elsewhere,
            Err(_) => Reading::Unreadable,
        });
        Self { cell, reading }
    }
}
