//! The overrides over the defaults.
//!
//! A default fills what is absent. A group that is absent is filled in only when its defaults make it complete, or when
//! it is required: an optional group nobody started must not begin to demand its required fields.

use serde_json::{Map, Value};

use super::{
    Document,
    place::{Lens, Memory, Shape, requires},
};
use crate::{
    Form, Pointer,
    check::{Checker, may_be_object},
    schema::{NodeId, RuleKind},
};

impl Document {
    /// The effective value of one location, from its overrides and the defaults below it.
    pub(super) fn fill(&mut self, at: &Pointer) -> Option<Value> {
        let seeds = self.seeds(at, Lens::Shown);
        let required = self.is_required(at, Lens::Shown);
        let stored = at.get(&self.overrides);
        let mut filler = Filler {
            form: &self.form,
            memory: &mut self.memory,
            above: Vec::new(),
        };
        filler.fill(&seeds, stored, at, required).map(|filled| filled.value)
    }
}

/// The value that schemas give when nothing is set.
pub(super) fn default_of<'f>(form: &'f Form, in_force: &[NodeId]) -> Option<&'f Value> {
    in_force.iter().find_map(|id| form.node(*id).default.as_ref())
}

/// The one value that schemas allow.
pub(super) fn constant_of<'f>(form: &'f Form, in_force: &[NodeId]) -> Option<&'f Value> {
    in_force.iter().find_map(|id| form.node(*id).constant())
}

/// How deep absent groups are filled in; deeper ones exist in schemas that were built to exhaust the stack.
const MAX_DEPTH: usize = 64;

struct Filler<'d> {
    form: &'d Form,
    memory: &'d mut Memory,
    /// The groups above: a schema that contains itself does not fill itself.
    above: Vec<NodeId>,
}

struct Filled {
    value: Value,
    /// Whether a value or a default stands in it, not only constants.
    says_something: bool,
}

/// One object while it is being filled.
struct Group<'p> {
    at: &'p Pointer,
    value: Value,
    in_force: Vec<NodeId>,
    says_something: bool,
}

impl Filler<'_> {
    fn fill(&mut self, seeds: &[NodeId], stored: Option<&Value>, at: &Pointer, required: bool) -> Option<Filled> {
        let fixed = self.form.expand(seeds, &mut |_, _| None);
        let base = stored.or_else(|| default_of(self.form, &fixed));
        match base {
            Some(Value::Object(entries)) => Some(self.fill_object(fixed, entries.clone(), at, true)),
            Some(Value::Array(items)) => Some(Filled {
                value: self.fill_items(fixed, items, at),
                says_something: true,
            }),
            Some(scalar) => Some(Filled {
                value: scalar.clone(),
                says_something: true,
            }),
            None => self.fill_absent(seeds, fixed, at, required),
        }
    }

    fn fill_absent(&mut self, seeds: &[NodeId], fixed: Vec<NodeId>, at: &Pointer, required: bool) -> Option<Filled> {
        // The chosen option may hold the default, the constant or the properties.
        let shown = self.memory.in_force(self.form, seeds, at, None, Lens::Shown);
        let node = |id: &NodeId| self.form.node(*id);
        if let Some(value) = default_of(self.form, &shown) {
            return Some(Filled {
                value: value.clone(),
                says_something: true,
            });
        }
        if let Some(value) = constant_of(self.form, &shown).filter(|_| required) {
            return Some(Filled {
                value: value.clone(),
                says_something: false,
            });
        }
        let is_group = shown.iter().all(|id| may_be_object(node(id)) && node(id).raw.is_none())
            && shown.iter().any(|id| {
                node(id)
                    .object
                    .as_ref()
                    .is_some_and(|object| !object.properties.is_empty())
            });
        let too_deep = at.segments().nth(MAX_DEPTH).is_some();
        if !is_group || too_deep || fixed.iter().any(|id| self.above.contains(id)) {
            return None;
        }
        let depth = self.above.len();
        self.above.extend(seeds);
        let filled = self.fill_object(fixed, Map::new(), at, false);
        self.above.truncate(depth);
        let complete = self.is_complete(&filled.value, seeds, at);
        (required || (filled.says_something && complete)).then_some(filled)
    }

    fn is_complete(&self, value: &Value, seeds: &[NodeId], at: &Pointer) -> bool {
        let in_force = self.memory.in_force(self.form, seeds, at, Some(value), Lens::Shown);
        let mut demanded = in_force
            .iter()
            .filter_map(|id| self.form.node(*id).object.as_ref())
            .flat_map(|object| &object.required);
        demanded.all(|key| value.get(&**key).is_some())
    }

    fn fill_items(&mut self, fixed: Vec<NodeId>, items: &[Value], at: &Pointer) -> Value {
        let items = items.iter().enumerate().map(|(index, item)| {
            let seeds = self.form.item_seeds(&fixed, index);
            let filled = self.fill(&seeds, Some(item), &at.item(index), true);
            filled.map_or(Value::Null, |filled| filled.value)
        });
        Value::Array(items.collect())
    }

    /// First what always applies, then each condition and option on what is known by then.
    fn fill_object(&mut self, fixed: Vec<NodeId>, entries: Map<String, Value>, at: &Pointer, stored: bool) -> Filled {
        let mut group = Group {
            at,
            value: Value::Object(entries),
            in_force: fixed.clone(),
            says_something: stored,
        };
        let depth = self.above.len();
        let has_properties = |id: &NodeId| {
            self.form
                .node(*id)
                .object
                .as_ref()
                .is_some_and(|object| !object.properties.is_empty())
        };
        self.above.extend(fixed.iter().copied().filter(has_properties));
        self.fill_properties(&mut group, &fixed, false);
        self.fill_entries(&mut group);
        let mut next = 0;
        while let Some(id) = group.in_force.get(next).copied() {
            next += 1;
            for (rule, found) in self.form.rules_of(id) {
                let (branch, is_option) = match &found.kind {
                    RuleKind::Conditional { test, then, otherwise } => {
                        let holds = Checker::new(self.form).is_valid(*test, &group.value);
                        (if holds { *then } else { *otherwise }, false)
                    }
                    RuleKind::Extends { key, with } => (group.value.get(&**key).map(|_| *with), false),
                    RuleKind::OneOf(options) | RuleKind::AnyOf(options) => match Shape::of(self.form, options) {
                        Shape::Options => {
                            let chosen = self
                                .memory
                                .settle(&Checker::new(self.form), at, rule, options, &group.value);
                            (options.get(chosen).copied(), true)
                        }
                        Shape::Optional(only) => (Some(only), false),
                        Shape::Labels => (None, false),
                    },
                    RuleKind::Not(_) | RuleKind::Requires { .. } => (None, false),
                };
                let Some(branch) = branch else { continue };
                let added: Vec<NodeId> = self.form.expand(&[branch], &mut |_, _| None);
                let added: Vec<NodeId> = added.into_iter().filter(|id| !group.in_force.contains(id)).collect();
                group.in_force.extend(&added);
                self.fill_properties(&mut group, &added, is_option);
            }
        }
        self.above.truncate(depth);
        Filled {
            value: group.value,
            says_something: group.says_something,
        }
    }

    /// Fills the properties that `nodes` name. The constants of a chosen option are filled in even when nothing demands
    /// them: they are what makes the value mean this option.
    fn fill_properties(&mut self, group: &mut Group<'_>, nodes: &[NodeId], of_option: bool) {
        for node in nodes {
            let Some(object) = &self.form.node(*node).object else {
                continue;
            };
            for (key, _) in &object.properties {
                let seeds = self.form.property_seeds(&group.in_force, key);
                let required = requires(self.form, &group.in_force, key) || of_option && self.is_constant(&seeds);
                let stored = group.value.get(&**key);
                let was_absent = stored.is_none();
                let Some(filled) = self.fill(&seeds, stored, &group.at.child(key), required) else {
                    continue;
                };
                group.says_something |= was_absent && filled.says_something;
                if let Some(entries) = group.value.as_object_mut() {
                    entries.insert((**key).to_owned(), filled.value);
                }
            }
        }
    }

    /// Fills the keys that no schema names: entries of a map have defaults inside too.
    fn fill_entries(&mut self, group: &mut Group<'_>) {
        let Some(entries) = group.value.as_object() else { return };
        let named = |key: &str| {
            group.in_force.iter().any(|id| {
                self.form
                    .node(*id)
                    .object
                    .as_ref()
                    .is_some_and(|object| object.property(key).is_some())
            })
        };
        let unnamed: Vec<String> = entries
            .iter()
            .filter(|(key, value)| (value.is_object() || value.is_array()) && !named(key))
            .map(|(key, _)| key.clone())
            .collect();
        for key in unnamed {
            let seeds = self.form.property_seeds(&group.in_force, &key);
            if seeds.is_empty() {
                continue;
            }
            let filled = self.fill(&seeds, group.value.get(&key), &group.at.child(&key), true);
            if let (Some(filled), Some(entries)) = (filled, group.value.as_object_mut()) {
                entries.insert(key, filled.value);
            }
        }
    }

    fn is_constant(&self, seeds: &[NodeId]) -> bool {
        constant_of(self.form, &self.form.expand(seeds, &mut |_, _| None)).is_some()
    }
}
