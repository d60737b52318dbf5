//! The font files that the style sheet names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::stage::{Stage, Stages};
use crate::{stamp::Fingerprint, workspace::Workspace};

/// How `style/fonts.css` refers to a font, relative to the style sheet in the site.
const REFERENCE: &str = "url(\"./fonts/";

pub(super) fn build(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let sheet = workspace.root().join("style/fonts.css");
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .file(&sheet)?;
    stages.refresh("fonts", inputs, |directory| {
        let fonts = directory.join("fonts");
        fs::create_dir_all(&fonts)?;
        let packages = workspace.frontend().join("node_modules/@fontsource-variable");
        let sheet = fs::read_to_string(&sheet)?;
        let names = referenced(&sheet);
        for name in &names {
            fs::copy(locate(&packages, name)?, fonts.join(name))?;
        }
        Ok(format!("{} files", names.len()))
    })
}

/// The file names that the style sheet refers to.
fn referenced(sheet: &str) -> Vec<&str> {
    sheet
        .split(REFERENCE)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

fn locate(packages: &Path, name: &str) -> Result<PathBuf> {
    for package in fs::read_dir(packages).context("the font packages are not installed")? {
        let candidate = package?.path().join("files").join(name);
        if candidate.is_file() {
            return Ok(candidate);
        }
    }
    anyhow::bail!("style/fonts.css names {name}, which no installed font package has")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_font_of_a_sheet() {
        let sheet = "@font-face { src: url(\"./fonts/a.woff2\"); }\n@font-face { src: url(\"./fonts/b.woff2\"); }";
        assert_eq!(referenced(sheet), ["a.woff2", "b.woff2"]);
    }
}
