//! Reading one stream of the control plane for as long as somebody follows it, over however many connections it takes.

use super::align::{Alignment, Offered};
use super::feed::Feed;
use super::follower::Follower;
use super::frame::Notice;
use super::parse::{Event, Parser};
use super::polled;
use super::topic::{Beginning, Topic};
use crate::error::Refusal;
use crate::proxy::{event_request, is_event_stream};
use crate::state::Console;
use axum::{body::Body, response::IntoResponse};
use futures::StreamExt;
use http::{Response, StatusCode};
use std::{collections::HashSet, time::Duration};

/// Connecting, up to the answer's head, must not take longer than this.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The first pause before connecting again; doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause while the control plane is out of reach.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How often the pause doubles at most when connections work, but do not last.
const FLAPPING: u32 = 1;

/// Publishes what comes until the stream is over for good; answers the last word on it.
pub(super) async fn read(console: &Console, feed: &Feed, opened: Option<Response<Body>>) -> Notice {
    let mut connection = opened;
    let mut reader = Reader {
        feed,
        alignment: Alignment::default(),
        received: false,
        first: true,
    };
    let mut failures = 0;
    let mut stale = false;
    loop {
        let opened = match connection.take() {
            Some(answer) => Ok(answer),
            None => connect(console, feed).await,
        };
        let mut rest = Duration::ZERO;
        match opened {
            Ok(answer) => {
                if std::mem::take(&mut stale) {
                    feed.notify(Notice::Fresh);
                }
                if reader.drain(answer.into_body()).await {
                    return Notice::Ended(StatusCode::OK.as_u16());
                }
                if reader.received {
                    failures = failures.min(FLAPPING);
                }
            }
            Err(Failure::Final(status)) => return Notice::Ended(status.as_u16()),
            Err(Failure::TooOften(wait)) => rest = wait,
            Err(Failure::Passing) => {}
        }
        if !std::mem::replace(&mut stale, true) {
            feed.notify(Notice::Stale);
        }
        metrics::counter!("catalyst_console_feed_reconnects_total").increment(1);
        tokio::time::sleep(pause(failures).max(rest)).await;
        failures += 1;
    }
}

/// Between half and all of the doubled pause, so that many feeds do not come back at once.
fn pause(failures: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE);
    longest.mul_f64(fastrand::f64().midpoint(1.0))
}

enum Failure {
    /// Worth another try.
    Passing,
    /// Worth another try, but not before this time is over.
    TooOften(Duration),
    /// Nobody may read this, or there is nothing to read.
    Final(StatusCode),
}

/// Opens the stream in the name of somebody who follows it and has not come too often.
async fn connect(console: &Console, feed: &Feed) -> Result<Response<Body>, Failure> {
    let mut refused = None;
    let mut shortest_rest: Option<Duration> = None;
    let mut resting = HashSet::new();
    for follower in feed.followers() {
        // Limits count addresses (tenant contract §F.2): who shares one shares its rest.
        if resting.contains(&follower.client) {
            continue;
        }
        // The token may have been renewed since they joined.
        let Some(follower) = follower.still(console).await else {
            continue;
        };
        let answer = tokio::time::timeout(CONNECT_TIMEOUT, open(console, &feed.topic, &follower)).await;
        let answer = answer.ok().flatten().ok_or(Failure::Passing)?;
        match answer.status() {
            status if status.is_success() && is_event_stream(answer.headers()) => return Ok(answer),
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => refused = Some(status),
            StatusCode::TOO_MANY_REQUESTS => {
                resting.insert(follower.client);
                let rest = polled::rest_of(answer).await;
                shortest_rest = Some(shortest_rest.map_or(rest, |shortest| shortest.min(rest)));
            }
            StatusCode::REQUEST_TIMEOUT => return Err(Failure::Passing),
            status if status.is_server_error() => return Err(Failure::Passing),
            status => return Err(Failure::Final(status)),
        }
    }
    Err(match (shortest_rest, refused) {
        (Some(rest), _) => Failure::TooOften(rest),
        (None, Some(status)) => Failure::Final(status),
        (None, None) => Failure::Passing,
    })
}

/// The stream in one follower's name, or the refusal of it; `None` without an answer.
async fn open(console: &Console, topic: &Topic, follower: &Follower) -> Option<Response<Body>> {
    // What was theirs when they joined may be theirs no more.
    if let Err(refusal) = follower.admit(console, topic.uri()).await {
        return Some(refusal.into_response());
    }
    let request = match event_request(topic.uri(), &console.public_url, follower.name()) {
        Ok(request) => request,
        Err(unusable) => return Some(Refusal::from(unusable).into_response()),
    };
    let answer = console.upstream.send(request).await.ok()?;
    if polled::is_missing(answer.status()) && topic.document().is_some() {
        return polled::open(console, topic, follower).await;
    }
    Some(answer)
}

struct Reader<'a> {
    feed: &'a Feed,
    alignment: Alignment,
    /// The present connection has brought something.
    received: bool,
    first: bool,
}

impl Reader<'_> {
    /// Reads one connection to its end; answers whether the stream is over for good.
    async fn drain(&mut self, body: Body) -> bool {
        self.received = false;
        let behaviour = self.feed.topic.behaviour();
        self.alignment.reconnected();
        if !std::mem::take(&mut self.first) && behaviour.beginning == Beginning::Nothing {
            self.feed.notify(Notice::Reset("gap"));
        }
        let mut chunks = body.into_data_stream();
        let mut parser = Parser::default();
        loop {
            let chunk = match behaviour.silence {
                Some(silence) => tokio::time::timeout(silence, chunks.next()).await.ok().flatten(),
                None => chunks.next().await,
            };
            let Some(Ok(chunk)) = chunk else { return false };
            self.received = true;
            let Ok(events) = parser.take(&chunk) else {
                tracing::warn!(topic = self.feed.topic.path_and_query(), "an event is too large");
                return false;
            };
            let over = events.iter().any(|event| behaviour.last.contains(&event.kind.as_str()));
            self.publish(events, behaviour.beginning, behaviour.passing);
            if over {
                return true;
            }
        }
    }

    fn publish(&mut self, events: Vec<Event>, beginning: Beginning, passing: &[&str]) {
        if beginning != Beginning::History {
            return self.feed.publish(&events);
        }
        let mut fresh = Vec::new();
        for event in events {
            if passing.contains(&event.kind.as_str()) {
                fresh.push(event);
                continue;
            }
            match self.alignment.offer(event) {
                Offered::New(events) => fresh.extend(events),
                Offered::Restarted(events) => {
                    self.feed.publish(&std::mem::replace(&mut fresh, events));
                    self.feed.notify(Notice::Reset("restarted"));
                }
            }
        }
        self.feed.publish(&fresh);
    }
}
