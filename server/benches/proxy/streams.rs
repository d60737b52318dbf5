//! Ten thousand followers of one stream.

use crate::{
    bare,
    program::{Running, console, memory_of, open_files},
    report,
};
use axum::{Router, body::Body, http::header, response::IntoResponse, routing::get};
use std::{
    convert::Infallible,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

pub(crate) const STREAM: &str = "/api/v1/sovereigns/s/compliance/stream";
const CLIENTS: usize = 10_000;
const EVENT_INTERVAL: Duration = Duration::from_millis(100);
const LATENCY_BUDGET: Duration = Duration::from_millis(100);
const MEMORY_BUDGET: f64 = 18.0;

/// One stream whose events say when they were made.
pub(crate) async fn measure(folder: &Path) {
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
    let (least_program, address) = bare::start(upstream).await;
    let least = followed(least_program, address, "", &made, begun).await;
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
