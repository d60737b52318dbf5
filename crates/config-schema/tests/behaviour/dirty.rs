//! Schemas that are broken, unsupported, changed or hostile.

use super::{at, field, fill, keys};
use config_schema::{Document, Form, Kind, Pointer, Problem, RawReason, UpgradeNote, compare_schemas};
use serde_json::{Value, json};

#[test]
fn an_unsupported_keyword_is_reported_and_the_field_is_edited_as_yaml() {
    let schema =
        json!({"properties": {"list": {"type": "array", "contains": {"const": 1}}, "next": {"type": "string"}}});
    let mut document = fill(schema, json!({}));
    let list = field(&document, "/list");
    assert_eq!(
        list.kind,
        Kind::Raw {
            reason: RawReason::UnsupportedKeyword("contains".to_owned())
        }
    );
    assert_eq!(list.diagnostics[0].schema, at("/properties/list/contains"));
    document.set(&at("/list"), json!([1])).expect("possible");
    assert_eq!(document.overrides(), &json!({"list": [1]}));
    assert_eq!(keys(&document, ""), ["list", "next"]);
}

#[test]
fn a_broken_schema_is_explained_and_the_form_goes_on() {
    let schema = json!({"properties": {
        "a": {"type": "strin", "minLength": -1},
        "b": {"$ref": "#/nowhere"},
        "c": {"pattern": "("},
        "d": 5,
        "e": {"type": "string", "nullable": true}
    }, "required": "a"});
    let form = Form::compile(&schema);
    let mut problems: Vec<String> = form.diagnostics().map(|found| found.schema.to_string()).collect();
    problems.sort();
    assert_eq!(
        problems,
        [
            "/properties/a/minLength",
            "/properties/a/type",
            "/properties/b/$ref",
            "/properties/c/pattern",
            "/properties/d",
            "/properties/e/nullable",
            "/required"
        ]
    );
    let document = Document::new(form);
    assert_eq!(
        field(&document, "/b").kind,
        Kind::Raw {
            reason: RawReason::UnknownReference
        }
    );
    assert!(matches!(
        field(&document, "/b").diagnostics[0].problem,
        Problem::UnknownReference { .. }
    ));
    assert_eq!(document.fields(&Pointer::ROOT).len(), 5);
}

#[test]
fn an_upgrade_names_removed_renamed_required_changed_and_refused_settings() {
    let old = Form::compile(&json!({"properties": {
        "adminMail": {"type": "string", "description": "Who to write to"},
        "legacy": {"type": "boolean"},
        "replicas": {"type": "integer", "maximum": 20},
        "size": {"type": "string", "default": "10Gi"}
    }}));
    let new = Form::compile(&json!({"required": ["region"], "properties": {
        "adminEmail": {"type": "string", "description": "Who to write to"},
        "replicas": {"type": "integer", "maximum": 5},
        "size": {"type": "string", "default": "20Gi"},
        "region": {"type": "string"}
    }}));
    let notes = compare_schemas(
        &old,
        &new,
        &json!({"adminMail": "a@b.c", "legacy": true, "replicas": 9}),
    );
    assert!(notes.contains(&UpgradeNote::Removed {
        pointer: at("/adminMail"),
        renamed_to: Some(at("/adminEmail"))
    }));
    assert!(notes.contains(&UpgradeNote::Removed {
        pointer: at("/legacy"),
        renamed_to: None
    }));
    assert!(notes.contains(&UpgradeNote::NewlyRequired { pointer: at("/region") }));
    assert!(notes.contains(&UpgradeNote::DefaultChanged {
        pointer: at("/size"),
        before: Some(json!("10Gi")),
        after: Some(json!("20Gi"))
    }));
    assert!(
        notes
            .iter()
            .any(|note| matches!(note, UpgradeNote::NowInvalid { issue } if issue.pointer == at("/replicas")))
    );
    assert_eq!(notes.len(), 5, "{notes:?}");
}

#[test]
fn schemas_built_to_exhaust_the_machine_still_answer() {
    let chain = |length: usize, link: &dyn Fn(usize) -> Value| -> Value {
        let mut shared: serde_json::Map<String, Value> =
            (0..length).map(|step| (format!("d{step}"), link(step + 1))).collect();
        shared.insert(format!("d{length}"), json!({"type": "object"}));
        json!({"$ref": "#/$defs/d0", "$defs": shared})
    };
    let references = chain(2_000, &|next| json!({"$ref": format!("#/$defs/d{next}")}));
    let groups = chain(
        5_000,
        &|next| json!({"type": "object", "required": ["x"], "properties": {"x": {"$ref": format!("#/$defs/d{next}")}}}),
    );
    let doubling = chain(40, &|next| {
        let next = json!({"$ref": format!("#/$defs/d{next}")});
        json!({"anyOf": [{"not": next}, next]})
    });
    let nested = (0..500).fold(json!({}), |inner, _| json!({"properties": {"x": inner}}));
    for schema in [references, groups, doubling, nested] {
        let mut document = fill(schema, json!({"x": {"x": 1}}));
        document.set(&at("/x"), json!({"y": 2})).expect("possible");
        assert_eq!(document.overrides(), &json!({"x": {"y": 2}}));
        assert!(!document.fields(&Pointer::ROOT).is_empty());
    }
}
