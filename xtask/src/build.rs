//! `cargo xtask build`: the server, the client, and the site.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{
    npm, process, progress,
    site::{self, Site},
    workspace::{Profile, Workspace},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Compile without optimisation, and leave the site uncompressed.
    #[arg(long)]
    debug: bool,
    /// Put every page into one WebAssembly module instead of a pack each.
    #[arg(long)]
    no_split: bool,
}

/// Builds what `args` asks for and reports the site.
pub(crate) fn run(workspace: &Workspace, args: &Args) -> Result<Site> {
    let profile = if args.debug { Profile::Debug } else { Profile::Release };
    everything(workspace, profile, !args.no_split)
}

/// Builds the server and the site. Steps whose inputs are unchanged are skipped.
///
/// # Errors
/// When a prerequisite is missing or a step fails; the error names it.
pub(crate) fn everything(workspace: &Workspace, profile: Profile, split: bool) -> Result<Site> {
    prerequisites()?;
    npm::install(&workspace.frontend(), "packages")?;
    server(workspace, profile)?;
    site::build(workspace, profile, split)
}

/// Builds the server binary alone.
pub(crate) fn server(workspace: &Workspace, profile: Profile) -> Result<()> {
    progress::loud("server", || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", "server", "--profile", profile.server()]);
        process::run(&mut cargo, "the server build")?;
        Ok(format!("{}/catalyst-console", profile.name()))
    })?;
    Ok(())
}

/// Checks for what cannot be fetched, and fetches the WebAssembly target when it is not there.
pub(crate) fn prerequisites() -> Result<()> {
    if std::env::var_os("CC").is_none() {
        process::require(
            &["cc", "gcc", "clang"],
            "a C compiler",
            "install gcc or clang (on Debian: apt-get install build-essential)",
        )?;
    }
    wasm_target()
}

fn wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
    let directory = process::output(&mut rustc, "rustc --print target-libdir")?;
    if std::path::Path::new(directory.trim()).is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!("the Rust target wasm32-unknown-unknown is missing: install it, or install rustup");
    }
    progress::quiet("target", || {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", "wasm32-unknown-unknown"]);
        process::output(&mut rustup, "rustup target add")?;
        Ok("wasm32-unknown-unknown")
    })?;
    Ok(())
}
