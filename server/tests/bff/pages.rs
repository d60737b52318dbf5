use crate::support::{TestConsole, embedded, get_page, get_page_as, request, text_of};
use axum::{Json, Router, body::Body, http::StatusCode, http::header, routing::get};
use serde_json::json;
use server::proxy::Upstream;

/// The value after `key` and up to the closing quote.
fn quoted<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.split(key)
        .skip(1)
        .filter_map(|rest| rest.split(['"', '\'']).next())
        .collect()
}

#[tokio::test]
async fn the_sign_in_page_renders_for_strangers() {
    let console = TestConsole::new(embedded());
    let answer = console.send(get_page("/sign-in")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let html = text_of(answer).await;
    assert!(
        html.contains("<h1") && html.contains("/pkg/0123abcd/console.css"),
        "{html}"
    );
}

#[tokio::test]
async fn a_page_may_run_its_own_scripts_and_no_others() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let answer = console.send(get_page_as(&cookie, "/")).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        let nonce = quoted(&policy, "'nonce-")[0].to_owned();
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "style-src 'self'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );

        let html = text_of(answer).await;
        // The translations' provider leaves an element that holds nothing and so runs nothing.
        let scripts = html.replace("<script></script>", "").matches("<script").count();
        assert!(scripts > 0);
        let allowed = quoted(&html, "nonce=\"")
            .iter()
            .filter(|found| **found == nonce)
            .count();
        assert_eq!(allowed, scripts, "every inline script carries the nonce: {html}");
        assert!(
            !html.contains("<style") && !html.contains(" style=\""),
            "no inline style: {html}"
        );
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn no_token_is_in_a_page() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let html = text_of(console.send(get_page_as(&cookie, "/")).await).await;
    assert!(
        html.contains("owner@t01.omani.works"),
        "the page knows who is signed in"
    );
    assert!(!html.contains(crate::support::BEARER));
    assert!(!html.contains(cookie.split('=').nth(1).unwrap()));
}

#[tokio::test]
async fn an_unknown_path_is_the_interfaces_own_not_found_page() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let answer = console.send(get_page_as(&cookie, "/no/such/page")).await;
    assert_eq!(answer.status(), 404);
    assert!(
        answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .contains("'nonce-")
    );
    assert!(text_of(answer).await.contains("/pkg/0123abcd/console.css"));
}

#[tokio::test]
async fn the_theme_cookie_is_in_the_first_html() {
    let console = TestConsole::new(embedded());
    let mut page = get_page("/sign-in");
    page.headers_mut()
        .insert(header::COOKIE, "catalyst_theme=dark".parse().unwrap());
    let html = text_of(console.send(page).await).await;
    assert!(html.contains("data-theme=\"catalyst-dark\""), "{html}");
}

#[tokio::test]
async fn a_session_that_the_control_plane_no_longer_knows_ends() {
    let forgetful = Router::new().route(
        "/api/v1/whoami",
        get(|| async { (StatusCode::UNAUTHORIZED, Json(json!({"error": "unauthenticated"}))) }),
    );
    let console = TestConsole::new(Upstream::Embedded(forgetful));
    let cookie = console.sign_in().await;
    let answer = console.send(get_page_as(&cookie, "/marketplace")).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(
        answer.headers()[header::LOCATION],
        "/sign-in?reason=session-ended&next=%2Fmarketplace"
    );
    assert!(
        answer.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    let call = request("GET", "/api/v1/whoami")
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    assert_eq!(console.send(call).await.status(), 401);
}

#[tokio::test]
async fn without_the_control_plane_pages_say_so_and_sign_in_still_stands() {
    let broken = Router::new().fallback(|| async { StatusCode::BAD_GATEWAY });
    let console = TestConsole::new(Upstream::Embedded(broken));
    let cookie = console.sign_in().await;
    let answer = console
        .send(get_page_as(&format!("{cookie}; catalyst_locale=ar"), "/"))
        .await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "5");
    let html = text_of(answer).await;
    assert!(
        html.contains("lang=\"ar\" dir=\"rtl\"") && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(console.send(get_page("/sign-in")).await.status(), 200);
}
