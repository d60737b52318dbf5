//! The Applications of an Environment, live.

mod actions;
mod applications;
mod board;
mod card;
mod filters;
mod model;
mod page;
mod row;

pub use page::EnvironmentPage;
