//! Tokens that run out under a session.

use crate::oidc::{console_of, console_with, plane_of, sign_in};
use crate::provider::TestProvider;
use crate::support::{TestConsole, call_as, get_page_as, json_of, text_of};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use futures::future::join_all;
use serde_json::json;
use server::{proxy::Upstream, session::still};
use tokio::sync::mpsc;

/// Every call finds its token over.
const AT_ONCE: i64 = 5;
const LATER: i64 = 900;

async fn whoami(console: &TestConsole, session: &str) -> Response {
    let call = call_as(session, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    console.send(call).await
}

async fn signed_in(life: i64) -> (TestProvider, TestConsole, String) {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    provider.behaviour().life = life;
    let session = sign_in(&console, &provider).await;
    provider.behaviour().life = LATER;
    (provider, console, session)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_requests_on_an_expired_token_make_one_refresh_and_none_fails() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    let answers = join_all((0..100).map(|_| whoami(&console, &session))).await;
    assert!(answers.iter().all(|answer| answer.status() == 200));
    assert_eq!(provider.behaviour().refreshes, 1);
    assert_eq!(whoami(&console, &session).await.status(), 200);
    assert_eq!(
        provider.behaviour().refreshes,
        1,
        "the new token stays with the session"
    );
}

#[tokio::test]
async fn a_token_that_lasts_is_not_refreshed() {
    let (provider, console, session) = signed_in(LATER).await;
    assert_eq!(whoami(&console, &session).await.status(), 200);
    assert_eq!(provider.behaviour().refreshes, 0);
}

#[tokio::test]
async fn tokens_are_refreshed_again_and_again() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    provider.behaviour().life = AT_ONCE;
    for refreshes in 1..=3 {
        assert_eq!(whoami(&console, &session).await.status(), 200);
        assert_eq!(
            provider.behaviour().refreshes,
            refreshes,
            "each refresh token was good once"
        );
    }
}

#[tokio::test]
async fn a_refused_refresh_signs_out_once_and_says_so() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    provider.behaviour().revoked = true;
    let answers = join_all((0..20).map(|_| whoami(&console, &session))).await;
    for answer in answers {
        assert_eq!(answer.status(), 401);
        assert_eq!(json_of(answer).await, json!({"error": "unauthenticated"}));
    }
    assert_eq!(provider.behaviour().refreshes, 1);
}

#[tokio::test]
async fn a_provider_that_is_away_signs_nobody_out() {
    let (provider, console, session) = signed_in(0).await;
    provider.behaviour().down = true;
    let answer = whoami(&console, &session).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(json_of(answer).await["error"], "identity-provider-unavailable");
    let page = console.send(get_page_as(&session, "/marketplace")).await;
    assert_eq!(page.status(), 503);
    assert!(text_of(page).await.contains("You are not signed out"));
    provider.behaviour().down = false;
    assert_eq!(whoami(&console, &session).await.status(), 200);
}

#[tokio::test]
async fn while_the_provider_is_away_a_token_is_used_to_its_end() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    provider.behaviour().down = true;
    assert_eq!(whoami(&console, &session).await.status(), 200);
}

#[tokio::test]
async fn a_refresh_that_nobody_waits_for_any_more_is_not_lost() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    let mut given_up = Box::pin(whoami(&console, &session));
    // Far enough to have asked, and then the browser closes the connection.
    while provider.behaviour().refreshes == 0 {
        assert!(futures::poll!(&mut given_up).is_pending());
        tokio::task::yield_now().await;
    }
    drop(given_up);
    assert_eq!(whoami(&console, &session).await.status(), 200);
    assert_eq!(provider.behaviour().refreshes, 1);
}

#[tokio::test]
async fn somebody_elses_tokens_are_not_taken() {
    let (provider, console, session) = signed_in(AT_ONCE).await;
    provider.behaviour().id_claims = json!({"sub": "badr"});
    assert_eq!(whoami(&console, &session).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_open_under_a_session_finds_its_new_token() {
    let (provider, console, cookie) = signed_in(AT_ONCE).await;
    let console = &console.console;
    let id = cookie.split_once('=').unwrap().1;
    let opened = console.sessions.find(id).await.unwrap().unwrap();
    let now = still(console, &opened).await.unwrap().unwrap();
    assert_ne!(now.bearer, opened.bearer);
    assert_eq!(still(console, &opened).await.unwrap().unwrap().bearer, now.bearer);
    assert_eq!(provider.behaviour().refreshes, 1);
    console.end_session(opened.key).await.unwrap();
    assert!(still(console, &opened).await.unwrap().is_none());
}

#[tokio::test]
async fn a_stream_that_is_read_again_is_read_with_the_new_token() {
    let provider = TestProvider::start().await;
    let (seen, mut bearers) = mpsc::unbounded_channel();
    // One event a connection, so that it is opened again and again.
    let brief = move |headers: HeaderMap| async move {
        seen.send(headers[header::AUTHORIZATION].clone()).unwrap();
        ([(header::CONTENT_TYPE, "text/event-stream")], "data: 1\n\n")
    };
    let plane = Router::new()
        .route("/api/v1/brief", get(brief))
        .fallback_service(plane_of(&provider));
    let console = console_with(&provider, Upstream::Embedded(plane));
    provider.behaviour().life = AT_ONCE;
    let session = sign_in(&console, &provider).await;
    let live = call_as(&session, "GET", "/live?topic=/api/v1/brief");
    let stream = console.send(live.body(Body::empty()).unwrap()).await;
    assert_eq!(stream.status(), 200);
    let first = bearers.recv().await.unwrap();
    assert_ne!(bearers.recv().await.unwrap(), first);
}

fn new_id(answer: &Response) -> Option<String> {
    let cookie = answer.headers().get(header::SET_COOKIE)?.to_str().unwrap();
    Some(cookie.split(';').next().unwrap().to_owned())
}

#[tokio::test]
async fn a_change_of_privileges_changes_the_id_and_loses_no_request() {
    let (provider, console, old) = signed_in(AT_ONCE).await;
    provider.behaviour().access_claims = json!({"realm_access": {"roles": ["catalyst-viewer"]}});
    let answers = join_all((0..20).map(|_| whoami(&console, &old))).await;
    let ids: Vec<_> = answers.iter().map(|answer| new_id(answer).unwrap()).collect();
    assert!(answers.iter().all(|answer| answer.status() == 200));
    assert!(ids.iter().all(|id| *id == ids[0] && *id != old));
    let page = console.send(get_page_as(&old, "/marketplace")).await;
    assert_eq!(new_id(&page).unwrap(), ids[0], "a page carries it too");
    let answer = whoami(&console, &ids[0]).await;
    assert_eq!((answer.status().as_u16(), new_id(&answer)), (200, None));
}
