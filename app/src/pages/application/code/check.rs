//! What is wrong with a text, while it is typed. For the settings the verdict is the form's own.

use super::editing::Editing;
use crate::form::FormState;
use crate::i18n::*;
use crate::interop::monaco::{Mark, Severity};
use crate::pages::application::model::files;
use crate::pages::application::model::overlay::Layer;
use crate::pages::application::words::SECRET_MASK;
use config_schema::yaml::{Error, Problem, Text};
use config_schema::{Document, Issue, Kind, Pointer};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// How alike two keys must be for one to be meant by the other: 0 to 1.
const ALIKE: f64 = 0.75;

/// Checks one file.
#[derive(Clone, Copy)]
pub(super) struct Check {
    is_yaml: bool,
    /// The form that the file fills, if it is one with settings.
    form: Option<FormState>,
    /// The file is laid over the settings in force.
    is_overlay: bool,
    /// What it means that the schema refuses something.
    refused: Severity,
    /// The settings in force, whose secrets are not in the file.
    in_force: StoredValue<Value>,
    /// The text that the form was filled from last, or wrote.
    read: StoredValue<Option<String>>,
}

impl Check {
    /// By the form of the settings, if this is the file with them. What that refuses, the platform refuses.
    pub(super) fn new(file: &str, form: Option<FormState>, in_force: Value) -> Self {
        Self {
            is_yaml: files::is_yaml(file),
            form,
            is_overlay: false,
            refused: Severity::Error,
            in_force: StoredValue::new(in_force),
            read: StoredValue::new(None),
        }
    }

    /// By the form of the settings, for a file that is laid over them. Only what that file answers for is wrong in it.
    pub(super) fn of_overlay(file: &str, form: Option<FormState>, in_force: Value, refused: Severity) -> Self {
        Self {
            is_overlay: true,
            refused,
            ..Self::new(file, form, in_force)
        }
    }

    /// By the schema of a manifest. What that refuses may still be right: a patch of Kustomize leaves out what it does
    /// not change, and Flux puts values in the place of `${…}`.
    pub(super) fn of_manifest(file: &str, form: Option<FormState>) -> Self {
        Self {
            refused: Severity::Warning,
            ..Self::new(file, form, Value::Null)
        }
    }

    /// The form that the file fills, if it is one with settings.
    pub(super) fn form(self) -> Option<FormState> {
        self.form
    }

    /// Whether the form says what this text says.
    pub(super) fn has_read(self, text: &str) -> bool {
        self.read.with_value(|read| read.as_deref() == Some(text))
    }

    /// The form has written this text.
    pub(super) fn wrote(self, text: &str) {
        self.read.set_value(Some(text.to_owned()));
    }

    /// The settings of a text together with the secrets in force.
    pub(super) fn with_secrets(self, value: Value) -> Value {
        self.in_force.with_value(|in_force| with_secrets(value, in_force))
    }

    /// Fills the form from a text.
    pub(super) fn read(self, read: &Text) {
        if let Some(form) = self.form
            && !self.has_read(read.as_str())
        {
            self.wrote(read.as_str());
            let value = match self.layer(form, read.value()) {
                Some(layer) => layer.merged(),
                None => self.with_secrets(read.value().clone()),
            };
            form.apply_text(read.as_str(), value);
        }
    }

    /// What the values of a text are over the settings in force; `None` for those that are laid over nothing.
    fn layer(self, form: FormState, values: &Value) -> Option<Layer> {
        if !self.is_overlay {
            return None;
        }
        form.with_document(|document| {
            let schema = document.form().schema();
            self.in_force
                .with_value(|in_force| Layer::new(in_force, values, schema))
        })
    }

    /// Fills the form from the text that is edited, if that can be read.
    pub(super) fn fill(self, editing: Editing) {
        if let Ok(read) = editing.read.get_untracked().as_ref() {
            self.read(read);
        }
    }

    /// Whether files of this kind are checked at all.
    pub(super) fn looks_at_it(self) -> bool {
        self.is_yaml
    }

    /// The problems of the text that is edited, by line.
    pub(super) fn problems(self, locale: Locale, editing: Editing) -> Vec<Mark> {
        if !self.is_yaml {
            return Vec::new();
        }
        let read = editing.read.get_untracked();
        let read = match read.as_ref() {
            Ok(read) => read,
            // Manifests may stand several in a file; a file of settings is one document.
            Err(error) if self.form.is_none() && error.problem == Problem::SeveralDocuments => return Vec::new(),
            Err(error) => return vec![syntax(error)],
        };
        let Some(form) = self.form else { return Vec::new() };
        self.read(read);
        let words = form.words();
        let layer = self.layer(form, read.value());
        let is_of_file = |issue: &Issue| layer.as_ref().is_none_or(|layer| layer.decides(&issue.pointer));
        let refused = form.issues().into_iter().filter(is_of_file).map(|issue| {
            let parts = [form.label(&issue.pointer), words.issue(&issue)];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Mark {
                line: read.line_of(&issue.pointer),
                message: parts.join(": "),
                severity: self.refused,
            }
        });
        let unread = form.with_document(|document| match &layer {
            Some(layer) => unknown_keys(document, &Pointer::ROOT, &layer.settings()),
            None => unknown_keys(document, &Pointer::ROOT, read.value()),
        });
        let unread = unread.into_iter().map(|(at, meant)| Mark {
            line: read.line_of(&at),
            message: unread_message(locale, &at, meant),
            severity: Severity::Warning,
        });
        let mut marks: Vec<Mark> = refused.chain(unread).collect();
        marks.sort_by_key(|mark| mark.line);
        marks
    }
}

fn syntax(error: &Error) -> Mark {
    Mark {
        line: error.line,
        message: error.problem.to_string(),
        severity: Severity::Error,
    }
}

fn unread_message(locale: Locale, at: &Pointer, meant: Option<String>) -> String {
    let key = at.last().unwrap_or_default();
    match meant {
        Some(other) => say!(locale, application.code.did_you_mean, key = key, other = other),
        None => say!(locale, application.code.unknown_key, key = key),
    }
}

/// Keys that the schema does not name, in groups where it names others; each with the one that may be meant.
fn unknown_keys(document: &Document, at: &Pointer, value: &Value) -> Vec<(Pointer, Option<String>)> {
    let group = value.is_object()
        && document
            .field(at)
            .is_some_and(|field| matches!(field.kind, Kind::Object { open: false }));
    // Maps may have thousands of entries: only what can hold something unread is looked at.
    let is_looked_at = |value: &Value| group || value.is_object() || value.is_array();
    let entries: Vec<(Pointer, &Value)> = match value {
        Value::Object(entries) => entries
            .iter()
            .filter(|(_, value)| is_looked_at(value))
            .map(|(key, value)| (at.child(key), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .filter(|(_, value)| is_looked_at(value))
            .map(|(index, item)| (at.item(index), item))
            .collect(),
        _ => return Vec::new(),
    };
    let fields = if group { document.fields(at) } else { Vec::new() };
    let named: Vec<String> = fields
        .iter()
        .filter(|field| !field.entry)
        .filter_map(|field| field.pointer.last().map(|key| key.into_owned()))
        .collect();
    let open: BTreeSet<&Pointer> = fields
        .iter()
        .filter(|field| field.entry)
        .map(|field| &field.pointer)
        .collect();
    let is_unread = |at: &Pointer| group && !named.is_empty() && open.contains(at);
    let mut found = Vec::new();
    for (at, value) in entries {
        if is_unread(&at) {
            let key = at.last().unwrap_or_default();
            found.push((at.clone(), nearest(&key, &named)));
        } else {
            found.extend(unknown_keys(document, &at, value));
        }
    }
    found
}

fn nearest(key: &str, named: &[String]) -> Option<String> {
    let alike = |name: &&String| strsim::jaro_winkler(&key.to_lowercase(), &name.to_lowercase());
    let best = named.iter().max_by(|one, other| alike(one).total_cmp(&alike(other)))?;
    (alike(&best) >= ALIKE).then(|| best.clone())
}

/// The settings of a file together with the secrets in force, which no file holds.
fn with_secrets(mut value: Value, in_force: &Value) -> Value {
    add_secrets(&mut value, in_force);
    value
}

fn add_secrets(value: &mut Value, in_force: &Value) {
    let (Value::Object(value), Value::Object(in_force)) = (value, in_force) else {
        return;
    };
    for (key, known) in in_force {
        match value.get_mut(key) {
            Some(own) => add_secrets(own, known),
            None if known.as_str() == Some(SECRET_MASK) => drop(value.insert(key.clone(), known.clone())),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::Form;
    use serde_json::json;

    fn document(value: Value) -> Document {
        let form = Form::compile(&json!({
            "type": "object",
            "properties": {
                "replicas": {"type": "integer"},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "persistence": {"type": "object", "properties": {"size": {"type": "string"}}},
            },
        }));
        Document::with_overrides(form, value)
    }

    #[test]
    fn keys_that_nothing_reads_are_found_with_what_was_meant() {
        let value = json!({"replcas": 3, "persistence": {"siez": "1Gi"}, "labels": {"anything": "goes"}, "zzz": 1});
        let found = unknown_keys(&document(value.clone()), &Pointer::ROOT, &value);
        let found: Vec<_> = found
            .iter()
            .map(|(at, meant)| (at.as_str(), meant.as_deref()))
            .collect();
        assert!(found.contains(&("/replcas", Some("replicas"))), "{found:?}");
        assert!(found.contains(&("/persistence/siez", Some("size"))), "{found:?}");
        assert!(found.contains(&("/zzz", None)), "{found:?}");
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn secrets_in_force_count_although_the_file_does_not_hold_them() {
        let in_force = json!({"admin": {"password": SECRET_MASK, "user": "a"}, "gone": 1});
        let value = with_secrets(json!({"admin": {"user": "b"}}), &in_force);
        assert_eq!(value, json!({"admin": {"user": "b", "password": SECRET_MASK}}));
    }
}
