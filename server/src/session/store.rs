//! Where sessions are kept. One trait; which one is chosen by `--session-store`.
//!
//! A store keeps and finds. Limits, endings and renewal are the business of [`Sessions`](super::Sessions) above it.

mod memory;
mod redis;
mod sqlite;

pub use memory::InProcess;
pub use redis::Redis;
pub use sqlite::{OpenStoreError, Sqlite};

use super::record::{Key, Record, Tokens};
use crate::secret::Secret;
use contract::Timestamp;
use futures::{StreamExt, stream::BoxStream};
use std::{
    future::{Future, ready},
    pin::Pin,
};

/// Which sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All sessions of one User.
    Subject(String),
    /// The sessions that began with one session at the provider (`sid`).
    ProviderSession(String),
}

impl Selector {
    /// Whether a session is meant.
    #[must_use]
    pub fn selects(&self, record: &Record) -> bool {
        match self {
            Self::Subject(subject) => record.subject == *subject,
            Self::ProviderSession(sid) => record.provider_session.as_ref() == Some(sid),
        }
    }
}

/// The store cannot be read or written now.
#[derive(Debug, thiserror::Error)]
#[error("the session store is unavailable: {0}")]
pub struct StoreError(pub String);

/// An answer of the store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keys of sessions, as they end.
pub type Ends = BoxStream<'static, Key>;

/// Keeps sessions.
pub trait Store: Send + Sync {
    /// Keeps a new session.
    fn insert(&self, key: Key, record: Record) -> StoreFuture<'_, ()>;

    /// The session, if it is kept. It may be past its limits.
    fn find(&self, key: Key) -> StoreFuture<'_, Option<Record>>;

    /// Notes that it was used. A session that is gone stays gone.
    fn touch(&self, key: Key, at: Timestamp) -> StoreFuture<'_, ()>;

    /// Gives it new tokens; false when it is gone.
    fn renew(&self, key: Key, tokens: Tokens) -> StoreFuture<'_, bool>;

    /// Forgets it, and answers what was kept.
    fn remove(&self, key: Key) -> StoreFuture<'_, Option<Record>>;

    /// The sessions meant, newest first.
    fn select(&self, selector: Selector) -> StoreFuture<'_, Vec<(Key, Record)>>;

    /// Forgets what was used last, or opened, before these times.
    fn sweep(&self, used_before: Timestamp, created_before: Timestamp) -> StoreFuture<'_, ()>;

    /// Waits until no other process renews this session. Within this one, requests wait for one another already.
    fn take_turn(&self, _key: Key) -> StoreFuture<'_, Secret> {
        Box::pin(ready(Ok(Secret::new(""))))
    }

    /// Lets others renew it.
    fn give_up_turn(&self, _key: Key, _token: Secret) -> StoreFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    /// Sessions that end from now on, whichever process ends them. The stream ends when the connection breaks.
    fn ends(&self) -> StoreFuture<'_, Ends> {
        Box::pin(ready(Ok(futures::stream::pending().boxed())))
    }
}
