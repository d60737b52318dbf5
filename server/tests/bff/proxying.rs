use crate::support::{BEARER, TestConsole, call_as, control_plane, embedded, json_of, text_of};
use axum::{
    Json, Router,
    body::Body,
    http::header,
    routing::{get, post},
};
use contract::gitea::LARGEST_CHANGE;
use futures::StreamExt;
use serde_json::json;
use server::proxy::{BODY_LIMIT, Remote, Upstream};
use std::{future::pending, time::Duration};
use tokio::{net::TcpListener, time::Instant};

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const COMMIT: &str = "/gitea/api/v1/repos/acme/shop/contents";
const PREVIEW: &str = "/api/v1/sovereigns/s1/applications/shop/files/preview";

/// Serves a control plane on a free port of this machine.
async fn remote(router: Router) -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Upstream::from(Remote::new(origin.parse().unwrap()))
}

/// The port of a listener that is gone.
async fn nobody() -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    Upstream::from(Remote::new(origin.parse().unwrap()))
}

#[tokio::test]
async fn the_control_plane_sees_the_session_and_nothing_that_the_browser_claims() {
    for upstream in [embedded(), remote(control_plane()).await] {
        let console = TestConsole::new(upstream);
        let cookie = console.sign_in().await;
        let claims = [
            "x-user-email",
            "x-user-sub",
            "x-forwarded-user",
            "x-forwarded-for",
            "x-forwarded-groups",
            "x_user_email",
            "remote-user",
            "x-auth-request-email",
            "x-forwarded-host",
            "forwarded",
        ];
        let mut call = call_as(&cookie, "POST", "/api/v1/echo/a%20b?access_token=stolen&q=%26")
            .header(header::AUTHORIZATION, "Bearer stolen")
            .header(header::CONNECTION, "keep-alive, x-hop")
            .header("x-hop", "1")
            .header("traceparent", TRACE)
            .header("x-request-id", "abc-1");
        for claim in claims {
            call = call.header(claim, "mallory");
        }
        let seen = json_of(console.send(call.body(Body::from("{}")).unwrap()).await).await;
        let headers = seen["headers"].as_object().unwrap();
        assert_eq!(headers["authorization"], format!("Bearer {BEARER}"));
        assert_eq!(headers["traceparent"], TRACE);
        assert_eq!(headers["x-request-id"], "abc-1");
        assert_eq!(headers["x-forwarded-host"], "127.0.0.1:3000");
        for gone in [
            "cookie",
            "x-hop",
            "x-user-email",
            "x-user-sub",
            "x-forwarded-user",
            "forwarded",
        ] {
            assert!(!headers.contains_key(gone), "{gone}");
        }
        assert!(
            !seen.to_string().contains("mallory") && !seen.to_string().contains("stolen"),
            "{seen}"
        );
        assert!(
            seen["uri"].as_str().unwrap().ends_with("/api/v1/echo/a%20b?q=%26"),
            "{seen}"
        );
        assert_eq!(seen["body"], "{}");
    }
}

#[tokio::test]
async fn cookies_and_cross_origin_leave_of_the_control_plane_do_not_reach_the_browser() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let answer = console
        .send(call_as(&cookie, "GET", "/api/v1/echo/x").body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key(header::SET_COOKIE));
    assert!(!answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn internal_routes_are_not_there() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    for (method, path) in [
        ("POST", "/api/v1/internal/deployments/import"),
        ("POST", "/api/v1/x/%2e%2e/internal/jobs/import"),
        ("PUT", "/api/v1/deployments/d1/kubeconfig"),
        ("GET", "/catalyst/v1/apps/a/openbao-sso-init"),
    ] {
        let answer = console
            .send(call_as(&cookie, method, path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let console = TestConsole::new(remote(control_plane()).await);
    let cookie = console.sign_in().await;
    let large = vec![b'x'; BODY_LIMIT + 1];
    let declared = call_as(&cookie, "POST", "/api/v1/echo/x").header(header::CONTENT_LENGTH, large.len());
    let answer = console.send(declared.body(Body::from(large.clone())).unwrap()).await;
    assert_eq!(answer.status(), 413);
    let chunks = futures::stream::iter(
        large
            .chunks(1 << 16)
            .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
            .collect::<Vec<_>>(),
    );
    let undeclared = call_as(&cookie, "POST", "/api/v1/echo/x")
        .body(Body::from_stream(chunks))
        .unwrap();
    assert_eq!(console.send(undeclared).await.status(), 413);
}

#[tokio::test]
async fn a_commit_and_its_preview_bring_whole_files() {
    let console = TestConsole::new(remote(control_plane()).await);
    let cookie = console.sign_in().await;
    for path in [COMMIT, PREVIEW] {
        for (bytes, refused) in [(BODY_LIMIT + 1, false), (LARGEST_CHANGE + 1, true)] {
            let call = call_as(&cookie, "POST", path).header(header::CONTENT_LENGTH, bytes);
            let answer = console.send(call.body(Body::from(vec![b'x'; bytes])).unwrap()).await;
            assert_eq!(answer.status() == 413, refused, "{path} {bytes}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn files_may_take_minutes_to_arrive_and_nothing_else_may() {
    let take = |_: axum::body::Bytes| async { "taken" };
    let router = Router::new()
        .route(COMMIT, post(take))
        .route(PREVIEW, post(take))
        .route("/api/v1/slow", post(take));
    let console = TestConsole::new(Upstream::Embedded(router));
    let cookie = console.sign_in().await;
    for (path, status) in [(COMMIT, 200), (PREVIEW, 200), ("/api/v1/slow", 504)] {
        let chunks = futures::stream::iter(0..20).then(|_| async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok::<_, std::io::Error>("x")
        });
        let call = call_as(&cookie, "POST", path).body(Body::from_stream(chunks)).unwrap();
        assert_eq!(console.send(call).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn a_control_plane_that_is_down_is_said_to_be_down() {
    let console = TestConsole::new(nobody().await);
    let cookie = console.sign_in().await;
    let answer = console
        .send(call_as(&cookie, "GET", "/api/v1/catalog").body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status(), 502);
    let body = json_of(answer).await;
    assert_eq!(body["error"], "control-plane-unreachable");
    assert!(body["detail"].as_str().unwrap().contains("refused"), "{body}");
    let ready = console
        .send(call_as("", "GET", "/readyz").body(Body::empty()).unwrap())
        .await;
    assert_eq!(ready.status(), 503);
}

#[tokio::test]
async fn a_panic_is_an_answer() {
    async fn broken() -> &'static str {
        panic!("on purpose")
    }
    let console = TestConsole::new(Upstream::Embedded(Router::new().route("/api/v1/broken", get(broken))));
    let cookie = console.sign_in().await;
    let answer = console
        .send(call_as(&cookie, "GET", "/api/v1/broken").body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status(), 500);
    assert!(text_of(answer).await.contains("\"internal\""));
}

#[tokio::test]
async fn a_parameter_of_our_own_routes_is_not_taken_for_one_of_theirs() {
    let named = |axum::extract::Path(name): axum::extract::Path<String>| async move { name };
    let theirs = control_plane().route("/api/v1/catalog/{name}", get(named));
    let console = TestConsole::new(Upstream::Embedded(theirs));
    let cookie = console.sign_in().await;
    let call = call_as(&cookie, "GET", "/api/v1/catalog/bp-wordpress")
        .body(Body::empty())
        .unwrap();
    assert_eq!(text_of(console.send(call).await).await, "bp-wordpress");
}

#[tokio::test]
async fn a_control_plane_that_stays_down_is_not_asked_each_time_and_is_found_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let origin = format!("http://{address}").parse().unwrap();
    let console = TestConsole::new(Upstream::from(Remote::new(origin)));
    let cookie = console.sign_in().await;
    let call = || call_as(&cookie, "GET", "/api/v1/echo/x").body(Body::empty()).unwrap();
    let mut refused = console.send(call()).await;
    for _ in 0..5 {
        refused = console.send(call()).await;
    }
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(json_of(refused).await["error"], "control-plane-down");

    let listener = TcpListener::bind(address).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, control_plane()).await });
    while console.send(call()).await.status() != 200 {
        tokio::task::yield_now().await;
    }
}

/// Accepts connections and breaks them after the head of a request, `times` times; then serves.
async fn breaking(times: usize) -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for _ in 0..times {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut head).await;
        }
        axum::serve(listener, control_plane()).await
    });
    Upstream::from(Remote::new(origin.parse().unwrap()))
}

#[tokio::test]
async fn a_read_is_tried_once_more_and_a_write_never() {
    for (method, breaks, status) in [("GET", 1, 200), ("GET", 2, 502), ("POST", 1, 502), ("DELETE", 1, 502)] {
        let console = TestConsole::new(breaking(breaks).await);
        let cookie = console.sign_in().await;
        let call = call_as(&cookie, method, "/api/v1/echo/x").body(Body::empty()).unwrap();
        assert_eq!(console.send(call).await.status(), status, "{method} after {breaks}");
    }
}

/// Owns an address and never answers there.
async fn silent() -> (TcpListener, Upstream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, Upstream::from(Remote::new(origin.parse().unwrap())))
}

#[tokio::test(start_paused = true)]
async fn a_control_plane_that_never_answers_is_waited_for_once() {
    let (_listener, upstream) = silent().await;
    let console = TestConsole::new(upstream);
    let cookie = console.sign_in().await;
    for path in ["/api/v1/catalog", "/catalyst/v1/apps/instances?blueprint=bp-wordpress"] {
        let begun = Instant::now();
        let call = call_as(&cookie, "GET", path).body(Body::empty()).unwrap();
        let answer = console.send(call).await;
        assert_eq!(answer.status(), 504, "{path}");
        assert_eq!(json_of(answer).await["error"], "control-plane-timeout");
        assert_eq!(begun.elapsed().as_secs(), 30, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_before_a_call_counts_against_its_limit() {
    let slow = Router::new()
        .route(
            "/api/v1/whoami",
            get(|| async {
                tokio::time::sleep(Duration::from_secs(9)).await;
                Json(json!({"email": "a@b.example", "sub": "owner", "verified": true, "tier": "owner"}))
            }),
        )
        .fallback(pending::<()>);
    let console = TestConsole::new(Upstream::Embedded(slow));
    let cookie = console.sign_in().await;
    let begun = Instant::now();
    let call = call_as(&cookie, "DELETE", "/api/v1/deployments/d1/infrastructure/pools/p1");
    let answer = console.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 504);
    assert_eq!(begun.elapsed().as_secs(), 30);
}

async fn broken() {
    panic!("a bug");
}

#[tokio::test]
async fn a_call_that_breaks_says_so_in_the_language_of_the_request() {
    let console = TestConsole::new(Upstream::Embedded(Router::new().fallback(broken)));
    let cookie = console.sign_in().await;
    for (accepted, words) in [("en", "failed to answer"), ("ar", "تعذّر على اللوحة الرد")] {
        let call = call_as(&cookie, "GET", "/api/v1/x").header(header::ACCEPT_LANGUAGE, accepted);
        let answer = console.send(call.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 500);
        let detail = json_of(answer).await["detail"].to_string();
        assert!(detail.contains(words), "{accepted}: {detail}");
    }
}
