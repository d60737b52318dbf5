//! Sessions in memory: they end with the process.

use super::{Selector, Store, StoreFuture};
use crate::session::record::{Key, Record, Tokens};
use contract::Timestamp;
use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Sessions in memory.
#[derive(Debug, Default)]
pub struct InProcess {
    sessions: Mutex<HashMap<Key, Record>>,
}

impl InProcess {
    /// Starts with sessions that were kept elsewhere.
    pub(super) fn holding(sessions: HashMap<Key, Record>) -> Self {
        Self {
            sessions: Mutex::new(sessions),
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Key, Record>> {
        // No code between lock and unlock can leave the map half-changed.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn done<'a, T: Send + 'a>(value: T) -> StoreFuture<'a, T> {
    Box::pin(ready(Ok(value)))
}

impl Store for InProcess {
    fn insert(&self, key: Key, record: Record) -> StoreFuture<'_, ()> {
        self.sessions().insert(key, record);
        done(())
    }

    fn find(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        done(self.sessions().get(&key).cloned())
    }

    fn touch(&self, key: Key, at: Timestamp) -> StoreFuture<'_, ()> {
        if let Some(record) = self.sessions().get_mut(&key) {
            record.last_used = at;
        }
        done(())
    }

    fn renew(&self, key: Key, tokens: Tokens) -> StoreFuture<'_, bool> {
        let mut sessions = self.sessions();
        let record = sessions.get_mut(&key);
        let found = record.map(|record| record.tokens = tokens).is_some();
        done(found)
    }

    fn remove(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        done(self.sessions().remove(&key))
    }

    fn select(&self, selector: Selector) -> StoreFuture<'_, Vec<(Key, Record)>> {
        let sessions = self.sessions();
        let selected = sessions.iter().filter(|(_, record)| selector.selects(record));
        let mut selected: Vec<_> = selected.map(|(key, record)| (*key, record.clone())).collect();
        selected.sort_by_key(|(key, record)| (std::cmp::Reverse(record.created), *key));
        done(selected)
    }

    fn sweep(&self, used_before: Timestamp, created_before: Timestamp) -> StoreFuture<'_, ()> {
        self.sessions()
            .retain(|_, record| record.last_used >= used_before && record.created >= created_before);
        done(())
    }
}
