//! The text editor of the Code tab: Monaco and its workers, which no other page loads.

use std::process::Command;

use anyhow::Result;

use super::stage::{Stage, Stages};
use crate::{process, stamp::Fingerprint, workspace::Workspace};

/// Where the editor lies in a package.
const FOLDER: &str = "editor";

pub(super) fn build(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let source = workspace.frontend().join("editor");
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .tree(&source)?;
    stages.refresh("editor", inputs, |directory| {
        let mut bundle = Command::new("node");
        bundle.arg(source.join("build.mjs")).arg(directory.join(FOLDER));
        process::output(&mut bundle, "the editor's bundle")?;
        Ok("Monaco")
    })
}
