//! The proxy and event-stream budgets of the console, measured on the real program: `measured / budget` lines.
//!
//! The peer for calls is nginx, in front of the same upstream in the same run. A bare proxy of the same libraries,
//! without sessions and rules, says what is left to be won, for streams too. Everything runs on loopback and shares the
//! machine with the load, so the ratio means more than the rates.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot prepare its run has nothing to report"
)]

mod bare;
mod calls;
mod connection;
mod program;
mod streams;

use std::{env, fmt::Write as _};

#[tokio::main]
async fn main() {
    if let Ok(upstream) = env::var(bare::UPSTREAM) {
        return bare::run(&upstream).await;
    }
    let folder = tempfile::tempdir().unwrap();
    calls::measure(folder.path()).await;
    streams::measure(folder.path()).await;
}

pub(crate) fn report(what: &str, measured: f64, budget: f64, unit: &str, within: bool) {
    let mut line = String::new();
    let _ = write!(line, "{what:<44}{measured:>9.1} {unit} / {budget:.1} {unit}");
    println!("{line}{}", if within { "" } else { "  OVER BUDGET" });
}
