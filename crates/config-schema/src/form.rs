//! A compiled schema, shared by every document that is filled against it.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    Diagnostic, Presentation,
    schema::{self, Draft, Node, NodeId, Rule, RuleId, RuleKind},
};

/// A compiled `configSchema`. Cheap to clone: the arena is shared.
#[derive(Debug, Clone)]
pub struct Form {
    arena: Arc<Arena>,
}

#[derive(Debug)]
struct Arena {
    draft: Draft,
    nodes: Vec<Node>,
    source: Value,
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.arena, &other.arena) || self.arena.source == other.arena.source
    }
}

impl Form {
    /// The root of the schema.
    pub const ROOT: NodeId = NodeId(0);

    /// Compiles any JSON. What is wrong with the schema is in [`Form::diagnostics`]; the form works regardless.
    pub fn compile(schema: &Value) -> Self {
        let (draft, nodes) = schema::compile(schema);
        Self {
            arena: Arc::new(Arena {
                draft,
                nodes,
                source: schema.clone(),
            }),
        }
    }

    /// The schema this form was compiled from.
    pub fn schema(&self) -> &Value {
        &self.arena.source
    }

    /// The draft whose rules apply.
    pub fn draft(&self) -> Draft {
        self.arena.draft
    }

    /// Every problem of the schema, for its author.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.arena.nodes.iter().flat_map(|node| &node.diagnostics)
    }

    /// How many subschemas the form holds.
    pub fn node_count(&self) -> usize {
        self.arena.nodes.len()
    }

    /// What one subschema says about its presentation.
    pub fn presentation(&self, node: NodeId) -> Option<&Presentation> {
        self.arena.nodes.get(node.0 as usize).map(|node| &*node.presentation)
    }

    /// The subschema that holds this one; `None` for the root and for `$ref` targets.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.arena.nodes.get(node.0 as usize)?.parent
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.arena.nodes[id.0 as usize]
    }

    pub(crate) fn rule(&self, id: RuleId) -> &Rule {
        &self.node(id.node).rules[usize::from(id.at)]
    }

    pub(crate) fn rules_of(&self, node: NodeId) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0_u16..)
            .zip(&self.node(node).rules)
            .map(move |(at, rule)| (RuleId { node, at }, rule))
    }

    /// All subschemas in force at one location: `seeds`, what they include by `$ref` and `allOf`, and what `follow`
    /// adds for each rule. Each at most once, so a schema that includes itself ends.
    pub(crate) fn expand(
        &self,
        seeds: &[NodeId],
        follow: &mut dyn FnMut(RuleId, &RuleKind) -> Option<NodeId>,
    ) -> Vec<NodeId> {
        let mut in_force = Vec::with_capacity(seeds.len() + 1);
        let mut pending: Vec<NodeId> = seeds.iter().rev().copied().collect();
        while let Some(id) = pending.pop() {
            if in_force.contains(&id) {
                continue;
            }
            in_force.push(id);
            let more: Vec<NodeId> = self
                .rules_of(id)
                .filter_map(|(rule, found)| follow(rule, &found.kind))
                .collect();
            pending.extend(more.into_iter().rev());
            pending.extend(self.node(id).same_place.iter().rev());
        }
        in_force
    }

    /// The schemas that `in_force` puts on the property `key`.
    pub(crate) fn property_seeds(&self, in_force: &[NodeId], key: &str) -> Vec<NodeId> {
        let mut seeds = Vec::new();
        for id in in_force {
            let Some(object) = &self.node(*id).object else { continue };
            let before = seeds.len();
            seeds.extend(object.property(key));
            seeds.extend(
                object
                    .patterns
                    .iter()
                    .filter(|(pattern, _)| pattern.is_match(key))
                    .map(|(_, node)| *node),
            );
            if seeds.len() == before {
                seeds.extend(object.additional);
            }
        }
        seeds
    }

    /// The schemas that `in_force` puts on the array item `index`.
    pub(crate) fn item_seeds(&self, in_force: &[NodeId], index: usize) -> Vec<NodeId> {
        in_force
            .iter()
            .filter_map(|id| self.node(*id).array.as_ref())
            .filter_map(|array| array.prefix.get(index).copied().or(array.rest))
            .collect()
    }
}
