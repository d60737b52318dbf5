//! Traces, as a collector receives them.

use crate::support::{TestConsole, call_as, embedded, json_of};
use axum::{
    Router,
    body::{Body, Bytes},
    http::StatusCode,
    routing::post,
};
use server::{https::HttpsClient, traces::Traces};
use std::sync::Arc;
use tokio::{net::TcpListener, sync::mpsc};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A collector on loopback; what it receives.
async fn collector() -> (String, mpsc::UnboundedReceiver<Bytes>) {
    let (sender, received) = mpsc::unbounded_channel();
    let take = move |body: Bytes| async move {
        sender.send(body).unwrap();
        StatusCode::OK
    };
    let router = Router::new().route("/v1/traces", post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, received)
}

fn holds(message: &[u8], part: &[u8]) -> bool {
    message.windows(part.len()).any(|window| window == part)
}

fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

#[tokio::test]
async fn a_request_is_a_span_of_the_trace_that_it_came_with_and_the_call_belongs_to_it() {
    let (origin, mut received) = collector().await;
    let traces = Arc::new(Traces::to(&origin.parse().unwrap(), HttpsClient::new().unwrap()).unwrap());
    let console = TestConsole::traced_by(Arc::clone(&traces), embedded());
    let cookie = console.sign_in().await;
    let call = call_as(&cookie, "GET", "/api/v1/echo/x?secret=hidden");
    let call = call.header("traceparent", format!("00-{TRACE}-{PARENT}-01"));
    let people = [
        "/gitea/api/v1/users/amal@example.om/tokens",
        "/gitea/api/v1/users/amal%40example.om/tokens",
        "/api/billing/anything/T42-DEMO-100",
        "/redeem/?code=T42-DEMO-100",
        "/T42-DEMO-100/amal@example.om",
    ];
    for path in people {
        console
            .send(call_as(&cookie, "GET", path).body(Body::empty()).unwrap())
            .await;
    }
    let seen = json_of(console.send(call.body(Body::empty()).unwrap()).await).await;

    let passed_on = seen["headers"]["traceparent"].as_str().unwrap();
    let parts: Vec<&str> = passed_on.split('-').collect();
    assert_eq!((parts[1], parts[3]), (TRACE, "01"));
    assert_ne!(parts[2], PARENT, "the control plane's parent is the console's span");

    tokio::task::spawn_blocking(move || traces.flush()).await.unwrap();
    let mut spans = Vec::new();
    while let Ok(batch) = received.try_recv() {
        spans.extend(batch);
    }
    for part in [bytes_of(TRACE), bytes_of(PARENT), bytes_of(parts[2])] {
        assert!(holds(&spans, &part));
    }
    assert!(holds(&spans, b"GET /api/v1/{*rest}") && holds(&spans, b"catalyst-console"));
    assert!(holds(&spans, b"GET /gitea/api/v1/users/{username}/tokens"));
    for private in ["hidden", "token=", "amal", "T42-DEMO-100"] {
        assert!(!holds(&spans, private.as_bytes()), "{private} is sent to a collector");
    }
}
