//! Where things are: the sources, the target directory, and what is built into it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The checkout and its target directory.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

/// How the server and the client are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    /// The profile's name, as in messages and directories of ours.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    /// The cargo profile and the directory of the client module.
    pub(crate) fn client(self) -> (&'static str, &'static str) {
        match self {
            Self::Debug => ("dev", "debug"),
            Self::Release => ("wasm-release", "wasm-release"),
        }
    }

    /// The cargo profile of the server.
    pub(crate) fn server(self) -> &'static str {
        match self {
            Self::Debug => "dev",
            Self::Release => "release",
        }
    }
}

impl Workspace {
    /// Finds the checkout this tool was built from, and the target directory cargo uses for it.
    pub(crate) fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask must live one level below the workspace root")?
            .to_owned();
        let target = match shared_target(&root) {
            Some(shared) => shared,
            None => target_directory(&root)?,
        };
        Ok(Self { root, target })
    }

    /// The workspace root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target directory.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The npm side of the client build.
    pub(crate) fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// The directory that the server serves.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The server binary.
    pub(crate) fn server(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.name()).join("catalyst-console")
    }

    /// A cargo command at the workspace root that builds into [`Self::target`].
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        if in_ci() {
            // What is compiled once has no use for the gigabytes that would make a second time faster.
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo
    }
}

fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// In CI the checkout is fresh each time: a target directory beside it keeps compiled dependencies.
fn shared_target(root: &Path) -> Option<PathBuf> {
    if !in_ci() || env::var_os("CARGO_TARGET_DIR").is_some() {
        return None;
    }
    let shared = root.parent()?.join(".catalyst-target");
    fs::create_dir_all(&shared).ok().map(|()| shared)
}

fn target_directory(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }

    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        .args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&process::output(&mut cargo, "cargo metadata")?)?;
    Ok(metadata.target_directory)
}
