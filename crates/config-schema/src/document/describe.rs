//! Describing one location, and listing what lies directly below it.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{
    Document,
    effective::default_of,
    kind::{kind_of, limits_of},
    place::{Lens, Shape, child, requires},
};
use crate::{
    BranchOption, Branches, BranchesId, Field, Pointer, Presentation,
    field::readable,
    presentation::humanise,
    schema::{NodeId, RuleKind},
};

impl Document {
    /// What to draw at a location; `None` when no schema and no value is there.
    pub fn field(&self, at: &Pointer) -> Option<Field> {
        let (Some(parent), Some(key)) = (at.parent(), at.last()) else {
            return Some(self.describe(at, &[crate::Form::ROOT], self.get(at), true, false));
        };
        let above = self.in_force(&parent, Lens::Shown);
        let container = self.get(&parent);
        let seeds = self.child_seeds(&above, &key, container);
        let value = container.and_then(|container| child(container, &key));
        if seeds.is_empty() && value.is_none() && !requires(&self.form, &above, &key) {
            return None;
        }
        Some(self.describe(
            at,
            &seeds,
            value,
            requires(&self.form, &above, &key),
            !self.names(&above, &key),
        ))
    }

    /// What lies directly below a container now: the known properties in their order, then further keys; or the items.
    pub fn fields(&self, at: &Pointer) -> Vec<Field> {
        let in_force = self.in_force(at, Lens::Shown);
        match self.get(at) {
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let seeds = self.form.item_seeds(&in_force, index);
                    self.describe(&at.item(index), &seeds, Some(item), true, true)
                })
                .collect(),
            value => self.properties(at, &in_force, value),
        }
    }

    fn properties(&self, at: &Pointer, in_force: &[NodeId], value: Option<&Value>) -> Vec<Field> {
        let keys = self.keys(in_force, value).into_iter();
        let mut fields: Vec<Field> = keys
            .map(|(key, named)| {
                let seeds = self.form.property_seeds(in_force, key);
                let held = value.and_then(|value| child(value, key));
                self.describe(
                    &at.child(key),
                    &seeds,
                    held,
                    requires(&self.form, in_force, key),
                    !named,
                )
            })
            .collect();
        fields.sort_by(|one, other| {
            let order = |field: &Field| field.presentation.order.unwrap_or(f64::INFINITY);
            order(one).total_cmp(&order(other))
        });
        fields
    }

    /// The keys of a container that are shown now, and whether a schema names them.
    fn keys<'d>(&'d self, in_force: &[NodeId], value: Option<&'d Value>) -> Vec<(&'d str, bool)> {
        let mut keys: Vec<(&str, bool)> = Vec::new();
        let mut seen = HashSet::new();
        let objects = || in_force.iter().filter_map(|id| self.form.node(*id).object.as_ref());
        let named = objects().flat_map(|object| object.properties.iter().map(|(key, _)| &**key));
        let demanded = objects().flat_map(|object| object.required.iter().map(|key| &**key));
        let entries = value.and_then(Value::as_object);
        let held = entries
            .into_iter()
            .flat_map(|entries| entries.keys().map(String::as_str));
        keys.extend(named.filter(|key| seen.insert(*key)).map(|key| (key, true)));
        keys.extend(
            demanded
                .chain(held)
                .filter(|key| seen.insert(*key))
                .map(|key| (key, false)),
        );
        // A condition that rules a property out hides it, unless there is a value to be rid of.
        keys.retain(|(key, _)| {
            let ruled_out = || {
                self.form
                    .property_seeds(in_force, key)
                    .iter()
                    .any(|seed| self.form.node(*seed).forbidden)
            };
            value.is_some_and(|value| child(value, key).is_some()) || !ruled_out()
        });
        keys
    }

    /// The keys shown at a location now: two equal outlines need no redrawing.
    pub(super) fn outline(&self, at: &Pointer) -> Vec<String> {
        let in_force = self.in_force(at, Lens::Shown);
        self.keys(&in_force, self.get(at))
            .into_iter()
            .map(|(key, _)| key.to_owned())
            .collect()
    }

    fn describe(&self, at: &Pointer, seeds: &[NodeId], value: Option<&Value>, required: bool, entry: bool) -> Field {
        let shown = self.memory.in_force(&self.form, seeds, at, value, Lens::Shown);
        let (kind, nullable) = kind_of(&self.form, &shown, value);
        Field {
            pointer: at.clone(),
            nullable,
            required,
            presentation: self.presentation(&shown),
            default: default_of(&self.form, &shown).cloned(),
            limits: limits_of(&self.form, &shown),
            branches: self.branches(at, &shown, value),
            entry,
            diagnostics: shown
                .iter()
                .flat_map(|id| &self.form.node(*id).diagnostics)
                .cloned()
                .collect(),
            kind,
        }
    }

    fn presentation(&self, shown: &[NodeId]) -> Arc<Presentation> {
        let mut spoken = shown
            .iter()
            .map(|id| &self.form.node(*id).presentation)
            .filter(|said| ***said != Presentation::default());
        let Some(first) = spoken.next() else {
            return Arc::default();
        };
        let mut merged = Arc::clone(first);
        for more in spoken {
            Arc::make_mut(&mut merged).absorb(more);
        }
        merged
    }

    fn branches(&self, at: &Pointer, shown: &[NodeId], value: Option<&Value>) -> Vec<Branches> {
        let rules = shown.iter().flat_map(|id| self.form.rules_of(*id));
        rules
            .filter_map(|(rule, found)| match &found.kind {
                RuleKind::OneOf(options) | RuleKind::AnyOf(options)
                    if Shape::of(&self.form, options) == Shape::Options && options.len() > 1 =>
                {
                    Some(Branches {
                        id: BranchesId(rule),
                        options: (1_usize..)
                            .zip(options)
                            .map(|(place, option)| self.option(*option, place))
                            .collect(),
                        chosen: self.memory.option(&self.form, at, rule, options, value),
                    })
                }
                _ => None,
            })
            .collect()
    }

    /// Labels an option by its title, its discriminating constants, its required keys, its type or its place.
    fn option(&self, option: NodeId, place: usize) -> BranchOption {
        let in_force = self.form.expand(&[option], &mut |_, _| None);
        let presentation = self.presentation(&in_force);
        let mut constants = Vec::new();
        let mut required = Vec::new();
        let mut types = Vec::new();
        for node in in_force.iter().map(|id| self.form.node(*id)) {
            constants.extend(node.constant().map(readable));
            types.extend(node.types.names());
            let Some(object) = &node.object else { continue };
            constants.extend(object.properties.iter().filter_map(|(_, property)| {
                let seeds = self.form.expand(&[*property], &mut |_, _| None);
                super::effective::constant_of(&self.form, &seeds).map(|value| humanise(&readable(value)))
            }));
            required.extend(object.required.iter().map(|key| humanise(key)));
        }
        let label = presentation
            .title
            .clone()
            .or_else(|| (!constants.is_empty()).then(|| constants.join(", ")))
            .or_else(|| (!required.is_empty()).then(|| required.join(", ")))
            .or_else(|| types.first().map(|name| humanise(name)))
            .unwrap_or_else(|| place.to_string());
        BranchOption {
            label,
            description: presentation.description.clone(),
            translations: presentation.translations.clone(),
        }
    }

    pub(super) fn names(&self, in_force: &[NodeId], key: &str) -> bool {
        in_force.iter().any(|id| {
            self.form
                .node(*id)
                .object
                .as_ref()
                .is_some_and(|object| object.property(key).is_some())
        })
    }
}

impl Document {
    /// Whether the value at a location must never be shown: the password hint or `writeOnly` stands on it.
    pub fn is_secret(&self, at: &Pointer) -> bool {
        self.in_force(at, Lens::Shown)
            .iter()
            .any(|id| self.form.node(*id).presentation.write_only)
    }
}
