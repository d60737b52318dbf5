//! The few words that many primitives share, handed in once by the application in the User's language.

use leptos::prelude::*;

/// Words of the primitives. The default is English, for a primitive that stands outside the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Closes a dialog or a menu.
    pub close: &'static str,
    /// Removes a message.
    pub dismiss: &'static str,
    /// Leaves a dialog without doing anything.
    pub cancel: &'static str,
    /// Copies a text.
    pub copy: &'static str,
    /// Said after copying.
    pub copied: &'static str,
    /// Empties a search box.
    pub clear: &'static str,
    /// A filter left nothing.
    pub no_matches: &'static str,
    /// Spoken beside the mark of a required field.
    pub required: &'static str,
    /// Spoken while something is loading.
    pub loading: &'static str,
    /// Spoken before an error text.
    pub error: &'static str,
    /// An added line of a diff.
    pub added: &'static str,
    /// A removed line of a diff.
    pub removed: &'static str,
    /// A step that is over.
    pub done: &'static str,
    /// The step that is under way.
    pub current: &'static str,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            close: "Close",
            dismiss: "Dismiss",
            cancel: "Cancel",
            copy: "Copy",
            copied: "Copied",
            clear: "Clear",
            no_matches: "Nothing matches",
            required: "required",
            loading: "Loading",
            error: "Error",
            added: "added",
            removed: "removed",
            done: "done",
            current: "now",
        }
    }
}

/// The words in context, else English.
#[must_use]
pub fn use_words() -> Words {
    use_context().unwrap_or_default()
}
