//! YAML and form are one document: apply then read is the identity, and untouched lines stay byte for byte.
#![expect(clippy::expect_used, reason = "a failed step is a failed test")]

use config_schema::{
    Document, Form, Pointer,
    yaml::{Problem, Text},
};
use proptest::prelude::*;
use serde_json::{Value, json};

const COMMENTED: &str = "\
# Shop of the corner pharmacy
domain: shop.example.org   # public name
replicas: 2

# where the data lives
database:
  mode: external
  host: db.example.org # ask ops
  port: 5432
  options: {ssl: true, timeout: 5}
unknownKey: kept
spf: \"-all\"
hosts:
  - a.example.org
  # the second one
  - b.example.org
users:
  - name: ops
    role: admin
  - name: dev
    role: reader
script: |
  line one
  line two

last: 1
";

fn applied(source: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut text = Text::parse(source).expect("readable");
    let mut after = text.value().clone();
    change(&mut after);
    text.apply(&after);
    assert_eq!(text.value(), &after);
    assert_eq!(
        Text::parse(text.as_str()).expect("still readable").value(),
        &after,
        "{}",
        text.as_str()
    );
    text.as_str().to_owned()
}

#[test]
fn a_changed_value_changes_its_own_bytes_only() {
    let text = applied(COMMENTED, |value| value["replicas"] = json!(3));
    assert_eq!(text, COMMENTED.replace("replicas: 2", "replicas: 3"));
    let text = applied(COMMENTED, |value| value["database"]["host"] = json!("-all"));
    assert_eq!(text, COMMENTED.replace("host: db.example.org #", "host: \"-all\" #"));
    let text = applied(COMMENTED, |value| value["users"][1]["role"] = json!("Off"));
    assert_eq!(text, COMMENTED.replace("role: reader", "role: \"Off\""));
}

#[test]
fn a_new_key_is_a_new_line_at_the_end_of_its_block() {
    let text = applied(COMMENTED, |value| value["database"]["user"] = json!("shop"));
    let expected = COMMENTED.replace("timeout: 5}\n", "timeout: 5}\n  user: shop\n");
    assert_eq!(text, expected);
    let text = applied(COMMENTED, |value| {
        value["more"] = json!({"a": [1, {"b": null}], "c": {}})
    });
    assert_eq!(
        text,
        format!("{COMMENTED}more:\n  a:\n    - 1\n    - b: null\n  c: {{}}\n")
    );
}

#[test]
fn a_comment_behind_a_value_stays_a_comment_when_the_value_becomes_several_lines() {
    let text = applied("a: \"-all\" # all of it\ne: 0 # none\nz: 1\n", |value| {
        value["e"] = json!([{"a": {"a": "two\nlines\n"}}]);
    });
    assert_eq!(
        text,
        "a: \"-all\" # all of it\ne: # none\n  - a:\n      a: |\n        two\n        lines\nz: 1\n"
    );
    let text = applied("a: 0 # none\n", |value| value["a"] = json!("two\nlines\n"));
    assert_eq!(text, "a: | # none\n  two\n  lines\n");
}

#[test]
fn lines_that_become_one_leave_the_rest_alone() {
    let source = "# top\nd: | # why\n  two\n  lines\n# above a\na: \"-all\" # beside\nitems:\n  - >-\n    folded\n    text\n  - b # b\n";
    let text = applied(source, |value| {
        value["d"] = json!("*x");
        value["items"][0] = json!(1);
    });
    assert_eq!(
        text,
        "# top\nd: \"*x\" # why\n# above a\na: \"-all\" # beside\nitems:\n  - 1\n  - b # b\n"
    );
    let text = applied("d: |-\n  a\n  b\nz: 1 # z\n", |value| value["d"] = json!("c\nd\n"));
    assert_eq!(text, "d: |\n  c\n  d\nz: 1 # z\n");
}

#[test]
fn a_removed_key_takes_only_its_lines() {
    let remove = |value: &mut Value, key: &str| drop(value.as_object_mut().expect("an object").shift_remove(key));
    let text = applied(COMMENTED, |value| remove(value, "unknownKey"));
    assert_eq!(text, COMMENTED.replace("unknownKey: kept\n", ""));
    let text = applied(COMMENTED, |value| remove(&mut value["users"][0], "name"));
    assert_eq!(text, COMMENTED.replace("- name: ops\n    role: admin", "- role: admin"));
    let text = applied(COMMENTED, |value| remove(value, "script"));
    assert_eq!(text, COMMENTED.replace("script: |\n  line one\n  line two\n", ""));
}

#[test]
fn list_items_come_and_go_alone() {
    let text = applied(COMMENTED, |value| {
        value["hosts"] = json!(["a.example.org", "b.example.org", "c.example.org"])
    });
    assert_eq!(
        text,
        COMMENTED.replace("  - b.example.org\n", "  - b.example.org\n  - c.example.org\n")
    );
    let text = applied(COMMENTED, |value| value["hosts"] = json!(["b.example.org"]));
    assert_eq!(text, COMMENTED.replace("  - a.example.org\n", ""));
    let text = applied(COMMENTED, |value| {
        value["hosts"] = json!(["x", "a.example.org", "b.example.org"])
    });
    assert_eq!(
        text,
        COMMENTED.replace("  - a.example.org\n", "  - x\n  - a.example.org\n")
    );
}

#[test]
fn a_block_can_become_a_value_and_back() {
    let text = applied(COMMENTED, |value| value["database"] = json!("none"));
    assert!(text.contains("database: none\nunknownKey: kept\n"), "{text}");
    let text = applied(COMMENTED, |value| value["last"] = json!({"deep": [1]}));
    assert!(text.ends_with("last:\n  deep:\n    - 1\n"), "{text}");
    let text = applied(COMMENTED, |value| value["hosts"] = json!([]));
    assert!(text.contains("hosts: []\nusers:"), "{text}");
}

#[test]
fn windows_line_breaks_stay() {
    let text = applied("a: 1\r\nb: 2\r\n", |value| value["c"] = json!(3));
    assert_eq!(text, "a: 1\r\nb: 2\r\nc: 3\r\n");
}

#[test]
fn comments_survive_in_an_otherwise_empty_text() {
    assert_eq!(
        applied("# nothing yet\n", |value| value["a"] = json!(1)),
        "# nothing yet\na: 1\n"
    );
    assert_eq!(applied("", |value| value["a"] = json!(1)), "a: 1\n");
    assert_eq!(applied("{}\n", |value| value["a"] = json!(1)), "a: 1\n");
    assert_eq!(applied("a: 1", |value| value["b"] = json!(1)), "a: 1\nb: 1");
}

#[test]
fn words_that_older_readers_misread_stay_texts() {
    let text = Text::parse("mode: Off\nanswer: no\nport: on\nversion: 1.0\nnothing: ~\n").expect("readable");
    assert_eq!(
        text.value(),
        &json!({"mode": "Off", "answer": "no", "port": "on", "version": 1.0, "nothing": null})
    );
}

#[test]
fn anchors_are_read_and_an_edit_beside_them_keeps_them() {
    let source = "base: &b {cpu: 1}\nother: *b\nplain: x\n";
    assert_eq!(
        Text::parse(source).expect("readable").value()["other"],
        json!({"cpu": 1})
    );
    assert_eq!(
        applied(source, |value| value["plain"] = json!("z")),
        source.replace("plain: x", "plain: z")
    );
    assert_eq!(
        applied(source, |value| value["other"] = json!(5)),
        source.replace("*b", "5")
    );
    applied(source, |value| value["base"]["cpu"] = json!(2));
}

#[test]
fn hostile_texts_are_refused_with_their_place() {
    let refuse = |source: &str| Text::parse(source).expect_err(&format!("{:.40} must be refused", source));
    let error = refuse("a: 1\nb: 2\na: 3\n");
    assert_eq!(
        (error.line, error.column, error.problem),
        (3, 1, Problem::DuplicateKey("a".to_owned()))
    );
    let error = refuse("a: 1\nb: x\0y\n");
    assert_eq!((error.line, error.column), (2, 5));
    assert!(matches!(refuse("a: 1\n---\nb: 2\n").problem, Problem::SeveralDocuments));
    assert!(matches!(refuse("? [a]\n: 1\n").problem, Problem::KeyIsNotText));
    assert!(matches!(
        refuse("a: *nothing\n").problem,
        Problem::Syntax(_) | Problem::UnknownAlias
    ));
    assert!(matches!(refuse("a: [1, 2\n").problem, Problem::Syntax(_)));
    assert!(matches!(
        refuse(&format!("a: {}{}", "[".repeat(90), "]".repeat(90))).problem,
        Problem::TooDeep(_)
    ));
    assert!(matches!(
        refuse(&format!("a: {}", "[".repeat(5_000))).problem,
        Problem::TooDeep(_) | Problem::Syntax(_)
    ));
    let nested: String = (0..3_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth % 200)))
        .collect();
    refuse(&nested);
    assert!(matches!(
        refuse(&"x".repeat((1 << 20) + 1)).problem,
        Problem::TooLong(_)
    ));
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert!(matches!(refuse(&bomb).problem, Problem::TooManyValues(_)));
}

#[test]
fn a_form_edit_lands_in_the_text_as_one_line() {
    let form = Form::compile(&json!({
        "properties": {"replicas": {"type": "integer", "default": 2}, "mode": {"enum": ["Off", "Auto"]}}
    }));
    let source = "# by hand\nreplicas: 4 # why four\n";
    let mut text = Text::parse(source).expect("readable");
    let mut document = Document::with_overrides(form, text.value().clone());
    document
        .set(&Pointer::ROOT.child("mode"), json!("Off"))
        .expect("possible");
    text.apply(document.overrides());
    assert_eq!(text.as_str(), "# by hand\nreplicas: 4 # why four\nmode: \"Off\"\n");
}

fn value() -> BoxedStrategy<Value> {
    let text = prop_oneof![
        prop::sample::select(vec![
            "-all",
            "~all",
            "Off",
            "1.0",
            "null",
            "true",
            "",
            " ",
            "a: b",
            "a #c",
            "#",
            "two\nlines\n",
            "one\n\ntwo",
            "tail \n",
            "\n",
            "*x",
            "&x",
            "%",
            "@",
            "2024-01-01",
            "é",
            "\u{85}",
            "\u{feff}x",
            "'",
            "\"",
            "\\",
            "key:",
            "- a",
            "[",
            "{}",
            "|",
            ">",
            "\t",
            "a\tb",
            "---",
            "...",
            "? x",
            "10Gi",
            "0x1f",
            "1e3",
            "\0",
            "a\r\nb",
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| text.chars().take(12).collect()),
    ];
    let key = prop_oneof![
        prop::sample::select(vec!["a", "b", "c", "d e", "Off", "1", "-x", "k: v", "", "é"]).prop_map(str::to_owned)
    ];
    prop_oneof![
        text.prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1.0e9..1.0e9).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
    .prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A document of the shape that overrides have.
fn document() -> BoxedStrategy<Value> {
    prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "d", "e"]), value()), 0..5)
        .prop_map(|entries| {
            Value::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
            )
        })
        .boxed()
}

/// A hand-made text for a document: a comment above and beside every top-level key.
fn commented(document: &Value) -> String {
    let mut text = "# top\n".to_owned();
    for (key, value) in document.as_object().into_iter().flatten() {
        let mut entry = serde_json::Map::new();
        entry.insert(key.clone(), value.clone());
        let body = Text::from_value(&Value::Object(entry)).as_str().to_owned();
        let beside = if body.matches('\n').count() == 1 {
            " # beside"
        } else {
            ""
        };
        text.push_str(&format!("# above {key}\n{}{beside}\n", body.trim_end_matches('\n')));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn form_to_yaml_to_form_is_the_identity(document in document()) {
        let text = Text::from_value(&document);
        prop_assert_eq!(Text::parse(text.as_str()).map(|text| text.value().clone()), Ok(document), "{}", text.as_str());
    }

    #[test]
    fn any_change_reads_back_and_leaves_other_lines_alone(before in document(), key in "[a-e]", change in value()) {
        let source = commented(&before);
        let mut text = Text::parse(&source).expect("written by us");
        prop_assert_eq!(text.value(), &before);
        let mut after = before.clone();
        after[key.as_str()] = change;
        text.apply(&after);
        prop_assert_eq!(Text::parse(text.as_str()).map(|text| text.value().clone()), Ok(after.clone()), "{}", text.as_str());
        for (other, value) in before.as_object().into_iter().flatten().filter(|(other, _)| **other != key) {
            let mut entry = serde_json::Map::new();
            entry.insert(other.clone(), value.clone());
            let untouched = commented(&Value::Object(entry)).replace("# top\n", "");
            prop_assert!(text.as_str().contains(&untouched), "lost {untouched:?} in\n{}", text.as_str());
        }
    }

    #[test]
    fn whole_documents_can_be_exchanged(before in document(), after in document()) {
        let mut text = Text::parse(&commented(&before)).expect("written by us");
        text.apply(&after);
        prop_assert_eq!(Text::parse(text.as_str()).map(|text| text.value().clone()), Ok(after), "{}", text.as_str());
    }

    #[test]
    fn any_text_is_read_or_refused(source in "[-a-c:#&*!|>?{}\\[\\],\"' \n\t%@0-9.~]{0,60}", after in document()) {
        if let Ok(mut text) = Text::parse(&source) {
            text.apply(&after);
            prop_assert_eq!(Text::parse(text.as_str()).map(|text| text.value().clone()), Ok(after), "{}", text.as_str());
        }
    }
}

#[test]
fn locations_have_lines() {
    let text = "# top\nname: x\ndatabase:\n  # inner\n  host: h\n  \"port\": 1\nlist:\n  - a\n  - b\nflow: {a: 1}\n";
    let text = Text::parse(text).unwrap();
    let line = |at: &str| text.line_of(&Pointer::parse(at).unwrap());
    assert_eq!(line("/name"), 2);
    assert_eq!(line("/database/host"), 5);
    assert_eq!(line("/database/port"), 6);
    assert_eq!(line("/list/1"), 9);
    assert_eq!(line("/flow/a"), 10);
    assert_eq!(line("/database/missing"), 3, "the nearest container");
    assert_eq!(Text::parse("").unwrap().line_of(&Pointer::ROOT), 1);
}
