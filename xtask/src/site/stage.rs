//! One step of the site build: a directory, and the fingerprint of what it was made from.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::compress;
use crate::{
    progress,
    stamp::{Fingerprint, Stamp},
    workspace::{Profile, Workspace},
};

/// Where the stages of one profile live.
pub(super) struct Stages {
    directory: PathBuf,
    profile: Profile,
}

/// A finished stage.
pub(super) struct Stage {
    /// Holds the stage's output and nothing else.
    pub(super) directory: PathBuf,
    /// Changes whenever the output may have.
    pub(super) fingerprint: String,
}

impl Stages {
    pub(super) fn new(workspace: &Workspace, profile: Profile) -> Self {
        let directory = workspace.target().join("site-stages").join(profile.name());
        Self { directory, profile }
    }

    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    /// Makes a stage's output with `work`, which gets an empty directory and returns a remark,
    /// unless it was made from the same inputs before.
    pub(super) fn refresh<T: Display>(
        &self,
        name: &str,
        inputs: Fingerprint,
        work: impl FnOnce(&Path) -> Result<T>,
    ) -> Result<Stage> {
        let directory = self.directory.join(name);
        let stamp = Stamp::new(self.directory.join(format!("{name}.stamp")));
        let fingerprint = inputs.finish();
        if stamp.matches(&fingerprint) && directory.is_dir() {
            progress::unchanged(name);
            return Ok(Stage { directory, fingerprint });
        }
        progress::quiet(name, || {
            stamp.clear()?;
            if directory.exists() {
                fs::remove_dir_all(&directory)?;
            }
            fs::create_dir_all(&directory).with_context(|| format!("{} cannot be made", directory.display()))?;
            let remark = work(&directory)?;
            if self.profile == Profile::Release {
                compress::directory(&directory)?;
            }
            stamp.write(&fingerprint)?;
            Ok(remark)
        })?;
        Ok(Stage { directory, fingerprint })
    }
}
