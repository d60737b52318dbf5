//! What the form engine costs: medians in microseconds for forms of 10 to 5,000 fields.
//!
//! `edit-one` is what a key press pays: one leaf set, with rules and live issues. It must not grow with the form: the
//! run fails when 5,000 fields cost more than twice what 100 fields cost.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program for people; a failed edit is a bug here"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use config_schema::{Document, Form, Pointer};
use serde_json::{Map, Value, json};

const SIZES: [usize; 4] = [10, 100, 1_000, 5_000];

/// Groups of ten fields of every common kind, with a condition and an alternative every hundred fields.
fn schema(fields: usize) -> Value {
    let mut groups = Map::new();
    for group in 0..fields.div_ceil(10) {
        let mut properties = Map::new();
        for field in 0..10 {
            let property = match field % 5 {
                0 => json!({"type": "string", "title": "Host", "format": "hostname", "default": "db.example.org"}),
                1 => json!({"type": "integer", "minimum": 1, "maximum": 20, "default": 2}),
                2 => json!({"type": "boolean", "default": true}),
                3 => json!({"enum": ["small", "medium", "large"], "default": "small"}),
                _ => json!({"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 63, "default": "name"}),
            };
            properties.insert(format!("field{field}"), property);
        }
        let mut body = json!({"type": "object", "properties": properties, "required": ["field0", "field1"]});
        if group % 10 == 0 {
            body["if"] = json!({"properties": {"field2": {"const": false}}});
            body["then"] = json!({"required": ["reason"], "properties": {"reason": {"type": "string"}}});
            body["oneOf"] = json!([
                {"title": "Small", "properties": {"field3": {"const": "small"}}},
                {"title": "Other", "properties": {"field3": {"enum": ["medium", "large"]}}}
            ]);
        }
        groups.insert(format!("group{group}"), body);
    }
    json!({"type": "object", "properties": groups})
}

/// All fields directly in one object: the worst case for anything that looks at siblings.
fn flat(fields: usize) -> Value {
    let properties: Map<String, Value> = (0..fields)
        .map(|field| {
            (
                format!("field{field}"),
                json!({"type": "string", "minLength": 1, "default": "value"}),
            )
        })
        .collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn median(mut run: impl FnMut(), rounds: usize) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn edit_one(document: &mut Document, at: &Pointer) -> Duration {
    let mut turn = 0_u32;
    median(
        || {
            turn += 1;
            let changes = document
                .set(at, json!(format!("host{turn}")))
                .expect("a leaf can be set");
            black_box(changes);
        },
        2_001,
    )
}

fn main() {
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>14} {:>12}",
        "fields", "compile", "default", "edit-one", "edit-one flat", "validate-all"
    );
    let mut edits = Vec::new();
    for fields in SIZES {
        let schema = schema(fields);
        let rounds = (20_000 / fields).clamp(5, 200);
        let compile = median(|| drop(black_box(Form::compile(&schema))), rounds);
        let form = Form::compile(&schema);
        let default = median(|| drop(black_box(Document::new(form.clone()))), rounds);
        let mut document = Document::new(form);
        let edit = edit_one(&mut document, &Pointer::from_segments(["group0", "field0"]));
        let validate = median(|| drop(black_box(document.validate_all())), rounds);
        let mut wide = Document::new(Form::compile(&flat(fields)));
        let edit_flat = edit_one(&mut wide, &Pointer::from_segments([format!("field{}", fields / 2)]));
        println!(
            "{fields:>8} {:>12.1} {:>12.1} {:>12.2} {:>14.2} {:>12.1}",
            micros(compile),
            micros(default),
            micros(edit),
            micros(edit_flat),
            micros(validate)
        );
        edits.push((fields, edit, edit_flat));
    }
    println!("medians in microseconds");
    let cost = |fields: usize| {
        edits
            .iter()
            .find(|(size, ..)| *size == fields)
            .map(|(_, nested, flat)| (*nested, *flat))
    };
    if let (Some(small), Some(large)) = (cost(100), cost(5_000)) {
        let growth = [micros(large.0) / micros(small.0), micros(large.1) / micros(small.1)];
        println!(
            "edit-one, 5,000 fields against 100: {:.2} nested, {:.2} flat (at most 2)",
            growth[0], growth[1]
        );
        assert!(
            growth.iter().all(|times| *times <= 2.0),
            "an edit costs more in a larger form"
        );
    }
}
