//! Who found which issue, so that one finder can be asked again without asking the others.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    sync::Arc,
};

use crate::{Issue, Pointer, schema::RuleId};

/// What found an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The assertions about the value itself.
    Own,
    /// The containing object demands the location.
    Required,
    /// One rule over the whole value.
    Rule(RuleId),
}

/// All issues of a document, by who found them and by where they are shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    found: BTreeMap<Pointer, Vec<(Slot, Arc<Issue>)>>,
    shown: BTreeMap<Pointer, Vec<Arc<Issue>>>,
    /// Issues taken out and put in since the last [`Ledger::settle`].
    removed: Vec<Arc<Issue>>,
    added: Vec<Arc<Issue>>,
}

impl Ledger {
    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    pub(super) fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.shown.values().flatten().map(|issue| &**issue)
    }

    pub(super) fn issues_at(&self, at: &Pointer) -> impl Iterator<Item = &Issue> {
        self.shown.get(at).into_iter().flatten().map(|issue| &**issue)
    }

    pub(super) fn issues_below(&self, at: &Pointer) -> impl Iterator<Item = &Issue> {
        let own = self.shown.get(at).into_iter();
        own.chain(below(&self.shown, at).map(|(_, issues)| issues))
            .flatten()
            .map(|issue| &**issue)
    }

    /// Records what one finder found; replaces what it found before.
    pub(super) fn record(&mut self, owner: &Pointer, slot: Slot, issues: Vec<Issue>) {
        self.forget(owner, |found| found == slot);
        if issues.is_empty() {
            return;
        }
        let found = self.found.entry(owner.clone()).or_default();
        for issue in issues {
            let issue = Arc::new(issue);
            found.push((slot, Arc::clone(&issue)));
            self.shown
                .entry(issue.pointer.clone())
                .or_default()
                .push(Arc::clone(&issue));
            self.added.push(issue);
        }
    }

    /// Forgets everything found at or below a location.
    pub(super) fn clear_below(&mut self, at: &Pointer) {
        let owners: Vec<Pointer> = below(&self.found, at).map(|(owner, _)| owner.clone()).collect();
        for owner in owners.iter().chain([at]) {
            self.forget(owner, |_| true);
        }
    }

    fn forget(&mut self, owner: &Pointer, matches: impl Fn(Slot) -> bool) {
        let Some(found) = self.found.get_mut(owner) else { return };
        let (gone, kept) = std::mem::take(found)
            .into_iter()
            .partition::<Vec<_>, _>(|(slot, _)| matches(*slot));
        *found = kept;
        if found.is_empty() {
            self.found.remove(owner);
        }
        for (_, issue) in gone {
            if let Some(shown) = self.shown.get_mut(&issue.pointer) {
                shown.retain(|other| !Arc::ptr_eq(other, &issue));
                if shown.is_empty() {
                    self.shown.remove(&issue.pointer);
                }
            }
            self.removed.push(issue);
        }
    }

    /// The locations whose issues differ from those at the last call.
    pub(super) fn settle(&mut self) -> Vec<Pointer> {
        let mut added: HashMap<Pointer, Vec<Arc<Issue>>> = HashMap::new();
        for issue in std::mem::take(&mut self.added) {
            added.entry(issue.pointer.clone()).or_default().push(issue);
        }
        let mut changed = Vec::new();
        for issue in std::mem::take(&mut self.removed) {
            let found_again = added.get_mut(&issue.pointer).and_then(|here| {
                let at = here.iter().position(|other| *other == issue)?;
                Some(here.swap_remove(at))
            });
            // Found again unchanged: nothing to redraw.
            if found_again.is_none() {
                changed.push(issue.pointer.clone());
            }
        }
        changed.extend(
            added
                .into_iter()
                .filter(|(_, issues)| !issues.is_empty())
                .map(|(at, _)| at),
        );
        changed.sort_unstable();
        changed.dedup();
        changed
    }
}

/// The entries strictly below a location: keys that start with `at/`, which lie between `at/` and `at0`.
fn below<'m, T>(map: &'m BTreeMap<Pointer, T>, at: &Pointer) -> impl Iterator<Item = (&'m Pointer, &'m T)> {
    let start = at.child("");
    let end = at.clone();
    map.range((Bound::Included(start), Bound::Unbounded))
        .take_while(move |(owner, _)| end.contains(owner))
}
