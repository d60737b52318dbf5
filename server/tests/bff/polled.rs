//! Streams that the control plane does not have: its documents are read by the BFF alone, and reach browsers as events.

use crate::support::{BEARER, TestConsole, call_as, control_plane};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::StreamExt;
use serde_json::{Value, json};
use server::{
    listen::Peer,
    proxy::Upstream,
    secret::Secret,
    session::{NewSession, Tokens},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

const BALANCE: &str = "/api/billing/balance/stream";
/// Where the browsers are.
const PEER: &str = "198.51.100.7:4711";
const RUN: &str = "/api/provisioning/tenant/own/stream";

/// Services that know documents and no streams (tenant contract §E.3). Nothing but the guard asks whose they are.
#[derive(Clone)]
struct Services {
    credit: watch::Sender<i64>,
    progress: watch::Sender<Option<u8>>,
    looks: watch::Sender<usize>,
    /// When they have had enough: how long they want to be left alone.
    limit: watch::Sender<Option<u64>>,
    /// In whose name each look came.
    clients: Arc<Mutex<Vec<String>>>,
}

impl Services {
    fn new() -> Self {
        Self {
            credit: watch::Sender::new(100_000),
            progress: watch::Sender::new(None),
            looks: watch::Sender::new(0),
            limit: watch::Sender::new(None),
            clients: Arc::default(),
        }
    }

    fn console(&self) -> TestConsole {
        let router = Router::new()
            .route("/api/billing/balance", get(balance))
            .route("/api/provisioning/tenant/{id}", get(run))
            .route("/api/tenant/orgs", get(organizations))
            .route(BALANCE, get(|| async { StatusCode::NOT_FOUND }))
            .route(
                "/api/provisioning/tenant/{id}/stream",
                get(|| async { StatusCode::NOT_FOUND }),
            )
            .with_state(Arc::new(self.clone()))
            .fallback_service(control_plane());
        TestConsole::new(Upstream::Embedded(router))
    }
}

fn is_owner(headers: &HeaderMap) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value == &format!("Bearer {BEARER}"))
}

async fn balance(State(services): State<Arc<Services>>, headers: HeaderMap) -> Response {
    if !is_owner(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    services.looks.send_modify(|looks| *looks += 1);
    let client = headers.get("x-forwarded-for").and_then(|client| client.to_str().ok());
    let client = client.unwrap_or_default().to_owned();
    services.clients.lock().unwrap().push(client);
    let limit = *services.limit.borrow();
    if let Some(seconds) = limit {
        let body = Json(json!({"error": "rate limit exceeded", "retry_after": seconds}));
        return (StatusCode::TOO_MANY_REQUESTS, body).into_response();
    }
    let credit = *services.credit.borrow();
    Json(json!({"credit_omr": credit / 1000, "credit_baisa": credit, "entries": []})).into_response()
}

async fn run(State(services): State<Arc<Services>>, Path(_): Path<String>) -> Response {
    let progress = *services.progress.borrow();
    match progress {
        Some(progress) => Json(json!({"id": "run", "progress": progress})).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn organizations(headers: HeaderMap) -> Json<Value> {
    Json(if is_owner(&headers) {
        json!([{"id": "own", "slug": "noor", "status": "active"}])
    } else {
        json!([])
    })
}

/// What a browser reads: the documents of one stream.
struct Documents(futures::stream::BoxStream<'static, String>, String);

impl Documents {
    async fn of(console: &TestConsole, cookie: &str, topic: &str) -> Self {
        let path = format!("/live?topic={topic}");
        let call = call_as(cookie, "GET", &path).header(header::ACCEPT, "text/event-stream");
        let mut call = call.body(Body::empty()).unwrap();
        call.extensions_mut().insert(Peer(PEER.parse().unwrap()));
        let answer = console.send(call).await;
        assert_eq!(answer.status(), 200);
        let chunks = answer.into_body().into_data_stream();
        let texts = chunks.map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap());
        Self(texts.boxed(), String::new())
    }

    /// The text after `data: ` of the next frame.
    async fn frame(&mut self) -> String {
        loop {
            if let Some((frame, rest)) = self.1.split_once("\n\n") {
                let data = frame
                    .lines()
                    .find_map(|line| line.strip_prefix("data: "))
                    .map(str::to_owned);
                self.1 = rest.to_owned();
                match data {
                    Some(data) => return data,
                    None => continue,
                }
            }
            self.1 += &self.0.next().await.unwrap();
        }
    }

    async fn next(&mut self) -> Value {
        let read = async {
            loop {
                let frame = self.frame().await;
                let document = frame.splitn(3, ' ').nth(2);
                if let Some(document) = document.and_then(|text| serde_json::from_str(text).ok()) {
                    return document;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), read).await.unwrap()
    }
}

#[tokio::test]
async fn a_wallet_that_can_only_be_read_is_live_and_read_once_for_all_tabs() {
    let services = Services::new();
    let console = services.console();
    let cookie = console.sign_in().await;
    let mut tabs = Vec::new();
    for _ in 0..5 {
        tabs.push(Documents::of(&console, &cookie, BALANCE).await);
    }
    for tab in &mut tabs {
        assert_eq!(tab.next().await["credit_baisa"], 100_000);
    }
    // Everybody was let in by a look of their own; from now on one looks for all.
    let entered = *services.looks.borrow();
    services.credit.send_replace(91_000);
    for tab in &mut tabs {
        assert_eq!(tab.next().await["credit_baisa"], 91_000);
    }
    let looks = *services.looks.borrow() - entered;
    assert!(looks < 5, "{looks} looks for one change");
}

#[tokio::test]
async fn a_run_that_is_not_there_yet_is_waited_for() {
    let services = Services::new();
    let console = services.console();
    let cookie = console.sign_in().await;
    let mut run = Documents::of(&console, &cookie, RUN).await;
    services.progress.send_replace(Some(40));
    assert_eq!(run.next().await["progress"], 40);
    services.progress.send_replace(Some(100));
    assert_eq!(run.next().await["progress"], 100);
}

#[tokio::test]
async fn who_is_not_a_member_joins_no_document_that_others_follow() {
    let services = Services::new();
    services.progress.send_replace(Some(40));
    let console = services.console();
    let owner = console.sign_in().await;
    let mut own = Documents::of(&console, &owner, RUN).await;
    assert_eq!(own.next().await["progress"], 40);
    let stranger = console.console.sessions.open(NewSession {
        subject: "another".to_owned(),
        device: None,
        provider_session: None,
        tokens: Tokens::of_bearer(Secret::new("another")),
    });
    let stranger = format!("catalyst_console={}", stranger.await.unwrap().id.expose());
    let mut refused = Documents::of(&console, &stranger, RUN).await;
    assert_eq!(refused.frame().await, r#"[{"status":403}]"#);
    // What belongs to somebody else by its id is refused to the owner as well.
    let other = "/api/provisioning/tenant/other/stream";
    let mut refused = Documents::of(&console, &owner, other).await;
    assert_eq!(refused.frame().await, r#"[{"status":403}]"#);
}

#[tokio::test(start_paused = true)]
async fn looks_count_as_those_of_whoever_follows() {
    let services = Services::new();
    let console = services.console();
    let cookie = console.sign_in().await;
    let mut wallet = Documents::of(&console, &cookie, BALANCE).await;
    assert_eq!(wallet.next().await["credit_baisa"], 100_000);
    services.credit.send_replace(91_000);
    assert_eq!(wallet.next().await["credit_baisa"], 91_000);
    let clients = services.clients.lock().unwrap().clone();
    assert!(clients.len() >= 2);
    assert!(clients.iter().all(|client| client == "198.51.100.7"), "{clients:?}");
}

#[tokio::test(start_paused = true)]
async fn services_that_have_had_enough_are_left_alone_and_the_stream_goes_on() {
    let services = Services::new();
    let console = services.console();
    let cookie = console.sign_in().await;
    let mut wallet = Documents::of(&console, &cookie, BALANCE).await;
    assert_eq!(wallet.next().await["credit_baisa"], 100_000);

    services.limit.send_replace(Some(90));
    let mut looks = services.looks.subscribe();
    looks.mark_unchanged();
    // The bodies of streams move only when somebody reads.
    let reading = tokio::spawn(async move {
        loop {
            let frame = wallet.frame().await;
            if frame.contains("credit_baisa") {
                return frame;
            }
        }
    });
    looks.changed().await.unwrap();
    let refused = Instant::now();
    services.limit.send_replace(None);
    services.credit.send_replace(91_000);
    looks.changed().await.unwrap();
    let rested = refused.elapsed();
    assert!(
        (Duration::from_secs(90)..Duration::from_secs(101)).contains(&rested),
        "{rested:?}"
    );
    let frame = reading.await.unwrap();
    assert!(frame.contains(r#""credit_baisa":91000"#), "{frame}");
}
