//! Primitives of the interface: no API, no routes, no domain.

pub mod toast;
