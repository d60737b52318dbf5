//! Publishing: the stages put together under a name made from their contents.

use std::{
    fmt::{self, Display},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{
    OUTPUT_NAME,
    stage::{Stage, Stages},
};
use crate::{
    progress,
    stamp::{self, Fingerprint, Stamp},
    workspace::Workspace,
};

/// Length of the hash in a package's path: 64 bits, in hexadecimal.
const HASH_LENGTH: usize = 16;

/// What `build.json` tells the server about the site.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Site {
    /// The package directory, relative to the site and to the origin: `pkg/<hash>`. Its files never change.
    pub(crate) pkg: String,
    /// The name of the script, the module and the style sheet.
    pub(crate) output: String,
}

impl Site {
    /// Reads the site that was built last.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn current(workspace: &Workspace) -> Result<Self> {
        let description = fs::read(workspace.site().join("build.json")).context("there is no site yet")?;
        Ok(serde_json::from_slice(&description)?)
    }
}

impl Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pkg)
    }
}

/// Prepares the files of `public/`, which keep their names.
pub(super) fn public(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let source = workspace.root().join("public");
    let inputs = Fingerprint::of_tool()?.tree(&source)?;
    stages.refresh("public", inputs, |directory| {
        copy(&source, directory)?;
        Ok(format!("{} files", stamp::files(&source)?.len()))
    })
}

/// Puts `parts` under `pkg/<hash>` and `public` beside it. Readers see the old site or the new one, never a mixture.
pub(super) fn publish(workspace: &Workspace, parts: &[Stage], public: &Stage) -> Result<Site> {
    let root = workspace.site();
    let stamp = Stamp::new(root.with_extension("stamp"));
    let fingerprint = parts
        .iter()
        .chain([public])
        .fold(Fingerprint::default(), |all, stage| all.text(&stage.fingerprint))
        .finish();
    if stamp.matches(&fingerprint)
        && let Ok(site) = Site::current(workspace)
        && root.join(&site.pkg).is_dir()
    {
        progress::unchanged("site");
        return Ok(site);
    }
    progress::quiet("site", || {
        stamp.clear()?;
        let site = Site {
            pkg: format!("pkg/{}", content_hash(parts)?),
            output: OUTPUT_NAME.to_owned(),
        };
        let package = root.join(&site.pkg);
        if !package.is_dir() {
            write_package(parts, &package)?;
        }
        copy(&public.directory, &root)?;
        let fresh = root.join("build.json.new");
        fs::write(&fresh, serde_json::to_vec(&site)?)?;
        fs::rename(&fresh, root.join("build.json"))?;
        remove_others(&package)?;
        stamp.write(&fingerprint)?;
        Ok(site)
    })
}

/// A hash over the names and contents of all files; compressed twins follow from those.
fn content_hash(parts: &[Stage]) -> Result<String> {
    let mut all = Fingerprint::default();
    for part in parts {
        for path in stamp::files(&part.directory)? {
            if path.extension().is_none_or(|extension| extension != "br") {
                all = all.text(&path.to_string_lossy()).file(&part.directory.join(&path))?;
            }
        }
    }
    let mut hash = all.finish();
    hash.truncate(HASH_LENGTH);
    Ok(hash)
}

fn write_package(parts: &[Stage], package: &Path) -> Result<()> {
    let unfinished = package.with_extension("new");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    for part in parts {
        copy(&part.directory, &unfinished)?;
    }
    fs::rename(&unfinished, package).with_context(|| format!("{} cannot be made", package.display()))
}

/// Removes every package but the one just published.
fn remove_others(package: &Path) -> Result<()> {
    let packages = package.parent().context("a package lies in a directory")?;
    for entry in fs::read_dir(packages)? {
        let path: PathBuf = entry?.path();
        if path != package {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// Copies every file of a folder, over what is there.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for path in stamp::files(from)? {
        let destination = to.join(&path);
        if let Some(parent) = destination.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from.join(&path), &destination)
            .with_context(|| format!("{} cannot be written", destination.display()))?;
    }
    Ok(())
}
