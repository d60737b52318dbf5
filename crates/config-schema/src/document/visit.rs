//! Checking one location and everything below it.

use serde_json::Value;

use super::{
    Document,
    ledger::{Ledger, Slot},
    place::{Lens, Memory, Shape},
};
use crate::{
    Form, Issue, Pointer,
    assertion::failures,
    check::Checker,
    failure::missing,
    schema::{NodeId, RuleId, RuleKind},
};

impl Document {
    /// Recomputes everything from the overrides.
    pub(super) fn rebuild(&mut self) {
        self.memory.conditions.clear();
        self.effective = self.overrides.clone();
        self.effective = self.fill(&Pointer::ROOT).unwrap_or(Value::Null);
        self.revisit_all();
    }

    /// Checks the whole document again.
    pub(super) fn revisit_all(&mut self) {
        self.revisit(&Pointer::ROOT);
    }

    /// Checks `at` and everything below it again. The rules above it are not asked.
    pub(super) fn revisit(&mut self, at: &Pointer) {
        let seeds = self.seeds(at, Lens::Binding);
        let required = self.is_required(at, Lens::Binding);
        self.memory.forget_conditions(at);
        self.ledger.clear_below(at);
        let Some(value) = at.get(&self.effective) else {
            if let (true, Some(parent), Some(key)) = (required, at.parent(), at.last())
                && at
                    .parent()
                    .is_some_and(|parent| parent.get(&self.effective).is_some_and(Value::is_object))
            {
                self.ledger.record(at, Slot::Required, vec![missing(&parent, &key)]);
            }
            return;
        };
        let checker = Checker::new(&self.form);
        Visitor {
            form: &self.form,
            checker,
            memory: &mut self.memory,
            ledger: &mut self.ledger,
        }
        .visit(at, &seeds, value);
    }

    /// Asks one rule above an edit again.
    pub(super) fn recheck_rule(&mut self, at: &Pointer, rule: RuleId) {
        let Some(value) = at.get(&self.effective) else { return };
        let issues = rule_issues(&self.form, &Checker::new(&self.form), &self.memory, at, rule, value);
        self.ledger.record(at, Slot::Rule(rule), issues);
    }

    /// Asks the assertions about one container again, not those about its children.
    pub(super) fn recheck_own(&mut self, at: &Pointer, in_force: &[NodeId]) {
        let Some(value) = at.get(&self.effective) else { return };
        let issues = own_issues(&self.form, &Checker::new(&self.form), at, in_force, value);
        self.ledger.record(at, Slot::Own, issues);
    }
}

struct Visitor<'d> {
    form: &'d Form,
    checker: Checker<'d>,
    memory: &'d mut Memory,
    ledger: &'d mut Ledger,
}

impl Visitor<'_> {
    fn visit(&mut self, at: &Pointer, seeds: &[NodeId], value: &Value) {
        let in_force = self.settle_conditions(at, seeds, value);
        self.ledger.record(
            at,
            Slot::Own,
            own_issues(self.form, &self.checker, at, &in_force, value),
        );
        for id in &in_force {
            for (rule, found) in self.form.rules_of(*id) {
                if let RuleKind::OneOf(options) | RuleKind::AnyOf(options) = &found.kind
                    && Shape::of(self.form, options) == Shape::Options
                {
                    self.memory.settle(&self.checker, at, rule, options, value);
                }
                let issues = rule_issues(self.form, &self.checker, self.memory, at, rule, value);
                self.ledger.record(at, Slot::Rule(rule), issues);
            }
        }
        match value {
            Value::Object(entries) => {
                for id in &in_force {
                    let Some(object) = &self.form.node(*id).object else {
                        continue;
                    };
                    for key in object.required.iter().filter(|key| !entries.contains_key(&***key)) {
                        self.ledger
                            .record(&at.child(key), Slot::Required, vec![missing(at, key)]);
                    }
                }
                for (key, child) in entries {
                    let seeds = self.form.property_seeds(&in_force, key);
                    if !seeds.is_empty() {
                        self.visit(&at.child(key), &seeds, child);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let seeds = self.form.item_seeds(&in_force, index);
                    if !seeds.is_empty() {
                        self.visit(&at.item(index), &seeds, item);
                    }
                }
            }
            _ => {}
        }
    }

    /// Decides and remembers every condition at this location.
    fn settle_conditions(&mut self, at: &Pointer, seeds: &[NodeId], value: &Value) -> Vec<NodeId> {
        self.form.expand(seeds, &mut |rule, kind| match kind {
            RuleKind::Conditional { test, then, otherwise } => {
                let holds = self.checker.is_valid(*test, value);
                self.memory.conditions.insert((at.clone(), rule), holds);
                if holds { *then } else { *otherwise }
            }
            RuleKind::Extends { key, with } => {
                let triggered = value.get(&**key).is_some();
                self.memory.conditions.insert((at.clone(), rule), triggered);
                triggered.then_some(*with)
            }
            _ => None,
        })
    }
}

fn own_issues(form: &Form, checker: &Checker<'_>, at: &Pointer, in_force: &[NodeId], value: &Value) -> Vec<Issue> {
    let mut issues: Vec<Issue> = Vec::new();
    for id in in_force {
        let node = form.node(*id);
        for issue in failures(node, value).map(|failure| failure.at(at)) {
            // The same demand from two schemas is one issue to the reader.
            if !issues.contains(&issue) {
                issues.push(issue);
            }
        }
        checker.name_issues(node, value, at, &mut issues);
    }
    issues
}

fn rule_issues(
    form: &Form,
    checker: &Checker<'_>,
    memory: &Memory,
    at: &Pointer,
    rule: RuleId,
    value: &Value,
) -> Vec<Issue> {
    match &form.rule(rule).kind {
        // Their consequences are in force like any other schema.
        RuleKind::Conditional { .. } | RuleKind::Extends { .. } => Vec::new(),
        RuleKind::OneOf(options) | RuleKind::AnyOf(options) if Shape::of(form, options) == Shape::Labels => {
            if checker.rule_issues(rule, value, at, &|_, _| None).is_empty() {
                return Vec::new();
            }
            let allowed: Vec<Value> = options
                .iter()
                .filter_map(|option| form.node(*option).constant().cloned())
                .collect();
            vec![crate::failure::Failure::Enum(&allowed).at(at)]
        }
        RuleKind::OneOf(options) | RuleKind::AnyOf(options) => {
            let optional = match Shape::of(form, options) {
                Shape::Optional(only) => options.iter().position(|option| *option == only),
                _ => None,
            };
            let chosen = |place: &Pointer, asked: RuleId| {
                if asked == rule && place == at && optional.is_some() {
                    return optional;
                }
                memory.chosen.get(&(place.clone(), asked)).copied()
            };
            checker.rule_issues(rule, value, at, &chosen)
        }
        _ => checker.rule_issues(rule, value, at, &|place, asked| {
            memory.chosen.get(&(place.clone(), asked)).copied()
        }),
    }
}
