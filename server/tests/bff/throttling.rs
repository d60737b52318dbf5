use crate::support::{TestConsole, embedded, request, text_of};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use server::{auth::BURST, listen::Peer};

fn step_from(peer: &str, forwarded: &str) -> Request<Body> {
    let step = request("GET", "/auth/link?token=guess").header("x-forwarded-for", forwarded);
    let peer = format!("{peer}:4000").parse().unwrap();
    step.extension(Peer(peer)).body(Body::empty()).unwrap()
}

async fn tried_out(console: &TestConsole, peer: &str, forwarded: &str) -> Response {
    for _ in 0..BURST.get() * 3 {
        let answer = console.send(step_from(peer, forwarded)).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            return answer;
        }
    }
    panic!("nothing limits {peer}");
}

#[tokio::test]
async fn guessing_is_slowed_down_by_address() {
    let console = TestConsole::new(embedded());
    let answer = tried_out(&console, "192.0.2.1", "").await;
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    assert!(text_of(answer).await.contains("Too many attempts"));
    assert_eq!(console.send(step_from("192.0.2.2", "")).await.status(), 303);
}

#[tokio::test]
async fn an_address_that_is_only_claimed_changes_nothing() {
    let console = TestConsole::new(embedded());
    tried_out(&console, "192.0.2.1", "198.51.100.1").await;
    // Were they believed, each of these would be somebody new.
    let mut refused = 0;
    for claimed in 2..10 {
        let answer = console
            .send(step_from("192.0.2.1", &format!("198.51.100.{claimed}")))
            .await;
        refused += u32::from(answer.status() == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0);
    tried_out(&console, "10.0.0.1", "198.51.100.1").await;
    let through_proxy = console.send(step_from("10.0.0.1", "198.51.100.2")).await;
    assert_eq!(through_proxy.status(), 303);
}

#[tokio::test]
async fn everything_else_is_not_slowed_down() {
    let console = TestConsole::new(embedded());
    tried_out(&console, "192.0.2.1", "").await;
    let page = request("GET", "/sign-in").header(header::ACCEPT, "text/html");
    let page = page.extension(Peer("192.0.2.1:4000".parse().unwrap()));
    assert_eq!(console.send(page.body(Body::empty()).unwrap()).await.status(), 200);
}
