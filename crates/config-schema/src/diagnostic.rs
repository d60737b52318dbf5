//! What is wrong with a schema itself, for the author of the Blueprint.

use serde::Serialize;

use crate::Pointer;

/// A problem in the schema. It never stops the form: the engine says what it ignored and goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Where in the schema document, e.g. `/properties/port/minimum`.
    pub schema: Pointer,
    /// What is wrong.
    pub problem: Problem,
}

/// The kinds of schema problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Problem {
    /// A JSON Schema keyword that the form engine does not implement; the field becomes a YAML editor.
    #[error("the keyword `{keyword}` is not supported; this field is edited as YAML")]
    UnsupportedKeyword {
        /// The keyword.
        keyword: String,
    },
    /// The keyword's value has the wrong shape; the keyword is ignored.
    #[error("`{keyword}` must be {expected}; it is ignored")]
    MalformedKeyword {
        /// The keyword.
        keyword: String,
        /// What the specification asks for.
        expected: String,
    },
    /// A `$ref` that leads nowhere in this document.
    #[error("`$ref` {reference} does not lead to a schema in this document")]
    UnknownReference {
        /// The reference as written.
        reference: String,
    },
    /// A pattern the regular expression engine refuses; it is ignored.
    #[error("`{pattern}` is not a regular expression; it is ignored")]
    BadPattern {
        /// The pattern as written.
        pattern: String,
    },
    /// A keyword of another draft or dialect, which the authority ignores too.
    #[error("`{keyword}` has no effect here: {advice}")]
    NoEffect {
        /// The keyword.
        keyword: String,
        /// What to write instead.
        advice: String,
    },
    /// A draft other than 7 or 2020-12.
    #[error("the draft {dialect} is read as {read_as}")]
    OtherDraft {
        /// The value of `$schema`.
        dialect: String,
        /// The draft whose rules apply.
        read_as: &'static str,
    },
    /// The schema nests deeper than the engine follows.
    #[error("the schema nests too deeply here; this field is edited as YAML")]
    TooDeep,
    /// The schema is neither an object nor a boolean.
    #[error("a schema must be an object or a boolean; anything is accepted here")]
    NotASchema,
}
