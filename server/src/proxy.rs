//! Passing calls on to the control plane: bytes, not types.

mod guard;
mod headers;
mod rest;
mod sse;
mod upstream;

pub use rest::{BODY_LIMIT, ORIGINS_OF_CALLS, forward};
pub use sse::HEARTBEAT;
pub use upstream::{Remote, Unreachable, Upstream};
