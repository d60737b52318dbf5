//! The router as the console sees it: one file a subject.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../books/mod.rs"]
mod books;
mod catalog;
mod changing;
mod cluster;
mod committing;
mod gate;
mod git_http;
mod gitea;
mod handover;
mod installing;
mod living;
mod organizations;
mod overlays;
mod publishing;
mod pulls;
mod secrets;
mod seeds;
mod support;
mod tenant;
