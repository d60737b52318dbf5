//! Fields that come and go with others.

use super::{at, field, fill, issues, keys};
use config_schema::Pointer;
use serde_json::json;

#[test]
fn a_condition_shows_and_hides_fields_and_parks_their_values() {
    let schema = json!({
        "properties": {"tls": {"type": "boolean", "default": false}},
        "if": {"properties": {"tls": {"const": true}}, "required": ["tls"]},
        "then": {"properties": {"issuer": {"type": "string"}}, "required": ["issuer"]},
        "else": {"properties": {"port": {"type": "integer", "default": 80}}}
    });
    let mut document = fill(schema, json!({"port": 8080, "unknown": 1}));
    assert_eq!(keys(&document, ""), ["tls", "port", "unknown"]);

    let changes = document.set(&at("/tls"), json!(true)).expect("possible");
    assert_eq!(changes.structure, [Pointer::ROOT]);
    assert_eq!(keys(&document, ""), ["tls", "issuer", "unknown"]);
    assert_eq!(document.overrides(), &json!({"unknown": 1, "tls": true}));
    assert_eq!(issues(&document), [("/issuer".to_owned(), "required".to_owned())]);
    assert!(field(&document, "/issuer").required);

    document.set(&at("/issuer"), json!("letsencrypt")).expect("possible");
    document.unset(&at("/tls")).expect("possible");
    assert_eq!(document.overrides(), &json!({"unknown": 1, "port": 8080}));
    document.set(&at("/tls"), json!(true)).expect("possible");
    assert_eq!(document.overrides()["issuer"], json!("letsencrypt"));
}

#[test]
fn a_dependent_schema_shows_its_fields_while_the_key_is_there() {
    let schema = json!({
        "properties": {"card": {"type": "string"}},
        "dependentSchemas": {"card": {"properties": {"address": {"type": "string"}}, "required": ["address"]}}
    });
    let mut document = fill(schema, json!({}));
    assert_eq!(keys(&document, ""), ["card"]);
    let changes = document.set(&at("/card"), json!("4111")).expect("possible");
    assert!(changes.structure.contains(&Pointer::ROOT));
    assert_eq!(keys(&document, ""), ["card", "address"]);
    assert_eq!(issues(&document), [("/address".to_owned(), "required".to_owned())]);
    document.unset(&at("/card")).expect("possible");
    assert!(document.is_valid());
}

#[test]
fn dependent_required_is_reported_on_the_missing_key_with_its_reason() {
    let mut document = fill(
        json!({"dependentRequired": {"user": ["password"]}}),
        json!({"user": "a"}),
    );
    let issue = document.issues_at(&at("/password"))[0].clone();
    assert_eq!(
        (&*issue.keyword, &issue.params["because"]),
        ("dependentRequired", &json!("user"))
    );
    let changes = document.set(&at("/password"), json!("b")).expect("possible");
    assert_eq!(changes.issues, [at("/password")]);
    assert!(document.is_valid());
}
