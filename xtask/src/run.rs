//! `cargo xtask run`: build for release, then become the server.

use std::{ffi::OsString, os::unix::process::CommandExt, process::Command};

use anyhow::{Context, Result};

use crate::{
    build,
    workspace::{Profile, Workspace},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Flags for the server (`-- --help` lists them).
    #[arg(last = true)]
    server: Vec<OsString>,
}

pub(crate) fn run(workspace: &Workspace, args: &Args) -> Result<bool> {
    build::everything(workspace, Profile::Release, true)?;
    let server = workspace.server(Profile::Release);
    // The server takes over this process, so that signals and standard input reach it directly.
    let error = Command::new(&server)
        .args(&args.server)
        .current_dir(workspace.root())
        .exec();
    Err(error).with_context(|| format!("{} cannot be started", server.display()))
}
