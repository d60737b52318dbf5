//! Groups, lists and maps, and the states of a value.

use super::{at, field, fill, issues, keys, only_branches};
use config_schema::{Document, EditError, Form, Kind, ValueState};
use serde_json::{Value, json};

#[test]
fn unset_default_null_empty_and_set_are_five_states() {
    let schema = json!({"properties": {
        "note": {"type": ["string", "null"]},
        "size": {"type": "string", "default": "10Gi"}
    }});
    let mut document = fill(schema, json!({}));
    let note = at("/note");
    assert_eq!(document.value_state(&note), ValueState::Unset);
    assert_eq!(document.value_state(&at("/size")), ValueState::Default);
    document.set(&note, json!("")).expect("possible");
    assert_eq!(
        (document.value_state(&note), document.get(&note)),
        (ValueState::Empty, Some(&json!("")))
    );
    document.set_null(&note).expect("possible");
    assert_eq!(
        (document.value_state(&note), document.get(&note)),
        (ValueState::Null, Some(&Value::Null))
    );
    document.set(&at("/size"), json!("10Gi")).expect("possible");
    assert_eq!(document.value_state(&at("/size")), ValueState::Set);
    document.unset(&note).expect("possible");
    document.unset(&at("/size")).expect("possible");
    assert_eq!(document.overrides(), &json!({}));
    assert_eq!(document.effective(), &json!({"size": "10Gi"}));
}

#[test]
fn an_object_without_properties_is_a_map() {
    let schema = json!({"properties": {"keys": {"type": "object", "additionalProperties": {"type": "string"}, "propertyNames": {"pattern": "^[a-z]+$"}}}});
    let mut document = fill(schema, json!({}));
    let map = at("/keys");
    assert_eq!(field(&document, "/keys").kind, Kind::Map);
    document.insert_entry(&map, "a", Some(json!("1"))).expect("possible");
    document.insert_entry(&map, "c", None).expect("possible");
    assert_eq!(
        document.insert_entry(&map, "a", None),
        Err(EditError::KeyTaken("a".to_owned()))
    );
    document.rename_entry(&map.child("a"), "b").expect("possible");
    assert_eq!(document.overrides(), &json!({"keys": {"b": "1", "c": ""}}));
    assert_eq!(keys(&document, "/keys"), ["b", "c"]);
    assert!(field(&document, "/keys/b").entry);
    document.rename_entry(&map.child("c"), "C").expect("possible");
    assert_eq!(issues(&document), [("/keys/C".to_owned(), "propertyNames".to_owned())]);
    document.remove_entry(&map.child("C")).expect("possible");
    document.remove_entry(&map.child("b")).expect("possible");
    assert_eq!(document.value_state(&map), ValueState::Empty);
}

#[test]
fn a_default_list_is_stored_whole_once_an_item_is_edited() {
    let schema =
        json!({"properties": {"hosts": {"type": "array", "items": {"type": "string"}, "default": ["a", "b"]}}});
    let mut document = fill(schema, json!({}));
    document.set(&at("/hosts/1"), json!("c")).expect("possible");
    assert_eq!(document.overrides(), &json!({"hosts": ["a", "c"]}));
    document.move_item(&at("/hosts/1"), 0).expect("possible");
    document
        .insert_item(&at("/hosts"), 2, Some(json!("d")))
        .expect("possible");
    document.remove_item(&at("/hosts/1")).expect("possible");
    assert_eq!(document.overrides(), &json!({"hosts": ["c", "d"]}));
    assert_eq!(
        document.remove_item(&at("/hosts/5")),
        Err(EditError::NoSuchItem(at("/hosts/5")))
    );
    assert_eq!(
        document.unset(&at("/hosts/0")),
        Err(EditError::IsAnItem(at("/hosts/0")))
    );
}

#[test]
fn parked_values_follow_their_item_when_the_list_is_reordered() {
    let item = json!({"oneOf": [
        {"properties": {"kind": {"const": "a"}, "x": {"type": "string"}}, "required": ["kind"]},
        {"properties": {"kind": {"const": "b"}, "y": {"type": "string"}}, "required": ["kind"]}
    ]});
    let mut document = fill(
        json!({"type": "array", "items": item}),
        json!([{"kind": "a", "x": "kept"}, {"kind": "b"}]),
    );
    let branches = only_branches(&document, "/0");
    document.choose_branch(&at("/0"), branches.id, 1).expect("an option");
    assert_eq!(document.overrides(), &json!([{"kind": "b"}, {"kind": "b"}]));
    document.move_item(&at("/0"), 1).expect("possible");
    document.choose_branch(&at("/1"), branches.id, 0).expect("an option");
    assert_eq!(
        document.overrides(),
        &json!([{"kind": "b"}, {"kind": "a", "x": "kept"}])
    );
}

#[test]
fn an_optional_group_does_not_demand_anything_until_it_is_started() {
    let schema = json!({"properties": {"backup": {
        "type": "object",
        "required": ["bucket"],
        "properties": {"bucket": {"type": "string"}, "keep": {"type": "integer", "default": 7}}
    }}});
    let mut document = fill(schema, json!({}));
    assert!(document.is_valid());
    assert_eq!(keys(&document, "/backup"), ["bucket", "keep"]);
    document.set(&at("/backup/keep"), json!(3)).expect("possible");
    assert_eq!(
        issues(&document),
        [("/backup/bucket".to_owned(), "required".to_owned())]
    );
    document.unset(&at("/backup/keep")).expect("possible");
    assert_eq!((document.overrides(), document.is_valid()), (&json!({}), true));
}

#[test]
fn a_root_that_is_a_list_starts_as_a_list() {
    assert_eq!(
        Document::new(Form::compile(&json!({"type": "array"}))).overrides(),
        &json!([])
    );
    assert_eq!(Document::new(Form::compile(&json!({}))).overrides(), &json!({}));
}
