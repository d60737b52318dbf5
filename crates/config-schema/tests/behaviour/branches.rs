//! Options of which one is chosen, and what they do to their values.

use super::{at, fill, issues, keys, only_branches, wordpress};
use serde_json::json;

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
