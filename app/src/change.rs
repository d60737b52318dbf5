//! What a change of values is, and what it does to what runs.

mod table;

use config_schema::{Document, Form, MASK, Pointer, ValueChange, diff, humanise, masked};
use serde_json::Value;
pub use table::{Changes, plain};

/// What a change does to the pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impact {
    /// Nothing differs.
    None,
    /// Only the number of pods: the ones that run stay.
    Scales,
    /// Pods are replaced one after another.
    Rolls,
}

/// What these changes do.
#[must_use]
pub fn impact(changes: &[ValueChange]) -> Impact {
    let counts = |change: &ValueChange| {
        change
            .pointer
            .last()
            .is_some_and(|key| key == "replicas" || key.ends_with("Replicas"))
    };
    match changes {
        [] => Impact::None,
        changes if changes.iter().all(counts) => Impact::Scales,
        _ => Impact::Rolls,
    }
}

/// One changed setting, as a row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where.
    pub pointer: Pointer,
    /// Titles from the outside in.
    pub label: String,
    /// What was in force.
    pub before: Shown,
    /// What will be.
    pub after: Shown,
}

/// A value as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// As it is; secrets inside are masked.
    Value(Value),
    /// Nothing is set, and this applies.
    Default(Value),
    /// Nothing is set and nothing applies.
    NotSet,
    /// A secret.
    Secret,
}

/// The changes from one set of overrides to another. Without a form, defaults and titles are not known.
#[must_use]
pub fn rows(before_form: Option<&Form>, before: &Value, after_form: Option<&Form>, after: &Value) -> Vec<Row> {
    let changes = diff(before, after);
    if changes.is_empty() {
        return Vec::new();
    }
    let old = Side::new(before_form, before);
    let new = Side::new(after_form, after);
    changes
        .into_iter()
        .map(|change| Row {
            label: new
                .label(&change.pointer)
                .or_else(|| old.label(&change.pointer))
                .unwrap_or_else(|| plain_label(&change.pointer)),
            before: old.shown(&change.pointer),
            after: new.shown(&change.pointer),
            pointer: change.pointer,
        })
        .collect()
}

/// One side of a comparison.
struct Side {
    document: Option<Document>,
    masked: Value,
}

impl Side {
    fn new(form: Option<&Form>, overrides: &Value) -> Self {
        Self {
            document: form.map(|form| Document::with_overrides(form.clone(), overrides.clone())),
            masked: form.map_or_else(|| overrides.clone(), |form| masked(form, overrides)),
        }
    }

    fn shown(&self, at: &Pointer) -> Shown {
        match at.get(&self.masked) {
            Some(Value::String(text)) if text == MASK => Shown::Secret,
            Some(value) => Shown::Value(value.clone()),
            None => match self.document.as_ref().and_then(|document| document.get(at)) {
                Some(default) => Shown::Default(default.clone()),
                None => Shown::NotSet,
            },
        }
    }

    fn label(&self, at: &Pointer) -> Option<String> {
        let document = self.document.as_ref()?;
        let mut titles = Vec::new();
        let mut place = Pointer::ROOT;
        for segment in at.segments() {
            place = place.child(&segment);
            titles.push(document.field(&place)?.title().into_owned());
        }
        Some(titles.join(" › "))
    }
}

/// A readable path where no form knows better.
#[must_use]
pub fn plain_label(at: &Pointer) -> String {
    at.segments()
        .map(|segment| humanise(&segment))
        .collect::<Vec<_>>()
        .join(" › ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scaling_replaces_no_pod() {
        let now = json!({"replicas": 2, "cache": {"workerReplicas": 1}, "title": "a"});
        let after = |value| impact(&diff(&now, &value));
        assert_eq!(after(now.clone()), Impact::None);
        assert_eq!(
            after(json!({"replicas": 3, "cache": {"workerReplicas": 2}, "title": "a"})),
            Impact::Scales
        );
        assert_eq!(
            after(json!({"replicas": 3, "cache": {"workerReplicas": 1}, "title": "b"})),
            Impact::Rolls
        );
    }

    fn form() -> Form {
        Form::compile(&json!({
            "type": "object",
            "properties": {
                "replicas": {"type": "integer", "default": 2},
                "title": {"type": "string"},
                "mail": {"type": "object", "title": "E-mail", "properties": {
                    "password": {"type": "string", "x-catalyst-ui-hint": "password"},
                }},
            },
        }))
    }

    #[test]
    fn a_default_is_called_one() {
        let rows = rows(Some(&form()), &json!({}), Some(&form()), &json!({"replicas": 3}));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].label, "Replicas");
        assert_eq!(rows[0].before, Shown::Default(json!(2)));
        assert_eq!(rows[0].after, Shown::Value(json!(3)));
    }

    #[test]
    fn a_new_secret_is_seen_but_never_shown() {
        let before = json!({"mail": {"password": "********"}});
        let after = json!({"mail": {"password": "hunter2"}});
        let rows = rows(Some(&form()), &before, Some(&form()), &after);
        assert_eq!(rows[0].label, "E-mail › Password");
        assert_eq!(rows[0].after, Shown::Secret);
        let all = super::rows(Some(&form()), &json!({}), Some(&form()), &after);
        assert!(!format!("{all:?}").contains("hunter2"));
    }

    #[test]
    fn without_a_form_paths_are_made_readable() {
        let rows = rows(None, &json!({"adminEmail": "a"}), None, &json!({}));
        assert_eq!(rows[0].label, humanise("adminEmail"));
        assert_eq!(rows[0].after, Shown::NotSet);
    }
}
