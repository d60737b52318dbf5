//! `cargo xtask bench`: each budget as `measured / budget`.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use ureq::Agent;

use crate::{
    browser_bench::{self, Measured},
    build, load, npm, process, site,
    size::{self, Sizes},
    workspace::{Profile, Workspace},
};

/// Where the server's one-time links point.
const SIGN_IN_PATH: &str = "/auth/link";
const PAGE_RATE: u32 = 50;
const PAGE_P95_BUDGET: Duration = Duration::from_millis(50);
const WARM_UP: Duration = Duration::from_secs(3);
const MEASURED: Duration = Duration::from_secs(20);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write the measured parts to this folder, one page each for any server of static files, and measure nothing.
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,
}

pub(crate) fn run(workspace: &Workspace, args: &Args) -> Result<bool> {
    if let Some(destination) = &args.dist {
        build::prerequisites()?;
        npm::install(&workspace.frontend(), "packages")?;
        return site::build_bench(workspace, destination).map(|()| true);
    }
    measure(workspace)
}

fn measure(workspace: &Workspace) -> Result<bool> {
    build::everything(workspace, Profile::Release, true)?;
    let mut cargo = workspace.cargo();
    cargo.args(["bench", "--package", "config-schema"]);
    process::run(&mut cargo, "the form engine's bench")?;
    let mut cargo = workspace.cargo();
    cargo.args(["bench", "--package", "server", "--bench", "proxy"]);
    process::run(&mut cargo, "the proxy's bench")?;
    let parts = browser_bench::parts(workspace)?;
    let editor = browser_bench::editor(workspace, &Server::start(workspace)?.sign_in_link()?)?;
    let page = rendered_page(workspace)?;

    println!();
    let sizes = Sizes::measure(workspace)?;
    size::budget("first load, heaviest page", sizes.first_load(), size::FIRST_LOAD_BUDGET);
    size::budget("heaviest page's own module", sizes.heaviest_page(), size::PAGE_BUDGET);
    size::budget("style sheet", sizes.styles(), size::STYLES_BUDGET);
    let page = Measured {
        name: format!("server-rendered page, p95 at {PAGE_RATE}/s"),
        milliseconds: page.as_secs_f64() * 1e3,
        budget: PAGE_P95_BUDGET.as_secs_f64() * 1e3,
    };
    let mut kept = sizes.within_budget();
    for measured in parts.iter().chain(&editor).chain([&page]) {
        println!("{measured}");
        kept &= measured.is_kept();
    }
    Ok(kept)
}

/// The p95 of the page that a User sees after sign-in.
fn rendered_page(workspace: &Workspace) -> Result<Duration> {
    let mut server = Server::start(workspace)?;
    let link = server.sign_in_link()?;
    let (origin, _) = link.split_once(SIGN_IN_PATH).context("a sign-in link has an origin")?;
    let page = format!("{origin}/");
    let agent = Agent::new_with_defaults();
    // Following the link leaves the session's cookie with the agent.
    agent
        .get(&link)
        .call()
        .context("the sign-in link does not work")?
        .body_mut()
        .read_to_vec()?;
    load::p95(&agent, &page, PAGE_RATE, WARM_UP)?;
    load::p95(&agent, &page, PAGE_RATE, MEASURED)
}

/// A release server on a port and a data directory of its own; ends with this value.
struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    _data: tempfile::TempDir,
}

impl Server {
    fn start(workspace: &Workspace) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let mut child = Command::new(workspace.server(Profile::Release))
            .args([
                "--listen",
                "127.0.0.1:0",
                "--seed",
                "demo",
                "--log-filter",
                "error",
                "--data-dir",
            ])
            .arg(data.path())
            .current_dir(workspace.root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the server cannot be started")?;
        let output = child.stdout.take().context("the server has no output")?;
        Ok(Self {
            child,
            output: BufReader::new(output),
            _data: data,
        })
    }

    /// Waits for the one-time link that the server prints when it is ready.
    fn sign_in_link(&mut self) -> Result<String> {
        let mut line = String::new();
        while self.output.read_line(&mut line)? > 0 {
            if let Some(link) = line.split_whitespace().find(|word| word.contains(SIGN_IN_PATH)) {
                return Ok(link.to_owned());
            }
            line.clear();
        }
        bail!("the server ended without printing a sign-in link")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
