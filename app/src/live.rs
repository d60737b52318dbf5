//! The one event stream of a page: objects of the cluster as they are now, and how fresh that is.
//!
//! Pages say which kinds they need with [`Live::watch`]; one connection carries the union. Every object is a cell of
//! its own, so a change repaints what shows that object and nothing else. It makes no requests beside the stream.

#[cfg(not(feature = "ssr"))]
mod connection;
#[cfg(not(feature = "ssr"))]
pub mod rows;
#[cfg(not(feature = "ssr"))]
mod source;
mod store;

pub use store::{ObjectKey, Objects};

use crate::session::use_session;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Path of the script that keeps one stream for all tabs, on our own origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveWorker(pub String);

impl LiveWorker {
    /// The script of this page's build.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_default()
    }
}

/// How the stream is doing. A closed stream says nothing about the health of what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamState {
    /// Not open yet. Server: always this, for the server opens no stream.
    Connecting,
    /// What is shown is current.
    Live,
    /// Interrupted; what is shown is as old as the interruption. Milliseconds since the Unix epoch.
    Stale {
        /// When the stream broke.
        since: i64,
    },
}

/// Live objects of the cluster.
#[derive(Clone, Copy)]
pub struct Live {
    objects: StoredValue<Objects>,
    state: RwSignal<StreamState>,
    wanted: RwSignal<BTreeMap<String, usize>>,
}

impl Live {
    /// How the stream is doing.
    #[must_use]
    pub fn state(&self) -> StreamState {
        self.state.get()
    }

    /// Keeps these canonical kinds in the stream while the calling component lives.
    pub fn watch(&self, kinds: &'static [&'static str]) {
        let wanted = self.wanted;
        wanted.update(|wanted| {
            for kind in kinds {
                *wanted.entry((*kind).to_owned()).or_default() += 1;
            }
        });
        on_cleanup(move || {
            wanted.try_update(|wanted| {
                for kind in kinds {
                    if let Some(count) = wanted.get_mut(*kind) {
                        *count -= 1;
                    }
                }
                wanted.retain(|_, count| *count > 0);
            });
        });
    }

    /// Every object of a kind; `None` until the stream has sent all of them.
    #[must_use]
    pub fn objects(&self, kind: &str) -> Option<Vec<ArcRwSignal<Value>>> {
        self.objects.with_value(|objects| objects.of_kind(kind))
    }

    /// One object; `None` until the stream has sent all of its kind, `Some(None)` when it does not exist.
    #[must_use]
    pub fn object(&self, key: &ObjectKey) -> Option<Option<Value>> {
        self.objects.with_value(|objects| objects.one(key))
    }
}

/// Opens the stream for everything below. Server: provides an empty, connecting stream.
pub fn provide_live() -> Live {
    let live = Live {
        objects: StoredValue::new(Objects::default()),
        state: RwSignal::new(StreamState::Connecting),
        wanted: RwSignal::new(BTreeMap::new()),
    };
    provide_context(live);
    let session = use_session();
    #[cfg(not(feature = "ssr"))]
    connection::follow(live, session);
    #[cfg(feature = "ssr")]
    let _ = session;
    live
}

/// The page's live objects.
#[must_use]
pub fn use_live() -> Live {
    use_context().unwrap_or_else(provide_live)
}
