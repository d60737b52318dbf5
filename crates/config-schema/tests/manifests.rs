//! The schemas of Kubernetes, Kustomize and Flux files that the console ships: the engine reads all of each, and its
//! verdict on real files and broken ones is the authority's.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use config_schema::yaml::Text;
use config_schema::{Document, Form, Pointer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const SAMPLES: &str = include_str!("manifests/samples.yaml");

/// Schemas by file name without its ending.
fn schemas() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/schemas");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let schema = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), schema)
        })
        .collect()
}

fn samples() -> Vec<Value> {
    let documents = SAMPLES.split("---\n").filter(|text| !text.trim().is_empty());
    documents
        .map(|text| Text::parse(text).unwrap().value().clone())
        .collect()
}

/// The schema of a document, by what both say of themselves.
fn schema_of<'a>(schemas: &'a BTreeMap<String, Value>, document: &Value) -> &'a Value {
    let says = |schema: &&Value, key: &str| {
        let known = schema["properties"][key]["enum"].as_array().unwrap();
        known.contains(&document[key])
    };
    let found = schemas
        .values()
        .find(|schema| says(schema, "apiVersion") && says(schema, "kind"));
    found.unwrap_or_else(|| panic!("no schema for {} {}", document["apiVersion"], document["kind"]))
}

#[test]
fn the_engine_reads_every_keyword() {
    for (name, schema) in schemas() {
        let form = Form::compile(&schema);
        let found: Vec<_> = form.diagnostics().collect();
        assert!(found.is_empty(), "{name}: {found:?}");
        let source = schema["$comment"].as_str().unwrap_or_default();
        assert!(
            source.contains("Facts from: "),
            "{name} does not say where its facts are from"
        );
    }
}

#[test]
fn every_schema_accepts_a_real_file() {
    let (schemas, samples) = (schemas(), samples());
    for document in &samples {
        let document = Document::with_overrides(Form::compile(schema_of(&schemas, document)), document.clone());
        let issues: Vec<_> = document.issues().collect();
        assert!(issues.is_empty(), "{}: {issues:?}", document.overrides()["kind"]);
    }
    for (name, schema) in &schemas {
        let is_of_it = |document: &&Value| std::ptr::eq(schema_of(&schemas, document), schema);
        assert!(
            samples.iter().any(|document| is_of_it(&document)),
            "no sample for {name}"
        );
    }
}

#[test]
fn the_verdict_on_broken_files_is_the_authoritys() {
    let schemas = schemas();
    let mut disagreements = Vec::new();
    for sample in samples() {
        let schema = schema_of(&schemas, &sample);
        let authority = jsonschema::options()
            .should_validate_formats(true)
            .build(schema)
            .unwrap();
        let form = Form::compile(schema);
        for (place, broken) in broken(&sample) {
            let ours = Document::with_overrides(form.clone(), broken.clone()).is_valid();
            if ours != authority.is_valid(&broken) {
                disagreements.push(format!(
                    "{} {place} {:?}",
                    sample["kind"],
                    broken.pointer(place.as_str())
                ));
            }
        }
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
}

/// The document with each of its values taken away, or replaced by one of every type.
fn broken(document: &Value) -> Vec<(Pointer, Value)> {
    let mut places = Vec::new();
    collect(&Pointer::ROOT, document, &mut places);
    let others = [
        json!(null),
        json!(7),
        json!(-1),
        json!("x y"),
        json!(true),
        json!({}),
        json!([]),
    ];
    places
        .iter()
        .flat_map(|place| {
            let replaced = others.iter().map(|other| {
                let mut broken = document.clone();
                *broken.pointer_mut(place.as_str()).unwrap() = other.clone();
                broken
            });
            let all = replaced.chain(without(document, place));
            all.map(|broken| (place.clone(), broken)).collect::<Vec<_>>()
        })
        .collect()
}

fn without(document: &Value, place: &Pointer) -> Option<Value> {
    let mut broken = document.clone();
    let key = place.last()?.into_owned();
    let parent = place.parent()?;
    broken.pointer_mut(parent.as_str())?.as_object_mut()?.remove(&key)?;
    Some(broken)
}

fn collect(at: &Pointer, value: &Value, places: &mut Vec<Pointer>) {
    if *at != Pointer::ROOT {
        places.push(at.clone());
    }
    match value {
        Value::Object(entries) => entries
            .iter()
            .for_each(|(key, value)| collect(&at.child(key), value, places)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| collect(&at.item(index), item, places)),
        _ => {}
    }
}
