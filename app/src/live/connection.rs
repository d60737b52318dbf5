//! The browser's side of the stream: opens it, batches its frames, and opens it again.
//!
//! The BFF keeps what was missed: a browser that reconnects by itself sends the id of its last frame and goes on there.

use super::source::{CAUGHT_UP, ENDED, ERROR, GAVE_UP, MESSAGE, RESET, STALE, Source};
use super::{Live, LiveWorker, ObjectKey, StreamState};
use crate::api::Api;
use crate::session::Session;
use contract::kubernetes::{Change, WatchFrame, WatchObjects};
use contract::session::GetWhoami;
use contract::{EventStream, SovereignId};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

/// First pause before opening again; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Control planes without a `SYNCED` frame: this long without an object means that the snapshot is complete.
const QUIET_PERIOD: Duration = Duration::from_secs(1);

/// Keeps a connection open for as long as the session lasts, for the kinds that are wanted.
pub(super) fn follow(live: Live, session: Session) {
    if session.whoami().is_none() {
        return;
    }
    let api = Api::from_context();
    let worker = LiveWorker::of_page();
    let current: StoredValue<Option<Rc<Connection>>, LocalStorage> = StoredValue::new_local(None);
    let kinds = Memo::new(move |_| live.wanted.with(|wanted| wanted.keys().cloned().collect::<Vec<_>>()));
    Effect::new(move |_| {
        let kinds = kinds.get();
        if let Some(old) = current.try_update_value(Option::take).flatten() {
            old.close();
        }
        if !kinds.is_empty() && !session.ended.get() {
            current.set_value(Some(
                Connection {
                    live,
                    api: api.clone(),
                    worker: worker.clone(),
                    sovereign: session.sovereign(),
                    kinds,
                    inner: RefCell::default(),
                }
                .open(),
            ));
        }
    });
    on_cleanup(move || {
        if let Some(old) = current.try_update_value(Option::take).flatten() {
            old.close();
        }
    });
}

struct Connection {
    live: Live,
    api: Api,
    worker: LiveWorker,
    sovereign: SovereignId,
    kinds: Vec<String>,
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    source: Option<Source>,
    pending: BTreeMap<ObjectKey, Option<Value>>,
    frame_requested: bool,
    seen: BTreeSet<ObjectKey>,
    syncing: bool,
    quiet: Option<TimeoutHandle>,
    retry: Option<TimeoutHandle>,
    pause: Option<Duration>,
    /// The BFF has lost the control plane; a new snapshot says that it is back.
    away: bool,
    closed: bool,
}

impl Connection {
    fn open(self) -> Rc<Self> {
        let connection = Rc::new(self);
        connection.connect();
        connection
    }

    fn close(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.closed = true;
        inner.source = None;
        for timer in [inner.quiet.take(), inner.retry.take()].into_iter().flatten() {
            timer.clear();
        }
    }

    fn connect(self: &Rc<Self>) {
        let topic = WatchObjects {
            sovereign: self.sovereign.clone(),
            kinds: self.kinds.clone(),
            initial_state: true,
        }
        .path();
        let connection = Rc::downgrade(self);
        let source = Source::open(&self.worker, &topic, move |name, data| {
            if let Some(connection) = connection.upgrade() {
                connection.hear(name, data);
            }
        });
        self.inner.borrow_mut().source = source;
    }

    fn hear(self: &Rc<Self>, name: &str, data: &str) {
        match name {
            MESSAGE => self.receive(data),
            CAUGHT_UP => self.caught_up(),
            STALE => self.control_plane_left(),
            RESET => self.expect_snapshot(),
            // The browser reopens a broken stream by itself.
            ERROR => self.grow_stale(),
            // Unless the answer was an error: then we ask why and wait.
            ENDED | GAVE_UP => self.reopen_later(),
            _ => {}
        }
    }

    fn receive(self: &Rc<Self>, text: &str) {
        // `<feed> <type> <data>`: the connection has one topic, and the topic one type.
        let Some(data) = text.splitn(3, ' ').nth(2) else {
            return;
        };
        let frame = serde_json::from_str::<Value>(data).and_then(|frame| WatchFrame::deserialize(&frame));
        let Ok(frame) = frame else {
            return;
        };
        match frame.change {
            Change::Ready => self.begin_snapshot(),
            Change::Synced => self.finish_snapshot(),
            Change::Added | Change::Modified => self.enqueue(frame, true),
            Change::Deleted => self.enqueue(frame, false),
            Change::Unknown(_) => {}
        }
    }

    fn begin_snapshot(self: &Rc<Self>) {
        let mut inner = self.inner.borrow_mut();
        inner.seen.clear();
        inner.syncing = true;
        inner.away = false;
        inner.pause = None;
        drop(inner);
        self.wait_for_quiet();
    }

    fn enqueue(self: &Rc<Self>, frame: WatchFrame, present: bool) {
        let (Some(kind), Some(object)) = (frame.kind, frame.object) else {
            return;
        };
        let Some(key) = ObjectKey::of(&kind, &object) else {
            return;
        };
        let mut inner = self.inner.borrow_mut();
        let syncing = inner.syncing;
        if syncing && present {
            inner.seen.insert(key.clone());
        }
        // A second change of the same object before the next paint replaces the first.
        inner.pending.insert(key, present.then_some(object));
        let request_frame = !std::mem::replace(&mut inner.frame_requested, true);
        drop(inner);
        if request_frame {
            let connection = Rc::clone(self);
            request_animation_frame(move || connection.flush());
        }
        if syncing {
            self.wait_for_quiet();
        }
    }

    fn flush(&self) {
        let pending = {
            let mut inner = self.inner.borrow_mut();
            inner.frame_requested = false;
            std::mem::take(&mut inner.pending)
        };
        self.live.objects.try_with_value(|objects| objects.apply(pending));
    }

    fn wait_for_quiet(self: &Rc<Self>) {
        let connection = Rc::downgrade(self);
        let timer = set_timeout_with_handle(
            move || {
                if let Some(connection) = connection.upgrade() {
                    connection.finish_snapshot();
                }
            },
            QUIET_PERIOD,
        );
        if let Some(old) = std::mem::replace(&mut self.inner.borrow_mut().quiet, timer.ok()) {
            old.clear();
        }
    }

    fn finish_snapshot(&self) {
        let mut inner = self.inner.borrow_mut();
        if let Some(timer) = inner.quiet.take() {
            timer.clear();
        }
        if inner.closed || !std::mem::take(&mut inner.syncing) {
            return;
        }
        let seen = std::mem::take(&mut inner.seen);
        drop(inner);
        self.flush();
        self.live
            .objects
            .try_with_value(|objects| objects.complete(&self.kinds, &seen));
        self.live.state.try_set(StreamState::Live);
    }

    /// Everything that was missed has come, unless a snapshot is still coming: that ends by its own mark.
    fn caught_up(self: &Rc<Self>) {
        let mut inner = self.inner.borrow_mut();
        inner.pause = None;
        let complete = !inner.syncing && !inner.away;
        drop(inner);
        // While connecting for the first time, the snapshot has not begun yet.
        if complete && matches!(self.live.state.get_untracked(), StreamState::Stale { .. }) {
            self.flush();
            self.live.state.try_set(StreamState::Live);
        }
    }

    fn control_plane_left(&self) {
        self.inner.borrow_mut().away = true;
        self.grow_stale();
    }

    fn expect_snapshot(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.seen.clear();
        inner.syncing = true;
    }

    /// What is shown is current no more.
    fn grow_stale(&self) {
        if !matches!(self.live.state.get_untracked(), StreamState::Stale { .. }) {
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
            let since = js_sys::Date::now() as i64;
            self.live.state.try_set(StreamState::Stale { since });
        }
    }

    fn reopen_later(self: &Rc<Self>) {
        self.grow_stale();
        self.inner.borrow_mut().source = None;
        // An ended session shows itself here: `Api` then turns `Session::ended` on, which closes this connection.
        let probe = self.api.call(GetWhoami);
        leptos::task::spawn_local(async move {
            let _ = probe.await;
        });
        let mut inner = self.inner.borrow_mut();
        let pause = inner.pause.map_or(FIRST_PAUSE, |pause| (pause * 2).min(LONGEST_PAUSE));
        inner.pause = Some(pause);
        let connection = Rc::downgrade(self);
        let reopen = move || {
            if let Some(connection) = connection
                .upgrade()
                .filter(|connection| !connection.inner.borrow().closed)
            {
                connection.connect();
            }
        };
        inner.retry = set_timeout_with_handle(reopen, pause).ok();
    }
}
