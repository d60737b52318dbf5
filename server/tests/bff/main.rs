//! The BFF as browsers meet it: the real router, in front of a small control plane made for each test.

#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

mod assets;
mod attacks;
mod command_line;
mod forgery;
mod listening;
mod live;
mod pages;
mod proxying;
mod remote;
mod sign_in;
mod sockets;
mod strangers;
mod streams;
mod support;
