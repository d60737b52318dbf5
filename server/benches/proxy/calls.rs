//! Calls through the proxy, beside nginx.

use crate::{
    bare,
    connection::Connection,
    program::{Running, console, cpu_of},
    report,
};
use axum::http::StatusCode;
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::net::{TcpListener, TcpStream};

const CALL: &str = "/api/v1/catalog";
const CONNECTIONS: usize = 64;
const MEASURED: Duration = Duration::from_secs(5);
const RATIO_BUDGET: f64 = 0.7;
const CPU_BUDGET: Duration = Duration::from_micros(20);

/// The peer, with its workers; asked to stop, because workers outlive a killed master.
struct Nginx {
    stop: Command,
    master: Child,
}

impl Nginx {
    fn start(program: &str, folder: &Path, config: &Path) -> Self {
        let command = || {
            let mut command = Command::new(program);
            command
                .arg("-p")
                .arg(folder)
                .arg("-c")
                .arg(config)
                .stderr(Stdio::null());
            command
        };
        let mut stop = command();
        stop.args(["-s", "stop"]);
        let master = command().spawn().unwrap();
        Self { stop, master }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if self.stop.status().is_ok_and(|status| status.success()) {
            let _ = self.master.wait();
        }
    }
}

/// Calls a second over a fixed number of connections.
async fn rate(address: SocketAddr, cookie: &str) -> f64 {
    let done = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut load = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (done, cookie) = (Arc::clone(&done), cookie.to_owned());
        load.spawn(async move {
            let mut connection = Connection::open(address).await;
            while begun.elapsed() < MEASURED {
                assert_eq!(connection.get(CALL, &cookie).await.status(), StatusCode::OK);
                done.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    load.join_all().await;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 calls")]
    let done = done.load(Ordering::Relaxed) as f64;
    done / begun.elapsed().as_secs_f64()
}

/// Calls a second through a program that is warm, and what one costs it.
async fn cost(program: &Running, address: SocketAddr, cookie: &str) -> (f64, Duration) {
    rate(address, cookie).await;
    let before = cpu_of(program.0.id());
    let rate = rate(address, cookie).await;
    let cpu = cpu_of(program.0.id()) - before;
    (rate, cpu.div_f64(rate * MEASURED.as_secs_f64()))
}

pub(crate) async fn measure(folder: &Path) {
    let Some(nginx) = ["/usr/sbin/nginx", "/usr/bin/nginx"]
        .into_iter()
        .find(|path| Path::new(path).exists())
    else {
        println!("calls through the proxy: skipped, because nginx is missing (apt-get install nginx)");
        return;
    };
    let (upstream, peer) = (free_port().await, free_port().await);
    let payload = "x".repeat(1_000);
    let root = folder.display();
    let config = format!(
        "worker_processes 2; daemon off; pid {root}/nginx.pid; error_log {root}/error.log;
         events {{ worker_connections 1024; }}
         http {{ access_log off; keepalive_requests 1000000000; client_body_temp_path {root}/b; proxy_temp_path {root}/p;
           fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
           upstream plane {{ server {upstream}; keepalive 64; keepalive_requests 1000000000; }}
           server {{ listen {upstream}; location / {{ default_type application/json; return 200 '{{\"items\":\"{payload}\"}}'; }} }}
           server {{ listen {peer}; location / {{ proxy_http_version 1.1; proxy_set_header Connection ''; proxy_pass http://plane; }} }}
         }}"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, config).unwrap();
    let _nginx = Nginx::start(nginx, folder, &file);
    while TcpStream::connect(peer).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (program, address, cookie) = console(folder, upstream).await;
    let (ours, per_call) = cost(&program, address, &cookie).await;
    let (least_program, address) = bare::start(upstream).await;
    let (least, least_per_call) = cost(&least_program, address, "").await;
    let theirs = rate(peer, "").await;
    let direct = rate(upstream, "").await;
    println!(
        "calls a second: console {ours:.0}, bare proxy {least:.0}, nginx {theirs:.0}, upstream itself {direct:.0}"
    );
    report(
        "calls, of nginx's rate",
        ours / theirs,
        RATIO_BUDGET,
        "x",
        ours / theirs >= RATIO_BUDGET,
    );
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    println!("CPU a call of the bare proxy: {:.1} µs", micros(least_per_call));
    report(
        "CPU a call",
        micros(per_call),
        micros(CPU_BUDGET),
        "µs",
        per_call <= CPU_BUDGET,
    );
}

async fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}
