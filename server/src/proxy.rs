//! Passing calls on to the control plane: bytes, not types.

mod admission;
mod breaker;
mod git;
mod guard;
mod headers;
mod known;
mod name;
mod own;
mod rest;
mod services;
mod socket;
mod sse;
mod trace;
mod upstream;

pub(crate) use admission::admit;
pub use git::{GIT_PATHS, Guesses, MOST_GUESSES, forward_git};
pub(crate) use guard::{Call, is_open};
pub(crate) use headers::{accepts_events, event_request, toward_browser, without_token_in_query};
pub(crate) use known::{is_public, route_of};
pub(crate) use name::InNameOf;
pub(crate) use own::{ask, fetch};
pub use rest::{BODY_LIMIT, ORIGINS_OF_CALLS, forward};
pub use services::Services;
pub(crate) use sse::{OpenStream, PING, end_of, is_event_stream, unbuffered};
pub use upstream::{Remote, Unreachable, Upstream};
