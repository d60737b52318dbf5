//! The browser of the browser suite.

use std::{env, path::PathBuf};

use anyhow::{Result, bail};

use crate::{debian, process};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds Chromium, or installs it where that needs no question: as root on Debian.
///
/// # Errors
/// When there is none and it cannot be installed; the error says what to do.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CATALYST_CHROMIUM") {
        let chosen = PathBuf::from(chosen);
        if chosen.is_file() {
            return Ok(chosen);
        }
        bail!("CATALYST_CHROMIUM names {}, which does not exist", chosen.display());
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install("chromium")?;
    match find() {
        Some(found) => Ok(found),
        None => bail!("Chromium is missing: install it, or set CATALYST_CHROMIUM to its path"),
    }
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| process::find(name))
}
