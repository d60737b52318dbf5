//! The router as the console sees it: one file a subject.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod applications;
mod catalog;
mod cluster;
mod gate;
mod organizations;
mod seeds;
mod support;
