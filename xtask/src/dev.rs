//! `cargo xtask dev`: build, serve, watch, and again.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use walkdir::WalkDir;

use crate::{
    build,
    progress::seconds,
    stamp::Fingerprint,
    workspace::{Profile, Workspace},
};

/// What a rebuild depends on. Looked at, not listened to: that works on every file system and costs a few milliseconds.
const WATCHED: [&str; 7] = [
    "app",
    "blueprints",
    "crates",
    "frontend/src",
    "public",
    "server",
    "style",
];
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long the server may take to finish what it is doing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Never returns of itself: Ctrl-C ends it, and the server with it.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let mut seen = look(workspace.root());
    let mut server: Option<Server> = None;
    loop {
        let started = Instant::now();
        match build::everything(workspace, Profile::Debug, true) {
            Ok(_) => server = Some(serve(workspace, server)?),
            Err(error) => println!("xtask: {error:#}"),
        }
        println!("{} after the change; watching", seconds(started.elapsed()));
        seen = wait_for_change(workspace.root(), seen);
    }
}

/// The running server and what it was started from.
struct Server {
    child: Child,
    made_of: String,
}

/// Starts the server, or starts it again when what it serves has changed or it has ended.
fn serve(workspace: &Workspace, running: Option<Server>) -> Result<Server> {
    let binary = workspace.server(Profile::Debug);
    let made_of = Fingerprint::default()
        .artifact(&binary)?
        .file(&workspace.site().join("build.json"))?
        .finish();
    if let Some(mut server) = running {
        if server.made_of == made_of && server.child.try_wait()?.is_none() {
            return Ok(server);
        }
        stop(&mut server.child)?;
    }
    let child = Command::new(&binary)
        .spawn()
        .with_context(|| format!("{} cannot be started", binary.display()))?;
    Ok(Server { child, made_of })
}

/// Asks the server to stop, and insists when it does not.
fn stop(child: &mut Child) -> Result<()> {
    let asked = Instant::now();
    if child.try_wait()?.is_none()
        && let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw)
    {
        kill_process(process, Signal::TERM)?;
    }
    while child.try_wait()?.is_none() {
        if asked.elapsed() > PATIENCE {
            child.kill()?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

type Snapshot = BTreeMap<PathBuf, SystemTime>;

/// Waits until the sources differ from `seen` and have been still for one look.
fn wait_for_change(root: &Path, seen: Snapshot) -> Snapshot {
    let mut before = seen.clone();
    loop {
        thread::sleep(LOOK_EVERY);
        let now = look(root);
        if now != seen && now == before {
            return now;
        }
        before = now;
    }
}

fn look(root: &Path) -> Snapshot {
    let entries = WATCHED.iter().flat_map(|directory| WalkDir::new(root.join(directory)));
    // A file may vanish between being listed and being looked at; the next look sees that.
    let files = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file());
    files
        .filter_map(|file| Some((file.path().to_owned(), file.metadata().ok()?.modified().ok()?)))
        .collect()
}
