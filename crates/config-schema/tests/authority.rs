//! The engine's verdict is the authority's verdict, on generated schemas and documents; and no JSON makes it panic.

use config_schema::{Changes, Document, Form, Pointer, masked};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const KEYS: [&str; 4] = ["a", "b", "c", "mode"];

fn scalar() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..12).prop_map(Value::from),
        prop::sample::select(vec![0.5, 1.0, 2.5, -1.5, 0.3]).prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "a",
            "ab",
            "abc",
            "embedded",
            "external",
            "x.example.org",
            "ops@example.org",
            "é",
            "2024-02-30"
        ])
        .prop_map(Value::from),
    ]
    .boxed()
}

fn document() -> BoxedStrategy<Value> {
    scalar()
        .prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((prop::sample::select(&KEYS[..]), inner), 0..4).prop_map(|entries| {
                    Value::Object(
                        entries
                            .into_iter()
                            .map(|(key, value)| (key.to_owned(), value))
                            .collect(),
                    )
                }),
            ]
        })
        .boxed()
}

fn object(pairs: Vec<(&str, Value)>) -> Value {
    Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn leaf() -> BoxedStrategy<Value> {
    let types = prop::sample::select(vec![
        "string", "integer", "number", "boolean", "null", "object", "array",
    ]);
    prop_oneof![
        4 => types.clone().prop_map(|name| json!({"type": name})),
        1 => prop::collection::hash_set(types, 1..3).prop_map(|names| json!({"type": names.into_iter().collect::<Vec<_>>()})),
        1 => prop::collection::vec(scalar(), 1..4).prop_map(|values| json!({"enum": values})),
        1 => scalar().prop_map(|value| json!({"const": value})),
        1 => (0..4_u8, 0..4_u8).prop_map(|(low, high)| json!({"minLength": low, "maxLength": high})),
        1 => (-2..4_i8, 0..9_i8).prop_map(|(low, high)| json!({"minimum": low, "exclusiveMaximum": high})),
        1 => (-2..4_i8, 0..9_i8).prop_map(|(low, high)| json!({"exclusiveMinimum": low, "maximum": high})),
        1 => prop::sample::select(vec![json!(2), json!(0.5), json!(0.1), json!(3)]).prop_map(|step| json!({"multipleOf": step})),
        1 => prop::sample::select(vec!["^a", "b$", "^(a|abc)$", "\\d", "[a-c]{2,}", "^\\S*$", "é"])
            .prop_map(|pattern| json!({"pattern": pattern})),
        1 => prop::sample::select(vec!["hostname", "email", "date", "uri", "ipv4", "uuid", "unheard-of"])
            .prop_map(|format| json!({"type": "string", "format": format})),
        1 => (0..3_u8, 0..4_u8).prop_map(|(low, high)| json!({"minItems": low, "maxItems": high})),
        1 => (0..3_u8, 0..4_u8).prop_map(|(low, high)| json!({"minProperties": low, "maxProperties": high})),
        1 => Just(json!({"uniqueItems": true})),
        1 => any::<bool>().prop_map(Value::from),
        1 => prop::sample::select(vec!["#/$defs/d", "#"]).prop_map(|reference| json!({"$ref": reference})),
    ]
    .boxed()
}

fn properties(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(&KEYS[..]), inner), 1..4).prop_map(object)
}

fn names() -> impl Strategy<Value = Value> {
    prop::collection::hash_set(prop::sample::select(&KEYS[..]), 1..3)
        .prop_map(|keys| json!(keys.into_iter().collect::<Vec<_>>()))
}

fn merge(parts: Vec<Value>) -> Value {
    let mut merged = Map::new();
    for part in parts {
        if let Value::Object(part) = part {
            merged.extend(part);
        }
    }
    Value::Object(merged)
}

fn subschema() -> BoxedStrategy<Value> {
    leaf()
        .prop_recursive(3, 40, 4, |inner| {
            let list = prop::collection::vec(inner.clone(), 1..4);
            let keyword = prop_oneof![
                4 => properties(inner.clone()).prop_map(|map| json!({"properties": map})),
                2 => names().prop_map(|names| json!({"required": names})),
                1 => inner.clone().prop_map(|schema| json!({"additionalProperties": schema})),
                1 => inner.clone().prop_map(|schema| json!({"patternProperties": {"^[ab]$": schema}})),
                1 => leaf().prop_map(|schema| json!({"propertyNames": schema})),
                1 => inner.clone().prop_map(|schema| json!({"items": schema})),
                1 => list.clone().prop_map(|schemas| json!({"allOf": schemas})),
                2 => list.clone().prop_map(|schemas| json!({"oneOf": schemas})),
                1 => list.clone().prop_map(|schemas| json!({"anyOf": schemas})),
                1 => inner.clone().prop_map(|schema| json!({"not": schema})),
                2 => (inner.clone(), inner.clone(), inner.clone())
                    .prop_map(|(test, then, otherwise)| json!({"if": test, "then": then, "else": otherwise})),
                1 => (prop::sample::select(&KEYS[..]), names()).prop_map(|(key, names)| json!({"dependencies": object(vec![(key, names)])})),
                1 => (prop::sample::select(&KEYS[..]), inner.clone())
                    .prop_map(|(key, schema)| json!({"dependencies": object(vec![(key, schema)])})),
                1 => leaf(),
            ];
            prop::collection::vec(keyword, 1..4).prop_map(merge)
        })
        .boxed()
}

/// A whole schema, in one of the two drafts, with the keywords that only that draft has.
fn schema() -> BoxedStrategy<Value> {
    (subschema(), subschema(), subschema(), 0..4_u8, names())
        .prop_map(|(root, shared, extra, dialect, names)| {
            let root = if root.is_object() {
                root
            } else {
                json!({"allOf": [root]})
            };
            let mut schema = merge(vec![root, json!({"$defs": {"d": shared}})]);
            match dialect {
                0 => schema["$schema"] = json!("http://json-schema.org/draft-07/schema#"),
                1 => {
                    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
                    schema["prefixItems"] = json!([extra]);
                }
                2 => schema["dependentSchemas"] = json!({"a": extra}),
                _ => schema["dependentRequired"] = json!({"b": names}),
            }
            schema
        })
        .boxed()
}

fn authority(schema: &Value) -> Option<jsonschema::Validator> {
    jsonschema::options().should_validate_formats(true).build(schema).ok()
}

/// A schema that leads back to itself without descending has no verdict anybody agrees on.
fn loops(schema: &Value) -> bool {
    fn visit(root: &Value, schema: &Value, trail: &mut Vec<String>) -> bool {
        let Some(keywords) = schema.as_object() else {
            return false;
        };
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            if trail.iter().any(|seen| seen == reference) {
                return true;
            }
            trail.push(reference.to_owned());
            let target = root.pointer(reference.trim_start_matches('#'));
            let looped = target.is_some_and(|target| visit(root, target, trail));
            trail.pop();
            if looped {
                return true;
            }
        }
        let lists = ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|keyword| keywords.get(*keyword)?.as_array())
            .flatten();
        let single = ["not", "if", "then", "else"]
            .iter()
            .filter_map(|keyword| keywords.get(*keyword));
        let dependent = ["dependencies", "dependentSchemas"]
            .iter()
            .filter_map(|keyword| keywords.get(*keyword)?.as_object());
        lists
            .chain(single)
            .chain(dependent.flat_map(Map::values))
            .any(|next| visit(root, next, trail))
    }
    ["", "/$defs/d"].iter().any(|start| {
        let start_schema = schema.pointer(start).unwrap_or(&Value::Null);
        visit(schema, start_schema, &mut vec![format!("#{start}")])
    })
}

/// Every location of a document, deepest last.
fn locations(document: &Value) -> Vec<Pointer> {
    let mut found = vec![Pointer::ROOT];
    let mut at = 0;
    while let Some(here) = found.get(at).cloned() {
        at += 1;
        match here.get(document) {
            Some(Value::Object(entries)) => found.extend(entries.keys().map(|key| here.child(key))),
            Some(Value::Array(items)) => found.extend((0..items.len()).map(|index| here.item(index))),
            _ => {}
        }
    }
    found
}

fn disagreement(document: &Document, authority: &jsonschema::Validator) -> Option<String> {
    let ours = document.is_valid();
    let theirs = authority.is_valid(document.effective());
    (ours != theirs).then(|| {
        let issues: Vec<String> = document.issues().map(ToString::to_string).collect();
        let refusals: Vec<String> = authority
            .iter_errors(document.effective())
            .map(|error| error.to_string())
            .collect();
        format!(
            "engine {ours} {issues:?}, authority {theirs} {refusals:?} on {}",
            document.effective()
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, max_shrink_iters: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_the_authoritys(schema in schema(), document in document()) {
        prop_assume!(!loops(&schema));
        let Some(authority) = authority(&schema) else { return Ok(()) };
        let document = Document::with_overrides(Form::compile(&schema), document);
        if let Some(difference) = disagreement(&document, &authority) {
            prop_assert!(false, "{difference}\nschema {schema}");
        }
    }

    #[test]
    fn after_any_edit_the_issues_are_those_of_a_fresh_check(
        schema in schema(),
        start in document(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&KEYS[..]), document(), 0..6_u8), 1..6),
    ) {
        prop_assume!(!loops(&schema));
        let mut document = Document::with_overrides(Form::compile(&schema), start);
        let authority = authority(&schema);
        for (place, key, value, action) in edits {
            let places = locations(document.effective());
            let at = place.get(&places).clone();
            let before: Vec<_> = document.issues().cloned().collect();
            let Ok(changes) = edit(&mut document, &at, key, value, action) else { continue };
            let after: Vec<_> = document.issues().cloned().collect();
            for issue in before.iter().filter(|issue| !after.contains(issue)).chain(after.iter().filter(|issue| !before.contains(issue))) {
                prop_assert!(changes.issues.contains(&issue.pointer), "{issue} changed unannounced\nschema {schema}");
            }
            let mut fresh = document.clone();
            let mut expected: Vec<_> = fresh.validate_all().iter().map(ToString::to_string).collect();
            let mut found: Vec<_> = after.iter().map(ToString::to_string).collect();
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected, "schema {}\noverrides {}\nedit {} {}", schema, document.overrides(), action, at);
            if let Some(difference) = authority.as_ref().and_then(|authority| disagreement(&document, authority)) {
                prop_assert!(false, "{difference}\nschema {schema}");
            }
        }
    }

    #[test]
    fn any_json_is_a_schema_and_nothing_panics(schema in wild(), value in document(), other in document()) {
        let form = Form::compile(&schema);
        let mut document = Document::with_overrides(form.clone(), value.clone());
        for at in locations(document.effective()) {
            for field in document.fields(&at) {
                for branches in &field.branches {
                    let last = branches.options.len() - 1;
                    let _ = document.choose_branch(&field.pointer, branches.id, last);
                }
                let _ = (field.title().len(), document.value_state(&field.pointer), document.issues_at(&field.pointer));
            }
            for action in 0..6 {
                let _ = edit(&mut document, &at, "a", other.clone(), action);
            }
        }
        let _ = masked(&form, &value);
        let _ = config_schema::compare_schemas(&form, &Form::compile(&other), &value);
        document.validate_all();
    }
}

fn edit(
    document: &mut Document,
    at: &Pointer,
    key: &str,
    value: Value,
    action: u8,
) -> Result<Changes, config_schema::EditError> {
    match action {
        0 => document.set(at, value),
        1 => document.set(&at.child(key), value),
        2 => document.unset(at),
        3 => document.insert_item(at, 0, Some(value)),
        4 => document.remove_item(at),
        _ => document.rename_entry(at, key),
    }
}

/// JSON whose keys are schema keywords and whose values are anything.
fn wild() -> BoxedStrategy<Value> {
    const KEYWORDS: [&str; 40] = [
        "$schema",
        "$ref",
        "$defs",
        "definitions",
        "type",
        "properties",
        "required",
        "enum",
        "const",
        "default",
        "title",
        "format",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "multipleOf",
        "minLength",
        "maxItems",
        "items",
        "prefixItems",
        "additionalItems",
        "uniqueItems",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "if",
        "then",
        "else",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "contains",
        "x-catalyst-ui-hint",
        "x-catalyst-ui-order",
        "unevaluatedProperties",
    ];
    let text = prop::sample::select(vec![
        "#",
        "#/properties/a",
        "#/$defs/a",
        "string",
        "object",
        "array",
        "(",
        "^a",
        "a",
        "password",
    ]);
    prop_oneof![scalar(), text.prop_map(Value::from)]
        .prop_recursive(5, 60, 5, |inner| {
            let key = prop_oneof![4 => prop::sample::select(&KEYWORDS[..]), 1 => prop::sample::select(&KEYS[..])];
            prop_oneof![
                1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                4 => prop::collection::vec((key, inner), 0..5).prop_map(object),
            ]
        })
        .boxed()
}
