//! Where sessions live.
//!
//! Time is tokio's monotonic clock, so that tests can move it.

use crate::secret::Secret;
use std::{
    collections::HashMap,
    future::{Future, ready},
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// A session that nobody uses ends after this time.
pub const IDLE_LIFE: Duration = Duration::from_secs(8 * 60 * 60);
/// Every session ends after this time.
pub const ABSOLUTE_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A signed-in User's session, as a request sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Key of the store; the value of the cookie.
    pub id: Secret,
    /// The control plane's token. Never leaves the server.
    pub bearer: Secret,
    /// Ends whatever was opened under this session.
    pub ended: Ended,
}

/// Tells open streams that their session is over.
#[derive(Clone, Debug)]
pub struct Ended {
    removed: watch::Receiver<()>,
    deadline: Instant,
}

impl Ended {
    /// Resolves when the session is removed or has reached its absolute limit.
    pub async fn happened(mut self) {
        // The store keeps the only sender and never sends: an error is the removal.
        let removed = async { while self.removed.changed().await.is_ok() {} };
        let _ = tokio::time::timeout_at(self.deadline, removed).await;
    }
}

/// An answer of the store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps sessions. Answers are futures, so that a store may live outside the process.
pub trait Store: Send + Sync {
    /// Opens a session under a new random id.
    fn open(&self, bearer: Secret) -> StoreFuture<'_, Result<Session, getrandom::Error>>;

    /// The live session with this id; counts as use of it.
    fn find<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<Session>>;

    /// Ends a session and everything opened under it; answers its token.
    fn close<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<Secret>>;
}

/// Sessions in memory: they end with the process.
#[derive(Debug, Default)]
pub struct InProcess {
    sessions: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    bearer: Secret,
    last_used: Instant,
    deadline: Instant,
    alive: watch::Sender<()>,
}

impl Entry {
    fn is_live(&self, now: Instant) -> bool {
        now < self.deadline && now < self.last_used + IDLE_LIFE
    }

    fn session(&self, id: Secret) -> Session {
        Session {
            id,
            bearer: self.bearer.clone(),
            ended: Ended {
                removed: self.alive.subscribe(),
                deadline: self.deadline,
            },
        }
    }
}

impl InProcess {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // No code between lock and unlock can leave the map half-changed.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for InProcess {
    fn open(&self, bearer: Secret) -> StoreFuture<'_, Result<Session, getrandom::Error>> {
        Box::pin(async move {
            let id = Secret::random()?;
            let now = Instant::now();
            let entry = Entry {
                bearer,
                last_used: now,
                deadline: now + ABSOLUTE_LIFE,
                alive: watch::Sender::new(()),
            };
            let session = entry.session(id);
            let mut sessions = self.sessions();
            sessions.retain(|_, entry| entry.is_live(now));
            sessions.insert(session.id.expose().to_owned(), entry);
            Ok(session)
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<Session>> {
        let now = Instant::now();
        let mut sessions = self.sessions();
        let found = match sessions.get_mut(id) {
            Some(entry) if entry.is_live(now) => {
                entry.last_used = now;
                Some(entry.session(Secret::new(id)))
            }
            Some(_) => {
                sessions.remove(id);
                None
            }
            None => None,
        };
        Box::pin(ready(found))
    }

    fn close<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<Secret>> {
        let closed = self.sessions().remove(id);
        Box::pin(ready(closed.map(|entry| entry.bearer)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    const MOMENT: Duration = Duration::from_secs(1);

    async fn opened() -> (InProcess, Session) {
        let store = InProcess::default();
        let session = store.open(Secret::new("token")).await.unwrap();
        (store, session)
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_session_ends() {
        let (store, session) = opened().await;
        tokio::time::advance(IDLE_LIFE - MOMENT).await;
        assert!(store.find(session.id.expose()).await.is_some());
        tokio::time::advance(IDLE_LIFE).await;
        assert!(store.find(session.id.expose()).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn use_does_not_extend_a_session_for_ever() {
        let (store, session) = opened().await;
        for _ in 0..24 {
            assert!(store.find(session.id.expose()).await.is_some());
            tokio::time::advance(Duration::from_secs(60 * 60)).await;
        }
        assert!(store.find(session.id.expose()).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn closing_ends_what_was_opened_under_the_session() {
        let (store, session) = opened().await;
        let mut ended = Box::pin(session.ended.happened());
        assert!(ended.as_mut().now_or_never().is_none());
        store.close(session.id.expose()).await;
        assert!(ended.now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn streams_end_at_the_absolute_limit() {
        let (_store, session) = opened().await;
        let begun = Instant::now();
        session.ended.happened().await;
        assert_eq!(Instant::now() - begun, ABSOLUTE_LIFE);
    }
}
