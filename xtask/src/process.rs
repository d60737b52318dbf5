//! Running other programs, with errors that name what is missing.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, bail};

/// Runs `command` with our own standard streams.
///
/// # Errors
/// When it cannot be started, or exits with anything but 0.
pub(crate) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command, what))?;
    succeeded(status, what)
}

/// Runs `command` quietly and returns what it wrote to standard output; its standard error is shown when it fails.
///
/// # Errors
/// When it cannot be started, or exits with anything but 0.
pub(crate) fn output(command: &mut Command, what: &str) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command, what))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    succeeded(output.status, what)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command`, showing its output line by line while keeping it; returns whether it succeeded, and every line.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn tee(command: &mut Command, what: &str) -> Result<(bool, Vec<String>)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command, what))?;
    let lines = Mutex::new(Vec::new());
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    thread::scope(|scope| {
        scope.spawn(|| echo(stdout, &lines));
        scope.spawn(|| echo(stderr, &lines));
    });
    let status = child.wait().with_context(|| format!("{what} cannot be waited for"))?;
    Ok((
        status.success(),
        lines.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner),
    ))
}

fn echo(stream: Option<impl Read>, lines: &Mutex<Vec<String>>) {
    let Some(stream) = stream else { return };
    for line in BufReader::new(stream).split(b'\n').map_while(std::io::Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A closed terminal must not stop the run that it shows.
        let _ = writeln!(std::io::stdout(), "{line}");
        lines
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(line);
    }
}

/// Where `program` is on the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|candidate| candidate.is_file())
}

/// Fails with one line that names the missing `programs` (any one of them will do) and how to get them.
///
/// # Errors
/// When none of the programs is on the search path.
pub(crate) fn require(programs: &[&str], name: &str, remedy: &str) -> Result<()> {
    if programs.iter().any(|program| find(program).is_some()) {
        return Ok(());
    }
    bail!("{name} is missing: {remedy}")
}

fn cannot_start(command: &Command, what: &str) -> String {
    format!(
        "{what} cannot be started: is {} installed?",
        command.get_program().to_string_lossy()
    )
}

fn succeeded(status: ExitStatus, what: &str) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    match status.code() {
        Some(code) => bail!("{what} failed with exit code {code}"),
        None => bail!("{what} was stopped by a signal"),
    }
}
