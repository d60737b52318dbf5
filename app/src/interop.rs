//! The only modules that speak to JavaScript of our own.

mod compare;
pub mod monaco;
mod text_editor;

pub use compare::Compare;
pub use text_editor::{EditorAssets, TextEditor};
