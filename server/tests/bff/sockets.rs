//! WebSockets of logs and exec, over real connections on both sides.

use crate::support::{BEARER, TestConsole, call_as, embedded, served};
use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
};
use futures::{SinkExt, StreamExt};
use server::{
    proxy::{Remote, Upstream},
    shutdown::ShutdownTrigger,
};
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async, client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        handshake::server::{ErrorResponse, Request as Handshake, Response as Accepted},
        protocol::frame::coding::CloseCode,
    },
};

const EXEC: &str = "/api/v1/sovereigns/s1/k8s/exec/acme/web/main?command=/bin/sh";

/// A control plane whose every socket gives back what it gets, and says `bye` as its last word.
async fn echoing() -> Upstream {
    #[expect(clippy::result_large_err, reason = "the library's own type")]
    fn check(request: &Handshake, mut accepted: Accepted) -> Result<Accepted, ErrorResponse> {
        let headers = request.headers();
        assert_eq!(headers[header::AUTHORIZATION], format!("Bearer {BEARER}"));
        assert!(!headers.contains_key(header::COOKIE));
        assert!(!headers.contains_key(header::SEC_WEBSOCKET_EXTENSIONS));
        let protocol = headers.get(header::SEC_WEBSOCKET_PROTOCOL).cloned();
        if let Some(protocol) = protocol {
            accepted.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        Ok(accepted)
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut socket = accept_hdr_async(stream, check).await.unwrap();
                while let Some(Ok(message)) = socket.next().await {
                    if message == Message::text("exit") {
                        socket.send(Message::text("bye")).await.unwrap();
                        let _ = socket.close(None).await;
                    } else if message.is_text() || message.is_binary() {
                        socket.send(message).await.unwrap();
                    }
                }
            });
        }
    });
    Upstream::from(Remote::new(origin.parse().unwrap()))
}

async fn open(
    address: SocketAddr,
    cookie: &str,
    origin: &str,
    path: &str,
) -> Result<WebSocketStream<TcpStream>, Error> {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert(header::COOKIE, cookie.parse().unwrap());
    headers.insert(header::ORIGIN, origin.parse().unwrap());
    headers.insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static("v4.channel.k8s.io"),
    );
    let extensions = HeaderValue::from_static("permessage-deflate");
    headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, extensions);
    let stream = TcpStream::connect(address).await.unwrap();
    client_async(request, stream).await.map(|(socket, _)| socket)
}

/// A socket that a signed-in page has opened; the listener lives as long as this.
struct Opened {
    console: TestConsole,
    cookie: String,
    socket: WebSocketStream<TcpStream>,
    _listening: ShutdownTrigger,
}

async fn opened() -> Opened {
    let console = TestConsole::new(echoing().await);
    let cookie = console.sign_in().await;
    let (address, listening) = served(console.router.clone()).await;
    let socket = open(address, &cookie, &format!("http://{address}"), EXEC).await;
    Opened {
        socket: socket.unwrap(),
        console,
        cookie,
        _listening: listening,
    }
}

fn refusal(opened: Result<WebSocketStream<TcpStream>, Error>) -> StatusCode {
    match opened {
        Err(Error::Http(answer)) => answer.status(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn messages_pass_both_ways_and_the_last_word_arrives() {
    let mut opened = opened().await;
    let socket = &mut opened.socket;
    for message in [
        Message::text("ls"),
        Message::binary(vec![0, 255]),
        Message::binary(vec![7; 300_000]),
    ] {
        socket.send(message.clone()).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), message);
    }
    socket.send(Message::text("exit")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("bye"));
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
}

#[tokio::test]
async fn a_page_of_another_site_opens_no_socket_and_neither_does_a_stranger() {
    let console = TestConsole::new(echoing().await);
    let cookie = console.sign_in().await;
    let (address, _trigger) = served(console.router.clone()).await;
    let own = format!("http://{address}");
    for origin in ["https://evil.example", "null", &format!("{own}.evil.example")] {
        assert_eq!(refusal(open(address, &cookie, origin, EXEC).await), 403, "{origin}");
    }
    assert_eq!(refusal(open(address, "", &own, EXEC).await), 401);
    assert_eq!(refusal(open(address, &cookie, &own, "/api/v1/catalog").await), 404);
    let silent = call_as(&cookie, "GET", EXEC)
        .header(header::UPGRADE, "websocket")
        .header(header::CONNECTION, "Upgrade");
    let (mut parts, body) = silent.body(Body::empty()).unwrap().into_parts();
    parts.headers.remove(header::ORIGIN);
    assert_eq!(console.send(Request::from_parts(parts, body)).await.status(), 403);
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let Opened {
        console,
        cookie,
        mut socket,
        ..
    } = opened().await;
    socket.send(Message::text("ls")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("ls"));
    let sign_out = call_as(&cookie, "POST", "/auth/sign-out").body(Body::empty()).unwrap();
    console.send(sign_out).await;
    match socket.next().await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(frame.code, CloseCode::Policy),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_the_socket() {
    let mut opened = opened().await;
    let socket = &mut opened.socket;
    // The console may close before it has read everything.
    let _ = socket.send(Message::binary(vec![0; (1 << 20) + 1])).await;
    match socket.next().await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(frame.code, CloseCode::Size),
        Some(Err(_)) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_simulated_cluster_says_that_it_has_no_sockets() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let (address, _trigger) = served(console.router.clone()).await;
    let opened = open(address, &cookie, &format!("http://{address}"), EXEC).await;
    assert_eq!(refusal(opened), 501);
}
