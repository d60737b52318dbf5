//! Which schemas are in force at a location.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Document;
use crate::{
    Form, Pointer,
    check::Checker,
    schema::{NodeId, RuleId, RuleKind},
};

/// Which schemas count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lens {
    /// Those whose every demand must hold; alternatives are left to their rule.
    Binding,
    /// Those the user sees: with the chosen option of every alternative.
    Shown,
}

/// What has been decided about a document: which options are shown and which conditions hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    pub(super) chosen: HashMap<(Pointer, RuleId), usize>,
    pub(super) conditions: BTreeMap<(Pointer, RuleId), bool>,
}

impl Memory {
    /// The option shown: the user's choice, or the one the value means.
    pub(super) fn option(
        &self,
        form: &Form,
        at: &Pointer,
        rule: RuleId,
        options: &[NodeId],
        value: Option<&Value>,
    ) -> usize {
        match self.chosen.get(&(at.clone(), rule)) {
            Some(chosen) => *chosen,
            None => value.map_or(0, |value| Checker::new(form).closest(options, value)),
        }
    }

    /// Remembers which option a value means, so that typing does not make the form jump to another; only a value whose
    /// constants or type contradict the option shown means a different one.
    pub(super) fn settle(
        &mut self,
        checker: &Checker<'_>,
        at: &Pointer,
        rule: RuleId,
        options: &[NodeId],
        value: &Value,
    ) -> usize {
        let shown = self.chosen.get(&(at.clone(), rule)).copied();
        let kept = shown.filter(|shown| {
            options
                .get(*shown)
                .is_some_and(|option| !checker.contradicts(*option, value))
        });
        let option = kept.unwrap_or_else(|| checker.closest(options, value));
        self.chosen.insert((at.clone(), rule), option);
        option
    }

    /// Forgets the conditions at and below a location, at a cost that does not grow with the document.
    pub(super) fn forget_conditions(&mut self, at: &Pointer) {
        const FIRST: RuleId = RuleId { node: NodeId(0), at: 0 };
        for start in [at.clone(), at.child("")] {
            let found = self.conditions.range((start.clone(), FIRST)..);
            let below = found
                .map(|(key, _)| key)
                .take_while(|(place, _)| *place == start || (start != *at && at.contains(place)));
            let gone: Vec<_> = below.cloned().collect();
            for key in &gone {
                self.conditions.remove(key);
            }
        }
    }

    fn condition(&self, form: &Form, at: &Pointer, rule: RuleId, test: NodeId, value: Option<&Value>) -> bool {
        match self.conditions.get(&(at.clone(), rule)) {
            Some(holds) => *holds,
            // An object that does not exist yet is drawn as if it were empty.
            None => Checker::new(form).is_valid(test, value.unwrap_or(&Value::Object(serde_json::Map::new()))),
        }
    }

    /// The schemas in force at a location, starting from those its container puts on it.
    pub(super) fn in_force(
        &self,
        form: &Form,
        seeds: &[NodeId],
        at: &Pointer,
        value: Option<&Value>,
        lens: Lens,
    ) -> Vec<NodeId> {
        form.expand(seeds, &mut |rule, kind| match kind {
            RuleKind::Conditional { test, then, otherwise } => {
                if self.condition(form, at, rule, *test, value) {
                    *then
                } else {
                    *otherwise
                }
            }
            RuleKind::Extends { key, with } => value
                .and_then(Value::as_object)
                .is_some_and(|entries| entries.contains_key(&**key))
                .then_some(*with),
            RuleKind::OneOf(options) | RuleKind::AnyOf(options) if lens == Lens::Shown => {
                match Shape::of(form, options) {
                    Shape::Optional(only) => Some(only),
                    Shape::Labels => None,
                    Shape::Options => options.get(self.option(form, at, rule, options, value)).copied(),
                }
            }
            _ => None,
        })
    }
}

/// What an alternative is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `X or null`: a nullable X, not a choice.
    Optional(NodeId),
    /// Constants only: an `enum` with labels.
    Labels,
    /// Different shapes to choose from.
    Options,
}

impl Shape {
    pub(super) fn of(form: &Form, options: &[NodeId]) -> Self {
        let is_null = |option: &NodeId| form.node(*option).is_type_null_only();
        if let [one, other] = options {
            match (is_null(one), is_null(other)) {
                (false, true) => return Self::Optional(*one),
                (true, false) => return Self::Optional(*other),
                _ => {}
            }
        }
        let labels = options.iter().all(|option| {
            let node = form.node(*option);
            let scalar = node
                .constant()
                .is_some_and(|value| !value.is_object() && !value.is_array());
            scalar && node.rules.is_empty() && node.same_place.is_empty()
        });
        if labels { Self::Labels } else { Self::Options }
    }
}

impl Document {
    /// The schemas the container of `at` puts on it; the root schema for the root.
    pub(super) fn seeds(&self, at: &Pointer, lens: Lens) -> Vec<NodeId> {
        let mut seeds = vec![Form::ROOT];
        let mut here = Pointer::ROOT;
        let mut value = Some(&self.effective);
        for segment in at.segments() {
            let in_force = self.memory.in_force(&self.form, &seeds, &here, value, lens);
            seeds = self.child_seeds(&in_force, &segment, value);
            here = here.child(&segment);
            value = value.and_then(|value| child(value, &segment));
        }
        seeds
    }

    /// The schemas in force at `at`.
    pub(super) fn in_force(&self, at: &Pointer, lens: Lens) -> Vec<NodeId> {
        self.memory
            .in_force(&self.form, &self.seeds(at, lens), at, self.get(at), lens)
    }

    /// The schemas that `in_force` puts on a child; where no value tells objects from lists, the schema does.
    pub(super) fn child_seeds(&self, in_force: &[NodeId], segment: &str, value: Option<&Value>) -> Vec<NodeId> {
        match (value, segment.parse::<usize>()) {
            (Some(Value::Array(_)), Ok(index)) => self.form.item_seeds(in_force, index),
            (None, Ok(index)) if in_force.iter().any(|id| self.form.node(*id).array.is_some()) => {
                self.form.item_seeds(in_force, index)
            }
            _ => self.form.property_seeds(in_force, segment),
        }
    }

    /// Whether the container demands the property `at`.
    pub(super) fn is_required(&self, at: &Pointer, lens: Lens) -> bool {
        let (Some(parent), Some(key)) = (at.parent(), at.last()) else {
            return true;
        };
        requires(&self.form, &self.in_force(&parent, lens), &key)
    }
}

/// Whether one of the schemas demands the property `key`.
pub(super) fn requires(form: &Form, in_force: &[NodeId], key: &str) -> bool {
    in_force
        .iter()
        .filter_map(|id| form.node(*id).object.as_ref())
        .any(|object| object.requires(key))
}

/// The child of a value under a pointer segment.
pub(super) fn child<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.get(segment),
        Value::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
        _ => None,
    }
}
