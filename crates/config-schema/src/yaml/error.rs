//! Why a text is not read.

use std::fmt;

/// A problem in a text and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// The kinds of problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not YAML.
    #[error("{0}")]
    Syntax(String),
    /// The same key twice in one mapping: readers disagree on which one counts.
    #[error("the key `{0}` is already used in this mapping")]
    DuplicateKey(String),
    /// A key that is a list or a mapping; JSON has no such thing.
    #[error("a key must be a text")]
    KeyIsNotText,
    /// A second document after `---`.
    #[error("only one document is expected")]
    SeveralDocuments,
    /// A character that YAML does not allow.
    #[error("the control character U+{0:04X} is not allowed")]
    ControlCharacter(u32),
    /// Deeper than the limit.
    #[error("the nesting is deeper than {0} levels")]
    TooDeep(usize),
    /// Longer than the limit.
    #[error("the text is longer than {0} bytes")]
    TooLong(usize),
    /// Aliases that expand to more values than the limit.
    #[error("the aliases expand to more than {0} values")]
    TooManyValues(usize),
    /// `*name` without `&name` before it.
    #[error("this alias names nothing")]
    UnknownAlias,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}
