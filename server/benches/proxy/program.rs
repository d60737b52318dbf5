//! The programs that are measured, and what the system says of them.

use crate::connection::Connection;
use axum::http::header;
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::io::{AsyncBufReadExt, BufReader};

/// Kernel clock ticks of `/proc/<pid>/stat` in a second; fixed on Linux.
const TICKS: u32 = 100;

/// A program that ends with this value.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The console in front of an upstream, and the cookie of a session in it.
pub(crate) async fn console(folder: &Path, upstream: SocketAddr) -> (Running, SocketAddr, String) {
    let site = folder.join("site");
    fs::create_dir_all(site.join("pkg/0123abcd")).unwrap();
    fs::write(site.join("build.json"), r#"{"pkg":"pkg/0123abcd","output":"console"}"#).unwrap();
    fs::write(site.join("pkg/0123abcd/console.css"), "body{}").unwrap();
    let token = folder.join("token");
    fs::write(&token, "bench").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_catalyst-console"))
        .args(["--listen", "127.0.0.1:0", "--log-filter", "error"])
        .args(["--control-plane", &format!("http://{upstream}")])
        .arg("--control-plane-token-file")
        .arg(&token)
        .arg("--site-dir")
        .arg(&site)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = tokio::process::ChildStdout::from_std(child.stdout.take().unwrap()).unwrap();
    let mut lines = BufReader::new(output).lines();
    let link = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(link) = line.split_whitespace().find(|word| word.contains("/auth/link")) {
            break link.to_owned();
        }
    };
    let rest = link.strip_prefix("http://").unwrap();
    let (authority, _) = rest.split_once('/').unwrap();
    let address: SocketAddr = authority.parse().unwrap();
    let answer = Connection::open(address).await.get(&rest[authority.len()..], "").await;
    let cookie = answer.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    (Running(child), address, cookie.to_owned())
}

/// User and system time of a process so far.
pub(crate) fn cpu_of(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap();
    Duration::from_secs(1) * ticks / TICKS
}

/// Resident memory of a process, in KiB.
pub(crate) fn memory_of(process: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// How many files this process, and so each program it starts, may open.
pub(crate) fn open_files() -> usize {
    let text = fs::read_to_string("/proc/self/limits").unwrap();
    let line = text.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX)
}
