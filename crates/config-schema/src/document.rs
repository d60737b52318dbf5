//! One form being filled.
//!
//! The value is one JSON document; only what the user changed is stored. Every edit touches the edited location, the
//! rules on the way up that name it, and nothing else, and says in [`Changes`] which cells to refresh.

mod branch;
mod describe;
mod edit;
mod effective;
mod kind;
mod ledger;
mod list;
mod place;
mod visit;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{Field, Form, Issue, Kind, Pointer, ValueState, schema::RuleId};
use ledger::Ledger;
use place::Memory;

/// A form together with what the user has entered.
#[derive(Debug, Clone)]
pub struct Document {
    form: Form,
    overrides: Value,
    effective: Value,
    memory: Memory,
    /// Values of options and conditions that are not shown now: by location, rule and option, then by property.
    parked: HashMap<(Pointer, RuleId, usize), Map<String, Value>>,
    ledger: Ledger,
}

/// Which cells of a screen an edit touched. A location stands for itself and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Locations whose value or [`ValueState`] may have changed.
    pub values: Vec<Pointer>,
    /// Locations whose issues changed (exactly these, not what lies below).
    pub issues: Vec<Pointer>,
    /// Containers whose list of fields, items or options may have changed.
    pub structure: Vec<Pointer>,
}

/// Why an edit is impossible. The document is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A container on the way holds a text, a number or the like.
    #[error("{0} does not hold other values")]
    NotAContainer(Pointer),
    /// The list is shorter, or the location is not a list.
    #[error("there is no item at {0}")]
    NoSuchItem(Pointer),
    /// The map has no such key.
    #[error("there is no entry at {0}")]
    NoSuchEntry(Pointer),
    /// The map already has this key.
    #[error("the key {0} is already used")]
    KeyTaken(String),
    /// The option does not exist at this location.
    #[error("there is no such option at {0}")]
    NoSuchOption(Pointer),
    /// An item of a list is removed, not unset.
    #[error("{0} is an item of a list: remove it instead")]
    IsAnItem(Pointer),
}

impl Document {
    /// An empty document: everything is at its default. A schema whose root is not an object starts with the blank value
    /// of its kind.
    pub fn new(form: Form) -> Self {
        let mut document = Self::with_overrides(form, Value::Object(Map::new()));
        let is_object = |field: Field| matches!(field.kind, Kind::Object { .. } | Kind::Map | Kind::Raw { .. });
        if !document.field(&Pointer::ROOT).is_some_and(is_object) {
            let blank = document.blank(&Pointer::ROOT);
            document.replace_overrides(blank);
        }
        document
    }

    /// A document with stored overrides, e.g. of an installed Application or a draft.
    pub fn with_overrides(form: Form, overrides: Value) -> Self {
        let mut document = Self {
            form,
            overrides,
            effective: Value::Null,
            memory: Memory::default(),
            parked: HashMap::new(),
            ledger: Ledger::default(),
        };
        document.rebuild();
        document.ledger.settle();
        document
    }

    /// The form this document is filled against.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// What the user entered: the document to store and to submit.
    pub fn overrides(&self) -> &Value {
        &self.overrides
    }

    /// The overrides over the defaults: the document that is checked and that will apply.
    pub fn effective(&self) -> &Value {
        &self.effective
    }

    /// The value that applies at a location.
    pub fn get(&self, at: &Pointer) -> Option<&Value> {
        at.get(&self.effective)
    }

    /// The value the user entered at a location.
    pub fn override_at(&self, at: &Pointer) -> Option<&Value> {
        at.get(&self.overrides)
    }

    /// Tells unset, default, null, empty and set apart.
    pub fn value_state(&self, at: &Pointer) -> ValueState {
        match self.override_at(at) {
            Some(Value::Null) => ValueState::Null,
            Some(Value::String(text)) if text.is_empty() => ValueState::Empty,
            Some(Value::Array(items)) if items.is_empty() => ValueState::Empty,
            Some(Value::Object(entries)) if entries.is_empty() && !at.is_root() => ValueState::Empty,
            Some(_) => ValueState::Set,
            None if self.get(at).is_some() => ValueState::Default,
            None => ValueState::Unset,
        }
    }

    /// Whether nothing is wrong, as the authority decides over [`Document::effective`].
    pub fn is_valid(&self) -> bool {
        self.ledger.is_empty()
    }

    /// Everything that is wrong, ordered by location.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.ledger.issues()
    }

    /// What is wrong at exactly this location.
    pub fn issues_at(&self, at: &Pointer) -> Vec<&Issue> {
        self.ledger.issues_at(at).collect()
    }

    /// How many issues lie at or below a location: for the badge of a group or a tab.
    pub fn issue_count_below(&self, at: &Pointer) -> usize {
        self.ledger.issues_below(at).count()
    }

    /// Checks everything again and returns every issue. Edits keep the issues current by themselves, so this is only
    /// needed as a proof.
    pub fn validate_all(&mut self) -> Vec<Issue> {
        self.revisit_all();
        self.ledger.settle();
        self.issues().cloned().collect()
    }
}

impl Changes {
    fn add(list: &mut Vec<Pointer>, at: &Pointer) {
        if !list.contains(at) {
            list.push(at.clone());
        }
    }

    fn absorb(&mut self, other: Self) {
        for at in &other.values {
            Self::add(&mut self.values, at);
        }
        for at in &other.issues {
            Self::add(&mut self.issues, at);
        }
        for at in &other.structure {
            Self::add(&mut self.structure, at);
        }
    }
}
