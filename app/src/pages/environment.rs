//! The Applications of an Environment, live.

mod model;
