//! Renders `config-schema`: one control for each kind of field, issues on their fields, and the review of changes.
//!
//! ```ignore
//! let state = FormState::new("config", Form::compile(schema), overrides, locale);
//! view! {
//!     <form novalidate on:submit=move |event| { event.prevent_default(); if state.submit() { send(state.overrides()) } }>
//!         <FormEditor state suggestions />
//!         <ChangedValues state />
//!     </form>
//! }
//! // When the server refuses:
//! state.set_server_issues(error.fields);
//! ```
//!
//! [`FormState`] is the handle a page keeps; [`FormEditor`] shows the form at three depths; [`ChangedValues`] is the
//! review; [`IssueSummary`] is already inside the editor. The page provides [`Suggestions`].
//!
//! **Why the fields are one piece of markup.** A Blueprint can ask for thousands of values. As components, each would
//! cost several effects and listeners to build and all of them again to take over from the server. Instead the fields
//! are written as text ([`html`]), parsed once by the browser, and listened to from one element ([`events`]). Every
//! location drawn is a cell of a [`registry`]; an edit repaints the cells the engine names and nothing else, so a key
//! costs the same in a form of ten and of five thousand fields.

mod address;
mod changes;
mod code;
mod editor;
mod entry;
mod events;
mod filling;
mod html;
mod pen;
mod prose;
mod registry;
mod screen;
mod state;
mod strokes;
mod suggestions;
mod summary;
mod widget;
mod words;

pub use changes::{ChangedValues, ChangedValuesProps};
/// The compiled schema that [`FormState::new`] takes.
pub use config_schema::Form;
pub use editor::{FormEditor, FormEditorProps};
pub use filling::Depth;
pub use state::FormState;
pub use suggestions::{ApplicationOffer, Suggestions};
pub use summary::{IssueSummary, IssueSummaryProps};
pub use words::Words;
