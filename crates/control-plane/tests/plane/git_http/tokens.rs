//! Personal tokens, and what is asked of Git without a good one.

use super::{GitServer, Shell};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::session::Tier;
use http::{Method, Request, header};
use serde_json::json;
use tower::ServiceExt;

const TOKENS: &str = "/gitea/api/v1/users/owner@example.test/tokens";
const REFS: &str = "/gitea/home/blog.git/info/refs?service=git-upload-pack";

#[tokio::test]
async fn a_token_is_shown_once_and_opens_until_it_is_deleted() {
    let server = GitServer::start().await;
    let new = json!({"name": "laptop", "scopes": ["write:repository"]});
    let made = server.plane.post(TOKENS, &new).await.expect(201);
    let secret = made["sha1"].as_str().unwrap();
    assert_eq!(secret.len(), 40);
    assert!(secret.ends_with(made["token_last_eight"].as_str().unwrap()));
    server.plane.post(TOKENS, &new).await.expect(400);
    let listed = server.plane.get(TOKENS).await;
    assert!(!listed.text().contains(secret), "{}", listed.text());
    assert_eq!(listed.expect(200)[0]["name"], "laptop");

    let shell = Shell::new(&server.address, secret);
    shell.clone().await.ok();
    let deleted = server.plane.delete(&format!("{TOKENS}/{}", made["id"])).await;
    assert_eq!(deleted.status, 204);
    server
        .plane
        .delete(&format!("{TOKENS}/{}", made["id"]))
        .await
        .expect(404);
    shell.git(&["fetch"]).await.fails_with("Authentication failed");
}

#[tokio::test]
async fn a_token_outlives_a_restart() {
    let server = GitServer::start().await;
    let token = server.token_of(&Tier::Owner, "all").await;
    let plane = server.plane.reopen().await;
    let request = Request::get(REFS).header(header::AUTHORIZATION, basic(&token));
    let request = request.body(axum::body::Body::empty()).unwrap();
    assert_eq!(plane.router.oneshot(request).await.unwrap().status(), 200);
}

#[tokio::test]
async fn tokens_are_their_user_s_alone() {
    let server = GitServer::start().await;
    let session = server.plane.token_of(Tier::Admin);
    let new = json!({"name": "theirs", "scopes": ["all"]}).to_string();
    for (method, body) in [(Method::GET, None), (Method::POST, Some(new.as_str()))] {
        let answer = server.plane.send(method, TOKENS, Some(&session), body).await;
        answer.expect(403);
    }
    let path = format!("{TOKENS}/1");
    server
        .plane
        .send(Method::DELETE, &path, Some(&session), None)
        .await
        .expect(403);
}

#[tokio::test]
async fn git_is_asked_for_a_token_and_takes_nothing_else() {
    let server = GitServer::start().await;
    let session = format!("Bearer {}", server.plane.token);
    let credentials = [
        None,
        Some(session),
        Some(basic("guess")),
        Some(basic("")),
        Some("Basic %".to_owned()),
    ];
    for path in [
        REFS,
        "/gitea/home/blog.git/info/refs?service=git-receive-pack",
        "/gitea/no/such.git/info/refs?service=git-upload-pack",
    ] {
        for credentials in &credentials {
            let mut request = Request::get(path);
            if let Some(credentials) = credentials {
                request = request.header(header::AUTHORIZATION, credentials);
            }
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = server.plane.router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 401, "{path} {credentials:?}");
            let challenge = answer.headers()[header::WWW_AUTHENTICATE].to_str().unwrap();
            assert!(challenge.starts_with("Basic realm="), "{challenge}");
        }
    }
    let shell = Shell::new(&server.address, "guess");
    shell.clone().await.fails_with("Authentication failed");
}

#[tokio::test]
async fn only_applications_have_repositories() {
    let server = GitServer::start().await;
    let token = server.token_of(&Tier::Owner, "all").await;
    for path in [
        "home/none",
        "home/..%2F..%2Fstate",
        "..%2Fgit/home",
        "home/blog.git.git",
    ] {
        let refs = format!("/gitea/{path}/info/refs?service=git-upload-pack");
        let request = Request::get(refs).header(header::AUTHORIZATION, basic(&token));
        let request = request.body(axum::body::Body::empty()).unwrap();
        let answer = server.plane.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
}

/// What Git sends for a token.
pub(super) fn basic(token: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("anybody:{token}")))
}
