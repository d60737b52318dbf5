//! One upstream subscription as its readers see it: a bounded buffer of numbered frames, and what newcomers need.

use super::follower::Follower;
use super::frame::{Frame, FrameId, Notice};
use super::parse::Event;
use super::topic::{Beginning, Topic};
use crate::session::Key;
use futures::task::AtomicWaker;
use serde::Deserialize;
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// A feed without readers is kept this long: whoever comes back resumes.
pub(super) const LINGER: Duration = Duration::from_secs(30);

/// The most frames that are kept; a history is kept whole (§B.5).
const FRAMES: usize = 1_024;
const HISTORY_FRAMES: usize = 10_000;
/// The most bytes that are kept.
const BYTES: usize = 8 << 20;

/// The numbering over all feeds of a hub.
#[derive(Debug)]
pub(super) struct Sequence {
    hub: u32,
    last: Mutex<u64>,
    /// Every frame up to here is in its feed's buffer.
    complete: AtomicU64,
}

impl Sequence {
    pub(super) fn new(hub: u32) -> Self {
        Self {
            hub,
            last: Mutex::new(0),
            complete: AtomicU64::new(0),
        }
    }

    pub(super) fn id(&self, sequence: u64) -> FrameId {
        FrameId {
            hub: self.hub,
            sequence,
        }
    }

    pub(super) fn complete(&self) -> u64 {
        self.complete.load(Ordering::Acquire)
    }

    /// Whether the id is one of this process.
    pub(super) fn owns(&self, id: FrameId) -> bool {
        id.hub == self.hub && id.sequence <= self.complete()
    }

    fn hand_out<T>(&self, take: impl FnOnce(&mut dyn FnMut() -> FrameId) -> T) -> T {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = take(&mut || {
            *last += 1;
            self.id(*last)
        });
        self.complete.store(*last, Ordering::Release);
        taken
    }
}

/// Wakes one connection.
pub(super) type Bell = Arc<AtomicWaker>;

/// One upstream subscription.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) number: u32,
    pub(super) topic: Topic,
    /// The session that followed first.
    pub(super) opener: Key,
    sequence: Arc<Sequence>,
    state: Mutex<State>,
    members: Mutex<Members>,
    /// A member came or went.
    pub(super) members_changed: Notify,
}

#[derive(Debug)]
struct State {
    buffer: VecDeque<Frame>,
    bytes: usize,
    /// Frames up to here are not in the buffer any more, or never were.
    floor: u64,
    retained: Retained,
    stale: bool,
}

/// What a newcomer gets before the changes.
#[derive(Debug)]
enum Retained {
    /// The buffer from this place on.
    History {
        since: u64,
    },
    /// The objects as they are now.
    Objects {
        ready: Option<Frame>,
        objects: HashMap<ObjectKey, Frame>,
        synced: Option<Frame>,
    },
    State(Option<Frame>),
    Nothing,
}

type ObjectKey = (String, String, String);

#[derive(Debug, Default)]
struct Members {
    last: u64,
    all: HashMap<u64, (Bell, Follower)>,
}

/// What is next for a reader.
pub(super) enum Next {
    Frame(Frame),
    Nothing,
    /// The buffer has moved on: the reader was too slow.
    Lost,
}

impl Feed {
    pub(super) fn new(number: u32, topic: Topic, opener: Key, sequence: Arc<Sequence>) -> Self {
        // A number of its own: whoever knows only older ones has seen nothing of this feed.
        let floor = sequence.hand_out(|next| next().sequence);
        let retained = match topic.behaviour().beginning {
            Beginning::History => Retained::History { since: floor },
            Beginning::Objects => Retained::Objects {
                ready: None,
                objects: HashMap::new(),
                synced: None,
            },
            Beginning::State => Retained::State(None),
            Beginning::Nothing => Retained::Nothing,
        };
        Self {
            number,
            topic,
            opener,
            sequence,
            state: Mutex::new(State {
                buffer: VecDeque::new(),
                bytes: 0,
                floor,
                retained,
                stale: false,
            }),
            members: Mutex::default(),
            members_changed: Notify::new(),
        }
    }

    /// Numbers and keeps events, and wakes the readers.
    pub(super) fn publish(&self, events: &[Event]) {
        self.write(
            events,
            |id, event| Frame::of_event(id, self.number, event),
            |state, frame, event| {
                state.retain(frame, event);
            },
        );
    }

    /// Says something about the feed itself.
    pub(super) fn notify(&self, notice: Notice) {
        self.write(
            &[notice],
            |id, notice| Frame::of_notice(id, self.number, *notice),
            |state, frame, notice| match (notice, &mut state.retained) {
                (Notice::Reset(_), Retained::History { since }) => *since = frame.sequence,
                (Notice::Stale, _) => state.stale = true,
                (Notice::Fresh, _) => state.stale = false,
                _ => {}
            },
        );
    }

    fn write<T>(&self, items: &[T], frame: impl Fn(FrameId, &T) -> Frame, keep: impl Fn(&mut State, &Frame, &T)) {
        if items.is_empty() {
            return;
        }
        self.sequence.hand_out(|next| {
            let mut state = self.state();
            for item in items {
                let frame = frame(next(), item);
                keep(&mut state, &frame, item);
                state.push(frame);
            }
        });
        for (bell, _) in self.members().all.values() {
            bell.wake();
        }
    }

    /// The frames that a newcomer needs, oldest first, and the place after which the changes follow.
    pub(super) fn beginning(&self) -> (Vec<Frame>, u64) {
        let state = self.state();
        let position = state.buffer.back().map_or(state.floor, |frame| frame.sequence);
        let mut frames: Vec<Frame> = match &state.retained {
            Retained::History { since } => state.after(*since).cloned().collect(),
            Retained::Objects { ready, objects, synced } => {
                let mut objects: Vec<Frame> = objects.values().cloned().collect();
                objects.sort_unstable_by_key(|frame| frame.sequence);
                ready
                    .iter()
                    .cloned()
                    .chain(objects)
                    .chain(synced.iter().cloned())
                    .collect()
            }
            Retained::State(last) => last.iter().cloned().collect(),
            Retained::Nothing => Vec::new(),
        };
        frames.retain(|frame| frame.sequence <= position);
        (frames, position)
    }

    /// Whether everything after this place is still there.
    pub(super) fn can_resume(&self, position: u64) -> bool {
        position >= self.state().floor
    }

    pub(super) fn is_stale(&self) -> bool {
        self.state().stale
    }

    /// The first frame after `position` and not after `limit`.
    pub(super) fn next(&self, position: u64, limit: u64) -> Next {
        let state = self.state();
        if position < state.floor {
            return Next::Lost;
        }
        match state.after(position).next() {
            Some(frame) if frame.sequence <= limit => Next::Frame(frame.clone()),
            _ => Next::Nothing,
        }
    }

    /// Adds a reader.
    pub(super) fn join(&self, bell: Bell, follower: Follower) -> u64 {
        let mut members = self.members();
        members.last += 1;
        let number = members.last;
        members.all.insert(number, (bell, follower));
        drop(members);
        self.members_changed.notify_one();
        number
    }

    pub(super) fn leave(&self, member: u64) {
        self.members().all.remove(&member);
        self.members_changed.notify_one();
    }

    pub(super) fn is_unused(&self) -> bool {
        self.members().all.is_empty()
    }

    /// In whose names the feed may be read; the newest first.
    pub(super) fn followers(&self) -> Vec<Follower> {
        let members = self.members();
        let mut followers: Vec<_> = members.all.iter().collect();
        followers.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(**number));
        let mut followers: Vec<Follower> = followers.into_iter().map(|(_, (_, one))| one.clone()).collect();
        followers.dedup_by(|a, b| a.session.id == b.session.id);
        followers
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn after(&self, position: u64) -> impl Iterator<Item = &Frame> {
        let begin = self.buffer.partition_point(|frame| frame.sequence <= position);
        self.buffer.range(begin..)
    }

    fn push(&mut self, frame: Frame) {
        let frames = match self.retained {
            Retained::History { .. } => HISTORY_FRAMES,
            _ => FRAMES,
        };
        self.bytes += frame.size();
        self.buffer.push_back(frame);
        // The newest frame stays, however large it is.
        while self.buffer.len() > 1 && (self.buffer.len() > frames || self.bytes > BYTES) {
            if let Some(dropped) = self.buffer.pop_front() {
                self.bytes -= dropped.size();
                self.floor = dropped.sequence;
            }
        }
    }

    fn retain(&mut self, frame: &Frame, event: &Event) {
        match &mut self.retained {
            Retained::State(last) => *last = Some(frame.clone()),
            Retained::Objects { ready, objects, synced } => match Watched::read(&event.data) {
                Some(Watched::Ready) => {
                    *ready = Some(frame.clone());
                    *synced = None;
                    objects.clear();
                }
                Some(Watched::Synced) => *synced = Some(frame.clone()),
                Some(Watched::Object(key)) => {
                    objects.insert(key, frame.clone());
                }
                Some(Watched::Gone(key)) => {
                    objects.remove(&key);
                }
                None => {}
            },
            Retained::History { .. } | Retained::Nothing => {}
        }
    }
}

/// What a watch frame means for the objects that exist (§D.3).
enum Watched {
    Ready,
    Synced,
    Object(ObjectKey),
    Gone(ObjectKey),
}

impl Watched {
    fn read(data: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Message {
            #[serde(rename = "type")]
            change: String,
            kind: Option<String>,
            object: Option<Object>,
        }
        #[derive(Deserialize)]
        struct Object {
            metadata: Metadata,
        }
        #[derive(Deserialize)]
        struct Metadata {
            #[serde(default)]
            namespace: String,
            name: String,
        }
        let message: Message = serde_json::from_str(data).ok()?;
        let key = match (message.kind, message.object) {
            (Some(kind), Some(object)) => Some((kind, object.metadata.namespace, object.metadata.name)),
            _ => None,
        };
        match message.change.as_str() {
            "ready" => Some(Self::Ready),
            "SYNCED" => Some(Self::Synced),
            "DELETED" => key.map(Self::Gone),
            _ => key.map(Self::Object),
        }
    }
}
