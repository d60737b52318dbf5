//! Reading the keywords of one schema object, keyword family by keyword family.

use std::sync::Arc;

use serde_json::{Map, Number, Value};

use super::{
    ArrayRules, Choices, Draft, NodeId, NumberRules, ObjectRules, RawReason, Rule, RuleKind, TextRules, Touches,
    TypeSet, compile::Compiler,
};
use crate::{Format, Pointer, Presentation, diagnostic::Problem, pattern::Pattern};

/// Assertions of the supported drafts that the form does not implement.
const UNSUPPORTED: [&str; 8] = [
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
    "contentSchema",
];

/// Reads the keywords of one schema object.
pub(super) struct Reader<'c, 'd, 's> {
    pub(super) compiler: &'c mut Compiler<'d>,
    pub(super) id: NodeId,
    pub(super) path: Pointer,
    pub(super) keywords: &'s Map<String, Value>,
    pub(super) depth: usize,
}

impl Reader<'_, '_, '_> {
    pub(super) fn read(mut self) {
        self.compiler.node(self.id).presentation = Arc::new(Presentation::read(self.keywords));
        self.compiler.node(self.id).default = self.keywords.get("default").cloned();
        if let Some(reference) = self.string("$ref") {
            self.compiler.references.push((self.id, reference));
            // Draft 7 §8.3: everything beside `$ref` is ignored; only the presentation above is kept.
            if self.compiler.draft == Draft::Draft7 {
                return;
            }
        }
        self.report_foreign_keywords();
        self.compiler.node(self.id).types = self.types();
        self.compiler.node(self.id).choices = self.choices();
        self.compiler.node(self.id).number = self.number_rules();
        self.compiler.node(self.id).text = self.text_rules();
        let array = self.array_rules();
        self.compiler.node(self.id).array = array;
        let object = self.object_rules();
        self.compiler.node(self.id).object = object;
        let all_of = self.schema_list("allOf");
        self.compiler.node(self.id).same_place = all_of;
        let rules = self.rules();
        self.compiler.node(self.id).rules = rules;
    }

    fn report_foreign_keywords(&mut self) {
        let draft7 = self.compiler.draft == Draft::Draft7;
        for keyword in self.keywords.keys().cloned() {
            let content = draft7 && matches!(keyword.as_str(), "contentEncoding" | "contentMediaType");
            if content || UNSUPPORTED.contains(&keyword.as_str()) {
                self.compiler.node(self.id).raw = Some(RawReason::UnsupportedKeyword(keyword.clone()));
                self.report(&keyword.clone(), Problem::UnsupportedKeyword { keyword });
                continue;
            }
            let advice = match keyword.as_str() {
                "nullable" => "write `type: [string, \"null\"]`",
                "dependentRequired" | "dependentSchemas" if draft7 => "draft 7 calls it `dependencies`",
                "prefixItems" if draft7 => "draft 7 writes an array in `items`",
                "then" | "else" if !self.keywords.contains_key("if") => "there is no `if`",
                "additionalItems" if !self.keywords.get("items").is_some_and(Value::is_array) => {
                    "`items` is not an array"
                }
                _ => continue,
            };
            let advice = advice.to_owned();
            self.report(&keyword.clone(), Problem::NoEffect { keyword, advice });
        }
    }

    fn report(&mut self, keyword: &str, problem: Problem) {
        let at = self.path.child(keyword);
        self.compiler.report(self.id, at, problem);
    }

    fn malformed(&mut self, keyword: &str, expected: &str) {
        let problem = Problem::MalformedKeyword {
            keyword: keyword.to_owned(),
            expected: expected.to_owned(),
        };
        self.report(keyword, problem);
    }

    /// Reads a keyword with `read`, or reports what it should have been.
    fn keyword<T>(&mut self, keyword: &str, expected: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let found = read(self.keywords.get(keyword)?);
        if found.is_none() {
            self.malformed(keyword, expected);
        }
        found
    }

    fn string(&mut self, keyword: &str) -> Option<String> {
        self.keyword(keyword, "a text", |value| value.as_str().map(str::to_owned))
    }

    fn count(&mut self, keyword: &str) -> Option<u64> {
        self.keyword(keyword, "a whole number of at least 0", |value| {
            // `2.0` is a whole number in JSON Schema.
            let whole = |float: &f64| float.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(float);
            value
                .as_u64()
                .or_else(|| value.as_f64().filter(whole).map(|float| float as u64))
        })
    }

    fn number(&mut self, keyword: &str) -> Option<Number> {
        self.keyword(keyword, "a number", |value| match value {
            Value::Number(number) => Some(number.clone()),
            _ => None,
        })
    }

    fn names(&mut self, keyword: &str, value: &Value) -> Option<Vec<Arc<str>>> {
        let names: Option<Vec<Arc<str>>> = value
            .as_array()
            .and_then(|items| items.iter().map(|item| item.as_str().map(Arc::from)).collect());
        if names.is_none() {
            self.malformed(keyword, "a list of property names");
        }
        names
    }

    fn schema(&mut self, keyword: &str) -> Option<NodeId> {
        let value = self.keywords.get(keyword)?;
        Some(self.subschema(value, self.path.child(keyword)))
    }

    fn subschema(&mut self, value: &Value, path: Pointer) -> NodeId {
        self.compiler.subschema(value, path, Some(self.id), self.depth + 1)
    }

    fn schema_list(&mut self, keyword: &str) -> Vec<NodeId> {
        let Some(value) = self.keywords.get(keyword) else {
            return Vec::new();
        };
        let Some(items) = value.as_array().filter(|items| !items.is_empty()) else {
            self.malformed(keyword, "a list of schemas that is not empty");
            return Vec::new();
        };
        let base = self.path.child(keyword);
        items
            .iter()
            .enumerate()
            .map(|(at, item)| self.subschema(item, base.item(at)))
            .collect()
    }

    fn schema_map(&mut self, keyword: &str) -> Vec<(Arc<str>, NodeId)> {
        let Some(value) = self.keywords.get(keyword) else {
            return Vec::new();
        };
        let Some(entries) = value.as_object() else {
            self.malformed(keyword, "an object of schemas");
            return Vec::new();
        };
        let base = self.path.child(keyword);
        entries
            .iter()
            .map(|(key, value)| (Arc::from(key.as_str()), self.subschema(value, base.child(key))))
            .collect()
    }

    fn types(&mut self) -> TypeSet {
        let read = |value: &Value| match value {
            Value::String(name) => TypeSet::named(name),
            Value::Array(names) if !names.is_empty() => names
                .iter()
                .map(|name| name.as_str().and_then(TypeSet::named))
                .try_fold(TypeSet::ANY, |set, named| named.map(|named| set.union(named))),
            _ => None,
        };
        self.keyword("type", "one of the seven JSON types, or a list of them", read)
            .unwrap_or_default()
    }

    fn choices(&mut self) -> Option<Choices> {
        let allowed = self.keyword("enum", "a list of values", |value| value.as_array().cloned());
        match (allowed, self.keywords.get("const").cloned()) {
            (Some(allowed), Some(constant)) => Some(Choices::Both { allowed, constant }),
            (Some(allowed), None) => Some(Choices::Enum(allowed)),
            (None, Some(constant)) => Some(Choices::Const(constant)),
            (None, None) => None,
        }
    }

    fn number_rules(&mut self) -> Option<Box<NumberRules>> {
        const KEYWORDS: [&str; 5] = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ];
        if !KEYWORDS.iter().any(|keyword| self.keywords.contains_key(*keyword)) {
            return None;
        }
        let positive = |value: &Value| match value {
            Value::Number(number) if number.as_f64().is_some_and(|float| float > 0.0) => Some(number.clone()),
            _ => None,
        };
        Some(Box::new(NumberRules {
            minimum: self.number("minimum"),
            maximum: self.number("maximum"),
            exclusive_minimum: self.number("exclusiveMinimum"),
            exclusive_maximum: self.number("exclusiveMaximum"),
            multiple_of: self.keyword("multipleOf", "a number above 0", positive),
        }))
    }

    fn text_rules(&mut self) -> Option<Box<TextRules>> {
        if !["minLength", "maxLength", "pattern", "format"]
            .iter()
            .any(|keyword| self.keywords.contains_key(*keyword))
        {
            return None;
        }
        let format = self
            .string("format")
            .and_then(|name| Format::read(&name, self.compiler.draft));
        let pattern = self
            .string("pattern")
            .and_then(|source| self.pattern("pattern", &source));
        Some(Box::new(TextRules {
            min_length: self.count("minLength"),
            max_length: self.count("maxLength"),
            pattern,
            format,
        }))
    }

    fn pattern(&mut self, keyword: &str, source: &str) -> Option<Pattern> {
        let known = self.compiler.patterns.entry(source.to_owned());
        let pattern = known.or_insert_with(|| Pattern::compile(source)).clone();
        if pattern.is_none() {
            self.report(
                keyword,
                Problem::BadPattern {
                    pattern: source.to_owned(),
                },
            );
        }
        pattern
    }

    fn array_rules(&mut self) -> Option<Box<ArrayRules>> {
        const KEYWORDS: [&str; 5] = ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
        if !KEYWORDS.iter().any(|keyword| self.keywords.contains_key(*keyword)) {
            return None;
        }
        let listed = self.keywords.get("items").is_some_and(Value::is_array);
        let (prefix, rest) = if listed {
            (self.schema_list("items"), self.schema("additionalItems"))
        } else if self.compiler.draft == Draft::Draft202012 {
            (self.schema_list("prefixItems"), self.schema("items"))
        } else {
            (Vec::new(), self.schema("items"))
        };
        Some(Box::new(ArrayRules {
            prefix,
            rest,
            min_items: self.count("minItems"),
            max_items: self.count("maxItems"),
            unique: self
                .keyword("uniqueItems", "true or false", Value::as_bool)
                .unwrap_or(false),
        }))
    }

    fn object_rules(&mut self) -> Option<Box<ObjectRules>> {
        const KEYWORDS: [&str; 7] = [
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "required",
        ];
        if !KEYWORDS.iter().any(|keyword| self.keywords.contains_key(*keyword)) {
            return None;
        }
        let properties = self.schema_map("properties");
        let index = properties
            .iter()
            .enumerate()
            .map(|(at, (key, _))| (key.clone(), at))
            .collect();
        let patterns = self.schema_map("patternProperties");
        let patterns = patterns
            .into_iter()
            .filter_map(|(source, node)| Some((self.pattern("patternProperties", &source)?, node)))
            .collect();
        let required = self
            .keywords
            .get("required")
            .and_then(|value| self.names("required", value));
        let required = required.unwrap_or_default();
        Some(Box::new(ObjectRules {
            properties,
            index,
            patterns,
            additional: self.schema("additionalProperties"),
            names: self.schema("propertyNames"),
            min_properties: self.count("minProperties"),
            max_properties: self.count("maxProperties"),
            required_index: required.iter().cloned().collect(),
            required,
        }))
    }

    fn rules(&mut self) -> Vec<Rule> {
        let mut kinds = Vec::new();
        for (keyword, build) in [
            ("oneOf", RuleKind::OneOf as fn(Vec<NodeId>) -> RuleKind),
            ("anyOf", RuleKind::AnyOf),
        ] {
            let branches = self.schema_list(keyword);
            if !branches.is_empty() {
                kinds.push(build(branches));
            }
        }
        kinds.extend(self.schema("not").map(RuleKind::Not));
        if let Some(test) = self.schema("if") {
            let (then, otherwise) = (self.schema("then"), self.schema("else"));
            kinds.push(RuleKind::Conditional { test, then, otherwise });
        }
        self.dependencies("dependencies", &mut kinds);
        if self.compiler.draft == Draft::Draft202012 {
            self.dependencies("dependentRequired", &mut kinds);
            self.dependencies("dependentSchemas", &mut kinds);
        }
        kinds
            .into_iter()
            .map(|kind| Rule {
                kind,
                touches: Touches::All,
            })
            .collect()
    }

    fn dependencies(&mut self, keyword: &'static str, kinds: &mut Vec<RuleKind>) {
        let Some(value) = self.keywords.get(keyword) else {
            return;
        };
        let Some(entries) = value.as_object() else {
            return self.malformed(keyword, "an object");
        };
        let base = self.path.child(keyword);
        for (key, value) in entries {
            let name: Arc<str> = Arc::from(key.as_str());
            let lists = keyword != "dependentSchemas" && (value.is_array() || keyword == "dependentRequired");
            if lists {
                let Some(needs) = self.names(keyword, value) else {
                    continue;
                };
                kinds.push(RuleKind::Requires {
                    key: name,
                    needs,
                    keyword,
                });
            } else {
                let with = self.subschema(value, base.child(key));
                kinds.push(RuleKind::Extends { key: name, with });
            }
        }
    }
}
