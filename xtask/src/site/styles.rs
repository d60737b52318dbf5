//! `console.css`: Tailwind over the sources of the interface.

use std::process::Command;

use anyhow::Result;

use super::{
    OUTPUT_NAME,
    stage::{Stage, Stages},
};
use crate::{
    process,
    stamp::Fingerprint,
    workspace::{Profile, Workspace},
};

pub(super) fn build(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .tree(&workspace.root().join("style"))?
        .tree(&workspace.root().join("app/src"))?;
    stages.refresh("styles", inputs, |directory| {
        let output = directory.join(OUTPUT_NAME).with_extension("css");
        let mut tailwind = Command::new(workspace.frontend().join("node_modules/.bin/tailwindcss"));
        // Packages named in the style sheet are looked up from where it is; npm's are in frontend/.
        tailwind
            .current_dir(workspace.frontend())
            .env("NODE_PATH", workspace.frontend().join("node_modules"))
            .arg("--input")
            .arg(workspace.root().join("style/main.css"))
            .arg("--output")
            .arg(&output);
        if stages.profile() == Profile::Release {
            tailwind.arg("--minify");
        }
        process::output(&mut tailwind, "tailwindcss")?;
        Ok(format!("{OUTPUT_NAME}.css"))
    })
}
