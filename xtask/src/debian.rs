//! Programs that tests need, installed where that needs no question: as root on Debian.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{process, progress};

/// Installs a package; does nothing anywhere else.
///
/// # Errors
/// When the package manager fails.
pub(crate) fn install(package: &str) -> Result<()> {
    if !rustix::process::geteuid().is_root() || !Path::new("/etc/debian_version").exists() {
        return Ok(());
    }
    progress::quiet(package, || {
        apt(&["update"])?;
        apt(&["install", "--yes", "--no-install-recommends", package])?;
        Ok("installed")
    })
    .map(|_| ())
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut apt = Command::new("apt-get");
    apt.arg("--quiet")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::output(&mut apt, "apt-get")?;
    Ok(())
}
