//! Opening, finding and ending sessions: the rules above any [`Store`].
//!
//! Limits are on wall time, so that a restart or a sleeping machine extends nothing.

use super::ended::{Ended, Endings, Listening};
use super::moved::Moved;
use super::record::{Key, Record, Tokens};
use super::renewal::Turns;
use super::store::{Selector, Store, StoreError};
use crate::secret::Secret;
use ::control_plane::Clock;
use contract::Timestamp;
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// A session that nobody uses ends after this time.
pub const IDLE_LIFE: Duration = Duration::from_secs(8 * 60 * 60);
/// Every session ends after this time.
pub const ABSOLUTE_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// Pause before listening again to a store that broke off.
const FOLLOW_PAUSE: Duration = Duration::from_millis(500);
/// Use is written down this often.
const NOTED: Duration = Duration::from_secs(60);

/// A signed-in User's session, as a request sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The value of the cookie.
    pub id: Secret,
    /// Names the session where the id must not be shown.
    pub key: Key,
    /// Whose it is.
    pub subject: String,
    /// The control plane's token. Never leaves the server.
    pub bearer: Secret,
    /// Ends whatever was opened under this session.
    pub ended: Ended,
    pub(crate) tokens: Tokens,
    last_used: Timestamp,
}

impl Session {
    /// Whether it is of an Organization's realm or host, and so of one of its members.
    pub(crate) fn is_of_organization(&self) -> bool {
        self.tokens.realm.is_some()
    }
}

/// What a sign-in found out.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Who signed in.
    pub subject: String,
    /// With which browser.
    pub device: Option<String>,
    /// `sid` of the provider.
    pub provider_session: Option<String>,
    /// What the session is good for.
    pub tokens: Tokens,
}

/// Why no session could be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// No id could be made.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Every session of this console.
pub struct Sessions {
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    endings: Endings,
    moved: Moved,
    pub(super) turns: Turns,
}

impl Sessions {
    /// Sessions kept in `store`, aged by `clock`.
    #[must_use]
    pub fn new(store: Box<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            endings: Endings::default(),
            moved: Moved::default(),
            turns: Turns::default(),
        }
    }

    /// The time of day.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Opens a session under a new random id.
    ///
    /// # Errors
    /// When there is no randomness or the store fails.
    pub async fn open(&self, new: NewSession) -> Result<Session, NotOpened> {
        let now = self.now();
        self.store
            .sweep(before(now, IDLE_LIFE), before(now, ABSOLUTE_LIFE))
            .await?;
        self.endings.tidy();
        let id = Secret::random()?;
        let record = Record {
            subject: new.subject,
            device: new.device,
            created: now,
            last_used: now,
            provider_session: new.provider_session,
            tokens: new.tokens,
        };
        let key = Key::of(id.expose());
        let listening = self.endings.listen(key);
        self.store.insert(key, record.clone()).await?;
        Ok(session(id, record, now, listening))
    }

    /// The key of the session that a cookie names, also when it has another id since a moment.
    #[must_use]
    pub fn key_of(&self, id: &str) -> Key {
        Key::of(self.moved.id_now(&Secret::new(id)).expose())
    }

    /// The live session with this id; counts as use of it.
    ///
    /// # Errors
    /// When the store fails: nothing is known about the session then.
    pub async fn find(&self, id: &str) -> Result<Option<Session>, StoreError> {
        let found = self.look(&Secret::new(id)).await?;
        if let Some(session) = &found
            && age(session.last_used, self.now()) >= NOTED
        {
            self.store.touch(session.key, self.now()).await?;
        }
        Ok(found)
    }

    /// What a session is now, for as long as something is open under it; does not count as use.
    pub(super) async fn look_again(&self, session: &Session) -> Result<Option<Session>, StoreError> {
        match session.ended.new_id() {
            Some(id) => self.look(&id).await,
            None => self.look(&session.id).await,
        }
    }

    /// The live session with this id, or the one that it became lately; does not count as use.
    pub(super) async fn look(&self, id: &Secret) -> Result<Option<Session>, StoreError> {
        let id = self.moved.id_now(id);
        let key = Key::of(id.expose());
        let now = self.now();
        // Before looking: an end that comes in between must reach this listener.
        let listening = self.endings.listen(key);
        match self.store.find(key).await? {
            Some(record) if is_live(&record, now) => Ok(Some(session(id, record, now, listening))),
            Some(_) => {
                self.close(key).await?;
                Ok(None)
            }
            None => {
                self.endings.end(key);
                Ok(None)
            }
        }
    }

    /// Ends a session and everything opened under it; answers what was kept.
    ///
    /// # Errors
    /// When the store fails; the session may then live on.
    pub async fn close(&self, key: Key) -> Result<Option<Record>, StoreError> {
        let removed = self.store.remove(key).await?;
        self.endings.end(key);
        Ok(removed)
    }

    /// Ends here what other replicas end, for ever.
    pub async fn follow_others(&self) {
        loop {
            match self.store.ends().await {
                Ok(mut ends) => {
                    // Ends before this moment were not heard.
                    self.end_what_is_gone().await;
                    while let Some(key) = ends.next().await {
                        self.endings.end(key);
                    }
                    tracing::warn!("the connection to the session store broke");
                }
                Err(error) => tracing::warn!(%error, "ends of sessions elsewhere are not heard"),
            }
            tokio::time::sleep(FOLLOW_PAUSE).await;
        }
    }

    async fn end_what_is_gone(&self) {
        for key in self.endings.keys() {
            if let Ok(None) = self.store.find(key).await {
                self.endings.end(key);
            }
        }
    }

    /// The live sessions meant, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn select(&self, selector: Selector) -> Result<Vec<(Key, Record)>, StoreError> {
        let now = self.now();
        let mut selected = self.store.select(selector).await?;
        selected.retain(|(_, record)| is_live(record, now));
        Ok(selected)
    }

    /// Waits until no other replica renews this session.
    pub(super) async fn take_turn(&self, key: Key) -> Result<Secret, StoreError> {
        self.store.take_turn(key).await
    }

    /// Lets other replicas renew it. Should the store be gone, the turn ends by itself.
    pub(super) async fn give_up_turn(&self, key: Key, token: Secret) {
        if let Err(error) = self.store.give_up_turn(key, token).await {
            tracing::warn!(%error, "a turn was not given up");
        }
    }

    /// Gives a session new tokens, and a new id where they grant something else than the old ones: an id that somebody
    /// learned before must not gain by it. `None` when the session is gone.
    pub(super) async fn renew(
        &self,
        old: &Session,
        tokens: Tokens,
        promoted: bool,
    ) -> Result<Option<Session>, NotOpened> {
        if !self.store.renew(old.key, tokens).await? {
            return Ok(None);
        }
        if !promoted {
            return Ok(self.look(&old.id).await?);
        }
        let id = Secret::random()?;
        let key = Key::of(id.expose());
        let Some(record) = self.store.find(old.key).await? else {
            return Ok(None);
        };
        self.store.insert(key, record).await?;
        // What is open stays open; requests under way still know the old id only.
        self.endings.rename(old.key, &id);
        self.moved.note(old.key, id.clone());
        if self.store.remove(old.key).await?.is_none() {
            // Somebody has ended it in between, under the only id that they could know.
            self.close(key).await?;
            return Ok(None);
        }
        Ok(self.look(&id).await?)
    }
}

fn session(id: Secret, record: Record, now: Timestamp, removed: Listening) -> Session {
    let left = ABSOLUTE_LIFE.saturating_sub(age(record.created, now));
    Session {
        key: Key::of(id.expose()),
        id,
        subject: record.subject,
        bearer: record.tokens.bearer.clone(),
        ended: Ended {
            removed,
            deadline: Instant::now() + left,
        },
        tokens: record.tokens,
        last_used: record.last_used,
    }
}

fn is_live(record: &Record, now: Timestamp) -> bool {
    age(record.created, now) < ABSOLUTE_LIFE && age(record.last_used, now) < IDLE_LIFE
}

/// Time since `then`; zero when the clock was set back.
fn age(then: Timestamp, now: Timestamp) -> Duration {
    let millis = now.unix_millis().saturating_sub(then.unix_millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

fn before(now: Timestamp, age: Duration) -> Timestamp {
    let millis = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_unix_millis(now.unix_millis().saturating_sub(millis)).unwrap_or(Timestamp::EPOCH)
}

#[cfg(test)]
mod tests;
