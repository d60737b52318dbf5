//! Which properties of a location a rule looks at, so that an edit wakes only the rules that name its key.

use std::{collections::HashSet, sync::Arc};

use super::{Node, NodeId, RuleKind};

/// The keys of one location a rule depends on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Touches {
    /// Anything at or below the location.
    All,
    /// These properties, at any depth below them.
    Keys(HashSet<Arc<str>>),
}

impl Touches {
    pub(crate) fn names(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Keys(keys) => keys.contains(key),
        }
    }
}

/// Fills in every rule's [`Touches`]. Subschemas are finished by now, so links can be followed.
pub(super) fn resolve(nodes: &mut [Node]) {
    for at in 0..nodes.len() {
        for rule in 0..nodes[at].rules.len() {
            let keys = keys_of_rule(nodes, &nodes[at].rules[rule].kind);
            nodes[at].rules[rule].touches = keys.map_or(Touches::All, Touches::Keys);
        }
    }
}

/// The keys a rule's verdict depends on; `None` when they are not a fixed list.
fn keys_of_rule(nodes: &[Node], rule: &RuleKind) -> Option<HashSet<Arc<str>>> {
    let mut keys = HashSet::new();
    let mut seen = HashSet::new();
    // `then` and `else` apply like `allOf` once chosen, so only the test decides; inside a schema both count.
    let mut pending = match rule {
        RuleKind::Conditional { test, .. } => vec![*test],
        RuleKind::Extends { .. } => Vec::new(),
        other => same_place(other),
    };
    name_keys(rule, &mut keys);
    while let Some(id) = pending.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = nodes.get(id.0 as usize)?;
        if node.choices.is_some() || node.array.is_some() || node.raw.is_some() {
            return None;
        }
        if let Some(object) = &node.object {
            let open = object.patterns.is_empty() && object.additional.is_none() && object.names.is_none();
            if !open || object.min_properties.is_some() || object.max_properties.is_some() {
                return None;
            }
            keys.extend(object.properties.iter().map(|(key, _)| key.clone()));
            keys.extend(object.required.iter().cloned());
        }
        pending.extend(&node.same_place);
        for rule in &node.rules {
            name_keys(&rule.kind, &mut keys);
            pending.extend(same_place(&rule.kind));
        }
    }
    Some(keys)
}

fn name_keys(rule: &RuleKind, keys: &mut HashSet<Arc<str>>) {
    match rule {
        RuleKind::Requires { key, needs, .. } => {
            keys.insert(key.clone());
            keys.extend(needs.iter().cloned());
        }
        RuleKind::Extends { key, .. } => {
            keys.insert(key.clone());
        }
        RuleKind::OneOf(_) | RuleKind::AnyOf(_) | RuleKind::Not(_) | RuleKind::Conditional { .. } => {}
    }
}

/// The subschemas of a rule that look at the same location.
fn same_place(rule: &RuleKind) -> Vec<NodeId> {
    match rule {
        RuleKind::OneOf(branches) | RuleKind::AnyOf(branches) => branches.clone(),
        RuleKind::Not(id) | RuleKind::Extends { with: id, .. } => vec![*id],
        RuleKind::Conditional { test, then, otherwise } => {
            [Some(*test), *then, *otherwise].into_iter().flatten().collect()
        }
        RuleKind::Requires { .. } => Vec::new(),
    }
}
