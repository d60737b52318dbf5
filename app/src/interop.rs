//! The only modules that speak to JavaScript of our own.

pub mod monaco;
