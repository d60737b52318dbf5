//! YAML as a view of the same document.
//!
//! A [`Text`] is what an expert edits. [`Text::value`] is the JSON document in it; [`Text::apply`] brings the text to a
//! new document with the smallest edits: comments, order, unknown keys and every untouched line stay as they were.
//!
//! YAML 1.2 core is read: `Off`, `no` and `on` are texts. Written texts are quoted wherever an older reader would see
//! something else in them. Hostile input ends in an [`Error`] with its place, never in a panic or in exploding aliases.
//!
//! ```
//! use config_schema::yaml::Text;
//! use serde_json::json;
//!
//! let mut text = Text::parse("# the shop\nreplicas: 2 # enough\nmode: Off\n").unwrap();
//! assert_eq!(text.value(), &json!({"replicas": 2, "mode": "Off"}));
//! text.apply(&json!({"replicas": 3, "mode": "Off", "spf": "-all"}));
//! assert_eq!(text.as_str(), "# the shop\nreplicas: 3 # enough\nmode: Off\nspf: \"-all\"\n");
//! ```

mod emit;
mod error;
mod scalar;
mod splice;
mod tree;

use crate::Pointer;
use serde_json::{Map, Value};

pub use error::{Error, Problem};
use splice::Grain;
use tree::Node;

/// The longest text read, in bytes. Overrides are configuration, not data.
pub const MAX_BYTES: usize = 1 << 20;

/// A YAML text together with the document in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    source: String,
    root: Option<Node>,
    value: Value,
}

impl Text {
    /// Reads a text. An empty one, or one of comments only, holds the empty object.
    ///
    /// # Errors
    /// What is wrong and where: syntax, duplicate keys, more than one document, control characters, nesting deeper or
    /// a text longer than the limits, aliases that expand beyond them.
    pub fn parse(source: &str) -> Result<Self, Error> {
        let (root, value) = match tree::read(source)? {
            Some((root, value)) => (Some(root), value),
            None => (None, Value::Object(Map::new())),
        };
        Ok(Self {
            source: source.to_owned(),
            root,
            value,
        })
    }

    /// Writes a document as a new text.
    pub fn from_value(value: &Value) -> Self {
        let source = emit::document(value);
        let root = tree::read(&source).ok().flatten().map(|(root, _)| root);
        Self {
            source,
            root,
            value: value.clone(),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The document in the text.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The line of a location, from 1; of the nearest container in sight where the location has no line of its own.
    pub fn line_of(&self, at: &Pointer) -> usize {
        let start = self.root.as_ref().map_or(0, |root| root.start_of(at));
        1 + self.source.bytes().take(start).filter(|byte| *byte == b'\n').count()
    }

    /// Edits the text so that it holds `after`, changing as little as possible. Comments and the order of what stays
    /// are kept; a part that cannot be edited in place (say, an anchored block that now differs from its aliases) is
    /// written anew.
    pub fn apply(&mut self, after: &Value) {
        if self.value == *after {
            return;
        }
        let candidates = match &self.root {
            Some(root) => [Grain::Fine, Grain::TopLevel]
                .map(|grain| splice::edit(&self.source, root, [&self.value, after], grain)),
            None => [Some(splice::append_to_comments(&self.source, after)), None],
        };
        // An edit is proven by reading the text back; where none holds, the document is written anew.
        let mut read = candidates
            .into_iter()
            .flatten()
            .filter_map(|text| Self::parse(&text).ok());
        let held = read.find(|text| text.value == *after);
        *self = held.unwrap_or_else(|| Self::from_value(after));
    }
}
