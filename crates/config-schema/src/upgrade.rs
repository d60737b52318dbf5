//! What a new version of a schema means for values entered against the old one.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{Document, Field, Form, Issue, Kind, Pointer, number};

/// One thing to know before upgrading.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum UpgradeNote {
    /// A value was entered for a key that the new version does not know.
    Removed {
        /// The key.
        pointer: Pointer,
        /// A key of the new version that looks like the same setting.
        #[serde(skip_serializing_if = "Option::is_none")]
        renamed_to: Option<Pointer>,
    },
    /// The new version demands a value that is not there.
    NewlyRequired {
        /// The key.
        pointer: Pointer,
    },
    /// The default that applied until now is a different one.
    DefaultChanged {
        /// The key.
        pointer: Pointer,
        /// The value that applied.
        before: Option<Value>,
        /// The value that will apply.
        after: Option<Value>,
    },
    /// A value that was fine is refused by the new version.
    NowInvalid {
        /// The refusal.
        issue: Issue,
    },
}

/// Compares two versions of a schema from the view of one installed Application.
pub fn compare_schemas(old: &Form, new: &Form, overrides: &Value) -> Vec<UpgradeNote> {
    let before = Document::with_overrides(old.clone(), overrides.clone());
    let after = Document::with_overrides(new.clone(), overrides.clone());
    let (known_before, known_after) = (outline(&before), outline(&after));
    let mut notes = Vec::new();
    let added: Vec<&Field> = known_after
        .iter()
        .filter(|(at, _)| !known_before.contains_key(*at))
        .map(|(_, field)| field)
        .collect();
    for (at, field) in known_before.iter().filter(|(at, _)| !known_after.contains_key(*at)) {
        let parent_is_gone = at
            .parent()
            .is_some_and(|parent| !parent.is_root() && !known_after.contains_key(&parent));
        if before.override_at(at).is_some() && !parent_is_gone {
            notes.push(UpgradeNote::Removed {
                pointer: at.clone(),
                renamed_to: successor(field, &added),
            });
        }
    }
    for (at, field) in &known_after {
        if before.override_at(at).is_some()
            || !matches!(field.kind, Kind::Object { .. }) && field.required && after.get(at).is_none()
        {
            continue;
        }
        let (value_before, value_after) = (before.get(at), after.get(at));
        let same = match (value_before, value_after) {
            (Some(one), Some(other)) => number::equal(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        if !same && known_before.contains_key(at) && !matches!(field.kind, Kind::Object { .. }) {
            notes.push(UpgradeNote::DefaultChanged {
                pointer: at.clone(),
                before: value_before.cloned(),
                after: value_after.cloned(),
            });
        }
    }
    for issue in after.issues() {
        if before
            .issues_at(&issue.pointer)
            .iter()
            .any(|known| known.keyword == issue.keyword)
        {
            continue;
        }
        notes.push(match &*issue.keyword {
            "required" | "dependentRequired" => UpgradeNote::NewlyRequired {
                pointer: issue.pointer.clone(),
            },
            _ => UpgradeNote::NowInvalid { issue: issue.clone() },
        });
    }
    notes
}

/// Every named field, groups included, that exists for the document at hand.
fn outline(document: &Document) -> BTreeMap<Pointer, Field> {
    /// Deeper groups than this exist only in schemas that contain themselves.
    const MAX_DEPTH: usize = 16;
    let mut known = BTreeMap::new();
    let mut pending = vec![(Pointer::ROOT, 0)];
    while let Some((at, depth)) = pending.pop() {
        for field in document.fields(&at) {
            if field.entry {
                continue;
            }
            if matches!(field.kind, Kind::Object { .. }) && depth < MAX_DEPTH {
                pending.push((field.pointer.clone(), depth + 1));
            }
            known.insert(field.pointer.clone(), field);
        }
    }
    known
}

/// The added key that most likely took over: same parent or same name, same kind, and a similar name.
fn successor(removed: &Field, added: &[&Field]) -> Option<Pointer> {
    let kind = std::mem::discriminant(&removed.kind);
    let candidates = added.iter().filter(|field| std::mem::discriminant(&field.kind) == kind);
    let scored = candidates.filter_map(|field| {
        let same_name = field.key() == removed.key();
        let same_parent = field.pointer.parent() == removed.pointer.parent();
        let likeness = if same_name {
            1.0
        } else {
            similarity(&field.key(), &removed.key())
        };
        let described = removed.presentation.description.is_some()
            && removed.presentation.description == field.presentation.description;
        let score = likeness + if described { 0.5 } else { 0.0 };
        ((same_parent || same_name) && score >= 0.5).then_some((score, field))
    });
    scored
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, field)| field.pointer.clone())
}

/// How alike two names are, from 0 to 1: shared letter pairs, as Dice counts them.
fn similarity(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let letters: Vec<char> = text
            .to_ascii_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (one, mut other) = (pairs(one), pairs(other));
    let total = one.len() + other.len();
    let shared = one
        .iter()
        .filter(|pair| match other.iter().position(|known| known == *pair) {
            Some(at) => {
                other.swap_remove(at);
                true
            }
            None => false,
        })
        .count();
    if total == 0 {
        0.0
    } else {
        2.0 * shared as f64 / total as f64
    }
}
