//! The BFF: sessions, token injection, streaming and rendering between a browser and one control plane.
//!
//! It owns no business rule and no business data, and parses no bodies of the contract that it merely passes on.
//! A request's walk: [`listen`] → [`router`] → [`session`] → ([`render`] | [`proxy`]) → [`proxy::Upstream`].

pub mod assets;
pub mod auth;
pub mod bss;
mod caller;
pub mod client_address;
pub mod config;
pub mod control_plane;
pub mod error;
pub mod https;
pub mod listen;
pub mod live;
pub mod observe;
pub mod permission;
pub mod proxy;
pub mod public_url;
pub mod render;
pub mod router;
pub mod secret;
pub mod security;
pub mod session;
pub mod shutdown;
pub mod start;
pub mod state;
pub mod storefront;
pub mod traces;
pub mod vault;
