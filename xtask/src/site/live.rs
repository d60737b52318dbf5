//! The worker that keeps one event stream for all tabs of a browser.

use std::fs;

use anyhow::Result;

use super::stage::{Stage, Stages};
use crate::{stamp::Fingerprint, workspace::Workspace};

/// Its name in a package, as `app` asks for it.
const NAME: &str = "live.js";

pub(super) fn build(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let source = workspace.frontend().join("live/worker.js");
    let inputs = Fingerprint::of_tool()?.file(&source)?;
    stages.refresh("live", inputs, |directory| {
        fs::copy(&source, directory.join(NAME))?;
        Ok(NAME)
    })
}
