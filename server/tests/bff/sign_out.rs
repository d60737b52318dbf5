//! Signing out of the console and of the identity provider, from either side.

use crate::oidc::{console_of, location, sign_in};
use crate::provider::{CLIENT, SID, TestProvider};
use crate::support::{ORIGIN, TestConsole, call_as, get_page, get_page_as, request, text_of};
use axum::{
    body::{Body, BodyDataStream},
    http::{StatusCode, header},
    response::Response,
};
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};
use std::collections::HashMap;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

async fn is_signed_in(console: &TestConsole, session: &str) -> bool {
    let call = call_as(session, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    console.send(call).await.status() == 200
}

async fn signed_in() -> (TestProvider, TestConsole, String) {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let session = sign_in(&console, &provider).await;
    (provider, console, session)
}

/// A logout token as the provider sends it, with some claims replaced; null removes one.
fn logout_token(provider: &TestProvider, changes: &Value) -> String {
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT, "iat": provider.now(), "exp": provider.now() + 120,
        "jti": "1", "sub": "amal", "sid": SID, "events": {EVENT: {}},
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    provider.sign(&claims)
}

async fn back_channel(console: &TestConsole, token: &str) -> Response {
    let form = request("POST", "/auth/backchannel-logout")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("logout_token={token}")));
    console.send(form.unwrap()).await
}

async fn stream_of(console: &TestConsole, session: &str) -> BodyDataStream {
    let call = call_as(session, "GET", "/api/v1/stream").header(header::ACCEPT, "text/event-stream");
    let answer = console.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    answer.into_body().into_data_stream()
}

#[tokio::test]
async fn signing_out_here_signs_out_at_the_provider() {
    let (provider, console, session) = signed_in().await;
    let form = request("POST", "/auth/sign-out")
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &session);
    let answer = console.send(form.body(Body::empty()).unwrap()).await;
    let there = location(&answer);
    let (endpoint, query) = there.split_once('?').unwrap();
    assert_eq!(endpoint, format!("{}/logout", provider.issuer));
    let query: HashMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    assert_eq!(query["client_id"], CLIENT);
    assert_eq!(
        query["post_logout_redirect_uri"],
        "http%3A%2F%2F127.0.0.1%3A3000%2Fauth%2Fsigned-out"
    );
    assert!(query["id_token_hint"].starts_with("eyJ"));
    assert!(
        answer.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert!(!is_signed_in(&console, &session).await);
    let back = console.send(get_page("/auth/signed-out")).await;
    assert_eq!(location(&back), "/sign-in?reason=signed-out");
}

#[tokio::test]
async fn a_page_may_lead_to_the_provider_when_its_form_signs_out() {
    let (provider, console, session) = signed_in().await;
    let page = console.send(get_page_as(&session, "/marketplace")).await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    let origin = provider.issuer.strip_suffix("/realms/sovereign").unwrap();
    assert!(policy.contains(&format!("form-action 'self' {origin};")), "{policy}");
}

#[tokio::test]
async fn a_provider_that_is_away_does_not_keep_anybody_signed_in() {
    let (provider, console, session) = signed_in().await;
    provider.behaviour().down = true;
    let form = request("POST", "/auth/sign-out")
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &session);
    assert_eq!(console.send(form.body(Body::empty()).unwrap()).await.status(), 303);
    assert!(!is_signed_in(&console, &session).await);
}

#[tokio::test]
async fn the_provider_ends_a_session_and_its_streams() {
    let (provider, console, session) = signed_in().await;
    let mut stream = stream_of(&console, &session).await;
    assert!(stream.next().now_or_never().is_none(), "open and silent");
    let answer = back_channel(&console, &logout_token(&provider, &json!({}))).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    assert!(stream.next().await.is_none());
    assert!(!is_signed_in(&console, &session).await);
}

#[tokio::test]
async fn a_logout_token_may_name_the_session_or_the_user_alone() {
    for changes in [json!({"sub": null}), json!({"sid": null})] {
        let (provider, console, session) = signed_in().await;
        let second = sign_in(&console, &provider).await;
        assert_eq!(
            back_channel(&console, &logout_token(&provider, &changes))
                .await
                .status(),
            200
        );
        assert!(!is_signed_in(&console, &session).await && !is_signed_in(&console, &second).await);
    }
}

#[tokio::test]
async fn somebody_elses_logout_ends_nothing() {
    let (provider, console, session) = signed_in().await;
    for changes in [
        json!({"sid": "another", "jti": "2"}),
        json!({"sub": "badr", "jti": "3"}),
        json!({"sub": "badr", "sid": null, "jti": "4"}),
    ] {
        assert_eq!(
            back_channel(&console, &logout_token(&provider, &changes))
                .await
                .status(),
            200
        );
        assert!(is_signed_in(&console, &session).await, "{changes}");
    }
}

#[tokio::test]
async fn a_logout_token_that_is_none_is_refused() {
    let (provider, console, session) = signed_in().await;
    let now = provider.now();
    for changes in [
        json!({"iss": "https://evil.example"}),
        json!({"aud": "another"}),
        json!({"aud": null}),
        json!({"iat": null}),
        json!({"iat": now + 125}),
        json!({"exp": now - 125}),
        json!({"exp": null}),
        json!({"jti": null}),
        json!({"events": null}),
        json!({"events": {"http://schemas.openid.net/event/other": {}}}),
        json!({"events": {EVENT: "text"}}),
        json!({"nonce": "n"}),
        json!({"sub": null, "sid": null}),
    ] {
        let answer = back_channel(&console, &logout_token(&provider, &changes)).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{changes}");
        assert!(text_of(answer).await.contains("invalid_request"));
    }
    let good = logout_token(&provider, &json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let other = logout_token(&provider, &json!({"jti": "2"}));
    let forged = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    for token in [forged, format!("{head}."), "x".to_owned(), String::new()] {
        assert_eq!(back_channel(&console, &token).await.status(), 400, "{token}");
    }
    let nothing = request("POST", "/auth/backchannel-logout").body(Body::empty()).unwrap();
    assert_eq!(console.send(nothing).await.status(), 400);
    assert!(is_signed_in(&console, &session).await);
}

#[tokio::test]
async fn a_logout_token_is_good_once() {
    let (provider, console, _) = signed_in().await;
    let token = logout_token(&provider, &json!({}));
    assert_eq!(back_channel(&console, &token).await.status(), 200);
    let session = sign_in(&console, &provider).await;
    assert_eq!(back_channel(&console, &token).await.status(), 400);
    assert!(is_signed_in(&console, &session).await);
}
