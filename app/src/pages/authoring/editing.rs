//! The text, and what is read from it as it is typed.

use super::draft::Draft;
use super::words;
use crate::i18n::Locale;
use crate::interop::monaco::{Editor, Mark, Severity};
use config_schema::Pointer;
use config_schema::authoring::{self, lint};
use config_schema::yaml::Text;
use contract::FieldError;
use leptos::prelude::*;
use serde_json::Value;

/// Id of the editor.
pub(super) const EDITOR: &str = "blueprint-editor";

/// A Blueprint being written.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) editor: Editor,
    pub(super) text: RwSignal<String>,
    /// What it began with.
    pub(super) base: RwSignal<String>,
    pub(super) draft: StoredValue<Draft>,
    pub(super) problems: RwSignal<Vec<Mark>>,
    /// The last text that could be read, as a document.
    pub(super) document: RwSignal<Value>,
    /// Whether the text of now cannot be read.
    pub(super) is_broken: RwSignal<bool>,
}

/// What a manifest says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) version: String,
}

impl Editing {
    pub(super) fn new(text: String, draft: Draft) -> Self {
        let document = Text::parse(&text).map(|read| read.value().clone());
        Self {
            editor: Editor::new(EDITOR),
            document: RwSignal::new(document.unwrap_or_default()),
            base: RwSignal::new(text.clone()),
            text: RwSignal::new(text),
            draft: StoredValue::new(draft),
            problems: RwSignal::new(Vec::new()),
            is_broken: RwSignal::new(false),
        }
    }

    /// Somebody typed.
    pub(super) fn typed(self, text: String) {
        self.draft.with_value(|draft| draft.write(&text));
        self.text.set(text);
    }

    /// This text was published. What was typed since is kept.
    pub(super) fn published(self, sent: String) {
        if self.text.with_untracked(|now| *now == sent) {
            self.draft.with_value(Draft::clear);
        }
        self.base.set(sent);
    }

    /// Puts another text in the editor.
    pub(super) fn replace(self, text: &str) {
        self.editor.replace(text);
        self.typed(text.to_owned());
    }

    /// Takes up the draft of an earlier visit; whether there was one.
    pub(super) fn restore(self) -> bool {
        let kept = self.draft.with_value(Draft::read);
        let kept = kept.filter(|kept| self.base.with_untracked(|base| base != kept));
        if let Some(kept) = &kept {
            self.replace(kept);
        }
        kept.is_some()
    }

    /// Back to what it began with.
    pub(super) fn discard(self) {
        self.replace(&self.base.get_untracked());
        self.draft.with_value(Draft::clear);
    }

    /// Reads the text and marks what is wrong with it.
    pub(super) fn check(self, locale: Locale) {
        let read = self.text.with_untracked(|text| Text::parse(text));
        self.is_broken.set(read.is_err());
        let marks = match read {
            Err(error) => vec![Mark {
                line: error.line,
                message: error.problem.to_string(),
                severity: Severity::Error,
            }],
            Ok(read) => {
                if self.document.with_untracked(|document| document != read.value()) {
                    self.document.set(read.value().clone());
                }
                let findings = lint(read.value()).into_iter().map(|finding| Mark {
                    line: read.line_of(&finding.pointer),
                    message: words::finding(locale, &finding.rule),
                    severity: match finding.severity() {
                        authoring::Severity::Error => Severity::Error,
                        authoring::Severity::Warning => Severity::Warning,
                    },
                });
                let mut marks: Vec<Mark> = findings.collect();
                marks.sort_by_key(|mark| mark.line);
                marks
            }
        };
        self.show(marks);
    }

    /// Marks what the control plane refused.
    pub(super) fn refused(self, fields: &[FieldError]) {
        let Ok(read) = self.text.with_untracked(|text| Text::parse(text)) else {
            return;
        };
        let marks = fields.iter().map(|field| Mark {
            line: read.line_of(&Pointer::parse(&field.pointer).unwrap_or(Pointer::ROOT)),
            message: field.message.clone(),
            severity: Severity::Error,
        });
        self.show(marks.collect());
    }

    fn show(self, marks: Vec<Mark>) {
        self.editor.mark(&marks);
        self.problems.set(marks);
    }

    /// What the document says about itself.
    pub(super) fn named(self) -> Named {
        self.document.with(|document| {
            let text = |at: &str| {
                document
                    .pointer(at)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            Named {
                name: text("/metadata/name"),
                version: text("/spec/version"),
            }
        })
    }

    /// Writes another version into the text, and nothing else.
    pub(super) fn set_version(self, version: &str) {
        let Ok(mut text) = self.text.with_untracked(|text| Text::parse(text)) else {
            return;
        };
        let mut document = text.value().clone();
        if let Some(Value::Object(spec)) = document.get_mut("spec") {
            spec.insert("version".to_owned(), Value::String(version.to_owned()));
        }
        text.apply(&document);
        self.replace(text.as_str());
    }

    pub(super) fn has_errors(self) -> bool {
        self.problems
            .with(|problems| problems.iter().any(|mark| mark.severity == Severity::Error))
    }
}

/// The version after this one: a fix, an addition, or a break.
pub(super) fn next_versions(version: &str) -> Option<[String; 3]> {
    let version = semver::Version::parse(version).ok()?;
    let (major, minor, patch) = (version.major, version.minor, version.patch);
    Some([
        format!("{major}.{minor}.{}", patch.checked_add(1)?),
        format!("{major}.{}.0", minor.checked_add(1)?),
        format!("{}.0.0", major.checked_add(1)?),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_fixes_adds_or_breaks() {
        let next = next_versions("1.2.3").unwrap();
        assert_eq!(next, ["1.2.4", "1.3.0", "2.0.0"]);
        assert_eq!(next_versions("one"), None);
        assert_eq!(next_versions(&format!("{}.0.0", u64::MAX)), None);
    }

    #[test]
    fn the_template_is_clean() {
        let template = Text::parse(super::super::page::TEMPLATE).unwrap();
        assert_eq!(lint(template.value()), []);
    }
}
