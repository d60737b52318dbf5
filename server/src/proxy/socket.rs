//! WebSockets of logs and exec (§D.9, §D.10), relayed message by message.
//!
//! Each side's messages are read only when the other side has taken the last one: nothing piles up here. The control
//! plane checks no `Origin` (§D.10), so the BFF does; and a socket ends with the session that opened it.

use super::{headers, rest, sse};
use crate::auth::is_same_origin;
use crate::error::Refusal;
use crate::listen::Place;
use crate::proxy::Upstream;
use crate::session::Session;
use crate::state::Console;
use axum::{body::Body, extract::Request, response::Response};
use futures::{Sink, SinkExt, Stream, StreamExt, future::BoxFuture};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::time::{interval, timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// The most bytes of one message. A log line or a burst of keys is far smaller.
const MESSAGE_LIMIT: usize = 1 << 20;
/// A browser is asked this often whether it is still there, and let go when it has not answered the last time.
const PING: Duration = Duration::from_secs(20);
/// After one side has closed, the other may take this long.
const CLOSING: Duration = Duration::from_secs(5);

/// The request asks for a WebSocket (RFC 6455 §4.1).
pub(super) fn is_handshake(headers: &HeaderMap) -> bool {
    let names = |name: HeaderName, token: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|word| word.trim().eq_ignore_ascii_case(token))
    };
    names(header::UPGRADE, "websocket") && names(header::CONNECTION, "upgrade")
}

/// Opens the same socket at the control plane and relays between the two.
///
/// # Errors
/// When the page is not the console's own, the path has no socket, or no answer comes.
pub(super) async fn relay(console: Console, session: Session, mut request: Request) -> Result<Response, Refusal> {
    if !request.headers().contains_key(header::ORIGIN) || !is_same_origin(&console.public_url, request.headers()) {
        return Err(Refusal::CrossSite);
    }
    if !is_socket_path(request.uri().path()) {
        return Err(Refusal::NotFound);
    }
    if matches!(console.upstream, Upstream::Embedded(_)) {
        return Err(Refusal::NoSockets);
    }
    let place = request.extensions().get::<Place>().cloned();
    let browser = hyper::upgrade::on(&mut request);
    let mut request = request.map(|_| Body::empty());
    headers::toward_control_plane(&mut request, &console.public_url, Some(&session))?;
    let sent = request.headers_mut();
    sent.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    sent.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    // Messages are relayed, not bytes: what would pack them is not spoken here.
    sent.remove(header::SEC_WEBSOCKET_EXTENSIONS);

    let mut answer = rest::answer(&console, request).await?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        headers::toward_browser(answer.headers_mut());
        return Ok(answer);
    }
    let upstream = hyper::upgrade::on(&mut answer);
    let end = sse::end_of(session.ended, console.shutdown.clone());
    tokio::spawn(async move {
        connect(browser, upstream, end).await;
        drop(place);
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    for name in [header::SEC_WEBSOCKET_ACCEPT, header::SEC_WEBSOCKET_PROTOCOL] {
        if let Some(value) = answer.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    Ok(response)
}

fn is_socket_path(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    matches!(
        segments.as_slice(),
        ["api", "v1", "sovereigns", _, "k8s", "logs" | "exec", _, _, _]
    )
}

async fn connect(browser: OnUpgrade, upstream: OnUpgrade, end: BoxFuture<'static, ()>) {
    let (Ok(browser), Ok(upstream)) = tokio::join!(browser, upstream) else {
        return;
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_LIMIT))
        .max_frame_size(Some(MESSAGE_LIMIT))
        .max_write_buffer_size(2 * MESSAGE_LIMIT);
    let browser = WebSocketStream::from_raw_socket(TokioIo::new(browser), Role::Server, Some(config)).await;
    let upstream = WebSocketStream::from_raw_socket(TokioIo::new(upstream), Role::Client, Some(config)).await;
    metrics::gauge!("catalyst_console_sockets_open").increment(1.0);
    between(browser, upstream, end).await;
    metrics::gauge!("catalyst_console_sockets_open").decrement(1.0);
}

async fn between<B, U>(browser: B, upstream: U, end: BoxFuture<'static, ()>)
where
    B: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error>,
    U: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error>,
{
    let (mut to_browser, mut from_browser) = browser.split();
    let (mut to_upstream, mut from_upstream) = upstream.split();
    let (heard, mut listening) = tokio::sync::watch::channel(());
    let up = async {
        while let Some(message) = from_browser.next().await {
            // Answers to pings count as a sign of life.
            heard.send_replace(());
            match message {
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(Message::Close(frame)) => return close_frame(frame),
                Ok(message) => {
                    if to_upstream.send(message).await.is_err() {
                        return closing(CloseCode::Error, "the control plane is gone");
                    }
                }
                Err(error) => return closing_after(&error),
            }
        }
        closing(CloseCode::Away, "")
    };
    let down = async {
        let mut ping = interval(PING);
        ping.tick().await;
        let mut asked = false;
        loop {
            tokio::select! {
                message = from_upstream.next() => match message {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(frame))) => return close_frame(frame),
                    Some(Ok(message)) => {
                        if to_browser.send(message).await.is_err() {
                            return closing(CloseCode::Away, "");
                        }
                    }
                    Some(Err(error)) => return closing_after(&error),
                    None => return closing(CloseCode::Error, "the control plane is gone"),
                },
                _ = ping.tick() => {
                    let alive = listening.has_changed().unwrap_or(false);
                    listening.mark_unchanged();
                    if asked && !alive {
                        return closing(CloseCode::Away, "");
                    }
                    asked = true;
                    if to_browser.send(Message::Ping(Default::default())).await.is_err() {
                        return closing(CloseCode::Away, "");
                    }
                }
            }
        }
    };
    let frame = tokio::select! {
        frame = up => frame,
        frame = down => frame,
        () = end => closing(CloseCode::Policy, "the session is over"),
    };
    // Each side is told why, and may say goodbye.
    let goodbye = async {
        let told = tokio::join!(
            to_browser.send(Message::Close(Some(frame.clone()))),
            to_upstream.send(Message::Close(Some(frame))),
        );
        if told.0.is_ok() {
            while let Some(Ok(_)) = from_browser.next().await {}
        }
    };
    let _ = timeout(CLOSING, goodbye).await;
}

fn close_frame(frame: Option<CloseFrame>) -> CloseFrame {
    frame.unwrap_or(closing(CloseCode::Normal, ""))
}

fn closing_after(error: &Error) -> CloseFrame {
    match error {
        Error::Capacity(_) => closing(CloseCode::Size, "the message is too large"),
        _ => closing(CloseCode::Error, "the connection broke"),
    }
}

fn closing(code: CloseCode, reason: &'static str) -> CloseFrame {
    CloseFrame {
        code,
        reason: reason.into(),
    }
}
