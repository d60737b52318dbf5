//! Server-sent events as the control plane sends them (§0.8): no ids, a ping comment every 15 s, nothing buffered.

use crate::clock::Clock;
use crate::plane::Plane;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream, StreamExt};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval_at};

/// Time between two ping comments.
const PING: Duration = Duration::from_secs(15);

/// One frame with JSON data. A value that cannot be written becomes a comment, never half a frame.
pub(super) fn frame(data: &impl Serialize) -> Event {
    Event::default()
        .json_data(data)
        .unwrap_or_else(|_| Event::default().comment("unwritable frame"))
}

/// Answers with `frames`, pings in between, until they end or the control plane goes down.
pub(super) fn respond(plane: &Arc<Plane>, frames: impl Stream<Item = Event> + Send + 'static) -> Response {
    let mut stopped = plane.stopped();
    let down = async move {
        // An error means that the plane is gone, which is down as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let events = stream::select_with_strategy(
        frames.map(Some).chain(stream::once(async { None })),
        pings(&plane.clock),
        |_: &mut ()| stream::PollNext::Left,
    );
    let events = events
        .take_while(|event| std::future::ready(event.is_some()))
        .filter_map(std::future::ready)
        .take_until(Box::pin(down))
        .map(Ok::<_, Infallible>);
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (headers, Sse::new(events)).into_response()
}

fn pings(clock: &Arc<dyn Clock>) -> impl Stream<Item = Option<Event>> + Send + use<> {
    let timer = interval_at(Instant::now() + PING, PING);
    stream::unfold((timer, Arc::clone(clock)), |(mut timer, clock)| async move {
        timer.tick().await;
        let seconds = clock.now().unix_millis().div_euclid(1000);
        Some((
            Some(Event::default().comment(format!("ping {seconds}"))),
            (timer, clock),
        ))
    })
}
