//! Streams that a control plane does not have: its document is read again and again, by us alone (tenant contract §E.3).
//!
//! What comes of it is a stream like any other, so a feed shares it, resumes it and says when it is stale.

use super::follower::Follower;
use super::topic::Topic;
use crate::error::Refusal;
use crate::proxy::event_request;
use crate::state::Console;
use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use contract::error::check;
use futures::stream;
use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use serde_json::Value;
use std::{convert::Infallible, time::Duration};
use tokio::time::Instant;

/// Between two looks, right after something has changed …
const SHORTEST_PAUSE: Duration = Duration::from_millis(1_500);
/// … and when nothing has for a while: with its guard, a look is two calls, and a client may make 120 a minute (§F.2).
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// The most that services are believed of how long they want to be left alone (§F.2).
const LONGEST_REST: Duration = Duration::from_secs(5 * 60);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of a document.
const LIMIT: usize = 1 << 20;

/// Whether this answer to a request for the stream means that there is none.
pub(super) fn is_missing(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
}

/// How long the services want to be left alone: the longer of what the header and the body of a 429 say (§F.2).
fn rest(headers: &HeaderMap, body: &[u8]) -> Duration {
    let header = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let refused = check(StatusCode::TOO_MANY_REQUESTS, header, body).err();
    let said = refused.and_then(|error| error.retry_after()).unwrap_or_default();
    said.clamp(LONGEST_PAUSE, LONGEST_REST)
}

/// The same of an answer whose body has not been read yet.
pub(super) async fn rest_of(answer: Response<Body>) -> Duration {
    let (parts, body) = answer.into_parts();
    let body = tokio::time::timeout(TIMEOUT, axum::body::to_bytes(body, LIMIT)).await;
    let body = body.ok().and_then(Result::ok).unwrap_or_default();
    rest(&parts.headers, &body)
}

/// The document as a stream, in one follower's name; a refusal, for whom it is not; `None` without an answer.
pub(super) async fn open(console: &Console, topic: &Topic, follower: &Follower) -> Option<Response<Body>> {
    let poller = Poller {
        console: console.clone(),
        document: topic.document()?.parse().ok()?,
        follower: follower.clone(),
        last: None,
        pause: SHORTEST_PAUSE,
        rests_until: Instant::now(),
    };
    let first = match poller.look().await? {
        Looked::Is(document) => Some(document),
        Looked::NotYet => None,
        // Not even one who comes too often may join before the services have said that the document is theirs.
        Looked::Refused(answer) | Looked::TooOften { answer, .. } => return Some(*answer),
    };
    let frames = stream::unfold((poller, Some(first)), |(mut poller, first)| async move {
        let now = match first {
            Some(first) => first,
            None => {
                tokio::time::sleep(poller.pause).await;
                poller.look_again().await?
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
    follower: Follower,
    last: Option<String>,
    pause: Duration,
    /// The services want no look before.
    rests_until: Instant,
}

enum Looked {
    /// On one line.
    Is(String),
    /// What a run of provisioning answers for its first seconds (§E.1).
    NotYet,
    Refused(Box<Response<Body>>),
    /// Not before this time is over.
    TooOften {
        rest: Duration,
        answer: Box<Response<Body>>,
    },
}

impl Looked {
    fn refused(answer: Response<Body>, body: &[u8]) -> Self {
        let (is_limit, rest) = (
            answer.status() == StatusCode::TOO_MANY_REQUESTS,
            rest(answer.headers(), body),
        );
        let answer = Box::new(answer);
        match is_limit {
            true => Self::TooOften { rest, answer },
            false => Self::Refused(answer),
        }
    }
}

impl Poller {
    /// Reads the document, if the session still may.
    async fn look(&self) -> Option<Looked> {
        // The token may have been renewed since.
        let follower = self.follower.still(&self.console).await?;
        // Not every service asks whose it is (Z9, Z10).
        if let Err(refusal) = follower.admit(&self.console, &self.document).await {
            return Some(Looked::refused(refusal.into_response(), b""));
        }
        let request = match event_request(&self.document, &self.console.public_url, follower.name()) {
            Ok(request) => request,
            Err(unusable) => return Some(Looked::refused(Refusal::from(unusable).into_response(), b"")),
        };
        let exchange = async {
            let answer = self.console.upstream.send(request).await.ok()?;
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, LIMIT).await.ok()?;
            Some((parts, body))
        };
        let (parts, body) = tokio::time::timeout(TIMEOUT, exchange).await.ok()??;
        if parts.status == StatusCode::NOT_FOUND && self.document.path().starts_with("/api/provisioning/") {
            return Some(Looked::NotYet);
        }
        if !parts.status.is_success() {
            let answer = Response::from_parts(parts, Body::from(body.clone()));
            return Some(Looked::refused(answer, &body));
        }
        let document: Value = serde_json::from_slice(&body).ok()?;
        Some(Looked::Is(document.to_string()))
    }

    /// The document, if it is there and may be looked at again already; `None` when it is no longer theirs.
    async fn look_again(&mut self) -> Option<Option<String>> {
        if Instant::now() < self.rests_until {
            return Some(None);
        }
        match self.look().await? {
            Looked::Is(document) => Some(Some(document)),
            Looked::NotYet => Some(None),
            Looked::TooOften { rest, .. } => {
                self.rests_until = Instant::now() + rest;
                self.pause = LONGEST_PAUSE;
                Some(None)
            }
            // Whoever opens it again learns why.
            Looked::Refused(_) => None,
        }
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
