//! The bench build: one page for each measured part, client-only, for any server of static files.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{
    BENCH_NAME, OUTPUT_NAME, assemble, client, fonts, icons,
    stage::{Stage, Stages},
    styles,
};
use crate::{
    progress,
    workspace::{Profile, Workspace},
};

/// Builds the measured parts as they are released, and writes them and their pages to `destination`.
///
/// # Errors
/// When a stage fails, or the folder cannot be written.
pub(crate) fn build(workspace: &Workspace, destination: &Path) -> Result<()> {
    let stages = Stages::new(workspace, Profile::Release);
    let parts: [Stage; 4] = [
        client::build_bench(workspace, &stages)?,
        styles::build(workspace, &stages)?,
        icons::build(workspace, &stages)?,
        fonts::build(workspace, &stages)?,
    ];
    progress::quiet("bench", || {
        for part in &parts {
            assemble::copy(&part.directory, destination)?;
        }
        for suffix in ["css", "css.br"] {
            let named = |name: &str| destination.join(format!("{name}.{suffix}"));
            fs::rename(named(OUTPUT_NAME), named(BENCH_NAME)).context("the style sheet is missing")?;
        }
        assemble::copy(&workspace.frontend().join("bench"), destination)?;
        Ok(destination.display().to_string())
    })?;
    Ok(())
}
