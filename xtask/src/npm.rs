//! The npm packages of a directory, installed exactly as its lock file says.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    process, progress,
    stamp::{Fingerprint, Stamp},
};

/// Installs `directory`'s packages, when its lock file is not the one already installed.
///
/// # Errors
/// When node or npm is missing, or the packages cannot be installed.
pub(crate) fn install(directory: &Path, name: &str) -> Result<()> {
    process::require(&["node"], "node", "install Node.js 20 or newer")?;
    process::require(&["npm"], "npm", "install npm, which comes with Node.js")?;
    let fingerprint = Fingerprint::default()
        .file(&directory.join("package-lock.json"))?
        .finish();
    let stamp = Stamp::new(directory.join("node_modules/.catalyst-lock"));
    if stamp.matches(&fingerprint) {
        progress::unchanged(name);
        return Ok(());
    }
    progress::quiet(name, || {
        // No package here needs its install script, and a script is code from elsewhere.
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(directory);
        process::output(&mut npm, "npm ci")?;
        stamp.write(&fingerprint)?;
        Ok("npm packages")
    })?;
    Ok(())
}
