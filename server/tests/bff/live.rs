//! Streams that survive what networks do: numbered events, an upstream that dies, readers that come and go.

use crate::support::reader::{Reader, live, number};
use crate::support::{BEARER, TestConsole, control_plane};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::{FutureExt, StreamExt};
use server::{
    proxy::{Remote, Upstream},
    secret::Secret,
    session::{NewSession, Tokens},
};
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

const LOG: &str = "/api/v1/deployments/d1/logs";

/// A control plane with one numbered history, replayed to every reader, as §B.5 has it.
#[derive(Clone)]
struct Numbered {
    /// First number of the present history, and how many events it has.
    history: watch::Sender<(usize, usize)>,
    readers: Arc<AtomicUsize>,
    opened: Arc<AtomicUsize>,
}

impl Numbered {
    fn new() -> Self {
        Self {
            history: watch::Sender::new((0, 0)),
            readers: Arc::default(),
            opened: Arc::default(),
        }
    }

    fn add(&self, events: usize) {
        self.history.send_modify(|(_, count)| *count += events);
    }

    fn router(&self) -> Router {
        Router::new()
            .route(LOG, get(log))
            .route("/api/v1/deployments/d1", get(deployment))
            .with_state(self.clone())
            .merge(control_plane())
    }
}

async fn deployment(headers: HeaderMap) -> StatusCode {
    match headers.get(header::AUTHORIZATION) {
        Some(value) if value == &format!("Bearer {BEARER}") => StatusCode::OK,
        _ => StatusCode::NOT_FOUND,
    }
}

struct Reading(Arc<AtomicUsize>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn log(State(numbered): State<Numbered>) -> Response {
    numbered.opened.fetch_add(1, Ordering::SeqCst);
    assert_eq!(numbered.readers.fetch_add(1, Ordering::SeqCst), 0, "a second reader");
    let reading = Reading(numbered.readers.clone());
    let history = numbered.history.subscribe();
    let frames = futures::stream::unfold((history, 0, reading), |(mut history, next, reading)| async move {
        let (first, _) = *history.wait_for(|(_, count)| *count > next).await.ok()?;
        let frame = format!("data: {}\n\n", first + next);
        Some((Ok::<_, std::convert::Infallible>(frame), (history, next + 1, reading)))
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames)).into_response()
}

/// Serves one connection after the other until dropped; then all of them break, wherever they are.
async fn serve(address: SocketAddr, router: Router) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            connections.spawn(async move {
                let stream = hyper_util::rt::TokioIo::new(stream);
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(stream, service)
                    .await;
            });
        }
    });
    (address, serving)
}

#[tokio::test]
async fn fifty_deaths_of_the_control_plane_lose_nothing_double_nothing_and_keep_the_order() {
    const DEATHS: usize = 50;
    let numbered = Numbered::new();
    let (address, mut serving) = serve("127.0.0.1:0".parse().unwrap(), numbered.router()).await;
    let origin = format!("http://{address}").parse().unwrap();
    let console = TestConsole::new(Upstream::from(Remote::new(origin)));
    let cookie = console.sign_in().await;

    let mut stayer = Reader::open(&console, &cookie, &live(&[LOG]), None).await;
    let mut leaver = Reader::open(&console, &cookie, LOG, None).await;
    let (mut stayed, mut left) = (0, 0);
    for death in 0..DEATHS {
        numbered.add(20);
        // In the middle of what was just added, so that the connection breaks while it delivers.
        while stayed < death * 25 + 10 {
            assert_eq!(number(&stayer.message().await.unwrap()), stayed);
            stayed += 1;
        }
        serving.shutdown().await;
        numbered.add(5);
        (_, serving) = serve(address, numbered.router()).await;
        // Another reader goes away at every death and comes back with the id of its last frame.
        while left < death * 25 + 3 {
            assert_eq!(number(&leaver.message().await.unwrap()), left);
            left += 1;
        }
        let id = leaver.last_id.clone();
        drop(leaver);
        leaver = Reader::open_when_up(&console, &cookie, LOG, id.as_deref()).await;
    }
    let total = DEATHS * 25;
    for (reader, mut expected) in [(&mut stayer, stayed), (&mut leaver, left)] {
        while expected < total {
            assert_eq!(number(&reader.message().await.unwrap()), expected);
            expected += 1;
        }
        assert!(reader.message().now_or_never().is_none(), "nothing follows");
    }
    assert!(numbered.opened.load(Ordering::SeqCst) >= DEATHS);
}

/// Logs that one address has read too often.
#[derive(Clone)]
struct Limited {
    client: watch::Sender<&'static str>,
    connection: watch::Sender<usize>,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn limited_log(State(limited): State<Limited>, headers: HeaderMap) -> Response {
    let client = headers["x-forwarded-for"].to_str().unwrap().to_owned();
    limited.asked.lock().unwrap().push(client.clone());
    if *limited.client.borrow() == client {
        let body = r#"{"error": "rate limit exceeded", "retry_after": 90}"#;
        return (StatusCode::TOO_MANY_REQUESTS, body).into_response();
    }
    let number = *limited.connection.borrow();
    let mut connection = limited.connection.subscribe();
    let frames = events_until(number, async move {
        let _ = connection.wait_for(|now| *now > number).await;
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames)).into_response()
}

/// The events up to this number, and then nothing until the connection is over.
fn events_until(
    number: usize,
    over: impl Future<Output = ()> + Send + 'static,
) -> impl futures::Stream<Item = Result<String, std::convert::Infallible>> + Send {
    let events = (0..=number).map(|number| Ok(format!("data: {number}\n\n")));
    let end = futures::stream::once(over).filter_map(|()| async { None });
    futures::stream::iter(events).chain(end)
}

#[tokio::test(start_paused = true)]
async fn who_comes_too_often_does_not_keep_the_others_waiting() {
    let limited = Limited {
        client: watch::Sender::new("nobody"),
        connection: watch::Sender::new(0),
        asked: Arc::default(),
    };
    let router = Router::new()
        .route(LOG, get(limited_log))
        .route("/api/v1/deployments/d1", get(deployment))
        .with_state(limited.clone());
    let console = TestConsole::new(Upstream::Embedded(router));
    let mut readers = Vec::new();
    for peer in ["198.51.100.7:1", "198.51.100.8:1", "198.51.100.8:2"] {
        let cookie = console.sign_in().await;
        let mut reader = Reader::open_from(&console, &cookie, &live(&[LOG]), peer).await;
        assert_eq!(number(&reader.message().await.unwrap()), 0);
        readers.push(reader);
    }
    limited.asked.lock().unwrap().clear();
    limited.client.send_replace("198.51.100.8");
    limited.connection.send_replace(1);
    for reader in &mut readers {
        let next = tokio::time::timeout(std::time::Duration::from_secs(60), reader.message());
        assert_eq!(number(&next.await.expect("nobody rests").unwrap()), 1);
    }
    // The newest is asked for first, and the address that they share only once.
    assert_eq!(*limited.asked.lock().unwrap(), ["198.51.100.8", "198.51.100.7"]);
}

#[tokio::test]
async fn many_readers_share_one_subscription_and_each_gets_everything() {
    let numbered = Numbered::new();
    numbered.add(3);
    let console = TestConsole::new(Upstream::Embedded(numbered.router()));
    let mut readers = Vec::new();
    for _ in 0..10 {
        let cookie = console.sign_in().await;
        readers.push(Reader::open(&console, &cookie, &live(&[LOG]), None).await);
    }
    numbered.add(3);
    for reader in &mut readers {
        for expected in 0..6 {
            assert_eq!(number(&reader.message().await.unwrap()), expected);
        }
    }
    assert_eq!(numbered.opened.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn another_history_is_one_reset_and_then_its_events() {
    let numbered = Numbered::new();
    numbered.add(3);
    let (address, mut serving) = serve("127.0.0.1:0".parse().unwrap(), numbered.router()).await;
    let origin = format!("http://{address}").parse().unwrap();
    let console = TestConsole::new(Upstream::from(Remote::new(origin)));
    let cookie = console.sign_in().await;
    let mut reader = Reader::open(&console, &cookie, &live(&[LOG]), None).await;
    for expected in 0..3 {
        assert_eq!(number(&reader.message().await.unwrap()), expected);
    }
    serving.shutdown().await;
    numbered.history.send_replace((100, 2));
    let (_, _serving) = serve(address, numbered.router()).await;
    assert_eq!(reader.message().await.unwrap().event, "reset");
    for expected in [100, 101] {
        assert_eq!(number(&reader.message().await.unwrap()), expected);
    }
}

#[tokio::test]
async fn an_id_of_another_process_is_one_reset_and_everything() {
    let numbered = Numbered::new();
    numbered.add(2);
    let console = TestConsole::new(Upstream::Embedded(numbered.router()));
    let cookie = console.sign_in().await;
    let mut reader = Reader::open(&console, &cookie, LOG, Some("0badcafe-7")).await;
    assert_eq!(reader.message().await.unwrap().event, "reset");
    for expected in 0..2 {
        assert_eq!(number(&reader.message().await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_reader_whose_place_is_gone_is_let_go_and_resumes_with_a_reset() {
    let numbered = Numbered::new();
    let console = TestConsole::new(Upstream::Embedded(numbered.router()));
    let cookie = console.sign_in().await;
    let mut slow = Reader::open(&console, &cookie, LOG, None).await;
    let mut quick = Reader::open(&console, &cookie, LOG, None).await;
    numbered.add(1);
    assert_eq!(number(&slow.message().await.unwrap()), 0);
    numbered.add(12_000);
    for expected in 0..12_001 {
        assert_eq!(number(&quick.message().await.unwrap()), expected);
    }
    assert_eq!(slow.message().await, None, "its place in the buffer is gone");
    let id = slow.last_id.clone();
    let mut back = Reader::open(&console, &cookie, LOG, id.as_deref()).await;
    assert_eq!(back.message().await.unwrap().event, "reset");
    assert_eq!(number(&back.message().await.unwrap()), 2_001, "the newest 10,000");
}

#[tokio::test]
async fn who_may_not_see_a_topic_does_not_join_it_though_others_follow_it() {
    let numbered = Numbered::new();
    let console = TestConsole::new(Upstream::Embedded(numbered.router()));
    let owner = console.sign_in().await;
    let _owner = Reader::open(&console, &owner, &live(&[LOG]), None).await;
    let stranger = console
        .console
        .sessions
        .open(NewSession {
            subject: "another".to_owned(),
            device: None,
            provider_session: None,
            tokens: Tokens::of_bearer(Secret::new("another")),
        })
        .await
        .unwrap();
    let stranger = format!("catalyst_console={}", stranger.id.expose());
    let mut reader = Reader::open(&console, &stranger, &live(&[LOG]), None).await;
    let topics = reader.next().await.unwrap();
    assert_eq!(
        (topics.event.as_str(), topics.data.as_str()),
        ("topics", r#"[{"status":404}]"#)
    );
}
