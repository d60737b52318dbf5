//! Deciding: is a value valid against a subschema, and if not, why not.
//!
//! [`Checker`] walks a subschema over a value exactly as the specification says. The document uses it for the rules over
//! whole values; for everything else it visits locations one at a time and asks for its failed assertions alone.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use serde_json::Value;

use crate::{
    Form, Issue, Pointer,
    assertion::{choices_allow, failures},
    failure::{Failure, missing},
    schema::{ArrayRules, Node, NodeId, ObjectRules, RuleId, RuleKind, TypeSet},
};

/// Subschema visits one decision may take. Real schemas need thousands; a schema built to explode is left to the server.
const BUDGET: u32 = 250_000;

/// How many subschemas one decision may have open at once: a chain of references must not exhaust the stack.
const MAX_OPEN: u32 = 512;

/// Which option of a `oneOf` or `anyOf` is shown at a location.
pub(crate) type Chosen<'c> = &'c dyn Fn(&Pointer, RuleId) -> Option<usize>;

/// One decision over one form.
pub(crate) struct Checker<'f> {
    form: &'f Form,
    left: Cell<u32>,
    open: Cell<u32>,
    /// What this decision has found out about a subschema and the value at an address. Without it, a schema whose
    /// alternatives share their subschemas would take time exponential in its depth.
    known: RefCell<HashMap<(NodeId, *const Value), bool>>,
    /// Whether some subschema was left unasked; from then on nothing found out holds outside its own chain.
    cut: Cell<bool>,
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
            open: Cell::new(0),
            known: RefCell::default(),
            cut: Cell::new(false),
        }
    }

    /// Whether `value` is valid against `node`.
    pub(crate) fn is_valid(&self, node: NodeId, value: &Value) -> bool {
        self.valid(node, value, None)
    }

    fn valid(&self, id: NodeId, value: &Value, before: Option<&Chain<'_>>) -> bool {
        if before.is_some_and(|chain| chain.holds(id)) || !self.enter() {
            self.cut.set(true);
            return true;
        }
        let node = self.form.node(id);
        // Only what can be reached twice for the same value is worth remembering.
        let shared = before.is_some() && (!node.rules.is_empty() || !node.same_place.is_empty());
        let key = (id, std::ptr::from_ref(value));
        let known = if shared {
            self.known.borrow().get(&key).copied()
        } else {
            None
        };
        let valid = known.unwrap_or_else(|| self.satisfies(id, value, &Chain { node: id, before }));
        if shared && known.is_none() && !self.cut.get() {
            self.known.borrow_mut().insert(key, valid);
        }
        self.leave();
        valid
    }

    fn satisfies(&self, id: NodeId, value: &Value, here: &Chain<'_>) -> bool {
        let node = self.form.node(id);
        failures(node, value).next().is_none()
            && node.same_place.iter().all(|next| self.valid(*next, value, Some(here)))
            && node
                .rules
                .iter()
                .all(|rule| self.rule_holds(&rule.kind, value, Some(here)))
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

    /// Whether there is room for one more subschema; then [`Checker::leave`] must follow.
    fn enter(&self) -> bool {
        let open = self.open.get();
        if open == 0 {
            // A new decision: the addresses of the last one may hold other values by now.
            self.left.set(BUDGET);
            self.cut.set(false);
            self.known.borrow_mut().clear();
        }
        let left = self.left.get();
        let room = left > 0 && open < MAX_OPEN;
        if room {
            self.left.set(left - 1);
            self.open.set(open + 1);
        }
        room
    }

    fn leave(&self) {
        self.open.set(self.open.get().saturating_sub(1));
    }

    fn names_hold(&self, object: &ObjectRules, key: &str) -> bool {
        // A decision of its own: the name is a value that lives only here, so its address must not be remembered.
        object
            .names
            .is_none_or(|names| Self::new(self.form).is_valid(names, &Value::String(key.to_owned())))
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
        if before.is_some_and(|chain| chain.holds(id)) || !self.enter() {
            self.cut.set(true);
            return;
        }
        self.explain(id, value, at, chosen, &Chain { node: id, before }, issues);
        self.leave();
    }

    fn explain(
        &self,
        id: NodeId,
        value: &Value,
        at: &Pointer,
        chosen: Chosen<'_>,
        here: &Chain<'_>,
        issues: &mut Vec<Issue>,
    ) {
        let node = self.form.node(id);
        issues.extend(failures(node, value).map(|failure| failure.at(at)));
        self.name_issues(node, value, at, issues);
        for next in &node.same_place {
            self.gather(*next, value, at, chosen, Some(here), issues);
        }
        for (rule, found) in self.form.rules_of(id) {
            self.gather_rule(rule, &found.kind, value, at, chosen, Some(here), issues);
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

/// Whether the schema's type leaves room for an object.
pub(crate) fn may_be_object(node: &Node) -> bool {
    node.types.is_any() || node.types.has(TypeSet::OBJECT)
}
