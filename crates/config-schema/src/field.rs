//! What a screen needs to draw one location of a form.

use std::{borrow::Cow, sync::Arc};

use serde_json::{Number, Value};

use crate::{
    Diagnostic, Format, Pointer, Presentation, Translations,
    presentation::humanise,
    schema::{RawReason, RuleId},
};

/// One location of a form as it stands now: the merged view of every schema in force there.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where the value lives.
    pub pointer: Pointer,
    /// Which widget fits.
    pub kind: Kind,
    /// Whether `null` is allowed beside the kind.
    pub nullable: bool,
    /// Whether the containing object demands it now; conditions count.
    pub required: bool,
    /// Title, help, hints. See [`Field::title`] for a label that is never empty.
    pub presentation: Arc<Presentation>,
    /// What applies when nothing is set.
    pub default: Option<Value>,
    /// Bounds to show and to give to the input element.
    pub limits: Limits,
    /// Choices between alternative shapes (`oneOf`, `anyOf`); usually none, seldom more than one. The kind and the
    /// children already are those of the chosen options.
    pub branches: Vec<Branches>,
    /// Whether the schema does not name this key: an array item, a map entry, or a key nobody knows.
    /// Such a field can be removed, and a map entry can be renamed.
    pub entry: bool,
    /// What is wrong with the schema here, for its author.
    pub diagnostics: Vec<Diagnostic>,
}

impl Field {
    /// The title, or a readable form of the key.
    pub fn title(&self) -> Cow<'_, str> {
        match &self.presentation.title {
            Some(title) => Cow::Borrowed(title),
            None => Cow::Owned(humanise(&self.key())),
        }
    }

    /// The property name or item index; empty for the root.
    pub fn key(&self) -> Cow<'_, str> {
        self.pointer.last().unwrap_or_default()
    }

    /// The label of the current value of a [`Kind::Choice`], or its text.
    pub fn choice_label(&self, value: &Value) -> String {
        let Kind::Choice(options) = &self.kind else {
            return readable(value);
        };
        let found = options.iter().find(|option| crate::number::equal(&option.value, value));
        found.map_or_else(|| readable(value), |option| option.label.clone())
    }
}

/// The widgets of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Known properties; with `open`, further keys may be added as in a map.
    Object {
        /// Whether the schema invites further keys.
        open: bool,
    },
    /// Keys chosen by the user, each with a value of one kind.
    Map,
    /// A list of like items.
    Array,
    /// A list whose places have different kinds.
    Tuple,
    /// Text.
    Text {
        /// Whether line breaks are expected.
        multiline: bool,
        /// A checked format.
        format: Option<Format>,
    },
    /// A number.
    Number {
        /// Whole numbers only.
        integer: bool,
    },
    /// Yes or no.
    Boolean,
    /// One of a list of values of any type; compare by value, not by text.
    Choice(Vec<Choice>),
    /// The one allowed value: shown, not asked.
    Constant(Value),
    /// `null` and nothing else.
    Null,
    /// No widget fits: edit the value as YAML.
    Raw {
        /// Why.
        reason: RawReason,
    },
}

/// One option of a [`Kind::Choice`].
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The value to set.
    pub value: Value,
    /// What to show.
    pub label: String,
    /// More about it, when the schema says more.
    pub description: Option<String>,
    /// Both in other languages.
    pub translations: Translations,
}

/// One `oneOf` or `anyOf` in force at a location.
#[derive(Debug, Clone, PartialEq)]
pub struct Branches {
    /// Names it in [`crate::Document::choose_branch`].
    pub id: BranchesId,
    /// The options in schema order.
    pub options: Vec<BranchOption>,
    /// The index of the option shown.
    pub chosen: usize,
}

/// Names one `oneOf` or `anyOf` of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BranchesId(pub(crate) RuleId);

/// One alternative of a [`Branches`].
#[derive(Debug, Clone, PartialEq)]
pub struct BranchOption {
    /// From the title, the discriminating constant, the required keys or the type.
    pub label: String,
    /// The option's description.
    pub description: Option<String>,
    /// Both in other languages.
    pub translations: Translations,
}

/// The tightest bounds of every schema in force.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// Least value.
    pub minimum: Option<Number>,
    /// Greatest value.
    pub maximum: Option<Number>,
    /// The value must be greater.
    pub exclusive_minimum: Option<Number>,
    /// The value must be less.
    pub exclusive_maximum: Option<Number>,
    /// The value must be a multiple.
    pub multiple_of: Option<Number>,
    /// Least number of characters.
    pub min_length: Option<u64>,
    /// Greatest number of characters.
    pub max_length: Option<u64>,
    /// The patterns a text must match, ECMA-262.
    pub patterns: Vec<String>,
    /// Least number of items.
    pub min_items: Option<u64>,
    /// Greatest number of items.
    pub max_items: Option<u64>,
    /// Whether items must differ.
    pub unique_items: bool,
    /// Least number of keys.
    pub min_properties: Option<u64>,
    /// Greatest number of keys.
    pub max_properties: Option<u64>,
}

/// What is stored at a location. These are five different things and a screen must not confuse them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueState {
    /// Nothing is stored and no default applies.
    Unset,
    /// Nothing is stored; the default applies.
    Default,
    /// `null` is stored.
    Null,
    /// An empty text, list or object is stored.
    Empty,
    /// A value is stored.
    Set,
}

/// A short text for a value, e.g. as the label of an option.
pub(crate) fn readable(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
