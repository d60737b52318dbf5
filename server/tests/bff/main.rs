//! The BFF as browsers meet it: the real router, in front of a small control plane made for each test.

#![expect(clippy::unwrap_used, reason = "what a test cannot prepare fails the test")]

mod account;
mod assets;
mod attacks;
mod bss;
mod command_line;
mod customers;
mod deploy;
mod email_code;
mod email_service;
mod forgery;
mod git;
mod handover;
mod listening;
mod live;
mod live_guards;
mod oidc;
mod ordering;
mod pages;
mod permission;
mod polled;
mod promotion;
mod provider;
mod proxying;
mod realms;
mod redis_server;
mod refresh;
mod remote;
mod replicas;
mod services;
mod sign_in;
mod sign_out;
mod sockets;
mod storefront;
mod stores;
mod strangers;
mod streams;
mod support;
mod throttling;
mod tls;
mod traces;
mod walk;
