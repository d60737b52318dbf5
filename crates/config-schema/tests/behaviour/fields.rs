//! How a field presents itself.

use super::{at, field, fill, issues, keys};
use config_schema::{Document, Form, Hint, Kind, masked};
use serde_json::json;

#[test]
fn all_of_merges_into_one_field() {
    let schema = json!({"properties": {"port": {
        "allOf": [
            {"type": ["integer", "string"], "minimum": 1, "description": "Where it listens"},
            {"type": "integer", "maximum": 65535, "minimum": 1024}
        ],
        "title": "Port"
    }}});
    let document = fill(schema, json!({"port": 80}));
    let port = field(&document, "/port");
    assert_eq!(port.kind, Kind::Number { integer: true });
    assert_eq!(
        (port.limits.minimum, port.limits.maximum),
        (Some(1024.into()), Some(65535.into()))
    );
    assert_eq!(port.presentation.description.as_deref(), Some("Where it listens"));
    assert_eq!(issues(&document), [("/port".to_owned(), "minimum".to_owned())]);
}

#[test]
fn a_recursive_schema_opens_one_level_at_a_time() {
    let schema = json!({
        "$ref": "#/$defs/node",
        "$defs": {"node": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "default": "leaf"},
                "child": {"$ref": "#/$defs/node"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}
            }
        }}
    });
    let mut document = fill(schema, json!({}));
    assert_eq!(document.effective(), &json!({"name": "leaf"}));
    assert_eq!(keys(&document, "/child/child/child"), ["name", "child", "children"]);
    document.set(&at("/child/child/name"), json!(7)).expect("possible");
    document.insert_item(&at("/children"), 0, None).expect("possible");
    assert_eq!(document.get(&at("/children/0/name")), Some(&json!("leaf")));
    assert_eq!(issues(&document), [("/child/child/name".to_owned(), "type".to_owned())]);
}

#[test]
fn a_boolean_in_a_list_of_words_has_a_readable_label_and_is_compared_by_value() {
    let schema = json!({"properties": {"mode": {"type": "string", "enum": [false, "Initial", "Auto"]}}});
    let mut document = fill(schema, json!({}));
    let mode = field(&document, "/mode");
    let Kind::Choice(options) = &mode.kind else {
        panic!("{:?}", mode.kind)
    };
    let labels: Vec<_> = options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!(labels, ["Off", "Initial", "Auto"]);
    document.set(&at("/mode"), json!("false")).expect("possible");
    assert_eq!(issues(&document), [("/mode".to_owned(), "enum".to_owned())]);
    document.set(&at("/mode"), json!("Auto")).expect("possible");
    assert!(document.is_valid());
}

#[test]
fn alternatives_of_constants_are_a_choice_with_labels() {
    let schema = json!({"properties": {"size": {"oneOf": [
        {"const": "s", "title": "Small", "description": "For a shop"},
        {"const": "l", "title": "Large"}
    ]}}});
    let mut document = fill(schema, json!({"size": "m"}));
    let size = field(&document, "/size");
    assert_eq!(size.branches, []);
    assert_eq!(size.choice_label(&json!("l")), "Large");
    let issue = document.issues_at(&at("/size"))[0].clone();
    assert_eq!(
        (&*issue.keyword, &issue.params["allowed"]),
        ("enum", &json!(["s", "l"]))
    );
    document.set(&at("/size"), json!("s")).expect("possible");
    assert!(document.is_valid());
}

#[test]
fn a_value_or_null_is_a_nullable_field_not_an_alternative() {
    let schema = json!({"properties": {"note": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}}});
    let mut document = fill(schema, json!({"note": null}));
    let note = field(&document, "/note");
    assert_eq!((note.nullable, note.branches.len()), (true, 0));
    assert!(matches!(note.kind, Kind::Text { .. }));
    assert!(document.is_valid());
    document.set(&at("/note"), json!("long")).expect("possible");
    assert_eq!(issues(&document), [("/note".to_owned(), "maxLength".to_owned())]);
}

#[test]
fn hints_are_typed_and_unknown_ones_are_kept() {
    let schema = json!({"properties": {
        "password": {"type": "string", "x-catalyst-ui-hint": "password"},
        "db": {"type": "string", "x-catalyst-ui-hint": "application-ref", "x-catalyst-ui-filter": {"blueprint": "bp-postgres"}},
        "token": {"type": "string", "x-catalyst-ui-hint": "secret-ref"},
        "colour": {"type": "string", "x-catalyst-ui-hint": "colour-wheel"}
    }});
    let document = fill(schema, json!({}));
    let hint = |pointer: &str| field(&document, pointer).presentation.hint.clone();
    assert_eq!(hint("/password"), Some(Hint::Password));
    assert!(field(&document, "/password").presentation.write_only);
    let Some(Hint::ApplicationRef { filter }) = hint("/db") else {
        panic!("{:?}", hint("/db"))
    };
    assert_eq!(filter["blueprint"], json!("bp-postgres"));
    assert_eq!(hint("/token"), Some(Hint::SecretRef));
    assert_eq!(hint("/colour"), Some(Hint::Unknown("colour-wheel".to_owned())));
}

#[test]
fn order_comes_before_schema_order() {
    let document = fill(
        json!({"properties": {"a": {}, "b": {"x-catalyst-ui-order": 2}, "c": {"x-catalyst-ui-order": 1}, "d": {}}}),
        json!({}),
    );
    assert_eq!(keys(&document, ""), ["c", "b", "a", "d"]);
}

#[test]
fn secrets_are_masked_and_never_quoted_in_messages() {
    let schema = json!({"properties": {
        "password": {"type": "string", "x-catalyst-ui-hint": "password", "minLength": 12, "pattern": "[0-9]"},
        "users": {"type": "array", "items": {"properties": {"secret": {"type": "string", "writeOnly": true}}}}
    }});
    let form = Form::compile(&schema);
    let values = json!({"password": "hunter", "users": [{"secret": "s3cret"}, {"secret": ""}], "open": 1});
    let shown = masked(&form, &values).to_string();
    assert!(!shown.contains("hunter") && !shown.contains("s3cret"), "{shown}");
    assert_eq!(masked(&form, &values)["users"][1]["secret"], json!(""));
    let document = Document::with_overrides(form, values);
    assert_eq!(document.issues().count(), 2);
    for issue in document.issues() {
        assert!(
            !serde_json::to_string(issue).expect("serialises").contains("hunter"),
            "{issue}"
        );
    }
}
