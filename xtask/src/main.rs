//! The one build tool of the console: `cargo xtask <command>`.
//!
//! It needs node, npm and a C compiler; everything else it fetches through cargo, rustup and npm.

mod bench;
mod browser_bench;
mod build;
mod chromium;
mod debian;
mod deps;
mod dev;
mod gateway;
mod load;
mod npm;
mod process;
mod progress;
mod run;
mod session_server;
mod site;
mod size;
mod source;
mod stamp;
mod suite;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    about = "Builds, runs and proves the console."
)]
enum Command {
    /// Build the server, the client and the site it serves.
    Build(build::Args),
    /// Build for release and start the server; flags after `--` go to it.
    Run(run::Args),
    /// Build for development, start the server, and rebuild on every change.
    Dev,
    /// Check format, lints, dependencies; run every test, then the browser suite.
    Test(test::Args),
    /// Show what a browser downloads, page by page, against the budgets.
    Size,
    /// Check that dependencies point one way.
    Deps,
    /// Measure every budget and print `measured / budget`, or only build the measured parts.
    Bench(bench::Args),
}

fn main() -> ExitCode {
    match execute(Command::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command; `false` means that it worked and found something wrong.
fn execute(command: Command) -> anyhow::Result<bool> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Build(args) => build::run(&workspace, &args).map(|_| true),
        Command::Run(args) => run::run(&workspace, &args),
        Command::Dev => dev::run(&workspace),
        Command::Test(args) => test::run(&workspace, &args),
        Command::Size => size::run(&workspace),
        Command::Deps => deps::run(&workspace),
        Command::Bench(args) => bench::run(&workspace, &args),
    }
}
