//! The proxy and event-stream budgets of the console, measured on the real program: `measured / budget` lines.
//!
//! The peer for calls is nginx, in front of the same upstream in the same run. A bare proxy of the same libraries, without
//! sessions and rules, says what is left to be won, for streams too. Everything runs on loopback and shares the machine with the load, so
//! the ratio means more than the rates.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot prepare its run has nothing to report"
)]

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode, Uri, header},
    response::IntoResponse,
    routing::get,
};
use futures::StreamExt;
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioIo},
};
use std::{
    convert::Infallible,
    env,
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{OnceCell, broadcast, watch},
};

/// Makes this program a bare proxy before the upstream with this address.
const BARE_UPSTREAM: &str = "CATALYST_BENCH_BARE_UPSTREAM";
const CALL: &str = "/api/v1/catalog";
const STREAM: &str = "/api/v1/sovereigns/s/compliance/stream";
const CONNECTIONS: usize = 64;
const MEASURED: Duration = Duration::from_secs(5);
const CLIENTS: usize = 10_000;
const EVENT_INTERVAL: Duration = Duration::from_millis(100);
const RATIO_BUDGET: f64 = 0.7;
const CPU_BUDGET: Duration = Duration::from_micros(20);
const LATENCY_BUDGET: Duration = Duration::from_millis(100);
const MEMORY_BUDGET: f64 = 18.0;
/// Kernel clock ticks of `/proc/<pid>/stat` in a second; fixed on Linux.
const TICKS: u32 = 100;

#[tokio::main]
async fn main() {
    if let Ok(upstream) = env::var(BARE_UPSTREAM) {
        return bare(&upstream).await;
    }
    let folder = tempfile::tempdir().unwrap();
    calls(folder.path()).await;
    streams(folder.path()).await;
}

/// A program that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

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

/// Passes everything on, the upstream's stream from one subscription for all, and prints its address.
async fn bare(upstream: &str) {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let origin = format!("http://{upstream}");
    let events = broadcast::Sender::<Bytes>::new(64);
    let following = Arc::new(OnceCell::new());
    let follow = {
        let (client, uri) = (client.clone(), format!("{origin}{STREAM}").parse::<Uri>().unwrap());
        move || async move {
            let (tx, first) = (events.clone(), events.subscribe());
            following
                .get_or_init(|| async {
                    let mut body = client.get(uri).await.unwrap().into_body();
                    tokio::spawn(async move {
                        while let Some(Ok(frame)) = body.frame().await {
                            // Nobody may listen yet.
                            let _ = tx.send(frame.into_data().unwrap());
                        }
                    });
                })
                .await;
            let frames = futures::stream::unfold(first, |mut frames| async move {
                Some((Ok::<_, Infallible>(frames.recv().await.ok()?), frames))
            });
            let begin = futures::stream::iter([Ok(Bytes::from_static(b"event: caught-up\n\n"))]);
            let body = Body::from_stream(begin.chain(frames));
            ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
        }
    };
    let router = Router::new()
        .route("/live", get(follow))
        .fallback(move |mut request: Request<Body>| {
            let (client, origin) = (client.clone(), origin.clone());
            async move {
                *request.uri_mut() = format!("{origin}{}", request.uri()).parse().unwrap();
                client.request(request).await.unwrap().map(Body::new)
            }
        });
    axum::serve(listener, router).await.unwrap();
}

/// A bare proxy as a program of its own.
async fn bare_program(upstream: SocketAddr) -> (Running, SocketAddr) {
    let mut child = Command::new(env::current_exe().unwrap())
        .env(BARE_UPSTREAM, upstream.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = tokio::process::ChildStdout::from_std(child.stdout.take().unwrap()).unwrap();
    let address = BufReader::new(output).lines().next_line().await.unwrap().unwrap();
    (Running(child), address.parse().unwrap())
}

/// The console in front of an upstream, and the cookie of a session in it.
async fn console(folder: &Path, upstream: SocketAddr) -> (Running, SocketAddr, String) {
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

struct Connection {
    host: String,
    sender: hyper::client::conn::http1::SendRequest<Body>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        Self {
            host: address.to_string(),
            sender,
        }
    }

    async fn get(&mut self, path: &str, cookie: &str) -> http::Response<()> {
        let request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        self.sender.ready().await.unwrap();
        let (parts, body) = self.sender.send_request(request).await.unwrap().into_parts();
        body.collect().await.unwrap();
        http::Response::from_parts(parts, ())
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

async fn calls(folder: &Path) {
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
    let (bare, address) = bare_program(upstream).await;
    let (least, least_per_call) = cost(&bare, address, "").await;
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

/// One stream whose events say when they were made.
async fn streams(folder: &Path) {
    let begun = Instant::now();
    let made = watch::Sender::new(0_u64);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = listener.local_addr().unwrap();
    let stream = {
        let made = made.clone();
        move || {
            let frames = futures::stream::unfold(made.subscribe(), |mut made| async move {
                made.changed().await.ok()?;
                let now = *made.borrow_and_update();
                Some((
                    Ok::<_, Infallible>(format!("data: {{\"at\":{now},\"pad\":\"{:0>200}\"}}\n\n", 0)),
                    made,
                ))
            });
            async { ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames)).into_response() }
        }
    };
    let router = Router::new().route(STREAM, get(stream)).fallback(|| async { "{}" });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (bare, address) = bare_program(upstream).await;
    let least = followed(bare, address, "", &made, begun).await;
    let (program, address, cookie) = console(folder, upstream).await;
    let ours = followed(program, address, &cookie, &made, begun).await;
    let Followed {
        clients,
        arrived,
        due,
        p99,
        memory,
    } = ours;
    println!("event streams: {clients} clients, 10 events a second each; {arrived} of {due} events arrived");
    println!(
        "the bare proxy: {} of {} events arrived, p99 {:.1} ms, {:.1} KiB a client",
        least.arrived,
        least.due,
        least.p99.as_secs_f64() * 1e3,
        least.memory
    );
    report(
        "event latency, p99",
        p99.as_secs_f64() * 1e3,
        LATENCY_BUDGET.as_secs_f64() * 1e3,
        "ms",
        p99 <= LATENCY_BUDGET && arrived == due,
    );
    report("memory a client", memory, MEMORY_BUDGET, "KiB", memory <= MEMORY_BUDGET);
}

/// What following a stream came to.
struct Followed {
    clients: usize,
    arrived: u64,
    due: u64,
    p99: Duration,
    /// KiB a client.
    memory: f64,
}

/// Many clients follow the upstream's stream through a program, which ends with it.
async fn followed(
    program: Running,
    address: SocketAddr,
    cookie: &str,
    made: &watch::Sender<u64>,
    begun: Instant,
) -> Followed {
    let clients = CLIENTS.min(open_files().saturating_sub(200));
    let before = memory_of(program.0.id());
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let (measuring, received) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut open = tokio::task::JoinSet::new();
    for batch in 0..clients.div_ceil(100) {
        let here = 100.min(clients - batch * 100);
        let streams = (0..here).map(|_| subscribe(address, cookie));
        for stream in futures::future::join_all(streams).await {
            let (latencies, measuring, received) =
                (Arc::clone(&latencies), Arc::clone(&measuring), Arc::clone(&received));
            open.spawn(async move {
                let mut own = Vec::new();
                read(stream, begun, &measuring, &received, &mut own).await;
                latencies.lock().unwrap().extend(own);
            });
        }
    }
    let memory = (memory_of(program.0.id()) - before) / f64::from(u32::try_from(clients).unwrap());
    let mut tick = tokio::time::interval(EVENT_INTERVAL);
    let mut sent = 0_u64;
    for number in 0..150 {
        tick.tick().await;
        if number == 50 {
            measuring.store(true, Ordering::SeqCst);
        }
        sent += u64::from(number >= 50);
        made.send_replace(u64::try_from(begun.elapsed().as_micros()).unwrap());
    }
    // What is still on its way.
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(program);
    open.join_all().await;
    let mut latencies = std::mem::take(&mut *latencies.lock().unwrap());
    latencies.sort_unstable();
    Followed {
        clients,
        arrived: received.load(Ordering::SeqCst),
        due: sent * u64::try_from(clients).unwrap(),
        p99: latencies.get(latencies.len() * 99 / 100).copied().unwrap_or_default(),
        memory,
    }
}

async fn subscribe(address: SocketAddr, cookie: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let topic = STREAM.replace('/', "%2F");
    let head = format!(
        "GET /live?topic={topic} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    let mut buffer = [0; 2048];
    while !text.contains("event: caught-up") {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "{text}");
        text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
    }
    stream
}

/// Notes how old each event is when it arrives, until the connection ends.
async fn read(
    stream: TcpStream,
    begun: Instant,
    measuring: &AtomicBool,
    received: &AtomicU64,
    own: &mut Vec<Duration>,
) {
    let mut lines = BufReader::with_capacity(1024, stream).lines();
    let mut marked = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let Some((_, rest)) = line.split_once("{\"at\":") else {
            continue;
        };
        let at: u64 = rest.split(',').next().unwrap().parse().unwrap();
        let at = Duration::from_micros(at);
        if measuring.load(Ordering::Relaxed) {
            let from = *marked.get_or_insert(at);
            own.push(begun.elapsed().saturating_sub(at));
            debug_assert!(at >= from);
            received.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn report(what: &str, measured: f64, budget: f64, unit: &str, within: bool) {
    let mut line = String::new();
    let _ = write!(line, "{what:<44}{measured:>9.1} {unit} / {budget:.1} {unit}");
    println!("{line}{}", if within { "" } else { "  OVER BUDGET" });
}

async fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// User and system time of a process so far.
fn cpu_of(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap();
    Duration::from_secs(1) * ticks / TICKS
}

/// Resident memory of a process, in KiB.
fn memory_of(process: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// How many files this process, and so each program it starts, may open.
fn open_files() -> usize {
    let text = fs::read_to_string("/proc/self/limits").unwrap();
    let line = text.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX)
}
