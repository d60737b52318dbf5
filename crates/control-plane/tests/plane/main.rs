//! The router as the console sees it: one file a subject.

mod applications;
mod catalog;
mod cluster;
mod gate;
mod support;
