//! Setting and unsetting values, at a cost that does not grow with the form.

use serde_json::{Map, Value};

use super::{
    Changes, Document, EditError,
    effective::default_of,
    place::{Lens, Shape},
};
use crate::{
    Pointer,
    check::Checker,
    schema::{NodeId, RuleId, RuleKind},
};

impl Document {
    /// Stores a value. Containers on the way are created; a list or a map that was at its default is stored whole.
    ///
    /// # Errors
    /// [`EditError::NotAContainer`] when the way leads through a scalar, [`EditError::NoSuchItem`] past a list's end.
    pub fn set(&mut self, at: &Pointer, value: Value) -> Result<Changes, EditError> {
        let before = self.outlines(at, |stored| stored.is_none());
        let changed = self.store(at, value)?;
        let changes = self.commit(&changed);
        Ok(self.without_unchanged(changes, &changed, at, before))
    }

    /// Stores `null`, which is neither unset nor empty.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn set_null(&mut self, at: &Pointer) -> Result<Changes, EditError> {
        self.set(at, Value::Null)
    }

    /// Forgets what is stored at a location: the default applies again. Groups left empty by this are forgotten too.
    ///
    /// # Errors
    /// [`EditError::IsAnItem`] for an item of a list.
    pub fn unset(&mut self, at: &Pointer) -> Result<Changes, EditError> {
        let Some(parent) = at.parent() else {
            return Ok(self.replace_overrides(Value::Object(Map::new())));
        };
        if parent.get(&self.effective).is_some_and(Value::is_array) {
            return Err(EditError::IsAnItem(at.clone()));
        }
        if self.override_at(at).is_none() {
            return Ok(Changes::default());
        }
        let before = self.outlines(at, |stored| stored.is_some_and(is_single));
        let mut highest = at.clone();
        self.forget(at);
        while let Some(parent) = highest.parent().filter(|parent| self.is_forgettable(parent)) {
            self.forget(&parent);
            highest = parent;
        }
        let changes = self.commit(&highest);
        Ok(self.without_unchanged(changes, &highest, at, before))
    }

    /// The outlines of those containers above `at` that an edit brings into being or takes away.
    fn outlines(&self, at: &Pointer, affected: impl Fn(Option<&Value>) -> bool) -> Vec<(Pointer, Vec<String>)> {
        let above = at
            .lineage()
            .filter(|step| step != at && !step.is_root() && affected(self.override_at(step)));
        above
            .map(|step| {
                let outline = self.outline(&step);
                (step, outline)
            })
            .collect()
    }

    /// A group that was stored for its first value, or forgotten with its last, looks the same as before: redrawing it
    /// would take the focus from the field being typed in.
    fn without_unchanged(
        &self,
        mut changes: Changes,
        highest: &Pointer,
        at: &Pointer,
        before: Vec<(Pointer, Vec<String>)>,
    ) -> Changes {
        let same = highest != at
            && before
                .iter()
                .filter(|(step, _)| highest.contains(step))
                .all(|(step, keys)| self.outline(step) == *keys);
        if same {
            changes.structure.retain(|shown| shown != highest);
        }
        changes
    }

    /// Replaces everything the user entered, e.g. by an edited YAML text or a draft. Choices the new values contradict
    /// are made anew.
    pub fn replace_overrides(&mut self, overrides: Value) -> Changes {
        self.overrides = overrides;
        self.memory.chosen.clear();
        self.rebuild();
        Changes {
            values: vec![Pointer::ROOT],
            issues: self.ledger.settle(),
            structure: vec![Pointer::ROOT],
        }
    }

    /// Writes into the overrides and returns the highest location that changed.
    pub(super) fn store(&mut self, at: &Pointer, value: Value) -> Result<Pointer, EditError> {
        let (Some(parent), Some(key)) = (at.parent(), at.last()) else {
            self.overrides = value;
            return Ok(Pointer::ROOT);
        };
        let changed = self.edit_container(&parent, |container| match container {
            Value::Object(entries) => {
                entries.insert(key.into_owned(), value);
                Ok(())
            }
            Value::Array(items) => match key.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items[index] = value;
                    Ok(())
                }
                Ok(index) if index == items.len() => {
                    items.push(value);
                    Ok(())
                }
                _ => Err(EditError::NoSuchItem(at.clone())),
            },
            _ => Err(EditError::NotAContainer(parent.clone())),
        })?;
        Ok(changed.unwrap_or_else(|| at.clone()))
    }

    /// Edits a container of the overrides, creating it first where necessary; returns the highest location created.
    /// An edit that fails leaves nothing behind.
    pub(super) fn edit_container(
        &mut self,
        at: &Pointer,
        edit: impl FnOnce(&mut Value) -> Result<(), EditError>,
    ) -> Result<Option<Pointer>, EditError> {
        let created = self.open(at)?;
        let edited = match self.overrides.pointer_mut(at.as_str()) {
            Some(container) => edit(container),
            None => Err(EditError::NotAContainer(at.clone())),
        };
        match edited {
            Ok(()) => Ok(created),
            Err(error) => {
                self.close(created.as_ref());
                Err(error)
            }
        }
    }

    /// Makes sure the overrides hold a container at `at`; returns the highest location created for it.
    pub(super) fn open(&mut self, at: &Pointer) -> Result<Option<Pointer>, EditError> {
        let mut created: Option<Pointer> = None;
        for step in at.lineage() {
            match step.get(&self.overrides) {
                Some(Value::Object(_) | Value::Array(_)) => continue,
                Some(Value::Null) if step.is_root() => {}
                Some(_) => {
                    self.close(created.as_ref());
                    return Err(EditError::NotAContainer(step));
                }
                None => {}
            }
            let value = self.opening_value(&step);
            let (Some(parent), Some(key)) = (step.parent(), step.last()) else {
                self.overrides = value;
                created = Some(step);
                continue;
            };
            let Some(Value::Object(entries)) = self.overrides.pointer_mut(parent.as_str()) else {
                self.close(created.as_ref());
                return Err(EditError::NoSuchItem(step));
            };
            entries.insert(key.into_owned(), value);
            created.get_or_insert(step);
        }
        Ok(created)
    }

    /// Takes back what [`Document::open`] created.
    fn close(&mut self, created: Option<&Pointer>) {
        match created {
            Some(root) if root.is_root() => self.overrides = Value::Null,
            Some(at) => {
                self.forget(at);
            }
            None => {}
        }
    }

    /// What to store first when a child of an untouched container is edited: lists, maps and object defaults are
    /// replaced as a whole by what is stored, so they start from what applies now; groups merge, so they start empty.
    fn opening_value(&self, at: &Pointer) -> Value {
        let in_force = self.in_force(at, Lens::Shown);
        match (self.get(at), default_of(&self.form, &in_force)) {
            (Some(Value::Array(items)), _) => Value::Array(items.clone()),
            (_, Some(Value::Object(entries))) => Value::Object(entries.clone()),
            _ if in_force.iter().any(|id| self.form.node(*id).array.is_some()) => Value::Array(Vec::new()),
            _ => Value::Object(Map::new()),
        }
    }

    /// Removes one key from the overrides.
    pub(super) fn forget(&mut self, at: &Pointer) -> Option<Value> {
        let (parent, key) = (at.parent()?, at.last()?);
        self.overrides
            .pointer_mut(parent.as_str())?
            .as_object_mut()?
            .shift_remove(&*key)
    }

    /// A group that holds nothing any more was only created to hold what is now unset. Maps and items are kept: there,
    /// empty is a value. So is the root.
    fn is_forgettable(&self, at: &Pointer) -> bool {
        let empty = self
            .override_at(at)
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty);
        let Some(parent) = at.parent().filter(|_| empty) else {
            return false;
        };
        let is_item = parent.get(&self.overrides).is_some_and(Value::is_array);
        let above = self.in_force(&parent, Lens::Shown);
        let named = at.last().is_some_and(|key| {
            above.iter().any(|id| {
                self.form
                    .node(*id)
                    .object
                    .as_ref()
                    .is_some_and(|object| object.property(&key).is_some())
            })
        });
        let is_group = self.in_force(at, Lens::Shown).iter().any(|id| {
            self.form
                .node(*id)
                .object
                .as_ref()
                .is_some_and(|object| !object.properties.is_empty())
        });
        !is_item && named && is_group
    }

    /// Brings everything up to date after the overrides changed at or below `at`.
    pub(super) fn commit(&mut self, at: &Pointer) -> Changes {
        let was_present = self.get(at).is_some();
        let filled = self.fill(at);
        let is_present = filled.is_some();
        let mut changes = Changes {
            values: vec![at.clone()],
            ..Changes::default()
        };
        // A container that is absent with all its content cannot take a child: the container itself is what changed.
        if !self.write_effective(at, filled)
            && let Some(parent) = at.parent()
        {
            changes.absorb(self.commit(&parent));
            return changes;
        }
        if let Some(above) = self.shifted_above(at) {
            Changes::add(&mut changes.structure, &above);
            changes.absorb(self.commit(&above));
            return changes;
        }
        self.recheck_above(at, was_present != is_present);
        self.revisit(at);
        if self.get(at).is_some_and(|value| value.is_object() || value.is_array()) {
            Changes::add(&mut changes.structure, at);
        }
        if was_present != is_present
            && let Some(parent) = at.parent()
        {
            Changes::add(&mut changes.values, &parent);
            if !self.is_named(at) {
                Changes::add(&mut changes.structure, &parent);
            }
        }
        for pointer in self.ledger.settle() {
            Changes::add(&mut changes.issues, &pointer);
        }
        changes
    }

    fn is_named(&self, at: &Pointer) -> bool {
        let (Some(parent), Some(key)) = (at.parent(), at.last()) else {
            return true;
        };
        let in_force = self.in_force(&parent, Lens::Shown);
        in_force.iter().any(|id| {
            self.form
                .node(*id)
                .object
                .as_ref()
                .is_some_and(|object| object.property(&key).is_some())
        })
    }

    fn write_effective(&mut self, at: &Pointer, value: Option<Value>) -> bool {
        let Some(key) = at.last() else {
            self.effective = value.unwrap_or(Value::Null);
            return true;
        };
        let parent = at.parent().unwrap_or_default();
        match (self.effective.pointer_mut(parent.as_str()), value) {
            (Some(Value::Object(entries)), Some(value)) => {
                entries.insert(key.into_owned(), value);
                true
            }
            (Some(Value::Object(entries)), None) => {
                entries.shift_remove(&*key);
                true
            }
            (Some(Value::Array(items)), Some(value)) => match key.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items[index] = value;
                    true
                }
                Ok(index) if index == items.len() => {
                    items.push(value);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The highest container above `at` where a condition or an option changed: what is drawn there changes with it.
    /// Values that belong to what is no longer shown are parked.
    fn shifted_above(&mut self, at: &Pointer) -> Option<Pointer> {
        let mut segments: Vec<String> = at.segments().map(std::borrow::Cow::into_owned).collect();
        segments.reverse();
        let mut here = Pointer::ROOT;
        while let Some(key) = segments.pop() {
            let mut shifts = Vec::new();
            for id in self.in_force(&here, Lens::Shown) {
                for (rule, found) in self.form.rules_of(id).filter(|(_, found)| found.touches.names(&key)) {
                    shifts.extend(self.shift(&here, rule, &found.kind).map(|(from, to)| (rule, from, to)));
                }
            }
            if !shifts.is_empty() {
                for (rule, from, to) in shifts {
                    self.swap(&here, rule, from, to);
                }
                return Some(here);
            }
            here = here.child(&key);
        }
        None
    }

    /// Which side of a rule was shown and which has to be, when they differ.
    fn shift(&self, at: &Pointer, rule: RuleId, kind: &RuleKind) -> Option<(usize, usize)> {
        let value = self.get(at)?;
        let checker = Checker::new(&self.form);
        match kind {
            RuleKind::Conditional { test, .. } => {
                let before = *self.memory.conditions.get(&(at.clone(), rule))?;
                let now = checker.is_valid(*test, value);
                (before != now).then_some((usize::from(!before), usize::from(!now)))
            }
            RuleKind::Extends { key, .. } => {
                let before = self
                    .memory
                    .conditions
                    .get(&(at.clone(), rule))
                    .copied()
                    .unwrap_or(false);
                let now = value.get(&**key).is_some();
                (before != now).then_some((usize::from(!before), usize::from(!now)))
            }
            RuleKind::OneOf(options) | RuleKind::AnyOf(options) if Shape::of(&self.form, options) == Shape::Options => {
                let before = *self.memory.chosen.get(&(at.clone(), rule))?;
                let shown = *options.get(before)?;
                if !checker.contradicts(shown, value) {
                    return None;
                }
                let now = checker.closest(options, value);
                (now != before).then_some((before, now))
            }
            _ => None,
        }
    }

    /// Asks the rules above `at` that name it, and the containers whose own assertions depend on it.
    fn recheck_above(&mut self, at: &Pointer, presence_changed: bool) {
        let mut here = Pointer::ROOT;
        let mut seeds = vec![crate::Form::ROOT];
        for key in at.segments() {
            let Some(value) = here.get(&self.effective) else { return };
            let in_force = self
                .memory
                .in_force(&self.form, &seeds, &here, Some(value), Lens::Binding);
            seeds = self.child_seeds(&in_force, &key, Some(value));
            let is_parent = at.parent().as_ref() == Some(&here);
            let node = |id: &NodeId| self.form.node(*id);
            let own = in_force
                .iter()
                .any(|id| node(id).looks_inside() || (is_parent && presence_changed && node(id).looks_at_keys()));
            let rules: Vec<RuleId> = in_force
                .iter()
                .flat_map(|id| self.form.rules_of(*id))
                .filter(|(_, rule)| rule.touches.names(&key))
                .map(|(id, _)| id)
                .collect();
            if own {
                self.recheck_own(&here, &in_force);
            }
            for rule in rules {
                self.recheck_rule(&here, rule);
            }
            here = here.child(&key);
        }
    }
}

fn is_single(value: &Value) -> bool {
    value.as_object().is_some_and(|entries| entries.len() <= 1)
}
