//! Tells open streams that their session is over, or that it has another id.

use super::record::Key;
use crate::secret::Secret;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::watch, time::Instant};

/// Resolves at the end of a session.
#[derive(Clone, Debug)]
pub struct Ended {
    pub(super) removed: Listening,
    pub(super) deadline: Instant,
}

/// Hears the new id of a session that gets one, and breaks off at its end.
pub(super) type Listening = watch::Receiver<Option<Secret>>;

impl Ended {
    /// Resolves when the session is removed or has reached its absolute limit.
    pub async fn happened(mut self) {
        // The only sender is kept in `Endings`: an error is the removal.
        let removed = async { while self.removed.changed().await.is_ok() {} };
        let _ = tokio::time::timeout_at(self.deadline, removed).await;
    }

    /// The id that the session has been given since.
    pub(super) fn new_id(&self) -> Option<Secret> {
        self.removed.borrow().clone()
    }
}

/// The other ends: one for each session that somebody listens to.
#[derive(Debug, Default)]
pub(super) struct Endings {
    alive: Mutex<HashMap<Key, watch::Sender<Option<Secret>>>>,
}

impl Endings {
    /// Listens to a session. Do so before looking whether it exists, so that its end cannot fall in between.
    pub(super) fn listen(&self, key: Key) -> Listening {
        let mut alive = self.alive();
        alive.entry(key).or_insert_with(|| watch::Sender::new(None)).subscribe()
    }

    /// Ends whatever listens.
    pub(super) fn end(&self, key: Key) {
        self.alive().remove(&key);
    }

    /// Whatever listens to one key listens to that of another id from now on, and knows it.
    pub(super) fn rename(&self, old: Key, new: &Secret) {
        let mut alive = self.alive();
        if let Some(sender) = alive.remove(&old) {
            sender.send_replace(Some(new.clone()));
            alive.insert(Key::of(new.expose()), sender);
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

    fn alive(&self) -> MutexGuard<'_, HashMap<Key, watch::Sender<Option<Secret>>>> {
        // No code between lock and unlock can leave the map half-changed.
        self.alive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
