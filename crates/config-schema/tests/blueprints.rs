//! Real Blueprints: every schema compiles, and its defaults are valid or the reason is known.

use std::{env, fmt::Write, fs, path::Path};

use config_schema::{Document, Form, yaml::Text};
use serde_json::Value;

#[test]
fn every_blueprint_compiles_and_its_defaults_are_judged_like_the_authority_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/blueprints");
    let Ok(files) = fs::read_dir(&folder) else {
        assert!(
            env::var_os("CI").is_none(),
            "the Blueprint fixtures are missing: {}",
            folder.display()
        );
        println!("skipped: no Blueprint fixtures beside the workspace");
        return;
    };
    let mut paths: Vec<_> = files.filter_map(|file| file.ok().map(|file| file.path())).collect();
    paths.sort();
    let mut report = String::new();
    for path in paths {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        let text = fs::read_to_string(&path).expect("a readable fixture");
        let blueprint = Text::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let Some(schema) = blueprint.value().pointer("/spec/configSchema") else {
            writeln!(report, "{name}: no schema").expect("writing to a string");
            continue;
        };
        let document = Document::new(Form::compile(schema));
        let authority = jsonschema::options()
            .should_validate_formats(true)
            .build(schema)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(document.is_valid(), authority.is_valid(document.effective()), "{name}");
        writeln!(
            report,
            "{name}: {} fields, {}",
            leaves(document.effective()),
            verdict(&document)
        )
        .expect("writing to a string");
    }
    insta::assert_snapshot!(report);
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(entries) if !entries.is_empty() => entries.values().map(leaves).sum(),
        _ => 1,
    }
}

fn verdict(document: &Document) -> String {
    let issues: Vec<String> = document.issues().map(ToString::to_string).collect();
    let problems: Vec<String> = document
        .form()
        .diagnostics()
        .map(|found| format!("{}: {}", found.schema, found.problem))
        .collect();
    let issues = if issues.is_empty() {
        "valid".to_owned()
    } else {
        issues.join("; ")
    };
    if problems.is_empty() {
        issues
    } else {
        format!("{issues} [{}]", problems.join("; "))
    }
}
