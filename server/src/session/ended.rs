//! Tells open streams that their session is over.

use super::record::Key;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::watch, time::Instant};

/// Resolves at the end of a session.
#[derive(Clone, Debug)]
pub struct Ended {
    pub(super) removed: watch::Receiver<()>,
    pub(super) deadline: Instant,
}

impl Ended {
    /// Resolves when the session is removed or has reached its absolute limit.
    pub async fn happened(mut self) {
        // The only sender is kept in `Endings` and never sends: an error is the removal.
        let removed = async { while self.removed.changed().await.is_ok() {} };
        let _ = tokio::time::timeout_at(self.deadline, removed).await;
    }
}

/// The other ends: one for each session that somebody listens to.
#[derive(Debug, Default)]
pub(super) struct Endings {
    alive: Mutex<HashMap<Key, watch::Sender<()>>>,
}

impl Endings {
    /// Listens to a session. Do so before looking whether it exists, so that its end cannot fall in between.
    pub(super) fn listen(&self, key: Key) -> watch::Receiver<()> {
        let mut alive = self.alive();
        alive.entry(key).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Ends whatever listens.
    pub(super) fn end(&self, key: Key) {
        self.alive().remove(&key);
    }

    /// Whatever listens to one key listens to another from now on.
    pub(super) fn rename(&self, old: Key, new: Key) {
        let mut alive = self.alive();
        if let Some(sender) = alive.remove(&old) {
            alive.insert(new, sender);
        }
    }

    /// Whatever is listened to.
    pub(super) fn keys(&self) -> Vec<Key> {
        self.alive().keys().copied().collect()
    }

    /// Drops what nobody listens to.
    pub(super) fn tidy(&self) {
        self.alive().retain(|_, sender| sender.receiver_count() > 0);
    }

    fn alive(&self) -> MutexGuard<'_, HashMap<Key, watch::Sender<()>>> {
        // No code between lock and unlock can leave the map half-changed.
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
