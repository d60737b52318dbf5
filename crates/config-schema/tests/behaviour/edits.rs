//! What an edit announces, and what travels.

use super::{at, fill};
use config_schema::{Document, EditError, Form};
use serde_json::json;

#[test]
fn an_issue_travels_as_pointer_keyword_and_message() {
    let issue: config_schema::Issue =
        serde_json::from_str(r#"{"pointer": "/domain", "keyword": "format", "message": "Taken"}"#).expect("an issue");
    assert_eq!(issue.to_string(), "/domain: Taken");
}

#[test]
fn an_edit_announces_only_what_it_touched() {
    let schema = json!({"properties": {
        "a": {"type": "string", "minLength": 2}, "b": {"type": "string", "minLength": 2}, "c": {"type": "string"}
    }});
    let mut document = fill(schema, json!({"a": "x", "b": "x", "c": "x"}));
    let changes = document.set(&at("/a"), json!("xy")).expect("possible");
    assert_eq!(
        (changes.values, changes.issues, changes.structure),
        (vec![at("/a")], vec![at("/a")], vec![])
    );
    let changes = document.set(&at("/a"), json!("xyz")).expect("possible");
    assert_eq!((changes.values, changes.issues), (vec![at("/a")], vec![]));
}

#[test]
fn the_first_value_of_a_group_does_not_redraw_the_group() {
    let schema = json!({"properties": {"backup": {
        "required": ["bucket"],
        "properties": {"bucket": {"type": "string"}, "keep": {"type": "integer"}}
    }}});
    let mut document = fill(schema, json!({}));
    let changes = document.set(&at("/backup/bucket"), json!("b")).expect("possible");
    assert_eq!(
        (changes.values.first(), changes.structure),
        (Some(&at("/backup")), vec![])
    );
    let changes = document.unset(&at("/backup/bucket")).expect("possible");
    assert_eq!(changes.structure, []);
    assert_eq!(document.overrides(), &json!({}));
}

#[test]
fn a_document_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Document>();
    shared::<Form>();
}

#[test]
fn a_value_cannot_be_set_inside_a_text() {
    let mut document = fill(json!({}), json!({"a": "text"}));
    assert_eq!(
        document.set(&at("/a/b"), json!(1)),
        Err(EditError::NotAContainer(at("/a")))
    );
    assert_eq!(document.overrides(), &json!({"a": "text"}));
}
