//! Pushes that no `git` would send.

use super::GitServer;
use super::tokens::basic;
use axum::body::Body;
use contract::session::Tier;
use http::{Request, header};
use tower::ServiceExt;

/// A pack of nothing: its head, and the digest of that.
const EMPTY_PACK: &[u8] =
    b"PACK\0\0\0\x02\0\0\0\0\x02\x9d\x08\x82\x3b\xd8\xa8\xea\xb5\x10\xad\x6a\xc7\x5c\x82\x3c\xfd\x3e\xd3\x1e";
const NOWHERE: &str = "1111111111111111111111111111111111111111";
const ELSEWHERE: &str = "2222222222222222222222222222222222222222";

/// One update of `main`, as the line of a push.
fn update(old: &str, new: &str) -> String {
    let line = format!("{old} {new} refs/heads/main\0report-status");
    format!("{:04x}{line}", line.len() + 4)
}

struct Pusher {
    server: GitServer,
    token: String,
}

impl Pusher {
    async fn new() -> Self {
        let server = GitServer::start().await;
        let token = server.token_of(&Tier::Owner, "all").await;
        Self { server, token }
    }

    /// Status and text of the answer.
    async fn push(&self, commands: &str, pack: &[u8]) -> (u16, String) {
        let body = [commands.as_bytes(), pack].concat();
        let request = Request::post("/gitea/home/blog.git/git-receive-pack")
            .header(header::AUTHORIZATION, basic(&self.token))
            .header(header::CONTENT_TYPE, "application/x-git-receive-pack-request")
            .body(Body::from(body))
            .unwrap();
        let answer = self.server.plane.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let text = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&text).into_owned())
    }

    async fn head(&self) -> String {
        let commits = "/gitea/api/v1/repos/home/blog/commits?sha=main";
        let commits = self.server.plane.get(commits).await.expect(200);
        commits[0]["sha"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_branch_moves_only_from_where_it_is_to_what_was_sent() {
    let pusher = Pusher::new().await;
    let head = pusher.head().await;
    for (old, new, words) in [
        (NOWHERE, ELSEWHERE, "ng refs/heads/main fetch first"),
        (
            &head,
            ELSEWHERE,
            "ng refs/heads/main 2222222222222222222222222222222222222222 is no commit",
        ),
        (
            "0000000000000000000000000000000000000000",
            ELSEWHERE,
            "ng refs/heads/main fetch first",
        ),
    ] {
        let (status, text) = pusher.push(&(update(old, new) + "0000"), EMPTY_PACK).await;
        assert!(
            status == 200 && text.contains("unpack ok") && text.contains(words),
            "{status} {text}"
        );
    }
    assert_eq!(pusher.head().await, head);
}

#[tokio::test]
async fn a_broken_pack_is_refused_as_one() {
    let pusher = Pusher::new().await;
    let head = pusher.head().await;
    let commands = update(&head, ELSEWHERE) + "0000";
    for pack in [&b""[..], b"PACK", b"no pack at all, whatever it is", &EMPTY_PACK[..31]] {
        let (status, text) = pusher.push(&commands, pack).await;
        assert_eq!(status, 200, "{text}");
        assert!(text.contains("unpack ") && !text.contains("unpack ok"), "{text}");
        assert!(text.contains("ng refs/heads/main unpacker error"), "{text}");
    }
    assert_eq!(pusher.head().await, head);
}

#[tokio::test]
async fn what_is_no_push_changes_nothing() {
    let pusher = Pusher::new().await;
    let head = pusher.head().await;
    let unfinished = update(&head, ELSEWHERE);
    let endless = update(&head, ELSEWHERE).repeat(1001);
    for commands in ["", "zzzz", "0004", &unfinished, &endless] {
        assert_eq!(pusher.push(commands, b"").await.0, 400, "{}", commands.len());
    }
    // What Git sends to find out whether it may.
    assert_eq!(pusher.push("0000", b"").await, (200, String::new()));
    assert_eq!(pusher.head().await, head);
}
