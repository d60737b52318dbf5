//! What no browser sends: heads and bodies made to be read differently by two servers, or never to end.

use crate::support::{TestConsole, control_plane, served};
use axum::Router;
use server::{
    proxy::{Remote, Upstream},
    shutdown::ShutdownTrigger,
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

struct Served {
    address: SocketAddr,
    cookie: String,
    /// Requests that reached the control plane.
    reached: Arc<AtomicUsize>,
    _trigger: ShutdownTrigger,
}

async fn begin() -> Served {
    let reached = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&reached);
    let counted: Router = control_plane().layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            counter.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        },
    ));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, counted).await });
    let console = TestConsole::new(Upstream::from(Remote::new(origin.parse().unwrap())));
    let cookie = console.sign_in().await;
    let (address, trigger) = served(console.router.clone()).await;
    reached.store(0, Ordering::SeqCst);
    Served {
        address,
        cookie,
        reached,
        _trigger: trigger,
    }
}

impl Served {
    /// Sends bytes as they are and reads until the console hangs up or has answered once.
    async fn send(&self, head: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        let common = format!(
            "Host: {address}\r\nOrigin: http://{address}\r\nX-Catalyst-Console: 1\r\nCookie: {}\r\nConnection: close\r\n",
            self.cookie,
            address = self.address,
        );
        let text = format!("{}\r\n{common}{}\r\n\r\n{body}", "POST /api/v1/echo/x HTTP/1.1", head);
        // The console may hang up in the middle.
        let _ = connection.write_all(text.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[tokio::test]
async fn a_body_whose_length_is_said_twice_reaches_nobody() {
    let served = begin().await;
    for (head, body) in [
        (
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "0\r\n\r\nGET /api/v1/echo/smuggled HTTP/1.1\r\n\r\n",
        ),
        ("Content-Length: 4\r\nContent-Length: 5", "12345"),
        ("Content-Length: 4, 5", "12345"),
        ("Content-Length: +4", "1234"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
        ("Transfer-Encoding: xchunked", "0\r\n\r\n"),
        ("Content-Length: 4\r\n Transfer-Encoding: chunked", "1234"),
        ("Content-Length : 4", "1234"),
    ] {
        let answer = served.send(head, body).await;
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 400");
        // hyper reads chunked when both are there, as RFC 9112 §6.3 allows; then nothing may be left over.
        let harmless = !answer.contains("smuggled") && served.reached.load(Ordering::SeqCst) <= 1;
        assert!(refused || harmless, "{head}: {answer}");
        served.reached.store(0, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn what_is_passed_on_has_one_length() {
    let served = begin().await;
    let answer = served
        .send("Transfer-Encoding: chunked\r\nTE: trailers", "4\r\n1234\r\n0\r\n\r\n")
        .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains(r#""body":"1234""#) && !answer.contains(r#""te""#),
        "{answer}"
    );
    assert!(
        !answer.contains("content-length\":") || !answer.contains("transfer-encoding\":"),
        "{answer}"
    );
}

#[tokio::test]
async fn oversized_heads_and_bodies_are_refused() {
    let served = begin().await;
    let long = served.send(&format!("X-Long: {}", "x".repeat(80 << 10)), "").await;
    assert!(long.is_empty() || long.starts_with("HTTP/1.1 431"), "{long}");
    let many: Vec<String> = (0..100).map(|number| format!("X-{number}: 1")).collect();
    let many = served.send(&many.join("\r\n"), "").await;
    assert!(many.starts_with("HTTP/1.1 431"), "{many}");
    let body = served.send("Content-Length: 9999999999", "x").await;
    assert!(body.starts_with("HTTP/1.1 413"), "{body}");
    assert_eq!(served.reached.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_never_ends_is_hung_up_on() {
    let served = begin().await;
    let mut connection = TcpStream::connect(served.address).await.unwrap();
    connection
        .write_all(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // The clock stands still but for timers: this returns when the console hangs up.
    let _ = connection.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"));
}
