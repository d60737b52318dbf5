//! A Redis or Valkey server of the distribution, on a socket of its own.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct RedisServer {
    process: Child,
    program: &'static str,
    folder: TempDir,
}

impl RedisServer {
    /// `None`, with a remark, where none is installed.
    pub fn start() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        for program in ["valkey-server", "redis-server"] {
            if let Some(process) = run(program, &folder) {
                return Some(Self {
                    process,
                    program,
                    folder,
                });
            }
        }
        eprintln!("neither valkey-server nor redis-server is installed: nothing was tested");
        None
    }

    pub fn url(&self) -> String {
        format!("redis+unix://{}", socket(&self.folder).display())
    }

    /// Goes away without a word.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Comes back with what was written.
    pub fn restart(&mut self) {
        self.process = run(self.program, &self.folder).unwrap();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("socket")
}

/// Starts a server and waits until it is ready.
fn run(program: &str, folder: &TempDir) -> Option<Child> {
    let mut process = Command::new(program)
        .args(["--port", "0", "--unixsocket"])
        .arg(socket(folder))
        .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("ready to accept connections")));
    // Whatever else it says must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Some(process)
}
