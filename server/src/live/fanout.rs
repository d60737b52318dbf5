//! The body of one browser connection: it walks the buffers of the feeds that it joined and owns no frame.
//!
//! hyper asks for the next frame only when it can send it, so a slow reader costs nothing but its place. When a
//! buffer has moved past that place the connection ends, and the browser comes back with the id of its last frame.

use super::feed::{Bell, Feed, Next, Sequence};
use super::follower::Follower;
use super::frame::Frame;
use crate::proxy::{OpenStream, PING};
use axum::body::HttpBody;
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body::Frame as BodyFrame;
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// A stream is never silent for longer than this.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// A place in a feed; leaves it when dropped.
pub(super) struct Membership {
    pub(super) feed: Arc<Feed>,
    number: u64,
    pub(super) position: u64,
}

impl Membership {
    pub(super) fn new(feed: Arc<Feed>, bell: Bell, follower: Follower) -> Self {
        let number = feed.join(bell, follower);
        Self {
            feed,
            number,
            position: 0,
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.feed.leave(self.number);
    }
}

/// How frames are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// With the feed's number, for any number of topics.
    Multiplexed,
    /// As the control plane writes them, with ids; ends with the feed.
    Plain,
}

impl Form {
    pub(super) fn write(self, frame: &Frame, with_id: bool) -> Bytes {
        match self {
            Self::Multiplexed => frame.multiplexed(with_id),
            Self::Plain => frame.plain(with_id),
        }
    }
}

/// One browser connection.
pub(super) struct Fanout {
    pub(super) sequence: Arc<Sequence>,
    pub(super) memberships: Vec<Membership>,
    pub(super) form: Form,
    /// Goes out first.
    pub(super) head: VecDeque<Bytes>,
    pub(super) bell: Bell,
    /// The session is over, or the server, or a feed is for somebody else.
    end: BoxFuture<'static, ()>,
    last_sent: Instant,
    heartbeat: Pin<Box<Sleep>>,
    over: bool,
    _open: OpenStream,
}

impl Fanout {
    pub(super) fn new(
        sequence: Arc<Sequence>,
        memberships: Vec<Membership>,
        form: Form,
        bell: Bell,
        end: BoxFuture<'static, ()>,
    ) -> Self {
        Self {
            sequence,
            memberships,
            form,
            head: VecDeque::new(),
            bell,
            end,
            last_sent: Instant::now(),
            heartbeat: Box::pin(tokio::time::sleep(HEARTBEAT)),
            over: false,
            _open: OpenStream::begin(),
        }
    }

    /// The next frame of all feeds up to `limit`, in the order of their numbers.
    fn next(&mut self, limit: u64) -> Next {
        let mut earliest: Option<(usize, Frame)> = None;
        for (index, membership) in self.memberships.iter().enumerate() {
            match membership.feed.next(membership.position, limit) {
                Next::Frame(frame)
                    if earliest
                        .as_ref()
                        .is_none_or(|(_, found)| frame.sequence < found.sequence) =>
                {
                    earliest = Some((index, frame));
                }
                Next::Frame(_) | Next::Nothing => {}
                Next::Lost => return Next::Lost,
            }
        }
        match earliest {
            Some((index, frame)) => {
                self.memberships[index].position = frame.sequence;
                Next::Frame(frame)
            }
            None => Next::Nothing,
        }
    }

    /// Appends every frame up to `position` to the head, so that all feeds stand at the same place.
    pub(super) fn fill_head(&mut self, position: u64, with_id: bool) {
        loop {
            match self.next(position) {
                Next::Frame(frame) => self.head.push_back(self.form.write(&frame, with_id)),
                Next::Nothing => break,
                // The connection will find the same when it has sent its head, and end.
                Next::Lost => return,
            }
        }
        for membership in &mut self.memberships {
            membership.position = membership.position.max(position);
        }
    }

    fn poll_ping(&mut self, context: &mut Context<'_>) -> Poll<Bytes> {
        loop {
            ready!(self.heartbeat.as_mut().poll(context));
            let due = self.last_sent + HEARTBEAT;
            if due <= Instant::now() {
                let next = Instant::now() + HEARTBEAT;
                self.heartbeat.as_mut().reset(next);
                return Poll::Ready(PING);
            }
            self.heartbeat.as_mut().reset(due);
        }
    }
}

impl HttpBody for Fanout {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Infallible>>> {
        let this = &mut *self;
        if this.over || this.end.as_mut().poll(context).is_ready() {
            this.over = true;
            return Poll::Ready(None);
        }
        let bytes = if let Some(bytes) = this.head.pop_front() {
            bytes
        } else {
            this.bell.register(context.waker());
            match this.next(this.sequence.complete()) {
                Next::Frame(frame) => {
                    this.over = frame.ends && this.form == Form::Plain;
                    this.form.write(&frame, true)
                }
                Next::Lost => {
                    metrics::counter!("catalyst_console_slow_readers_total").increment(1);
                    this.over = true;
                    return Poll::Ready(None);
                }
                Next::Nothing => ready!(this.poll_ping(context)),
            }
        };
        this.last_sent = Instant::now();
        metrics::counter!("catalyst_console_stream_chunks_total").increment(1);
        Poll::Ready(Some(Ok(BodyFrame::data(bytes))))
    }
}
