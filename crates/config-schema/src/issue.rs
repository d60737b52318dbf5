//! One thing that is wrong with a value, in a shape that a person, a screen and a server can share.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Pointer;

/// A value that the schema refuses. The control plane refuses in the same shape, so its answer lands on the same field.
///
/// `message` is English and safe to show: it never quotes the value, only the rule. Translations use `keyword` and
/// `params` instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Where to show it. A missing property is reported on the property, not on its object.
    pub pointer: Pointer,
    /// The JSON Schema keyword that failed, e.g. `minLength`.
    pub keyword: Cow<'static, str>,
    /// The rule in English.
    pub message: String,
    /// The numbers and names of the rule: `limit`, `pattern`, `format`, `expected`, `allowed`, `property`, `matches`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
}

impl Issue {
    /// An issue without parameters.
    pub fn new(pointer: Pointer, keyword: &'static str, message: impl Into<String>) -> Self {
        Self {
            pointer,
            keyword: Cow::Borrowed(keyword),
            message: message.into(),
            params: Map::new(),
        }
    }

    /// Adds a parameter for translations.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_root() {
            out.write_str(&self.message)
        } else {
            write!(out, "{}: {}", self.pointer, self.message)
        }
    }
}
