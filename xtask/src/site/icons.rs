//! `icons.svg`: one sprite with the icons the interface names, so that no icon is ever fetched on its own.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result, bail};

use super::stage::{Stage, Stages};
use crate::{stamp::Fingerprint, workspace::Workspace};

/// Set here once, because a `<use>` element does not inherit them from the file.
const STROKE: &str =
    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";

pub(super) fn build(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let list = workspace.frontend().join("icons.json");
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .file(&list)?;
    stages.refresh("icons", inputs, |directory| {
        let names: BTreeSet<String> = serde_json::from_str(&fs::read_to_string(&list)?)
            .context("frontend/icons.json must be a list of icon names")?;
        let icons = workspace.frontend().join("node_modules/lucide-static/icons");
        let mut sprite = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
        for name in &names {
            sprite.push_str(&symbol(&icons, name)?);
        }
        sprite.push_str("</svg>\n");
        fs::write(directory.join("icons.svg"), sprite)?;
        Ok(format!("{} icons", names.len()))
    })
}

fn symbol(icons: &Path, name: &str) -> Result<String> {
    let path = icons.join(name).with_extension("svg");
    let Ok(icon) = fs::read_to_string(&path) else {
        bail!("frontend/icons.json names {name:?}, which lucide-static does not have");
    };
    let shapes = shapes(&icon).with_context(|| format!("{} is not an icon", path.display()))?;
    Ok(format!(
        "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" {STROKE}>{shapes}</symbol>\n"
    ))
}

/// What is drawn: the lines between the opening and the closing `svg` tags.
fn shapes(icon: &str) -> Option<String> {
    let (_, tag) = icon.split_once("<svg")?;
    let (_, body) = tag.split_once('>')?;
    let (shapes, _) = body.rsplit_once("</svg>")?;
    Some(shapes.lines().map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_is_drawn() {
        let icon = "<!-- licence -->\n<svg\n  width=\"24\"\n>\n  <path d=\"M1 1\" />\n  <circle r=\"2\" />\n</svg>\n";
        assert_eq!(shapes(icon).as_deref(), Some("<path d=\"M1 1\" /><circle r=\"2\" />"));
        assert_eq!(shapes("not an icon"), None);
    }
}
