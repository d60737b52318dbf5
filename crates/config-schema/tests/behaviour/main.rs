//! What a person filling a form can rely on, one sentence a test.
#![expect(clippy::expect_used, reason = "a failed step is a failed test")]

mod branches;
mod conditions;
mod dirty;
mod edits;
mod fields;
mod values;

use config_schema::{Branches, Document, Field, Form, Pointer};
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
