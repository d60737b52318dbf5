//! `cargo xtask test`: everything that must hold before a change is accepted.

use std::process::Command;

use anyhow::Result;

use crate::{
    build, chromium, deps, gateway, npm, process, session_server,
    suite::Suite,
    workspace::{Profile, Workspace},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave out the release build and the browser suite.
    #[arg(long)]
    skip_browser: bool,
}

/// Runs everything, also after a failure, so that one run shows all there is to mend.
pub(crate) fn run(workspace: &Workspace, args: &Args) -> Result<bool> {
    build::prerequisites()?;
    let mut suite = Suite::default();
    lint(workspace, &mut suite);
    suite.check("dependencies", || deps::run(workspace));
    suite.check("session server", || session_server::ensure().map(|()| true));
    units(workspace, &mut suite);
    if !args.skip_browser && suite.check("release build", || release(workspace)) {
        browser(workspace, &mut suite);
    }
    Ok(suite.close())
}

fn lint(workspace: &Workspace, suite: &mut Suite) {
    suite.command("format", workspace.cargo().args(["fmt", "--all", "--check"]));
    let host = ["--workspace", "--all-targets"].as_slice();
    let client = [
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--features",
    ];
    let whole = [client.as_slice(), &["hydrate"]].concat();
    let split = [client.as_slice(), &["hydrate,split"]].concat();
    for (name, selection) in [
        ("clippy", host),
        ("clippy, client", &whole),
        ("clippy, split client", &split),
    ] {
        let mut cargo = workspace.cargo();
        cargo.arg("clippy").args(selection).args(["--", "--deny", "warnings"]);
        suite.command(name, &mut cargo);
    }
}

fn units(workspace: &Workspace, suite: &mut Suite) {
    let nextest = process::find("cargo-nextest").is_some();
    let mut cargo = workspace.cargo();
    if nextest {
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        cargo.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    suite.runner("tests", &mut cargo);
    let mut cargo = workspace.cargo();
    cargo.args([
        "test",
        "--doc",
        "--no-fail-fast",
        "--package",
        "contract",
        "--package",
        "config-schema",
    ]);
    suite.runner("documentation tests", &mut cargo);
}

fn release(workspace: &Workspace) -> Result<bool> {
    build::everything(workspace, Profile::Release, true).map(|_| true)
}

/// The files of the journeys that people make.
const JOURNEYS: &str = r"/tests/(install|lifecycle|settings|refusal|sign-in|storefront|shops|code)\.spec\.ts$";

fn browser(workspace: &Workspace, suite: &mut Suite) {
    let directory = workspace.root().join("end2end");
    let mut browser = None;
    suite.check("gateway", || gateway::ensure().map(|()| true));
    let ready = suite.check("browser", || {
        npm::install(&directory, "end2end")?;
        let chromium = chromium::ensure()?;
        println!("{}", chromium.display());
        browser = Some(chromium);
        Ok(true)
    });
    if let (true, Some(chromium)) = (ready, browser) {
        let mut types = Command::new(directory.join("node_modules/.bin/tsc"));
        suite.command("types of the journeys", types.arg("--project").arg(&directory));
        let playwright = || {
            let mut playwright = Command::new(directory.join("node_modules/.bin/playwright"));
            // From the root, because the servers that the suite starts look for the starter catalogue there.
            playwright
                .args(["test", "--config", "end2end"])
                .current_dir(workspace.root())
                .env("CARGO_TARGET_DIR", workspace.target())
                .env("CATALYST_CHROMIUM", &chromium)
                .env("CATALYST_BINARY", workspace.server(Profile::Release));
            playwright
        };
        suite.runner("browser suite", &mut playwright());
        // As on a Sovereign, where the control plane is a process of its own.
        suite.runner(
            "journeys, remotely",
            playwright().arg(JOURNEYS).env("CATALYST_REMOTE", "1"),
        );
    }
}
