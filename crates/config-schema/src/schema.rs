//! One compiled subschema: what it demands, how it presents itself, where it leads.
//!
//! A schema document becomes a flat arena of [`Node`]s, one per subschema, linked by [`NodeId`]. `$ref` is a link like any
//! other, so a recursive schema is a finite graph, and a location in a form is a walk over it. Rare parts are boxed:
//! a form of thousands of plain fields stays small.

mod compile;
mod reader;
mod touch;

use std::{collections::HashMap, sync::Arc};

use serde::Serialize;
use serde_json::{Number, Value};

pub(crate) use compile::compile;
pub(crate) use touch::Touches;

use crate::{Diagnostic, Format, Pointer, Presentation, pattern::Pattern};

/// The index of a subschema in its form's arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct NodeId(pub(crate) u32);

/// The JSON Schema drafts the engine reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draft {
    /// Draft 7
    Draft7,
    /// Draft 2020-12, also meant when `$schema` is absent
    Draft202012,
}

/// One subschema.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The subschema that holds this one; for `$ref` targets, their place in `$defs`.
    pub(crate) parent: Option<NodeId>,
    /// Where it stands in the schema document.
    pub(crate) path: Pointer,
    pub(crate) presentation: Arc<Presentation>,
    pub(crate) default: Option<Value>,
    /// `false` as a schema: nothing is allowed here.
    pub(crate) forbidden: bool,
    pub(crate) types: TypeSet,
    pub(crate) choices: Option<Choices>,
    pub(crate) number: Option<Box<NumberRules>>,
    pub(crate) text: Option<Box<TextRules>>,
    pub(crate) array: Option<Box<ArrayRules>>,
    pub(crate) object: Option<Box<ObjectRules>>,
    /// Schemas that apply to the same location without condition: `$ref` and `allOf`.
    pub(crate) same_place: Vec<NodeId>,
    /// Rules that look at the whole value of this location.
    pub(crate) rules: Vec<Rule>,
    /// The keyword that forbids a widget, when there is one.
    pub(crate) raw: Option<RawReason>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// `enum` or `const`.
#[derive(Debug, Clone)]
pub(crate) enum Choices {
    Enum(Vec<Value>),
    Const(Value),
    /// Both keywords at once: only what both allow is valid.
    Both {
        allowed: Vec<Value>,
        constant: Value,
    },
}

#[derive(Debug, Clone, Default)]
pub(crate) struct NumberRules {
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct TextRules {
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ArrayRules {
    pub(crate) prefix: Vec<NodeId>,
    pub(crate) rest: Option<NodeId>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectRules {
    pub(crate) properties: Vec<(Arc<str>, NodeId)>,
    pub(crate) index: HashMap<Arc<str>, usize>,
    pub(crate) patterns: Vec<(Pattern, NodeId)>,
    pub(crate) additional: Option<NodeId>,
    pub(crate) names: Option<NodeId>,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    pub(crate) required: Vec<Arc<str>>,
    pub(crate) required_index: std::collections::HashSet<Arc<str>>,
}

impl ObjectRules {
    pub(crate) fn property(&self, key: &str) -> Option<NodeId> {
        self.index
            .get(key)
            .and_then(|at| self.properties.get(*at))
            .map(|(_, node)| *node)
    }

    pub(crate) fn requires(&self, key: &str) -> bool {
        self.required_index.contains(key)
    }
}

/// One rule over a whole value, with the keys it looks at.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) kind: RuleKind,
    /// The properties of this location that can change the verdict; an edit elsewhere leaves the rule alone.
    pub(crate) touches: Touches,
}

#[derive(Debug, Clone)]
pub(crate) enum RuleKind {
    OneOf(Vec<NodeId>),
    AnyOf(Vec<NodeId>),
    Not(NodeId),
    Conditional {
        test: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
    },
    /// `dependentRequired` and the array form of `dependencies`.
    Requires {
        key: Arc<str>,
        needs: Vec<Arc<str>>,
        keyword: &'static str,
    },
    /// `dependentSchemas` and the schema form of `dependencies`.
    Extends {
        key: Arc<str>,
        with: NodeId,
    },
}

/// One rule in the arena: the node that states it and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RuleId {
    pub(crate) node: NodeId,
    pub(crate) at: u16,
}

/// Why a field has no widget of its own and is edited as YAML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "keyword", rename_all = "camelCase")]
pub enum RawReason {
    /// The schema uses a keyword that the form does not implement.
    UnsupportedKeyword(String),
    /// `$ref` leads nowhere.
    UnknownReference,
    /// The schema says nothing about the type.
    AnyValue,
    /// Several types are allowed at once.
    SeveralTypes,
    /// The schema nests deeper than the engine follows.
    TooDeep,
}

/// The set of JSON types a `type` keyword allows; empty means all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TypeSet(u8);

impl TypeSet {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    pub(crate) const NUMBER: Self = Self(8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const ARRAY: Self = Self(32);
    pub(crate) const OBJECT: Self = Self(64);
    pub(crate) const ANY: Self = Self(0);
    const NAMES: [(&'static str, Self); 7] = [
        ("null", Self::NULL),
        ("boolean", Self::BOOLEAN),
        ("integer", Self::INTEGER),
        ("number", Self::NUMBER),
        ("string", Self::STRING),
        ("array", Self::ARRAY),
        ("object", Self::OBJECT),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, set)| *set)
    }

    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if crate::number::is_integer(number) => Self::INTEGER,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(crate) fn is_any(self) -> bool {
        self == Self::ANY
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What both allow; `integer` lies within `number`, and "all" gives way.
    pub(crate) fn meet(self, other: Self) -> Self {
        if self.is_any() {
            return other;
        }
        if other.is_any() {
            return self;
        }
        let widen = |set: Self| {
            if set.has(Self::NUMBER) {
                set.union(Self::INTEGER)
            } else {
                set
            }
        };
        let met = Self(widen(self).0 & widen(other).0);
        if met.has(Self::NUMBER) {
            met.without(Self::INTEGER)
        } else {
            met
        }
    }

    pub(crate) fn accepts(self, value: &Value) -> bool {
        let found = Self::of(value);
        self.is_any() || self.has(found) || (found == Self::INTEGER && self.has(Self::NUMBER))
    }

    /// The allowed names, as the schema writes them.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .filter(move |(_, set)| self.has(*set))
            .map(|(name, _)| name)
    }
}

impl Node {
    pub(crate) fn is_type_null_only(&self) -> bool {
        self.types == TypeSet::NULL && self.rules.is_empty() && self.same_place.is_empty()
    }

    /// The single value this schema allows, when it is `const` or an `enum` of one.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match self.choices.as_ref()? {
            Choices::Const(value) | Choices::Both { constant: value, .. } => Some(value),
            Choices::Enum(values) => match values.as_slice() {
                [only] => Some(only),
                _ => None,
            },
        }
    }

    /// Whether the verdict on a container depends on everything inside it, not only on its own keys.
    pub(crate) fn looks_inside(&self) -> bool {
        self.choices.is_some() || self.array.as_ref().is_some_and(|array| array.unique)
    }

    /// Whether the verdict on a container depends on how many or which keys it has.
    pub(crate) fn looks_at_keys(&self) -> bool {
        self.object.as_ref().is_some_and(|object| {
            object.min_properties.is_some() || object.max_properties.is_some() || object.names.is_some()
        }) || self.array.is_some()
    }
}
