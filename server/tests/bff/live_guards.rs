//! What the services leave to the BFF holds for whoever follows a stream as for whoever makes a call (tenant contract Z9).

use crate::support::reader::live;
use crate::support::{BEARER, TestConsole, call_as, control_plane};
use axum::{
    Json, Router,
    body::{Body, BodyDataStream},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::StreamExt;
use serde_json::json;
use server::{
    live::REVIEW,
    proxy::Upstream,
    secret::Secret,
    session::{Issuer, NewSession, Tokens},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// A stream that asks nobody who they are.
async fn stream() -> Response {
    let begun = futures::stream::iter([Ok::<_, std::convert::Infallible>("data: {}\n\n")]);
    let frames = begun.chain(futures::stream::pending());
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames)).into_response()
}

fn services() -> Router {
    let organizations = || async { Json(json!([{"id": "own", "slug": "noor", "status": "active"}])) };
    Router::new()
        .route("/api/tenant/orgs", get(organizations))
        .route("/api/tenant/orgs/{id}/stream", get(stream))
        .route("/api/provisioning/tenant/{id}/stream", get(stream))
        .route("/api/v1/org/orders/stream", get(stream))
        .route("/api/v1/flows/{id}/stream", get(stream))
        .fallback_service(control_plane())
}

fn console() -> TestConsole {
    TestConsole::new(Upstream::Embedded(services()))
}

/// Somebody who signed in with a code by e-mail.
async fn customer(console: &TestConsole) -> String {
    with_code(console, BEARER).await
}

async fn with_code(console: &TestConsole, bearer: &str) -> String {
    let session = console.console.sessions.open(NewSession {
        subject: "customer".to_owned(),
        device: None,
        provider_session: None,
        tokens: Tokens {
            issuer: Issuer::EmailCode,
            ..Tokens::of_bearer(Secret::new(bearer))
        },
    });
    format!("catalyst_console={}", session.await.unwrap().id.expose())
}

async fn directly(console: &TestConsole, cookie: &str, topic: &str) -> StatusCode {
    let call = call_as(cookie, "GET", topic).header(header::ACCEPT, "text/event-stream");
    console.send(call.body(Body::empty()).unwrap()).await.status()
}

/// What the first frame of a connection says of its topics.
async fn joined(console: &TestConsole, cookie: &str, topics: &[&str]) -> String {
    let path = live(topics);
    let call = call_as(cookie, "GET", &path).body(Body::empty()).unwrap();
    let answer = console.send(call).await;
    assert_eq!(answer.status(), 200, "{path}");
    let first = answer.into_body().into_data_stream().next().await.unwrap().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    let data = first.strip_prefix("event: topics\ndata: ");
    data.unwrap_or_else(|| panic!("{first}")).trim_end().to_owned()
}

#[tokio::test]
async fn nobody_follows_by_live_what_they_may_not_get() {
    let console = console();
    let (operator, customer) = (console.sign_in().await, customer(&console).await);
    for (cookie, topic) in [
        (&operator, "/api/tenant/orgs/other/stream"),
        (&operator, "/api/provisioning/tenant/other/stream"),
        (&operator, "/api/tenant/orgs/other/%73tream"),
        (&customer, "/api/v1/org/orders/stream"),
    ] {
        assert_eq!(directly(&console, cookie, topic).await, 403, "{topic}");
        let topics = joined(&console, cookie, &[topic]).await;
        assert_eq!(topics, r#"[{"status":403}]"#, "{topic}");
    }
    for topic in ["/api/tenant/orgs/own/stream", "/api/provisioning/tenant/own/stream"] {
        assert_eq!(directly(&console, &operator, topic).await, 200, "{topic}");
        let topics = joined(&console, &operator, &[topic]).await;
        assert!(topics.contains("\"feed\""), "{topic}: {topics}");
    }
}

#[tokio::test]
async fn who_follows_is_asked_once_for_all_topics_of_a_connection() {
    let asked = Arc::<AtomicUsize>::default();
    let counter = asked.clone();
    let whoami = move || {
        counter.fetch_add(1, Ordering::SeqCst);
        async { Json(json!({"email": "owner@t01.omani.works", "sub": "owner", "verified": true})) }
    };
    let own_rows = "/api/v1/sovereigns/s/k8s/stream";
    let plane = Router::new()
        .route("/api/v1/whoami", get(whoami))
        .route("/api/v1/sovereigns/{id}/k8s/stream", get(stream));
    let console = TestConsole::new(Upstream::Embedded(plane));
    let cookie = console.sign_in().await;
    let topics = ["pod", "service", "node"].map(|kind| format!("{own_rows}?kinds={kind}"));
    let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
    let joined = joined(&console, &cookie, &topics).await;
    assert_eq!(joined.matches("\"feed\"").count(), topics.len(), "{joined}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_refusal_does_not_keep_the_other_topics_away() {
    let console = console();
    let cookie = console.sign_in().await;
    let topics = ["/api/tenant/orgs/other/stream", "/api/v1/flows/f/stream"];
    let topics = joined(&console, &cookie, &topics).await;
    assert!(topics.starts_with(r#"[{"status":403},{"feed":"#), "{topics}");
}

/// Reads on for as long as reviews are about to come.
async fn ends_within(connection: &mut BodyDataStream, reviews: u32) -> bool {
    let end = async { while connection.next().await.is_some() {} };
    tokio::time::timeout(REVIEW * reviews, end).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn who_loses_a_right_hears_no_more_of_what_others_keep_open() {
    let allowed = Arc::new(AtomicBool::new(true));
    let switch = allowed.clone();
    let whoami = || async { Json(json!({"email": "owner@t01.omani.works", "sub": "owner", "verified": true})) };
    let flow = move |headers: HeaderMap| async move {
        let is_guest = headers[header::AUTHORIZATION] == "Bearer guest";
        match is_guest && !switch.load(Ordering::SeqCst) {
            true => StatusCode::FORBIDDEN.into_response(),
            false => stream().await,
        }
    };
    let plane = Router::new()
        .route("/api/v1/whoami", get(whoami))
        .route("/api/v1/flows/{id}/stream", get(flow));
    let console = TestConsole::new(Upstream::Embedded(plane));
    let (owner, guest) = (console.sign_in().await, with_code(&console, "guest").await);
    let follow = async |cookie: &str| {
        let path = live(&["/api/v1/flows/f/stream"]);
        let answer = console
            .send(call_as(cookie, "GET", &path).body(Body::empty()).unwrap())
            .await;
        answer.into_body().into_data_stream()
    };
    let (mut of_owner, mut of_guest) = (follow(&owner).await, follow(&guest).await);
    assert!(!ends_within(&mut of_guest, 3).await, "nobody took the right away");
    allowed.store(false, Ordering::SeqCst);
    assert!(ends_within(&mut of_guest, 2).await, "the guest still hears it");
    assert!(!ends_within(&mut of_owner, 3).await, "the owner is let in as ever");
    let topics = joined(&console, &guest, &["/api/v1/flows/f/stream"]).await;
    assert_eq!(topics, r#"[{"status":403}]"#);
}

#[tokio::test]
async fn nobody_takes_all_the_streams_that_the_console_can_read() {
    let console = console();
    let (greedy, modest) = (console.sign_in().await, console.sign_in().await);
    let topic = |number: usize| format!("/api/v1/flows/{number}/stream");
    for first in (0..256).step_by(32) {
        let topics: Vec<String> = (first..first + 32).map(topic).collect();
        let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
        let joined = joined(&console, &greedy, &topics).await;
        assert_eq!(joined.matches("\"feed\"").count(), 32, "{joined}");
    }
    let one_more = call_as(&greedy, "GET", &live(&[&topic(256)]))
        .body(Body::empty())
        .unwrap();
    assert_eq!(console.send(one_more).await.status(), 503);
    for topic in [topic(0), topic(256)] {
        assert!(
            joined(&console, &modest, &[&topic]).await.contains("\"feed\""),
            "{topic}"
        );
    }
}

#[tokio::test]
async fn nonsense_is_no_topic() {
    let console = TestConsole::new(Upstream::Embedded(control_plane()));
    let cookie = console.sign_in().await;
    let many = vec!["/api/v1/x"; 33];
    for path in [
        live(&[]),
        live(&["/auth/link"]),
        live(&["/api/v1/internal/x"]),
        live(&many),
    ] {
        let answer = console
            .send(call_as(&cookie, "GET", &path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status(), 400, "{path}");
    }
    let stranger = call_as("", "GET", &live(&["/api/v1/flows/f/stream"]))
        .body(Body::empty())
        .unwrap();
    assert_eq!(console.send(stranger).await.status(), 401);
}
