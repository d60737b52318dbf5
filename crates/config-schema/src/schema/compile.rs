//! From a JSON document to the arena. Nothing here fails: what cannot be understood becomes a diagnostic.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;

use super::{Draft, Node, NodeId, RawReason, TypeSet, reader::Reader, touch};
use crate::{Diagnostic, Pointer, diagnostic::Problem, pattern::Pattern};

/// How deep subschemas may nest. Real Blueprints stay under 10; the limit protects the stack.
const MAX_DEPTH: usize = 96;

/// Compiles a whole schema document; the root is the first node.
pub(crate) fn compile(document: &Value) -> (Draft, Vec<Node>) {
    let (draft, note) = detect_draft(document);
    let mut compiler = Compiler {
        document,
        draft,
        nodes: Vec::new(),
        by_path: HashMap::new(),
        references: Vec::new(),
        patterns: HashMap::new(),
    };
    let root = compiler.subschema(document, Pointer::ROOT, None, 0);
    if let Some(problem) = note {
        compiler.report(root, Pointer::ROOT.child("$schema"), problem);
    }
    compiler.link_references();
    touch::resolve(&mut compiler.nodes);
    (draft, compiler.nodes)
}

fn detect_draft(document: &Value) -> (Draft, Option<Problem>) {
    let Some(dialect) = document.get("$schema").and_then(Value::as_str) else {
        return (Draft::Draft202012, None);
    };
    let address = dialect.trim_end_matches('#');
    let other = |read_as| {
        Some(Problem::OtherDraft {
            dialect: dialect.to_owned(),
            read_as,
        })
    };
    match address.split_once("://").map_or(address, |(_, rest)| rest) {
        "json-schema.org/draft-07/schema" => (Draft::Draft7, None),
        "json-schema.org/draft/2020-12/schema" => (Draft::Draft202012, None),
        "json-schema.org/draft-04/schema" | "json-schema.org/draft-06/schema" => (Draft::Draft7, other("draft 7")),
        _ => (Draft::Draft202012, other("draft 2020-12")),
    }
}

pub(super) struct Compiler<'d> {
    document: &'d Value,
    pub(super) draft: Draft,
    nodes: Vec<Node>,
    by_path: HashMap<Pointer, NodeId>,
    /// `$ref`s to link once every subschema in place has a node.
    pub(super) references: Vec<(NodeId, String)>,
    /// Schemas repeat their patterns; each is compiled once.
    pub(super) patterns: HashMap<String, Option<Pattern>>,
}

impl Compiler<'_> {
    pub(super) fn subschema(&mut self, schema: &Value, path: Pointer, parent: Option<NodeId>, depth: usize) -> NodeId {
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.by_path.insert(path.clone(), id);
        self.nodes.push(blank(path.clone(), parent));
        match schema {
            Value::Bool(allowed) => self.node(id).forbidden = !allowed,
            Value::Object(_) if depth > MAX_DEPTH => {
                self.node(id).raw = Some(RawReason::TooDeep);
                self.report(id, path, Problem::TooDeep);
            }
            Value::Object(keywords) => Reader {
                compiler: self,
                id,
                path,
                keywords,
                depth,
            }
            .read(),
            _ => self.report(id, path, Problem::NotASchema),
        }
        id
    }

    pub(super) fn node(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    pub(super) fn report(&mut self, id: NodeId, schema: Pointer, problem: Problem) {
        self.node(id).diagnostics.push(Diagnostic { schema, problem });
    }

    /// Compiling a target may add references of its own, so this runs until none are left.
    fn link_references(&mut self) {
        while let Some((from, reference)) = self.references.pop() {
            let path = self.nodes[from.0 as usize].path.child("$ref");
            let target = reference
                .strip_prefix('#')
                .map(percent_decode)
                .and_then(|text| Pointer::parse(&text));
            let found = target.and_then(|target| target.get(self.document).map(|schema| (schema, target)));
            match found {
                Some((schema, target)) if schema.is_object() || schema.is_boolean() => {
                    let depth = target.segments().count().min(MAX_DEPTH);
                    let to = self.subschema(schema, target, None, depth);
                    self.node(from).same_place.insert(0, to);
                }
                _ => {
                    self.node(from).raw = Some(RawReason::UnknownReference);
                    self.report(from, path, Problem::UnknownReference { reference });
                }
            }
        }
    }
}

fn blank(path: Pointer, parent: Option<NodeId>) -> Node {
    Node {
        parent,
        path,
        presentation: Arc::default(),
        default: None,
        forbidden: false,
        types: TypeSet::ANY,
        choices: None,
        number: None,
        text: None,
        array: None,
        object: None,
        same_place: Vec::new(),
        rules: Vec::new(),
        raw: None,
        diagnostics: Vec::new(),
    }
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(hex.unwrap_or(byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
