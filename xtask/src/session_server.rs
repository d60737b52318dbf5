//! The server in which several replicas of the console share sessions: its tests start one of their own.

use anyhow::Result;

use crate::{debian, process};

const NAMES: [&str; 2] = ["redis-server", "valkey-server"];

/// Finds Redis or Valkey, or installs Redis where that needs no question. Without one, the tests of that store are
/// left out, and this says so.
///
/// # Errors
/// When the package manager fails.
pub(crate) fn ensure() -> Result<()> {
    if !is_there() {
        debian::install("redis-server")?;
    }
    if !is_there() {
        println!("neither redis-server nor valkey-server is installed: the tests of that session store are left out");
    }
    Ok(())
}

fn is_there() -> bool {
    NAMES.iter().any(|name| process::find(name).is_some())
}
