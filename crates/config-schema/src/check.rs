//! Deciding: is a value valid against a subschema, and if not, why not.
//!
//! [`Checker`] walks a subschema over a value exactly as the specification says. The document uses it for the rules over
//! whole values; for everything else it visits locations one at a time and asks [`failures`] about each.

use std::{cell::Cell, cmp::Ordering};

use serde_json::{Number, Value};

use crate::{
    Form, Issue, Pointer,
    failure::{Failure, missing},
    number,
    schema::{ArrayRules, Choices, Node, NodeId, NumberRules, ObjectRules, RuleId, RuleKind, TextRules, TypeSet},
};

/// Subschema visits one decision may take. Real schemas need thousands; a schema built to explode is left to the server.
const BUDGET: u32 = 2_000_000;

/// Which option of a `oneOf` or `anyOf` is shown at a location.
pub(crate) type Chosen<'c> = &'c dyn Fn(&Pointer, RuleId) -> Option<usize>;

/// One decision over one form.
pub(crate) struct Checker<'f> {
    form: &'f Form,
    left: Cell<u32>,
}

/// The subschemas already being asked about the same value: a schema that includes itself adds nothing.
struct Chain<'c> {
    node: NodeId,
    before: Option<&'c Chain<'c>>,
}

impl Chain<'_> {
    fn holds(&self, node: NodeId) -> bool {
        self.node == node || self.before.is_some_and(|before| before.holds(node))
    }
}

impl<'f> Checker<'f> {
    pub(crate) fn new(form: &'f Form) -> Self {
        Self {
            form,
            left: Cell::new(BUDGET),
        }
    }

    /// Whether `value` is valid against `node`.
    pub(crate) fn is_valid(&self, node: NodeId, value: &Value) -> bool {
        self.valid(node, value, None)
    }

    fn valid(&self, id: NodeId, value: &Value, before: Option<&Chain<'_>>) -> bool {
        if before.is_some_and(|chain| chain.holds(id)) || !self.spend() {
            return true;
        }
        let here = Chain { node: id, before };
        let node = self.form.node(id);
        failures(node, value).next().is_none()
            && node.same_place.iter().all(|next| self.valid(*next, value, Some(&here)))
            && node
                .rules
                .iter()
                .all(|rule| self.rule_holds(&rule.kind, value, Some(&here)))
            && match value {
                Value::Object(entries) => {
                    let Some(object) = &node.object else { return true };
                    object.required.iter().all(|key| entries.contains_key(&**key))
                        && entries.iter().all(|(key, child)| {
                            self.names_hold(object, key)
                                && self
                                    .form
                                    .property_seeds(&[id], key)
                                    .iter()
                                    .all(|next| self.valid(*next, child, None))
                        })
                }
                Value::Array(items) => match &node.array {
                    Some(array) => items
                        .iter()
                        .enumerate()
                        .all(|(index, item)| item_schema(array, index).is_none_or(|next| self.valid(next, item, None))),
                    None => true,
                },
                _ => true,
            }
    }

    fn spend(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    fn names_hold(&self, object: &ObjectRules, key: &str) -> bool {
        object
            .names
            .is_none_or(|names| self.is_valid(names, &Value::String(key.to_owned())))
    }

    fn rule_holds(&self, rule: &RuleKind, value: &Value, here: Option<&Chain<'_>>) -> bool {
        match rule {
            RuleKind::OneOf(options) => {
                options
                    .iter()
                    .filter(|option| self.valid(**option, value, here))
                    .take(2)
                    .count()
                    == 1
            }
            RuleKind::AnyOf(options) => options.iter().any(|option| self.valid(*option, value, here)),
            RuleKind::Not(node) => !self.valid(*node, value, here),
            RuleKind::Conditional { test, then, otherwise } => {
                let branch = if self.valid(*test, value, here) {
                    then
                } else {
                    otherwise
                };
                branch.is_none_or(|branch| self.valid(branch, value, here))
            }
            RuleKind::Requires { key, needs, .. } => {
                let has = |key: &str| value.as_object().is_some_and(|entries| entries.contains_key(key));
                !has(key) || needs.iter().all(|need| has(need))
            }
            RuleKind::Extends { key, with } => {
                let triggered = value.as_object().is_some_and(|entries| entries.contains_key(&**key));
                !triggered || self.valid(*with, value, here)
            }
        }
    }

    fn gather(
        &self,
        id: NodeId,
        value: &Value,
        at: &Pointer,
        chosen: Chosen<'_>,
        before: Option<&Chain<'_>>,
        issues: &mut Vec<Issue>,
    ) {
        if before.is_some_and(|chain| chain.holds(id)) || !self.spend() {
            return;
        }
        let here = Chain { node: id, before };
        let node = self.form.node(id);
        issues.extend(failures(node, value).map(|failure| failure.at(at)));
        self.name_issues(node, value, at, issues);
        for next in &node.same_place {
            self.gather(*next, value, at, chosen, Some(&here), issues);
        }
        for (rule, found) in self.form.rules_of(id) {
            self.gather_rule(rule, &found.kind, value, at, chosen, Some(&here), issues);
        }
        match value {
            Value::Object(entries) => {
                let Some(object) = &node.object else { return };
                let absent = object.required.iter().filter(|key| !entries.contains_key(&***key));
                issues.extend(absent.map(|key| missing(at, key)));
                for (key, child) in entries {
                    for next in self.form.property_seeds(&[id], key) {
                        self.gather(next, child, &at.child(key), chosen, None, issues);
                    }
                }
            }
            Value::Array(items) => {
                let Some(array) = &node.array else { return };
                for (index, item) in items.iter().enumerate() {
                    if let Some(next) = item_schema(array, index) {
                        self.gather(next, item, &at.item(index), chosen, None, issues);
                    }
                }
            }
            _ => {}
        }
    }

    /// The issues of keys whose names are refused, each on its key.
    pub(crate) fn name_issues(&self, node: &Node, value: &Value, at: &Pointer, issues: &mut Vec<Issue>) {
        let (Some(object), Some(entries)) = (&node.object, value.as_object()) else {
            return;
        };
        let refused = entries.keys().filter(|key| !self.names_hold(object, key));
        issues.extend(refused.map(|key| {
            Issue::new(at.child(key), "propertyNames", "This name is not allowed here.").with("property", key.as_str())
        }));
    }

    /// The issues of one rule over a whole value.
    pub(crate) fn rule_issues(&self, rule: RuleId, value: &Value, at: &Pointer, chosen: Chosen<'_>) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.gather_rule(rule, &self.form.rule(rule).kind, value, at, chosen, None, &mut issues);
        issues
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one recursive walk; a context struct would only rename them"
    )]
    fn gather_rule(
        &self,
        rule: RuleId,
        kind: &RuleKind,
        value: &Value,
        at: &Pointer,
        chosen: Chosen<'_>,
        here: Option<&Chain<'_>>,
        issues: &mut Vec<Issue>,
    ) {
        match kind {
            RuleKind::OneOf(options) | RuleKind::AnyOf(options) => {
                let exactly_one = matches!(kind, RuleKind::OneOf(_));
                let limit = if exactly_one { 2 } else { 1 };
                let valid = options
                    .iter()
                    .filter(|option| self.valid(**option, value, here))
                    .take(limit)
                    .count();
                if valid == 0 {
                    self.gather_chosen(rule, options, value, at, chosen, here, issues);
                } else if exactly_one && valid > 1 {
                    issues.push(Issue::new(
                        at.clone(),
                        "oneOf",
                        "This fits more than one of the options.",
                    ));
                }
            }
            RuleKind::Not(node) if self.valid(*node, value, here) => {
                issues.push(Issue::new(at.clone(), "not", "This value is not allowed."));
            }
            RuleKind::Conditional { test, then, otherwise } => {
                let branch = if self.valid(*test, value, here) {
                    then
                } else {
                    otherwise
                };
                if let Some(branch) = branch {
                    self.gather(*branch, value, at, chosen, here, issues);
                }
            }
            RuleKind::Requires { key, needs, keyword } => {
                let Some(entries) = value.as_object().filter(|entries| entries.contains_key(&**key)) else {
                    return;
                };
                issues.extend(needs.iter().filter(|need| !entries.contains_key(&***need)).map(|need| {
                    Issue::new(at.child(need), keyword, format!("This is required when {key} is set."))
                        .with("property", &**need)
                        .with("because", &**key)
                }));
            }
            RuleKind::Extends { key, with }
                if value.as_object().is_some_and(|entries| entries.contains_key(&**key)) =>
            {
                self.gather(*with, value, at, chosen, here, issues);
            }
            RuleKind::Not(_) | RuleKind::Extends { .. } => {}
        }
    }

    /// No option holds: report the shown one, so that the user can finish it.
    #[expect(
        clippy::too_many_arguments,
        reason = "one recursive walk; a context struct would only rename them"
    )]
    fn gather_chosen(
        &self,
        rule: RuleId,
        options: &[NodeId],
        value: &Value,
        at: &Pointer,
        chosen: Chosen<'_>,
        here: Option<&Chain<'_>>,
        issues: &mut Vec<Issue>,
    ) {
        let shown = chosen(at, rule).unwrap_or_else(|| self.closest(options, value));
        let before = issues.len();
        if let Some(option) = options.get(shown) {
            self.gather(*option, value, at, chosen, here, issues);
        }
        if issues.len() == before {
            issues.push(Issue::new(at.clone(), "oneOf", "This fits none of the options."));
        }
    }

    /// The option a value most likely means: one that holds, else the one whose constants and keys agree best.
    pub(crate) fn closest(&self, options: &[NodeId], value: &Value) -> usize {
        let score = |option: NodeId| {
            if self.is_valid(option, value) {
                i64::MAX
            } else {
                self.likeness(option, value)
            }
        };
        let mut best = (0, i64::MIN);
        for (at, option) in options.iter().enumerate() {
            let score = score(*option);
            if score > best.1 {
                best = (at, score);
            }
        }
        best.0
    }

    /// How well a value fits the shape of a schema: constants weigh most, then type, then known keys.
    fn likeness(&self, option: NodeId, value: &Value) -> i64 {
        let in_force = self.form.expand(&[option], &mut |_, _| None);
        let mut score = 0;
        for id in &in_force {
            let node = self.form.node(*id);
            if !node.types.accepts(value) || failures(node, value).any(|failure| matches!(failure, Failure::Const(_))) {
                score -= 1_000;
            }
            let (Some(object), Some(entries)) = (&node.object, value.as_object()) else {
                continue;
            };
            for (key, child) in entries {
                let Some(property) = object.property(key) else { continue };
                let seeds = self.form.expand(&[property], &mut |_, _| None);
                let constants = seeds.iter().filter_map(|seed| self.form.node(*seed).choices.as_ref());
                let agreed: Vec<bool> = constants.map(|choices| choices_allow(choices, child)).collect();
                score += match agreed.as_slice() {
                    [] => 1,
                    some if some.iter().all(|holds| *holds) => 100,
                    _ => -100,
                };
            }
        }
        score
    }

    /// Whether a constant inside `option` contradicts the value: the value means another option.
    pub(crate) fn contradicts(&self, option: NodeId, value: &Value) -> bool {
        self.likeness(option, value) < 0
    }
}

fn item_schema(array: &ArrayRules, index: usize) -> Option<NodeId> {
    array.prefix.get(index).copied().or(array.rest)
}

fn choices_allow(choices: &Choices, value: &Value) -> bool {
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

/// Whether the schema's type leaves room for an object.
pub(crate) fn may_be_object(node: &Node) -> bool {
    node.types.is_any() || node.types.has(TypeSet::OBJECT)
}
