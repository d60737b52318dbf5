//! The `git` program of this machine: it serves fetches and reads the packs of pushes. Never by way of a shell.

use bytes::Bytes;
use futures::{Stream, stream};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Output, Stdio};
use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::io::ReaderStream;

/// The most programs at once.
static SLOTS: Semaphore = Semaphore::const_new(16);

/// Bytes that are passed on at a time.
const CHUNK: usize = 64 << 10;

/// Why the program did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgramError {
    /// It is not installed.
    #[error("this machine has no git program, and repositories are served by it")]
    Missing,
    /// Too many run already.
    #[error("too many clones and pushes are under way; try again in a moment")]
    Busy,
    /// It cannot be spoken to, or what it was to be told did not arrive.
    #[error("the git program cannot be used: {0}")]
    Pipe(#[from] io::Error),
    /// It refused what it was given.
    #[error("{0}")]
    Refused(String),
}

/// The part of the protocol that `upload-pack` speaks (protocol v2 documentation, "HTTP Transport").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect<'a> {
    /// The value of the request's `Git-Protocol`, such as `version=2`.
    pub(crate) version: Option<&'a str>,
}

/// Whether the program can be started at all.
pub(crate) async fn check() -> Result<(), ProgramError> {
    finished(Running::start(command(["--version"]))?).await.map(drop)
}

/// What a client is told before it fetches: capabilities, and in older protocols the branches.
pub(crate) async fn advertise(repository: &Path, dialect: Dialect<'_>) -> Result<Vec<u8>, ProgramError> {
    let running = Running::start(upload_pack(repository, dialect, &["--http-backend-info-refs"]))?;
    Ok(finished(running).await?.stdout)
}

/// One round of a fetch: what the client asks in, what it is given out. Dropping the answer ends the program.
pub(crate) fn fetch<R: AsyncRead + Send + Unpin + 'static>(
    repository: &Path,
    dialect: Dialect<'_>,
    mut asked: R,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + use<R>, ProgramError> {
    let mut command = upload_pack(repository, dialect, &[]);
    // Nobody would read it here; the client is told in the answer.
    command.stderr(Stdio::null());
    let mut running = Running::start(command)?;
    let (stdin, stdout) = (running.child.stdin.take(), running.child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
    };
    // Ends with the program, whose end of the pipe then closes.
    tokio::spawn(async move { tokio::io::copy(&mut asked, &mut stdin).await });
    let answer = ReaderStream::with_capacity(stdout, CHUNK);
    Ok(stream::unfold(Some((running, answer)), async |state| {
        let (mut running, mut answer) = state?;
        if let Some(chunk) = futures::StreamExt::next(&mut answer).await {
            return Some((chunk, Some((running, answer))));
        }
        // An answer that ends early must not look like a whole one.
        let ended = running.child.wait().await.and_then(succeeded);
        ended.err().map(|error| (Err(error), None))
    }))
}

/// Reads a pack into the object folder `objects` and checks it: every object, and that all it refers to is there.
pub(crate) async fn index_pack(
    repository: &Path,
    objects: &Path,
    mut pack: impl AsyncRead + Unpin,
) -> Result<(), ProgramError> {
    let mut command = command([OsStr::new("--git-dir"), repository.as_os_str()]);
    // Few bytes can stand for a large file; beyond this size it is not held in memory as a whole.
    command.args(["-c", "core.bigFileThreshold=16m"]);
    command.args(["index-pack", "--stdin", "--fix-thin", "--strict", "--threads=1"]);
    command.env("GIT_OBJECT_DIRECTORY", objects);
    let mut running = Running::start(command)?;
    let stdin = running.child.stdin.take();
    let feed = async {
        let Some(mut stdin) = stdin else { return Ok(()) };
        match tokio::io::copy(&mut pack, &mut stdin).await {
            // It has read enough to refuse; its words are below.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(error),
            Ok(_) => stdin.shutdown().await,
        }
    };
    let (_, ()) = tokio::try_join!(finished(running), async { Ok(feed.await?) })?;
    Ok(())
}

fn upload_pack(repository: &Path, dialect: Dialect<'_>, options: &[&str]) -> Command {
    let mut command = command(["upload-pack", "--strict", "--stateless-rpc"]);
    command.args(options).arg(repository);
    if let Some(version) = dialect.version {
        command.env("GIT_PROTOCOL", version);
    }
    command
}

/// The program with nothing of this process's surroundings, and with no hooks.
fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new("git");
    command.env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .args(["-c", "core.hooksPath=/dev/null"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// A program under way; dropping it ends it.
struct Running {
    child: Child,
    _slot: SemaphorePermit<'static>,
}

impl Running {
    fn start(mut command: Command) -> Result<Self, ProgramError> {
        let slot = SLOTS.try_acquire().map_err(|_| ProgramError::Busy)?;
        let child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ProgramError::Missing,
            _ => ProgramError::Pipe(error),
        })?;
        Ok(Self { child, _slot: slot })
    }
}

/// What a program said that ended well.
async fn finished(running: Running) -> Result<Output, ProgramError> {
    let output = running.child.wait_with_output().await?;
    match output.status.success() {
        true => Ok(output),
        false => Err(ProgramError::Refused(last_words(&output.stderr))),
    }
}

fn succeeded(status: ExitStatus) -> io::Result<()> {
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("git upload-pack ended with {status}"))),
    }
}

/// The last line of what a program complained about, without the word that every complaint begins with.
fn last_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    let line = line.unwrap_or("git failed without a word");
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_is_not_installed_is_told_from_one_that_fails() {
        let missing = Running::start(Command::new("no-such-program"));
        assert!(matches!(missing, Err(ProgramError::Missing)));
        let refused = finished(Running::start(command(["no-such-command"])).unwrap()).await;
        assert!(matches!(refused, Err(ProgramError::Refused(text)) if text.contains("no-such-command")));
    }

    #[tokio::test]
    async fn a_pack_that_is_none_is_refused_in_git_s_words() {
        let folder = tempfile::tempdir().unwrap();
        git2::Repository::init_bare(folder.path()).unwrap();
        let objects = folder.path().join("objects");
        let refused = index_pack(folder.path(), &objects, b"PACK of nothing".as_slice()).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("pack") && !text.starts_with("fatal"), "{text}");
    }
}
