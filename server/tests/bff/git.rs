//! Git through the console. These tests need `git`.

use crate::support::{BEARER, TestConsole, call_as, json_of, request, text_of};
use axum::{
    Json, Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use contract::session::Tier;
use control_plane::{ControlPlane, Identity};
use serde_json::{Value, json};
use server::{
    listen::{self, Peer},
    proxy::{MOST_GUESSES, Remote, Upstream},
};
use std::{path::Path, sync::Arc};
use tempfile::TempDir;
use tokio::{net::TcpListener, process::Command};

const REFS: &str = "/gitea/home/blog.git/info/refs?service=git-upload-pack";
const TOKENS: &str = "/gitea/api/v1/users/owner@example.test/tokens";
/// `anybody:guess`
const GUESS: &str = "Basic YW55Ym9keTpndWVzcw==";

/// A control plane with an Application named `blog`, which takes the console's token.
async fn plane(folder: &Path) -> ControlPlane {
    let plane = ControlPlane::open(control_plane::Config {
        data_dir: folder.to_owned(),
        blueprint_dirs: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/control-plane/tests/blueprints")],
        seed: control_plane::Seed::Empty,
        speed: 1000.0,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(control_plane::SystemClock),
        cards: None,
    });
    let plane = plane.await.unwrap();
    plane.accept_token(
        BEARER,
        Identity {
            email: "owner@example.test".to_owned(),
            verified: true,
            sub: "owner".to_owned(),
            tier: Tier::Owner,
        },
    );
    plane
}

async fn listening(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Runs `git`; what it says, if it goes well.
async fn git(home: &TempDir, folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home.path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .args(["-c", "user.name=Amal", "-c", "user.email=amal@example.test"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .await
        .unwrap_or_else(|error| panic!("these tests need git on the machine: {error}"));
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

async fn call(console: &TestConsole, cookie: &str, method: &str, path: &str, body: &Value) -> Response {
    let call = call_as(cookie, method, path).header(header::CONTENT_TYPE, "application/json");
    console.send(call.body(Body::from(body.to_string())).unwrap()).await
}

async fn clones_and_pushes(plane: &ControlPlane, upstream: Upstream) {
    let console = TestConsole::new(upstream);
    let cookie = console.sign_in().await;
    let applications = "/api/v1/sovereigns/sovereign-sovereign.example.test/applications";
    let install = json!({
        "blueprintRef": {"name": "bp-wordpress", "version": "1.0.0"}, "name": "blog", "organizationRef": "home",
        "parameters": {"domain": "blog.example.test", "adminEmail": "owner@example.test"},
    });
    let installed = call(&console, &cookie, "POST", applications, &install).await;
    assert_eq!(installed.status(), 201);
    let new = json!({"name": "laptop", "scopes": ["write:repository"]});
    let token = json_of(call(&console, &cookie, "POST", TOKENS, &new).await).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = console.console.shutdown.clone();
    let served = tokio::spawn(listen::serve(listener, console.router.clone(), shutdown));
    let (home, token) = (TempDir::new().unwrap(), token["sha1"].as_str().unwrap());
    let url = format!("http://amal:{token}@{address}/gitea/home/blog.git");
    git(&home, home.path(), &["clone", &url, "blog"]).await;
    let tree = home.path().join("blog");
    let values = std::fs::read_to_string(tree.join("values.yaml")).unwrap();
    std::fs::write(tree.join("values.yaml"), values + "replicas: 3\n").unwrap();
    // More than Git sends in one piece.
    std::fs::write(tree.join("large.bin"), noise(3 << 20)).unwrap();
    git(&home, &tree, &["add", "--all"]).await;
    git(&home, &tree, &["commit", "--message", "Scale up"]).await;
    git(&home, &tree, &["push", "origin", "main"]).await;

    let detail = call(&console, &cookie, "GET", &format!("{applications}/blog"), &Value::Null).await;
    assert_eq!(json_of(detail).await["parameters"]["replicas"], 3);
    console.shutdown.begin();
    served.await.unwrap();
    plane.shutdown().await;
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

#[tokio::test]
async fn git_clones_and_pushes_through_the_console() {
    let folder = TempDir::new().unwrap();
    let plane = plane(folder.path()).await;
    clones_and_pushes(&plane, Upstream::Embedded(plane.router())).await;
}

#[tokio::test]
async fn git_clones_and_pushes_through_the_console_to_a_control_plane_elsewhere() {
    let folder = TempDir::new().unwrap();
    let plane = plane(folder.path()).await;
    let origin = format!("http://{}", listening(plane.router()).await);
    clones_and_pushes(&plane, Upstream::from(Remote::new(origin.parse().unwrap()))).await;
}

/// Takes the token `right`, and tells what it was sent.
async fn judge(headers: HeaderMap) -> Response {
    let sent: serde_json::Map<String, Value> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
        .collect();
    let status = match headers.get(header::AUTHORIZATION) {
        Some(credentials) if credentials == "Basic right" => StatusCode::OK,
        _ => StatusCode::UNAUTHORIZED,
    };
    let challenge = [
        (header::WWW_AUTHENTICATE, "Basic realm=\"Git\""),
        (header::SET_COOKIE, "a=b"),
    ];
    (status, challenge, Json(sent)).into_response()
}

fn console() -> TestConsole {
    let judging = any(judge);
    TestConsole::new(Upstream::Embedded(
        crate::support::control_plane().route("/gitea/{*path}", judging),
    ))
}

fn refs_from(address: &str, credentials: &str) -> Request<Body> {
    let peer = format!("{address}:4000").parse().unwrap();
    let refs = request("GET", REFS).header(header::AUTHORIZATION, credentials);
    refs.extension(Peer(peer)).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn git_speaks_for_its_token_and_for_no_session() {
    let console = console();
    let cookie = console.sign_in().await;
    for (credentials, passed_on) in [("Basic right", json!("Basic right")), ("Bearer stolen", Value::Null)] {
        let refs = request("GET", REFS)
            .header(header::COOKIE, &cookie)
            .header(header::AUTHORIZATION, credentials)
            .header("x-user-email", "mallory")
            .header("git-protocol", "version=2");
        let answer = console.send(refs.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "Basic realm=\"Git\"");
        assert!(!answer.headers().contains_key(header::SET_COOKIE));
        let sent = json_of(answer).await;
        assert_eq!(sent["authorization"], passed_on);
        assert_eq!(sent["git-protocol"], "version=2");
        assert!(sent["cookie"].is_null() && sent["x-user-email"].is_null(), "{sent}");
    }
}

#[tokio::test]
async fn credentials_go_to_repositories_alone() {
    let console = console();
    for path in [
        "/gitea/home/blog/info/refs",
        "/gitea/home/../blog.git/info/refs",
        "/gitea/%2e%2e/blog.git/info/refs",
        "/gitea/home/blog.git/HEAD",
    ] {
        let refs = request("GET", path).header(header::AUTHORIZATION, "Basic right");
        let answer = console.send(refs.body(Body::empty()).unwrap()).await;
        assert_ne!(answer.status(), 200, "{path}");
        assert!(!text_of(answer).await.contains("Basic right"), "{path}");
    }
}

#[tokio::test]
async fn no_browser_is_led_to_a_repository() {
    let console = console();
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://elsewhere.example"),
    ] {
        let refs = request("GET", REFS).header(name, value).body(Body::empty()).unwrap();
        assert_eq!(console.send(refs).await.status(), 404, "{name}");
    }
}

#[tokio::test]
async fn guessing_tokens_is_slowed_down_by_address() {
    let console = console();
    for _ in 0..MOST_GUESSES {
        assert_eq!(console.send(refs_from("192.0.2.1", "Basic right")).await.status(), 200);
        assert_eq!(console.send(refs_from("192.0.2.1", GUESS)).await.status(), 401);
    }
    let refused = console.send(refs_from("192.0.2.1", "Basic right")).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "60");
    assert_eq!(console.send(refs_from("192.0.2.2", "Basic right")).await.status(), 200);
}
