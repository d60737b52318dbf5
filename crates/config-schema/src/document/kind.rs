//! Which widget fits the schemas in force at a location, and within which bounds.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{effective::default_of, place::Shape};
use crate::{
    Choice, Form, Hint, Kind, Limits, Translations,
    field::readable,
    number,
    schema::{Choices, Node, NodeId, RawReason, RuleKind, TypeSet},
};

/// The kind and whether `null` is allowed beside it.
pub(super) fn kind_of(form: &Form, shown: &[NodeId], value: Option<&Value>) -> (Kind, bool) {
    let nodes: Vec<&Node> = shown.iter().map(|id| form.node(*id)).collect();
    let mut types = nodes.iter().fold(TypeSet::ANY, |types, node| types.meet(node.types));
    let nullable = types.has(TypeSet::NULL) && types != TypeSet::NULL || allows_null(form, &nodes);
    if types != TypeSet::NULL {
        types = types.without(TypeSet::NULL);
    }
    if let Some(reason) = nodes.iter().find_map(|node| node.raw.clone()) {
        return (Kind::Raw { reason }, nullable);
    }
    if let Some(kind) = chosen_from(form, &nodes, nullable) {
        return kind;
    }
    if types.is_any() {
        types = implied(&nodes, default_of(form, shown).or(value));
    }
    let kind = if types == TypeSet::OBJECT {
        object_kind(form, &nodes)
    } else if types == TypeSet::ARRAY {
        let tuple = nodes
            .iter()
            .any(|node| node.array.as_ref().is_some_and(|array| !array.prefix.is_empty()));
        if tuple { Kind::Tuple } else { Kind::Array }
    } else if types == TypeSet::STRING {
        text_kind(form, shown, &nodes)
    } else if types == TypeSet::INTEGER {
        Kind::Number { integer: true }
    } else if types == TypeSet::NUMBER || types == TypeSet::NUMBER.union(TypeSet::INTEGER) {
        Kind::Number { integer: false }
    } else if types == TypeSet::BOOLEAN {
        Kind::Boolean
    } else if types == TypeSet::NULL {
        Kind::Null
    } else if types.is_any() {
        Kind::Raw {
            reason: RawReason::AnyValue,
        }
    } else {
        Kind::Raw {
            reason: RawReason::SeveralTypes,
        }
    };
    (kind, nullable)
}

fn allows_null(form: &Form, nodes: &[&Node]) -> bool {
    nodes.iter().flat_map(|node| &node.rules).any(|rule| match &rule.kind {
        RuleKind::OneOf(options) | RuleKind::AnyOf(options) => {
            matches!(Shape::of(form, options), Shape::Optional(_))
        }
        _ => false,
    })
}

/// `const`, `enum`, and alternatives of constants.
fn chosen_from(form: &Form, nodes: &[&Node], nullable: bool) -> Option<(Kind, bool)> {
    let mut options: Option<Vec<Choice>> = None;
    for node in nodes {
        let found = match &node.choices {
            Some(Choices::Const(value) | Choices::Both { constant: value, .. }) => {
                return Some((Kind::Constant(value.clone()), nullable));
            }
            Some(Choices::Enum(values)) => Some(labelled(values)),
            None => None,
        };
        let of_rules = node.rules.iter().filter_map(|rule| match &rule.kind {
            RuleKind::OneOf(listed) | RuleKind::AnyOf(listed) if Shape::of(form, listed) == Shape::Labels => Some(
                listed
                    .iter()
                    .filter_map(|option| described(form.node(*option)))
                    .collect(),
            ),
            _ => None,
        });
        for found in found.into_iter().chain(of_rules) {
            options = Some(match options {
                None => found,
                Some(before) => before
                    .into_iter()
                    .filter(|option| found.iter().any(|other| number::equal(&option.value, &other.value)))
                    .collect(),
            });
        }
    }
    options.map(|options| {
        let nullable = nullable || options.iter().any(|option| option.value.is_null());
        (
            Kind::Choice(options.into_iter().filter(|option| !option.value.is_null()).collect()),
            nullable,
        )
    })
}

fn described(option: &Node) -> Option<Choice> {
    let value = option.constant()?.clone();
    let label = option.presentation.title.clone().unwrap_or_else(|| readable(&value));
    Some(Choice {
        value,
        label,
        description: option.presentation.description.clone(),
        translations: option.presentation.translations.clone(),
    })
}

/// YAML 1.1 tools turn `Off` into `false`, so a boolean among texts is most likely a word.
fn labelled(values: &[Value]) -> Vec<Choice> {
    let has_texts = values.iter().any(Value::is_string);
    let label = |value: &Value| match value {
        Value::Bool(false) if has_texts => "Off".to_owned(),
        Value::Bool(true) if has_texts => "On".to_owned(),
        other => readable(other),
    };
    values
        .iter()
        .map(|value| Choice {
            value: value.clone(),
            label: label(value),
            description: None,
            translations: Translations::new(),
        })
        .collect()
}

/// The type a schema means when it does not say it.
fn implied(nodes: &[&Node], example: Option<&Value>) -> TypeSet {
    let any = |holds: fn(&Node) -> bool| nodes.iter().any(|node| holds(node));
    if any(|node| node.object.is_some()) {
        TypeSet::OBJECT
    } else if any(|node| node.array.is_some()) {
        TypeSet::ARRAY
    } else if any(|node| node.text.is_some()) {
        TypeSet::STRING
    } else if any(|node| node.number.is_some()) {
        TypeSet::NUMBER
    } else {
        match example {
            Some(Value::String(_)) => TypeSet::STRING,
            Some(Value::Bool(_)) => TypeSet::BOOLEAN,
            Some(Value::Number(_)) => TypeSet::NUMBER,
            _ => TypeSet::ANY,
        }
    }
}

fn object_kind(form: &Form, nodes: &[&Node]) -> Kind {
    let objects = || nodes.iter().filter_map(|node| node.object.as_ref());
    let invites = objects().any(|object| {
        !object.patterns.is_empty()
            || object
                .additional
                .is_some_and(|additional| !form.node(additional).forbidden)
    });
    let closed = objects().any(|object| {
        object
            .additional
            .is_some_and(|additional| form.node(additional).forbidden)
    });
    let has_properties = objects().any(|object| !object.properties.is_empty());
    if has_properties {
        Kind::Object { open: invites }
    } else if closed && !invites {
        Kind::Object { open: false }
    } else {
        Kind::Map
    }
}

fn text_kind(form: &Form, shown: &[NodeId], nodes: &[&Node]) -> Kind {
    let rules = || nodes.iter().filter_map(|node| node.text.as_ref());
    let asked = nodes.iter().any(|node| {
        matches!(&node.presentation.hint, Some(Hint::Unknown(name)) if matches!(name.as_str(), "textarea" | "multiline"))
    });
    let breaks = default_of(form, shown)
        .and_then(Value::as_str)
        .is_some_and(|text| text.contains('\n'));
    // Longer than any line an input element shows comfortably.
    let long = rules()
        .filter_map(|rules| rules.max_length)
        .min()
        .is_some_and(|limit| limit > 1_000);
    Kind::Text {
        multiline: asked || breaks || long,
        format: rules().find_map(|rules| rules.format),
    }
}

/// The tightest bounds of all schemas in force.
pub(super) fn limits_of(form: &Form, shown: &[NodeId]) -> Limits {
    let mut limits = Limits::default();
    for node in shown.iter().map(|id| form.node(*id)) {
        if let Some(rules) = &node.number {
            tighten(&mut limits.minimum, rules.minimum.as_ref(), Ordering::Greater);
            tighten(
                &mut limits.exclusive_minimum,
                rules.exclusive_minimum.as_ref(),
                Ordering::Greater,
            );
            tighten(&mut limits.maximum, rules.maximum.as_ref(), Ordering::Less);
            tighten(
                &mut limits.exclusive_maximum,
                rules.exclusive_maximum.as_ref(),
                Ordering::Less,
            );
            tighten(&mut limits.multiple_of, rules.multiple_of.as_ref(), Ordering::Greater);
        }
        if let Some(rules) = &node.text {
            limits.min_length = limits.min_length.max(rules.min_length);
            limits.max_length = least(limits.max_length, rules.max_length);
            limits
                .patterns
                .extend(rules.pattern.as_ref().map(|pattern| pattern.source().to_owned()));
        }
        if let Some(rules) = &node.array {
            limits.min_items = limits.min_items.max(rules.min_items);
            limits.max_items = least(limits.max_items, rules.max_items);
            limits.unique_items |= rules.unique;
        }
        if let Some(rules) = &node.object {
            limits.min_properties = limits.min_properties.max(rules.min_properties);
            limits.max_properties = least(limits.max_properties, rules.max_properties);
        }
    }
    limits
}

fn tighten(slot: &mut Option<Number>, limit: Option<&Number>, tighter: Ordering) {
    let Some(limit) = limit else { return };
    if slot
        .as_ref()
        .is_none_or(|known| number::compare(limit, known) == Some(tighter))
    {
        *slot = Some(limit.clone());
    }
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
