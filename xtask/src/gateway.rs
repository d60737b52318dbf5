//! The gateway in front of two replicas of the console: the browser suite starts one of its own.

use anyhow::Result;

use crate::{debian, process};

/// Finds nginx, or installs it where that needs no question. Without it the journey through a gateway is left out, and
/// this says so.
///
/// # Errors
/// When the package manager fails.
pub(crate) fn ensure() -> Result<()> {
    if process::find("nginx").is_none() {
        debian::install("nginx-light")?;
    }
    if process::find("nginx").is_none() {
        println!("nginx is not installed: the journey through a gateway is left out");
    }
    Ok(())
}
