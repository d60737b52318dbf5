//! New tokens for a session whose own are over: one attempt at a time, shared by everybody who waits for it.

use super::record::{Key, Record, Tokens};
use super::sessions::Session;
use super::store::StoreError;
use crate::state::Console;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// Makes those who would renew the same session wait for one another.
#[derive(Debug, Default)]
pub(super) struct Turns {
    waiting: Mutex<HashMap<Key, Weak<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    fn of(&self, key: Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = waiting.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        waiting.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        waiting.insert(key, Arc::downgrade(&turn));
        turn
    }
}

/// The session with tokens that the control plane takes; `None` when there are none to be had.
///
/// # Errors
/// When the store fails.
pub(super) async fn with_good_tokens(console: &Console, session: Session) -> Result<Option<Session>, StoreError> {
    if is_good(console, &session.tokens) {
        return Ok(Some(session));
    }
    let turn = console.sessions.turns.of(session.key);
    let _turn = turn.lock().await;
    let Some(record) = console.sessions.record(session.key).await? else {
        return Ok(None);
    };
    if is_good(console, &record.tokens) {
        return Ok(Some(session.with(record.tokens)));
    }
    let Some(tokens) = renewed(console, &record).await else {
        console.sessions.close(session.key).await?;
        return Ok(None);
    };
    let kept = console.sessions.renew(session.key, tokens.clone()).await?;
    Ok(kept.then(|| session.with(tokens)))
}

fn is_good(console: &Console, tokens: &Tokens) -> bool {
    console.bearers.knows(&tokens.bearer)
}

async fn renewed(console: &Console, _record: &Record) -> Option<Tokens> {
    match console.bearers.issue() {
        Ok(bearer) => Some(Tokens::of_bearer(bearer)),
        Err(error) => {
            tracing::error!(%error, "a session ends: it cannot be given a new token");
            None
        }
    }
}

impl Session {
    fn with(mut self, tokens: Tokens) -> Self {
        self.bearer = tokens.bearer.clone();
        self.tokens = tokens;
        self
    }
}
