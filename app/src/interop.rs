//! The only modules that speak to JavaScript of our own.

mod compare;
pub mod monaco;

pub use compare::Compare;
