//! Event streams: every chunk goes out as it comes in, and silence is filled with comments (§0.8).

use crate::live::HEARTBEAT;
use crate::session::Ended;
use crate::shutdown::Shutdown;
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture, stream};
use http::{HeaderMap, HeaderValue, Response, header};
use metrics::gauge;
use tokio::time::{Instant, timeout_at};

/// A comment that only shows that the stream lives.
pub(crate) const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// The answer is an event stream.
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| content_type.starts_with("text/event-stream"))
}

/// Keeps an event stream out of caches and out of the buffers of proxies.
pub(crate) fn unbuffered(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
}

/// Resolves when a stream must end: with its session, or with the server.
pub(crate) fn end_of(session: Ended, shutdown: Shutdown) -> BoxFuture<'static, ()> {
    async move {
        tokio::select! {
            () = session.happened() => {}
            () = shutdown.begun() => {}
        }
    }
    .boxed()
}

/// Passes an event stream on until `end`.
pub(super) fn with_heartbeat(response: Response<Body>, end: BoxFuture<'static, ()>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    unbuffered(&mut parts.headers);
    let open = OpenStream::begin();
    let frames = heartbeats(body.into_data_stream())
        .take_until(end)
        .inspect(move |_| open.note());
    Response::from_parts(parts, Body::from_stream(frames))
}

/// Counts a stream for as long as it exists.
pub(crate) struct OpenStream;

impl OpenStream {
    pub(crate) fn begin() -> Self {
        gauge!("catalyst_console_streams_open").increment(1.0);
        Self
    }

    fn note(&self) {
        metrics::counter!("catalyst_console_stream_chunks_total").increment(1);
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        gauge!("catalyst_console_streams_open").decrement(1.0);
    }
}

struct Relay {
    upstream: BodyDataStream,
    tail: Tail,
    silent_until: Instant,
}

fn heartbeats(upstream: BodyDataStream) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    let relay = Relay {
        upstream,
        tail: Tail::default(),
        silent_until: Instant::now() + HEARTBEAT,
    };
    stream::unfold(relay, |mut relay| async move {
        loop {
            match timeout_at(relay.silent_until, relay.upstream.next()).await {
                Ok(None) => return None,
                Ok(Some(chunk)) => {
                    relay.silent_until = Instant::now() + HEARTBEAT;
                    if let Ok(chunk) = &chunk {
                        relay.tail.extend(chunk);
                    }
                    return Some((chunk, relay));
                }
                Err(_) => {
                    relay.silent_until = Instant::now() + HEARTBEAT;
                    // A ping inside an event would tear it in two.
                    if relay.tail.is_between_events() {
                        return Some((Ok(PING), relay));
                    }
                }
            }
        }
    })
}

/// The last bytes that went out: enough to know whether an event is open.
#[derive(Default)]
struct Tail {
    /// Newest last; carriage returns are left out, so that every line ending looks alike.
    last_two: [Option<u8>; 2],
}

impl Tail {
    fn extend(&mut self, chunk: &[u8]) {
        // Four bytes hold two line endings of either kind.
        let recent = chunk.len().saturating_sub(4);
        for &byte in chunk[recent..].iter().filter(|byte| **byte != b'\r') {
            self.last_two = [self.last_two[1], Some(byte)];
        }
    }

    fn is_between_events(&self) -> bool {
        matches!(self.last_two, [None, None] | [Some(b'\n'), Some(b'\n')])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::mpsc;

    fn relay() -> (
        mpsc::UnboundedSender<Bytes>,
        impl Stream<Item = Result<Bytes, axum::Error>> + Unpin,
    ) {
        let (sender, receiver) = mpsc::unbounded();
        let body = Body::from_stream(receiver.map(Ok::<_, std::convert::Infallible>));
        (sender, Box::pin(heartbeats(body.into_data_stream())))
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_filled_between_events() {
        let (upstream, mut downstream) = relay();
        assert_eq!(downstream.next().await.unwrap().unwrap(), PING);
        upstream.unbounded_send(Bytes::from_static(b"data: 1\r\n\r\n")).unwrap();
        assert_eq!(downstream.next().await.unwrap().unwrap(), "data: 1\r\n\r\n");
        assert_eq!(downstream.next().await.unwrap().unwrap(), PING);
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_that_comes_in_pieces_is_not_torn() {
        let (upstream, mut downstream) = relay();
        upstream.unbounded_send(Bytes::from_static(b"data: 1\n")).unwrap();
        assert_eq!(downstream.next().await.unwrap().unwrap(), "data: 1\n");
        let waited = tokio::time::timeout(HEARTBEAT * 3, downstream.next()).await;
        assert!(waited.is_err());
        upstream.unbounded_send(Bytes::from_static(b"\n")).unwrap();
        assert_eq!(downstream.next().await.unwrap().unwrap(), "\n");
        assert_eq!(downstream.next().await.unwrap().unwrap(), PING);
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_of_the_upstream_is_the_end() {
        let (upstream, mut downstream) = relay();
        drop(upstream);
        assert!(downstream.next().await.is_none());
    }
}
