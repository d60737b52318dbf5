//! The form engine: JSON Schema → form model → edits → value and issues.
//!
//! A Blueprint's `configSchema` is compiled once into a [`Form`]. A [`Document`] is one form being filled: it stores only
//! what differs from the defaults (the *overrides*), answers what to draw at any location, and knows at every moment
//! what is wrong. There is no user interface and no input or output in here; it runs natively and in the browser.
//!
//! ```
//! use config_schema::{Document, Form, Kind, Pointer, ValueState};
//! use serde_json::json;
//!
//! let form = Form::compile(&json!({
//!     "type": "object",
//!     "required": ["domain"],
//!     "properties": {
//!         "domain": {"type": "string", "format": "hostname"},
//!         "replicas": {"type": "integer", "default": 2, "minimum": 1, "maximum": 20}
//!     }
//! }));
//! let mut document = Document::new(form);
//!
//! let fields = document.fields(&Pointer::ROOT);
//! assert_eq!(fields[1].title(), "Replicas");
//! assert_eq!(fields[1].kind, Kind::Number { integer: true });
//!
//! let domain = Pointer::ROOT.child("domain");
//! assert_eq!(document.issues_at(&domain)[0].keyword, "required");
//! let changes = document.set(&domain, json!("shop.example.org")).unwrap();
//! assert_eq!(changes.issues, [domain]);
//! assert!(document.is_valid());
//!
//! let replicas = Pointer::ROOT.child("replicas");
//! assert_eq!(document.value_state(&replicas), ValueState::Default);
//! assert_eq!(document.overrides(), &json!({"domain": "shop.example.org"}));
//! assert_eq!(document.effective(), &json!({"domain": "shop.example.org", "replicas": 2}));
//! ```
//!
//! **What is submitted and what is checked.** The overrides are submitted; the server merges the defaults. So the checks
//! run over [`Document::effective`], the overrides over the defaults. The verdict is that of the `jsonschema` crate with
//! `format` asserted, which is what decides on the server; a keyword this engine does not implement is left to it.
//!
//! **Errors of alternatives.** Of a `oneOf` or `anyOf` that fails, only the issues of the chosen option are reported. An
//! alternative that holds is never reported, whichever option is shown.

#![warn(missing_docs)]

mod assertion;
pub mod authoring;
mod check;
mod diagnostic;
mod diff;
mod document;
mod failure;
mod field;
mod form;
mod format;
mod issue;
mod layer;
mod mask;
mod number;
mod pattern;
mod pointer;
mod presentation;
mod schema;
mod secrets;
mod upgrade;
#[cfg(feature = "yaml")]
pub mod yaml;

pub use diagnostic::{Diagnostic, Problem};
pub use diff::{ValueChange, diff};
pub use document::{Changes, Document, EditError};
pub use field::{BranchOption, Branches, BranchesId, Choice, Field, Kind, Limits, ValueState};
pub use form::Form;
pub use format::Format;
pub use issue::Issue;
pub use layer::{decides, layered};
pub use mask::{MASK, masked};
pub use pointer::Pointer;
pub use presentation::{Hint, Presentation, Translation, Translations, humanise};
pub use schema::{Draft, NodeId, RawReason};
pub use secrets::{asks_for_secrets, without_secrets};
pub use upgrade::{UpgradeNote, compare_schemas};
