//! The browser's side of the stream: opens it, batches its frames, and opens it again.
//!
//! The BFF keeps what was missed: a browser that reconnects by itself sends the id of its last frame and goes on there.

use super::{Live, ObjectKey, StreamState};
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
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

/// First pause before opening again; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Control planes without a `SYNCED` frame: this long without an object means that the snapshot is complete.
const QUIET_PERIOD: Duration = Duration::from_secs(1);

/// What the BFF says about the stream itself, as event names.
const TOPICS: &str = "topics";
const CAUGHT_UP: &str = "caught-up";
const STALE: &str = "stale";
const RESET: &str = "reset";
const ENDED: &str = "ended";

/// Keeps a connection open for as long as the session lasts, for the kinds that are wanted.
pub(super) fn follow(live: Live, session: Session) {
    if session.whoami().is_none() {
        return;
    }
    let api = Api::from_context();
    let current: StoredValue<Option<Rc<Connection>>, LocalStorage> = StoredValue::new_local(None);
    let kinds = Memo::new(move |_| live.wanted.with(|wanted| wanted.keys().cloned().collect::<Vec<_>>()));
    Effect::new(move |_| {
        let kinds = kinds.get();
        if let Some(old) = current.try_update_value(Option::take).flatten() {
            old.close();
        }
        if !kinds.is_empty() && !session.ended.get() {
            current.set_value(Some(Connection::open(live, api.clone(), session.sovereign(), kinds)));
        }
    });
    on_cleanup(move || {
        if let Some(old) = current.try_update_value(Option::take).flatten() {
            old.close();
        }
    });
}

/// What a connection does about something that the BFF says.
type Notice = fn(&Rc<Connection>, &str);

struct Connection {
    live: Live,
    api: Api,
    sovereign: SovereignId,
    kinds: Vec<String>,
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    source: Option<EventSource>,
    handlers: Vec<Closure<dyn FnMut(MessageEvent)>>,
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
    fn open(live: Live, api: Api, sovereign: SovereignId, kinds: Vec<String>) -> Rc<Self> {
        let connection = Rc::new(Self {
            live,
            api,
            sovereign,
            kinds,
            inner: RefCell::default(),
        });
        connection.connect();
        connection
    }

    fn close(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.closed = true;
        if let Some(source) = inner.source.take() {
            source.set_onmessage(None);
            source.set_onerror(None);
            source.close();
        }
        for timer in [inner.quiet.take(), inner.retry.take()].into_iter().flatten() {
            timer.clear();
        }
    }

    fn connect(self: &Rc<Self>) {
        let path = WatchObjects {
            sovereign: self.sovereign.clone(),
            kinds: self.kinds.clone(),
            initial_state: true,
        }
        .path();
        let path = contract::with_query("/live".to_owned(), &[("topic", Some(&path))]);
        let Ok(source) = EventSource::new(&path) else { return };
        let connection = Rc::downgrade(self);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let (Some(connection), Some(text)) = (connection.upgrade(), event.data().as_string()) {
                connection.receive(&text);
            }
        });
        let connection = Rc::downgrade(self);
        let on_error = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
            if let Some(connection) = connection.upgrade() {
                connection.interrupted();
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let mut handlers = vec![on_message, on_error];
        let notices: [(&str, Notice); 5] = [
            (TOPICS, Self::admitted),
            (CAUGHT_UP, |connection, _| connection.caught_up()),
            (STALE, |connection, _| connection.control_plane_left()),
            (RESET, |connection, _| connection.expect_snapshot()),
            (ENDED, |connection, _| connection.reopen_later()),
        ];
        for (name, notice) in notices {
            let connection = Rc::downgrade(self);
            let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let (Some(connection), Some(text)) = (connection.upgrade(), event.data().as_string()) {
                    notice(&connection, &text);
                }
            });
            // A page without this listener still works: it only knows less about the stream.
            let _ = source.add_event_listener_with_callback(name, handler.as_ref().unchecked_ref());
            handlers.push(handler);
        }
        let mut inner = self.inner.borrow_mut();
        inner.handlers = handlers;
        inner.source = Some(source);
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

    /// The browser reopens a broken stream by itself unless the answer was an error: then we ask why and wait.
    fn interrupted(self: &Rc<Self>) {
        self.grow_stale();
        let gave_up = self
            .inner
            .borrow()
            .source
            .as_ref()
            .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if gave_up {
            self.reopen_later();
        }
    }

    /// A refused topic brings nothing: the same as a connection that was refused.
    fn admitted(self: &Rc<Self>, outcomes: &str) {
        if outcomes.contains("\"status\"") {
            self.reopen_later();
        }
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
        if let Some(source) = self.inner.borrow_mut().source.take() {
            source.close();
        }
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
