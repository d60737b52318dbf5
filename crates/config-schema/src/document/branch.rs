//! Switching between alternatives: what leaves the screen leaves the document, and comes back when the user does.

use serde_json::{Map, Value};

use super::{
    Changes, Document, EditError,
    effective::constant_of,
    place::{Lens, child},
};
use crate::{
    BranchesId, Pointer,
    check::Checker,
    schema::{NodeId, RuleId, RuleKind},
};

impl Document {
    /// Shows another option of a `oneOf` or `anyOf`. The values of the option left are parked: they are not part of the
    /// document any more, and return when the user does. The defaults of the new option apply.
    ///
    /// # Errors
    /// [`EditError::NoSuchOption`] when the location has no such alternative, and as [`Document::set`].
    pub fn choose_branch(&mut self, at: &Pointer, branches: BranchesId, option: usize) -> Result<Changes, EditError> {
        let BranchesId(rule) = branches;
        let options = match self
            .in_force(at, Lens::Shown)
            .contains(&rule.node)
            .then(|| &self.form.rule(rule).kind)
        {
            Some(RuleKind::OneOf(options) | RuleKind::AnyOf(options)) if option < options.len() => options.clone(),
            _ => return Err(EditError::NoSuchOption(at.clone())),
        };
        let from = self.memory.option(&self.form, at, rule, &options, self.get(at));
        let mut changed = at.clone();
        if !at.is_root() && self.override_at(at).is_none() && self.is_group(options[option]) {
            changed = self.open(at)?.unwrap_or(changed);
        }
        self.swap(at, rule, from, option);
        self.memory.chosen.insert((at.clone(), rule), option);
        let mut changes = self.commit(&changed);
        Changes::add(&mut changes.structure, at);
        Ok(changes)
    }

    /// Parks what belongs only to side `from` of a rule, brings back what was parked for side `to`.
    pub(super) fn swap(&mut self, at: &Pointer, rule: RuleId, from: usize, to: usize) {
        let (leaving, entering) = (self.side(rule, from), self.side(rule, to));
        let left_keys = self.keys_of(leaving, at);
        self.remember_side(at, rule, to);
        let stays = self.in_force(at, Lens::Shown);
        let mut parked = Map::new();
        match self.override_at(at) {
            Some(Value::Object(_)) if entering.is_none_or(|node| self.is_group(node)) => {
                for key in left_keys {
                    let place = at.child(&key);
                    let Some(stored) = self.override_at(&place) else {
                        continue;
                    };
                    let seeds = self.form.property_seeds(&stays, &key);
                    let named = stays.iter().any(|id| {
                        self.form
                            .node(*id)
                            .object
                            .as_ref()
                            .is_some_and(|object| object.property(&key).is_some())
                    });
                    let checker = Checker::new(&self.form);
                    let fits = named && seeds.iter().all(|seed| checker.is_valid(*seed, stored));
                    if !fits && let Some(value) = self.forget(&place) {
                        parked.insert(key, value);
                    }
                }
            }
            Some(value) => {
                parked.insert(String::new(), value.clone());
                self.forget_whole(at);
            }
            None => {}
        }
        if !parked.is_empty() {
            self.parked.insert((at.clone(), rule, from), parked);
        }
        self.restore(at, rule, to);
        if let (Some(entering), RuleKind::OneOf(_) | RuleKind::AnyOf(_)) = (entering, &self.form.rule(rule).kind) {
            self.write_constants(at, entering);
        }
    }

    fn side(&self, rule: RuleId, side: usize) -> Option<NodeId> {
        match &self.form.rule(rule).kind {
            RuleKind::OneOf(options) | RuleKind::AnyOf(options) => options.get(side).copied(),
            RuleKind::Conditional { then, otherwise, .. } => {
                if side == 0 {
                    *then
                } else {
                    *otherwise
                }
            }
            RuleKind::Extends { with, .. } => (side == 0).then_some(*with),
            RuleKind::Not(_) | RuleKind::Requires { .. } => None,
        }
    }

    fn remember_side(&mut self, at: &Pointer, rule: RuleId, side: usize) {
        match &self.form.rule(rule).kind {
            RuleKind::OneOf(_) | RuleKind::AnyOf(_) => {
                self.memory.chosen.insert((at.clone(), rule), side);
            }
            _ => {
                self.memory.conditions.insert((at.clone(), rule), side == 0);
            }
        }
    }

    /// The properties a side shows, with what its own alternatives show now.
    fn keys_of(&self, side: Option<NodeId>, at: &Pointer) -> Vec<String> {
        let Some(side) = side else { return Vec::new() };
        let shown = self.memory.in_force(&self.form, &[side], at, self.get(at), Lens::Shown);
        let objects = shown.iter().filter_map(|id| self.form.node(*id).object.as_ref());
        objects
            .flat_map(|object| object.properties.iter().map(|(key, _)| (**key).to_owned()))
            .collect()
    }

    fn is_group(&self, node: NodeId) -> bool {
        let in_force = self.form.expand(&[node], &mut |_, _| None);
        in_force
            .iter()
            .all(|id| crate::check::may_be_object(self.form.node(*id)))
    }

    fn forget_whole(&mut self, at: &Pointer) {
        let is_item = at
            .parent()
            .is_some_and(|parent| parent.get(&self.overrides).is_some_and(Value::is_array));
        if at.is_root() || is_item {
            let blank = self.blank(at);
            if let Some(slot) = self.overrides.pointer_mut(at.as_str()) {
                *slot = blank;
            }
        } else {
            self.forget(at);
        }
    }

    fn restore(&mut self, at: &Pointer, rule: RuleId, side: usize) {
        let Some(mut parked) = self.parked.remove(&(at.clone(), rule, side)) else {
            return;
        };
        if let Some(whole) = parked.shift_remove("") {
            // Storing can fail only where the container is gone; then there is no place to return to.
            if self.store(at, whole).is_err() {
                return;
            }
        }
        if parked.is_empty() || self.open(at).is_err() {
            return;
        }
        if let Some(entries) = self.overrides.pointer_mut(at.as_str()).and_then(Value::as_object_mut) {
            for (key, value) in parked {
                entries.entry(key).or_insert(value);
            }
        }
    }

    /// The constants of an option make the value mean it, so they are stored with it.
    fn write_constants(&mut self, at: &Pointer, option: NodeId) {
        let in_force = self.form.expand(&[option], &mut |_, _| None);
        let mut constants = Vec::new();
        for id in &in_force {
            let Some(object) = &self.form.node(*id).object else {
                continue;
            };
            for (key, node) in &object.properties {
                let seeds = self.form.expand(&[*node], &mut |_, _| None);
                if let Some(value) = constant_of(&self.form, &seeds) {
                    constants.push(((**key).to_owned(), value.clone()));
                }
            }
        }
        if constants.is_empty() || self.open(at).is_err() {
            return;
        }
        if let Some(Value::Object(entries)) = self.overrides.pointer_mut(at.as_str()) {
            entries.extend(constants);
        }
    }

    /// Values parked below a location whose address changed move with it; those of removed locations are dropped.
    pub(super) fn readdress(&mut self, below: &Pointer, new_key: &dyn Fn(&str) -> Option<String>) {
        let moved = |place: &Pointer| -> Option<Pointer> {
            if place == below || !below.contains(place) {
                return Some(place.clone());
            }
            let key = place.segments().nth(below.segments().count())?.into_owned();
            place.rebase(&below.child(&key), &below.child(&new_key(&key)?))
        };
        self.memory.chosen = std::mem::take(&mut self.memory.chosen)
            .into_iter()
            .filter_map(|((place, rule), option)| Some(((moved(&place)?, rule), option)))
            .collect();
        self.parked = std::mem::take(&mut self.parked)
            .into_iter()
            .filter_map(|((place, rule, side), values)| Some(((moved(&place)?, rule, side), values)))
            .collect();
    }

    /// Whether a location holds a value in the overrides or by default.
    pub(super) fn holds(&self, at: &Pointer, key: &str) -> bool {
        self.get(at).is_some_and(|value| child(value, key).is_some())
    }
}
