//! Streams that a control plane does not have: its document is read again and again, by us alone (tenant contract §E.3).
//!
//! What comes of it is a stream like any other, so a feed shares it, resumes it and says when it is stale.

use super::topic::Topic;
use crate::proxy::{Call, event_request};
use crate::session::{Session, still};
use crate::state::Console;
use crate::storefront::{Caller, admit};
use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use futures::stream;
use http::{HeaderValue, Method, Response, StatusCode, Uri, header};
use serde_json::Value;
use std::{convert::Infallible, sync::Arc, time::Duration};

/// Between two looks, right after something has changed …
const SHORTEST_PAUSE: Duration = Duration::from_millis(1_500);
/// … and when nothing has for a while: with its guard, a look is two calls, and a client may make 120 a minute (§F.2).
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of a document.
const LIMIT: usize = 1 << 20;

/// Whether this answer to a request for the stream means that there is none.
pub(super) fn is_missing(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
}

/// The document as a stream, in the name of one session; a refusal, for whom it is not; `None` without an answer.
pub(super) async fn open(console: &Console, topic: &Topic, session: &Arc<Session>) -> Option<Response<Body>> {
    let poller = Poller {
        console: console.clone(),
        document: topic.document()?.parse().ok()?,
        session: session.clone(),
        last: None,
        pause: SHORTEST_PAUSE,
    };
    let first = match poller.look().await? {
        Looked::Is(document) => Some(document),
        Looked::NotYet => None,
        Looked::Refused(answer) => return Some(*answer),
    };
    let frames = stream::unfold((poller, Some(first)), |(mut poller, first)| async move {
        let now = match first {
            Some(first) => first,
            None => {
                tokio::time::sleep(poller.pause).await;
                match poller.look().await? {
                    Looked::Is(document) => Some(document),
                    Looked::NotYet => None,
                    // Whoever opens it again learns why.
                    Looked::Refused(_) => return None,
                }
            }
        };
        Some((Ok::<_, Infallible>(poller.frame(now)), (poller, None)))
    });
    let mut answer = Response::new(Body::from_stream(frames));
    let kind = HeaderValue::from_static("text/event-stream");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    Some(answer)
}

struct Poller {
    console: Console,
    document: Uri,
    session: Arc<Session>,
    last: Option<String>,
    pause: Duration,
}

enum Looked {
    /// On one line.
    Is(String),
    /// What a run of provisioning answers for its first seconds (§E.1).
    NotYet,
    Refused(Box<Response<Body>>),
}

impl Poller {
    /// Reads the document, if the session still may.
    async fn look(&self) -> Option<Looked> {
        // The token may have been renewed since.
        let session = still(&self.console, &self.session).await.ok()??;
        let caller = Caller {
            session: Some(&session),
            client: None,
        };
        // Not every service asks whose it is (Z9, Z10).
        let call = Call::of(&Method::GET, &self.document)?;
        if let Err(refusal) = admit(&self.console, caller, &call).await {
            return Some(Looked::Refused(Box::new(refusal.into_response())));
        }
        let path = self.document.path();
        let request = event_request(path, &self.console.public_url, &session.bearer)?;
        let exchange = async {
            let answer = self.console.upstream.send(request).await.ok()?;
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, LIMIT).await.ok()?;
            Some((parts, body))
        };
        let (parts, body) = tokio::time::timeout(TIMEOUT, exchange).await.ok()??;
        if parts.status == StatusCode::NOT_FOUND && path.starts_with("/api/provisioning/") {
            return Some(Looked::NotYet);
        }
        if !parts.status.is_success() {
            return Some(Looked::Refused(Box::new(Response::from_parts(parts, Body::from(body)))));
        }
        let document: Value = serde_json::from_slice(&body).ok()?;
        Some(Looked::Is(document.to_string()))
    }

    /// What to send: the document, if it is another one, and else a sign of life.
    fn frame(&mut self, now: Option<String>) -> Bytes {
        if now.is_some() && now != self.last {
            self.pause = SHORTEST_PAUSE;
            self.last = now;
            return format!("data: {}\n\n", self.last.as_deref().unwrap_or_default()).into();
        }
        self.pause = self.pause.mul_f64(1.5).min(LONGEST_PAUSE);
        Bytes::from_static(b": the same\n\n")
    }
}
