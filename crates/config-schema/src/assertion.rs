//! The assertions of one subschema about one value, not looking into its children.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::{
    failure::Failure,
    number,
    schema::{ArrayRules, Choices, Node, NumberRules, ObjectRules, TextRules},
};

/// Whether `enum` and `const` allow a value; compared by value, not by type.
pub(crate) fn choices_allow(choices: &Choices, value: &Value) -> bool {
    let listed = |allowed: &[Value]| allowed.iter().any(|allowed| number::equal(allowed, value));
    match choices {
        Choices::Enum(allowed) => listed(allowed),
        Choices::Const(constant) => number::equal(constant, value),
        Choices::Both { allowed, constant } => listed(allowed) && number::equal(constant, value),
    }
}

/// The assertions of one subschema about one value that fail, not looking into children.
pub(crate) fn failures<'s>(node: &'s Node, value: &'s Value) -> impl Iterator<Item = Failure<'s>> {
    let forbidden = node.forbidden.then(|| Failure::Forbidden {
        keyword: match node.path.last().as_deref() {
            Some("additionalProperties") => "additionalProperties",
            Some("additionalItems") => "additionalItems",
            _ => "false",
        },
    });
    let types = (!node.types.accepts(value)).then_some(Failure::Type(node.types));
    let choices = node
        .choices
        .iter()
        .filter(|choices| !choices_allow(choices, value))
        .map(|choices| match choices {
            Choices::Enum(allowed) => Failure::Enum(allowed),
            Choices::Const(constant) | Choices::Both { constant, .. } => Failure::Const(constant),
        });
    let numbers = node
        .number
        .iter()
        .filter_map(move |rules| value_number(value).map(|number| (rules, number)));
    let texts = node
        .text
        .iter()
        .filter_map(move |rules| value.as_str().map(|text| (rules, text)));
    let arrays = node
        .array
        .iter()
        .filter_map(move |rules| value.as_array().map(|items| (rules, items)));
    let objects = node
        .object
        .iter()
        .filter_map(move |rules| value.as_object().map(|entries| (rules, entries)));
    forbidden
        .into_iter()
        .chain(types)
        .chain(choices)
        .chain(numbers.flat_map(|(rules, number)| number_failures(rules, number)))
        .chain(texts.flat_map(|(rules, text)| text_failures(rules, text)))
        .chain(arrays.flat_map(|(rules, items)| array_failures(rules, items)))
        .chain(objects.flat_map(|(rules, entries)| size_failures(rules, entries.len())))
}

fn value_number(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn number_failures<'s>(rules: &'s NumberRules, value: &Number) -> impl Iterator<Item = Failure<'s>> + use<'s> {
    let against = |limit: &'s Option<Number>, allowed: &[Ordering], failure: fn(&'s Number) -> Failure<'s>| {
        let limit = limit.as_ref()?;
        let ordering = number::compare(value, limit)?;
        (!allowed.contains(&ordering)).then(|| failure(limit))
    };
    let step = rules
        .multiple_of
        .as_ref()
        .filter(|step| !number::is_multiple_of(value, step));
    [
        against(&rules.minimum, &[Ordering::Greater, Ordering::Equal], Failure::Minimum),
        against(&rules.maximum, &[Ordering::Less, Ordering::Equal], Failure::Maximum),
        against(
            &rules.exclusive_minimum,
            &[Ordering::Greater],
            Failure::ExclusiveMinimum,
        ),
        against(&rules.exclusive_maximum, &[Ordering::Less], Failure::ExclusiveMaximum),
        step.map(Failure::MultipleOf),
    ]
    .into_iter()
    .flatten()
}

fn text_failures<'s>(rules: &'s TextRules, text: &str) -> impl Iterator<Item = Failure<'s>> + use<'s> {
    let length = || text.chars().count() as u64;
    let too_short = rules
        .min_length
        .filter(|limit| length() < *limit)
        .map(Failure::MinLength);
    let too_long = rules
        .max_length
        .filter(|limit| length() > *limit)
        .map(Failure::MaxLength);
    let pattern = rules.pattern.as_ref().filter(|pattern| !pattern.is_match(text));
    let format = rules.format.filter(|format| !format.accepts(text)).map(Failure::Format);
    [
        too_short,
        too_long,
        pattern.map(|pattern| Failure::Pattern(pattern.source())),
        format,
    ]
    .into_iter()
    .flatten()
}

fn array_failures<'s>(rules: &'s ArrayRules, items: &[Value]) -> impl Iterator<Item = Failure<'s>> + use<'s> {
    let count = items.len() as u64;
    let too_few = rules.min_items.filter(|limit| count < *limit).map(Failure::MinItems);
    let too_many = rules.max_items.filter(|limit| count > *limit).map(Failure::MaxItems);
    let repeated = (rules.unique && !number::all_unique(items)).then_some(Failure::UniqueItems);
    [too_few, too_many, repeated].into_iter().flatten()
}

fn size_failures<'s>(rules: &'s ObjectRules, count: usize) -> impl Iterator<Item = Failure<'s>> + use<'s> {
    let count = count as u64;
    let too_few = rules
        .min_properties
        .filter(|limit| count < *limit)
        .map(Failure::MinProperties);
    let too_many = rules
        .max_properties
        .filter(|limit| count > *limit)
        .map(Failure::MaxProperties);
    [too_few, too_many].into_iter().flatten()
}
