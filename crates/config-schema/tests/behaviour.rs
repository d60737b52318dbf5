//! What a person filling a form can rely on, one sentence a test.
#![expect(clippy::expect_used, reason = "a failed step is a failed test")]

use config_schema::{
    Branches, Document, EditError, Field, Form, Hint, Kind, Pointer, Problem, RawReason, UpgradeNote, ValueState,
    compare_schemas, masked,
};
use serde_json::{Value, json};

fn at(pointer: &str) -> Pointer {
    Pointer::parse(pointer).expect("a pointer")
}

fn fill(schema: Value, overrides: Value) -> Document {
    Document::with_overrides(Form::compile(&schema), overrides)
}

fn field(document: &Document, pointer: &str) -> Field {
    document
        .field(&at(pointer))
        .unwrap_or_else(|| panic!("no field at {pointer}"))
}

fn keys(document: &Document, pointer: &str) -> Vec<String> {
    document
        .fields(&at(pointer))
        .iter()
        .map(|field| field.key().into_owned())
        .collect()
}

fn issues(document: &Document) -> Vec<(String, String)> {
    document
        .issues()
        .map(|issue| (issue.pointer.to_string(), issue.keyword.to_string()))
        .collect()
}

fn only_branches(document: &Document, pointer: &str) -> Branches {
    let mut branches = field(document, pointer).branches;
    assert_eq!(branches.len(), 1);
    branches.remove(0)
}

/// The database of a WordPress Blueprint: embedded, or an external one with its address.
fn wordpress() -> Value {
    json!({
        "type": "object",
        "required": ["domain", "adminEmail", "database"],
        "properties": {
            "domain": {"type": "string", "format": "hostname", "x-catalyst-ui-hint": "domain-picker"},
            "adminEmail": {"type": "string", "format": "email"},
            "replicas": {"type": "integer", "default": 2, "minimum": 1, "maximum": 20},
            "database": {
                "type": "object",
                "oneOf": [
                    {
                        "title": "Embedded",
                        "properties": {
                            "mode": {"const": "embedded"},
                            "size": {"type": "string", "default": "10Gi"}
                        },
                        "required": ["mode"]
                    },
                    {
                        "properties": {
                            "mode": {"const": "external"},
                            "host": {"type": "string", "format": "hostname"},
                            "port": {"type": "integer", "default": 5432}
                        },
                        "required": ["mode", "host"]
                    }
                ]
            }
        }
    })
}

#[test]
fn options_are_labelled_by_title_or_by_their_constant() {
    let document = fill(wordpress(), json!({}));
    let branches = only_branches(&document, "/database");
    let labels: Vec<_> = branches.options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!((labels, branches.chosen), (vec!["Embedded", "External"], 0));
    assert_eq!(keys(&document, "/database"), ["mode", "size"]);
    assert_eq!(
        document.get(&at("/database")),
        Some(&json!({"mode": "embedded", "size": "10Gi"}))
    );
}

#[test]
fn switching_an_option_fills_its_defaults_and_parks_what_was_typed() {
    let mut document = fill(
        wordpress(),
        json!({"domain": "a.example", "adminEmail": "ops@example.org"}),
    );
    document.set(&at("/database/size"), json!("50Gi")).expect("possible");
    let branches = only_branches(&document, "/database");

    let changes = document
        .choose_branch(&at("/database"), branches.id, 1)
        .expect("an option");
    assert!(changes.structure.contains(&at("/database")));
    assert_eq!(keys(&document, "/database"), ["mode", "host", "port"]);
    assert_eq!(document.overrides()["database"], json!({"mode": "external"}));
    assert_eq!(
        document.effective()["database"],
        json!({"mode": "external", "port": 5432})
    );
    assert_eq!(
        issues(&document),
        [("/database/host".to_owned(), "required".to_owned())]
    );
    document
        .set(&at("/database/host"), json!("db.example.org"))
        .expect("possible");
    assert!(document.is_valid());

    document
        .choose_branch(&at("/database"), branches.id, 0)
        .expect("an option");
    assert_eq!(
        document.overrides()["database"],
        json!({"mode": "embedded", "size": "50Gi"})
    );
    document
        .choose_branch(&at("/database"), branches.id, 1)
        .expect("an option");
    assert_eq!(
        document.overrides()["database"],
        json!({"mode": "external", "host": "db.example.org"})
    );
}

#[test]
fn only_the_chosen_option_complains() {
    let mut document = fill(
        wordpress(),
        json!({"domain": "a.example", "adminEmail": "ops@example.org"}),
    );
    document
        .set(
            &at("/database"),
            json!({"mode": "external", "host": "not a host", "port": "many"}),
        )
        .expect("possible");
    assert_eq!(
        issues(&document),
        [
            ("/database/host".to_owned(), "format".to_owned()),
            ("/database/port".to_owned(), "type".to_owned())
        ]
    );
}

#[test]
fn changing_the_discriminator_by_hand_switches_the_option() {
    let mut document = fill(wordpress(), json!({"database": {"mode": "embedded", "size": "1Gi"}}));
    let changes = document
        .set(&at("/database/mode"), json!("external"))
        .expect("possible");
    assert!(changes.structure.contains(&at("/database")));
    assert_eq!(only_branches(&document, "/database").chosen, 1);
    assert_eq!(document.overrides()["database"], json!({"mode": "external"}));
}

#[test]
fn typing_an_invalid_value_does_not_jump_to_another_option() {
    let schema = json!({"oneOf": [
        {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        {"properties": {"b": {"type": "string"}}, "required": ["b"]}
    ]});
    let mut document = fill(schema, json!({"a": 1}));
    document.set(&at("/a"), json!("x")).expect("possible");
    assert_eq!(only_branches(&document, "").chosen, 0);
    assert_eq!(issues(&document), [("/a".to_owned(), "type".to_owned())]);
}

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
fn a_root_that_is_a_list_starts_as_a_list() {
    assert_eq!(
        Document::new(Form::compile(&json!({"type": "array"}))).overrides(),
        &json!([])
    );
    assert_eq!(Document::new(Form::compile(&json!({}))).overrides(), &json!({}));
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
