//! One form being filled: the engine's document, and what the screen adds to it.

use std::collections::{BTreeMap, HashSet};

use config_schema::{Document, Field, Form, Issue, Kind, MASK, Pointer, ValueState};
use contract::FieldError;
use serde_json::Value;

use super::registry::{Model, Registry};
use super::suggestions::Suggestions;
use super::words::Words;

/// How much of a form is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// What most people need.
    #[default]
    Form,
    /// Everything the schema names, and keys it does not name.
    Advanced,
    /// The same document as YAML.
    Yaml,
}

/// Text of a raw value that cannot be stored because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// As typed.
    pub(super) text: String,
    /// Why, in the parser's words.
    pub(super) detail: String,
}

/// The state behind the screen.
pub(super) struct Filling {
    /// Goes before every id in the page.
    pub(super) name: String,
    pub(super) document: Document,
    /// What was stored when the form was opened.
    pub(super) base: Value,
    pub(super) registry: Registry,
    pub(super) depth: Depth,
    pub(super) words: Words,
    pub(super) suggestions: Suggestions,
    pub(super) unreadable: BTreeMap<Pointer, Unreadable>,
    /// The text the document was last read from, with its comments.
    pub(super) text: Option<String>,
    /// Refusals of the server, until their field is edited.
    refused: Vec<Issue>,
    /// Fields somebody has been in: only there, a missing value is pointed out before the form is sent.
    touched: HashSet<Pointer>,
    submitted: bool,
    /// Why no secret can be typed here, where none can.
    pub(super) no_secrets: Option<&'static str>,
}

impl Filling {
    pub(super) fn new(name: String, form: Form, overrides: Value, words: Words) -> Self {
        Self {
            name,
            base: overrides.clone(),
            document: Document::with_overrides(form, overrides),
            registry: Registry::default(),
            depth: Depth::Form,
            words,
            suggestions: Suggestions::default(),
            unreadable: BTreeMap::new(),
            text: None,
            refused: Vec::new(),
            touched: HashSet::new(),
            submitted: false,
            no_secrets: None,
        }
    }

    /// Whether the field is shown at the current depth.
    fn shows(&self, field: &Field, parent_open: bool) -> bool {
        if self.depth != Depth::Form {
            return true;
        }
        let at = &field.pointer;
        let stray = field.entry && !parent_open && !field.required;
        // A discriminator says what the chosen option already says.
        let settled = matches!(field.kind, Kind::Constant(_)) && field.required;
        if !(field.presentation.advanced || stray || settled) {
            return true;
        }
        let said = !settled && !stray && self.document.override_at(at).is_some();
        said || self.has_issues_below(at)
    }

    fn has_issues_below(&self, at: &Pointer) -> bool {
        self.document.issue_count_below(at) > 0 || self.refused.iter().any(|issue| at.contains(&issue.pointer))
    }

    /// The issues to show at a location.
    pub(super) fn issues_at(&self, at: &Pointer) -> Vec<Issue> {
        let asked = self.submitted || self.touched.contains(at);
        let own = self
            .document
            .issues_at(at)
            .into_iter()
            .filter(|issue| asked || issue.keyword != "required")
            .cloned();
        let refused = self.refused.iter().filter(|issue| issue.pointer == *at).cloned();
        own.chain(refused).chain(self.unreadable_issue(at)).collect()
    }

    fn unreadable_issue(&self, at: &Pointer) -> Option<Issue> {
        let unreadable = self.unreadable.get(at)?;
        Some(Issue::new(at.clone(), "parse", "").with("detail", unreadable.detail.as_str()))
    }

    /// Everything that keeps the form from being sent, and the refusals of the last time it was.
    pub(super) fn all_issues(&self) -> Vec<Issue> {
        let unreadable = self.unreadable.keys().filter_map(|at| self.unreadable_issue(at));
        let mut issues: Vec<Issue> = self.document.issues().cloned().chain(unreadable).collect();
        for refused in &self.refused {
            let known = issues
                .iter()
                .any(|issue| issue.pointer == refused.pointer && issue.keyword == refused.keyword);
            if !known {
                issues.push(refused.clone());
            }
        }
        if issues.len() > 1 {
            let order = self.registry.order();
            issues.sort_by_cached_key(|issue| order.get(&self.registry.nearest(&issue.pointer)).copied());
        }
        issues
    }

    /// Whether the form may be sent. Refusals of the server do not count: only the server can lift them.
    pub(super) fn is_valid(&self) -> bool {
        self.document.is_valid() && self.unreadable.is_empty()
    }

    pub(super) fn is_submitted(&self) -> bool {
        self.submitted
    }

    /// From now on everything that is missing is pointed out, and the server is asked anew; returns the locations whose
    /// issues change.
    pub(super) fn submit(&mut self) -> Vec<Pointer> {
        self.submitted = true;
        let lifted = self.refused.drain(..).map(|issue| issue.pointer);
        let missing = self.document.issues().map(|issue| issue.pointer.clone());
        lifted.chain(missing).collect()
    }

    /// Notes that somebody has been in a field; true when that is news.
    pub(super) fn touch(&mut self, at: &Pointer) -> bool {
        self.touched.insert(at.clone())
    }

    /// Takes the server's refusals; returns the locations whose issues change.
    pub(super) fn refuse(&mut self, errors: Vec<FieldError>) -> Vec<Pointer> {
        let mut changed: Vec<Pointer> = self.refused.drain(..).map(|issue| issue.pointer).collect();
        for error in errors {
            let pointer = Pointer::parse(&error.pointer).unwrap_or_default();
            let issue = Issue {
                keyword: error.keyword.into(),
                ..Issue::new(pointer.clone(), "", error.message)
            };
            // The live check says the same already.
            let known = self
                .document
                .issues_at(&pointer)
                .iter()
                .any(|own| own.keyword == issue.keyword);
            if !known {
                self.refused.push(issue);
                changed.push(pointer);
            }
        }
        changed
    }

    /// Forgets refusals at, above and below an edited location; returns where.
    pub(super) fn lift_refusals(&mut self, edited: &Pointer) -> Vec<Pointer> {
        let concerned = |issue: &Issue| {
            edited.contains(&issue.pointer) || (issue.pointer.contains(edited) && !issue.pointer.is_root())
        };
        let lifted = self
            .refused
            .iter()
            .filter(|issue| concerned(issue))
            .map(|issue| issue.pointer.clone());
        let lifted = lifted.collect();
        self.refused.retain(|issue| !concerned(issue));
        lifted
    }

    /// A secret that is stored and that the server answers with a mask.
    pub(super) fn kept_secret(&self, at: &Pointer) -> Option<&Value> {
        at.get(&self.base).filter(|value| value.as_str() == Some(MASK))
    }

    pub(super) fn state(&self, at: &Pointer) -> ValueState {
        self.document.value_state(at)
    }
}

impl Model for Filling {
    fn field(&self, at: &Pointer) -> Option<Field> {
        self.document.field(at)
    }

    fn children(&self, at: &Pointer) -> Vec<Field> {
        let open = self
            .registry
            .get(at)
            .map(|drawn| drawn.field.kind.clone())
            .or_else(|| self.document.field(at).map(|field| field.kind));
        match open {
            Some(kind) => self.children_of(at, &kind),
            None => Vec::new(),
        }
    }
}

impl Filling {
    /// The fields to show below a container of this kind.
    pub(super) fn children_of(&self, at: &Pointer, kind: &Kind) -> Vec<Field> {
        let open = match kind {
            Kind::Object { open } => *open,
            Kind::Map | Kind::Array | Kind::Tuple => true,
            _ => return Vec::new(),
        };
        let mut fields = self.document.fields(at);
        fields.retain(|field| self.shows(field, open));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use serde_json::json;

    fn filling(schema: Value, overrides: Value) -> Filling {
        Filling::new(
            "config".to_owned(),
            Form::compile(&schema),
            overrides,
            Words(Locale::en),
        )
    }

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    fn shown(filling: &Filling) -> Vec<String> {
        let fields = filling.children(&Pointer::ROOT);
        fields.iter().map(|field| field.key().into_owned()).collect()
    }

    #[test]
    fn advanced_fields_are_hidden_until_they_are_set_or_wrong() {
        let schema = json!({"type": "object", "properties": {
            "a": {"type": "string"},
            "b": {"type": "integer", "x-catalyst-ui-advanced": true}
        }});
        let mut filling = filling(schema, json!({}));
        assert_eq!(shown(&filling), ["a"]);
        filling.depth = Depth::Advanced;
        assert_eq!(shown(&filling), ["a", "b"]);
        filling.depth = Depth::Form;
        filling.document.set(&at("/b"), json!(3)).unwrap();
        assert_eq!(shown(&filling), ["a", "b"]);
    }

    #[test]
    fn what_is_missing_is_pointed_out_after_leaving_the_field_or_sending() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
        let mut filling = filling(schema, json!({}));
        assert!(filling.issues_at(&at("/a")).is_empty());
        assert!(filling.touch(&at("/a")));
        assert_eq!(filling.issues_at(&at("/a")).len(), 1);
        assert!(!filling.touch(&at("/a")));
    }

    #[test]
    fn a_refusal_stays_on_its_field_until_the_field_is_edited() {
        let schema = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
        let mut filling = filling(schema, json!({}));
        let error = |pointer: &str| FieldError {
            pointer: pointer.to_owned(),
            keyword: "unique".to_owned(),
            message: "taken".to_owned(),
        };
        filling.refuse(vec![error("/a"), error("")]);
        assert_eq!(filling.issues_at(&at("/a"))[0].message, "taken");
        assert_eq!(filling.lift_refusals(&at("/b")), Vec::<Pointer>::new());
        assert_eq!(filling.lift_refusals(&at("/a")), [at("/a")]);
        assert!(filling.issues_at(&at("/a")).is_empty());
        assert_eq!(filling.all_issues().len(), 1);
        assert!(
            filling.is_valid(),
            "only the server can lift what only the server knows"
        );
    }
}
