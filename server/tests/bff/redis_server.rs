//! A Redis or Valkey server of the distribution, on a socket of its own or over TLS.

use rcgen::CertifiedKey;
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

const PROGRAMS: [&str; 2] = ["valkey-server", "redis-server"];
const NOTHING_TESTED: &str = "neither valkey-server nor redis-server is installed: nothing was tested";

pub struct RedisServer {
    process: Child,
    program: &'static str,
    folder: TempDir,
}

impl RedisServer {
    /// `None`, with a remark, where none is installed.
    pub fn start() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        for program in PROGRAMS {
            if let Some(process) = run(program, &folder) {
                return Some(Self {
                    process,
                    program,
                    folder,
                });
            }
        }
        eprintln!("{NOTHING_TESTED}");
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

/// A server that takes connections over TLS only, with a certificate of its own for localhost.
pub struct TlsRedisServer {
    process: Child,
    /// What a client needs to trust it.
    pub authority: Vec<u8>,
    pub url: String,
    _folder: TempDir,
}

impl TlsRedisServer {
    /// `None`, with a remark, where none is installed.
    pub fn start() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let [certificate, key] = ["tls.crt", "tls.key"].map(|name| folder.path().join(name));
        std::fs::write(&certificate, cert.pem()).unwrap();
        std::fs::write(&key, signing_key.serialize_pem()).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let port = free.to_string();
        let arguments: [&OsStr; 14] = [
            "--port".as_ref(),
            "0".as_ref(),
            "--tls-port".as_ref(),
            port.as_ref(),
            "--tls-cert-file".as_ref(),
            certificate.as_ref(),
            "--tls-key-file".as_ref(),
            key.as_ref(),
            "--tls-ca-cert-file".as_ref(),
            certificate.as_ref(),
            "--tls-auth-clients".as_ref(),
            "no".as_ref(),
            "--dir".as_ref(),
            folder.path().as_ref(),
        ];
        let Some(process) = PROGRAMS.into_iter().find_map(|program| spawn(program, &arguments)) else {
            eprintln!("{NOTHING_TESTED}");
            return None;
        };
        Some(Self {
            process,
            authority: cert.pem().into_bytes(),
            url: format!("rediss://localhost:{port}"),
            _folder: folder,
        })
    }
}

impl Drop for TlsRedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a server on the folder's socket.
fn run(program: &str, folder: &TempDir) -> Option<Child> {
    let socket = socket(folder);
    let arguments: [&OsStr; 10] = [
        "--port".as_ref(),
        "0".as_ref(),
        "--unixsocket".as_ref(),
        socket.as_ref(),
        "--appendonly".as_ref(),
        "yes".as_ref(),
        "--appendfsync".as_ref(),
        "always".as_ref(),
        "--dir".as_ref(),
        folder.path().as_ref(),
    ];
    spawn(program, &arguments)
}

/// Starts a server and waits until it is ready.
fn spawn(program: &str, arguments: &[&OsStr]) -> Option<Child> {
    let mut process = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().to_lowercase().contains("ready to accept connections")));
    // Whatever else it says must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Some(process)
}
