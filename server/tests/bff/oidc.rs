//! Sign-in with an identity provider that is a real peer on the network.

use crate::provider::{CLIENT, SECRET, TestProvider};
use crate::support::{ORIGIN, TestConsole, call_as, control_plane, get_page, get_page_as, json_of, request, text_of};
use axum::{
    Router,
    body::Body,
    http::{Request, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use server::{
    auth::oidc::{Provider, ProviderSettings},
    https::HttpsClient,
    proxy::Upstream,
    secret::Secret,
};
use std::sync::Arc;

pub fn location(answer: &Response) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

/// `name=value` of each cookie that the answer sets, without those that it removes.
pub fn cookies(answer: &Response) -> Vec<String> {
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    set.map(|cookie| cookie.to_str().unwrap())
        .filter(|cookie| !cookie.contains("Max-Age=0"))
        .map(|cookie| cookie.split(';').next().unwrap().to_owned())
        .collect()
}

/// Whoever brings the provider's tokens is somebody; the others are told so.
pub fn plane_of(provider: &TestProvider) -> Router {
    let issuer = provider.issuer.clone();
    let whoami = move |headers: axum::http::HeaderMap| async move {
        let token = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
        let claims = jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(token.trim_start_matches("Bearer "));
        let claims = claims.unwrap().claims;
        assert_eq!(claims["iss"], issuer.as_str());
        axum::Json(json!({"email": claims["email"], "sub": claims["sub"], "verified": true, "tier": "owner"}))
    };
    Router::new()
        .route("/api/v1/whoami", get(whoami))
        .route("/api/v1/stream", get(silent_stream))
        .fallback_service(control_plane())
}

/// An event stream on which nothing happens.
async fn silent_stream() -> impl IntoResponse {
    let silence = futures::stream::pending::<Result<axum::body::Bytes, std::convert::Infallible>>();
    (
        [(header::CONTENT_TYPE, "text/event-stream")],
        Body::from_stream(silence),
    )
}

pub fn console_of(provider: &TestProvider) -> TestConsole {
    console_with(provider, Upstream::Embedded(plane_of(provider)))
}

pub fn console_with(provider: &TestProvider, upstream: Upstream) -> TestConsole {
    TestConsole::signed_in_by(client_of(provider), upstream)
}

pub fn client_of(provider: &TestProvider) -> Arc<Provider> {
    let settings = ProviderSettings {
        issuer: provider.issuer.parse_issuer(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(Secret::new(SECRET)),
        name: Some("Omani ID".to_owned()),
    };
    let http = HttpsClient::new().unwrap();
    Arc::new(Provider::new(settings, &ORIGIN.parse().unwrap(), http).unwrap())
}

trait ParseIssuer {
    fn parse_issuer(&self) -> openidconnect::IssuerUrl;
}

impl ParseIssuer for String {
    fn parse_issuer(&self) -> openidconnect::IssuerUrl {
        openidconnect::IssuerUrl::new(self.clone()).unwrap()
    }
}

/// Follows the browser to the provider; answers the cookie of the attempt and the way back.
pub async fn to_provider_and_back(console: &TestConsole, provider: &TestProvider, next: &str) -> (String, String) {
    let left = console.send(get_page(&format!("/auth/sign-in?next={next}"))).await;
    let to = location(&left).to_owned();
    assert!(to.starts_with(&format!("{}/auth?", provider.issuer)), "{to}");
    let attempt = cookies(&left).pop().unwrap();
    let back = visit(&to).await;
    (attempt, back.strip_prefix(ORIGIN).unwrap().to_owned())
}

/// Visits the provider, as the browser would; answers where it sends it.
async fn visit(url: &str) -> String {
    let answer = HttpsClient::new().unwrap();
    let answer = answer.send(Request::get(url).body(Vec::new()).unwrap()).await.unwrap();
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

pub fn arriving(attempt: &str, back: &str) -> Request<Body> {
    get_page_as(attempt, back)
}

/// Signs in; answers the cookie of the session.
pub async fn sign_in(console: &TestConsole, provider: &TestProvider) -> String {
    let (attempt, back) = to_provider_and_back(console, provider, "%2F").await;
    let answer = console.send(arriving(&attempt, &back)).await;
    assert_eq!(answer.status(), 303);
    cookies(&answer).pop().unwrap()
}

fn changed(back: &str, parameter: &str, value: Option<&str>) -> String {
    let uri: Uri = back.parse().unwrap();
    let others = uri
        .query()
        .unwrap()
        .split('&')
        .filter(|pair| !pair.starts_with(&format!("{parameter}=")));
    let mut query: Vec<String> = others.map(str::to_owned).collect();
    query.extend(value.map(|value| format!("{parameter}={value}")));
    format!("{}?{}", uri.path(), query.join("&"))
}

#[tokio::test]
async fn a_stranger_goes_to_the_provider_and_comes_back_to_where_they_were_going() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let stranger = console.send(get_page("/marketplace?q=wiki")).await;
    assert_eq!(location(&stranger), "/auth/sign-in?next=%2Fmarketplace%3Fq%3Dwiki");

    let (attempt, back) = to_provider_and_back(&console, &provider, "%2Fmarketplace%3Fq%3Dwiki").await;
    let arrived = console.send(arriving(&attempt, &back)).await;
    assert_eq!(
        (arrived.status().as_u16(), location(&arrived)),
        (303, "/marketplace?q=wiki")
    );
    let set: Vec<&str> = arrived
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert!(set[0].starts_with("catalyst_console=") && set[0].contains("HttpOnly; SameSite=Lax"));
    assert!(
        set[1].starts_with("catalyst_sign_in=;") && set[1].contains("Max-Age=0"),
        "the attempt is over"
    );

    let session = cookies(&arrived).pop().unwrap();
    let whoami = call_as(&session, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    assert_eq!(json_of(console.send(whoami).await).await["email"], "amal@example.om");
}

#[tokio::test]
async fn no_token_reaches_the_browser() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    let arrived = console.send(arriving(&attempt, &back)).await;
    let session = cookies(&arrived).pop().unwrap();
    let page = text_of(console.send(get_page_as(&session, "/account/sessions")).await).await;
    for text in [
        page,
        format!("{:?}", arrived.headers()),
        format!(
            "{:?}",
            console.console.sessions.find(session.split_once('=').unwrap().1).await
        ),
    ] {
        assert!(!text.contains("eyJ") && !text.contains("refresh-"), "{text}");
    }
}

#[tokio::test]
async fn a_link_may_name_the_provider_behind_the_provider() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let left = console.send(get_page("/auth/sign-in?kc_idp_hint=a%26state%3Dx")).await;
    assert!(
        location(&left).contains("&kc_idp_hint=a%26state%3Dx"),
        "{}",
        location(&left)
    );
    assert_eq!(location(&left).matches("state=").count(), 1);
}

#[tokio::test]
async fn open_redirects_are_impossible() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    for hostile in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let (attempt, back) = to_provider_and_back(&console, &provider, hostile).await;
        assert_eq!(location(&console.send(arriving(&attempt, &back)).await), "/");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_this_browsers_attempt_signs_nobody_in() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    let (others_attempt, _) = to_provider_and_back(&console, &provider, "%2F").await;
    for (cookie, back) in [
        // Login CSRF: the attacker's code in the victim's browser.
        (others_attempt.as_str(), back.clone()),
        ("", back.clone()),
        ("catalyst_sign_in=made-up", back.clone()),
        (attempt.as_str(), changed(&back, "state", Some("forged"))),
        (attempt.as_str(), changed(&back, "state", None)),
    ] {
        let answer = console.send(arriving(cookie, &back)).await;
        assert_eq!(answer.status(), 400, "{cookie} {back}");
        assert!(cookies(&answer).is_empty());
        let html = text_of(answer).await;
        assert!(
            html.contains("cannot be finished here") && html.contains("/auth/sign-in?next="),
            "{html}"
        );
    }
    // None of them used the attempt up.
    assert_eq!(console.send(arriving(&attempt, &back)).await.status(), 303);
}

#[tokio::test]
async fn an_answer_of_another_issuer_signs_nobody_in() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    for iss in [Some("https://evil.example"), None] {
        let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
        let answer = console.send(arriving(&attempt, &changed(&back, "iss", iss))).await;
        assert_eq!(answer.status(), 403, "{iss:?}");
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_twice_or_made_up() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    assert_eq!(console.send(arriving(&attempt, &back)).await.status(), 303);
    assert_eq!(console.send(arriving(&attempt, &back)).await.status(), 403);
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    let answer = console
        .send(arriving(&attempt, &changed(&back, "code", Some("guess"))))
        .await;
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_a_page_with_a_way_on() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2Fmarketplace").await;
    let back = changed(&changed(&back, "code", None), "error", Some("access_denied"));
    let answer = console
        .send(arriving(&format!("{attempt}; catalyst_locale=ar"), &back))
        .await;
    assert_eq!(answer.status(), 403);
    let html = text_of(answer).await;
    assert!(
        html.contains("لم يتم تسجيل دخولك") && html.contains("/auth/sign-in?next=%2Fmarketplace"),
        "{html}"
    );
}

#[tokio::test]
async fn id_tokens_that_prove_nothing_are_refused() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let now = provider.now();
    for claims in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"aud": "another-client"}),
        json!({"aud": [CLIENT, "another-client"]}),
        json!({"iss": "https://evil.example"}),
        json!({"azp": "another-client"}),
        json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        json!({"exp": now - 125}),
        json!({"iat": now + 125}),
    ] {
        provider.behaviour().id_claims = claims.clone();
        let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
        let answer = console.send(arriving(&attempt, &back)).await;
        assert_eq!(answer.status(), 403, "{claims}");
        assert!(cookies(&answer).is_empty());
    }
}

#[tokio::test]
async fn clocks_may_differ_by_two_minutes() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    provider.behaviour().ahead = 115;
    sign_in(&console, &provider).await;
    provider.behaviour().ahead = -(300 + 115);
    sign_in(&console, &provider).await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_a_clear_page_and_heals_by_itself() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    provider.behaviour().down = true;
    let answer = console.send(get_page("/auth/sign-in?next=%2Fmarketplace")).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let html = text_of(answer).await;
    assert!(html.contains("The sign-in service does not answer"), "{html}");
    assert!(html.contains("href=\"/auth/sign-in?next=%2Fmarketplace\""), "{html}");

    provider.behaviour().down = false;
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    provider.behaviour().down = true;
    assert_eq!(console.send(arriving(&attempt, &back)).await.status(), 503);
    provider.behaviour().down = false;
    sign_in(&console, &provider).await;
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let old = sign_in(&console, &provider).await;
    let (attempt, back) = to_provider_and_back(&console, &provider, "%2F").await;
    let answer = console.send(arriving(&format!("{attempt}; {old}"), &back)).await;
    let new = cookies(&answer).pop().unwrap();
    assert_ne!(old, new);
    assert_eq!(console.send(get_page_as(&old, "/")).await.status(), 303);
    assert_eq!(console.send(get_page_as(&new, "/")).await.status(), 200);
}

#[tokio::test]
async fn one_time_links_are_no_second_door() {
    let provider = TestProvider::start().await;
    let console = console_of(&provider);
    let answer = console.send(get_page(&console.link("/"))).await;
    assert!(cookies(&answer).is_empty());
    let ask = request("POST", "/auth/link")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty());
    console.send(ask.unwrap()).await;
    assert!(console.printed().is_empty());
    let html = text_of(console.send(get_page("/sign-in?next=%2Fmarketplace")).await).await;
    assert!(
        html.contains("/auth/sign-in?next=") && !html.contains("/auth/link"),
        "{html}"
    );
}

#[tokio::test]
async fn a_control_plane_that_does_not_believe_the_provider_sends_nobody_in_circles() {
    let provider = TestProvider::start().await;
    let console = console_with(&provider, Upstream::Embedded(control_plane()));
    let session = sign_in(&console, &provider).await;
    let answer = console.send(get_page_as(&session, "/marketplace")).await;
    assert_eq!(location(&answer), "/sign-in?reason=session-ended&next=%2Fmarketplace");
}

#[tokio::test]
async fn the_embedded_control_plane_takes_the_providers_tokens() {
    let provider = TestProvider::start().await;
    let folder = tempfile::tempdir().unwrap();
    let plane = control_plane::ControlPlane::open(control_plane::Config {
        data_dir: folder.path().to_owned(),
        blueprint_dirs: Vec::new(),
        seed: control_plane::Seed::Empty,
        speed: 1000.0,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(control_plane::SystemClock),
        cards: None,
    });
    let plane = plane.await.unwrap();
    let client = client_of(&provider);
    plane.trust(control_plane::TrustedIssuer {
        issuer: client.issuer().to_owned(),
        client_id: client.client_id().to_owned(),
        keys: client.clone(),
    });
    let console = TestConsole::signed_in_by(client, Upstream::Embedded(plane.router()));
    provider.behaviour().access_claims = json!({"realm_access": {"roles": ["catalyst-operator"]}});
    let session = sign_in(&console, &provider).await;
    let whoami = call_as(&session, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    let whoami = json_of(console.send(whoami).await).await;
    assert_eq!(
        (&whoami["email"], &whoami["tier"]),
        (&json!("amal@example.om"), &json!("operator"))
    );
    assert_eq!(console.send(get_page_as(&session, "/marketplace")).await.status(), 200);
    plane.shutdown().await;
}
