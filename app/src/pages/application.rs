//! One Application: how it is doing, its settings, its history, and its end.
//!
//! What is decided is decided in [`model`]; the files beside it only show it.

pub mod model;
