//! New tokens for a session whose own are over: one attempt at a time, shared by everybody who waits for it.

use super::record::{Issuer, Key, Tokens};
use super::sessions::{NotOpened, Session};
use super::store::StoreError;
use crate::auth::{
    code,
    oidc::{NotRefreshed, privileges},
};
use crate::state::Console;
use contract::Timestamp;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio::{sync::OwnedMutexGuard, time::Instant};

/// A token is renewed this long before it is over: it has to survive the way to the control plane.
const MARGIN: Duration = Duration::from_secs(10);
/// After the provider did not answer, those who waited for it are not made to wait again.
const PAUSE: Duration = Duration::from_secs(2);

/// Who is signed in cannot be found out now; nobody is signed out by that.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session's token is over and the identity provider does not answer.
    #[error("the identity provider does not answer")]
    Provider,
}

/// When the last attempt failed on the way to the provider.
type Turn = tokio::sync::Mutex<Option<Instant>>;

/// Makes those who would renew the same session wait for one another.
#[derive(Debug, Default)]
pub(super) struct Turns {
    waiting: Mutex<HashMap<Key, Weak<Turn>>>,
}

impl Turns {
    fn of(&self, key: Key) -> Arc<Turn> {
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
/// When that cannot be found out.
pub(super) async fn with_good_tokens(console: &Console, session: Session) -> Result<Option<Session>, Unavailable> {
    if is_good(console, &session.tokens, MARGIN) {
        return Ok(Some(session));
    }
    let turn = console.sessions.turns.of(session.key).lock_owned().await;
    // A task of its own: were the request given up half-way, a refresh token that is good once would be lost.
    let renewal = tokio::spawn(renew(console.clone(), session, turn));
    renewal.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a renewal broke");
        Err(Unavailable::Provider)
    })
}

async fn renew(
    console: Console,
    session: Session,
    turn: OwnedMutexGuard<Option<Instant>>,
) -> Result<Option<Session>, Unavailable> {
    let sessions = &console.sessions;
    let token = sessions.take_turn(session.key).await?;
    let key = session.key;
    let renewed = renew_in_turn(&console, session, turn).await;
    sessions.give_up_turn(key, token).await;
    renewed
}

async fn renew_in_turn(
    console: &Console,
    session: Session,
    mut turn: OwnedMutexGuard<Option<Instant>>,
) -> Result<Option<Session>, Unavailable> {
    // Whoever had the turn before may have renewed it, under another id even.
    let Some(session) = console.sessions.look(&session.id).await? else {
        return Ok(None);
    };
    if is_good(console, &session.tokens, MARGIN) {
        return Ok(Some(session));
    }
    if turn.is_some_and(|failed| failed.elapsed() < PAUSE) {
        return while_it_lasts(console, session);
    }
    match renewed(console, &session).await {
        Ok(tokens) => {
            let promoted = privileges(&tokens.bearer) != privileges(&session.tokens.bearer);
            let renewed = console.sessions.renew(&session, tokens, promoted).await;
            renewed.map_err(|error| match error {
                NotOpened::Store(error) => Unavailable::Store(error),
                NotOpened::Randomness(error) => Unavailable::Store(StoreError(error.to_string())),
            })
        }
        Err(NotRefreshed::Refused) => {
            tracing::info!("a session ends: it cannot be given new tokens");
            console.end_session(session.key).await?;
            Ok(None)
        }
        Err(NotRefreshed::ProviderDown) => {
            *turn = Some(Instant::now());
            while_it_lasts(console, session)
        }
    }
}

/// The old token, while the provider is away and as long as it is good at all.
fn while_it_lasts(console: &Console, session: Session) -> Result<Option<Session>, Unavailable> {
    if is_good(console, &session.tokens, Duration::ZERO) {
        Ok(Some(session))
    } else {
        Err(Unavailable::Provider)
    }
}

fn is_good(console: &Console, tokens: &Tokens, margin: Duration) -> bool {
    let now = console.sessions.now().unix_millis();
    let margin = i64::try_from(margin.as_millis()).unwrap_or(i64::MAX);
    let lasts = |expires: Timestamp| expires.unix_millis().saturating_sub(now) > margin;
    let is_ours = matches!(tokens.issuer, Issuer::Console | Issuer::Handover);
    let is_known = || !is_ours || console.bearers.knows(&tokens.bearer);
    tokens.expires.is_none_or(lasts) && is_known()
}

async fn renewed(console: &Console, session: &Session) -> Result<Tokens, NotRefreshed> {
    match session.tokens.issuer {
        Issuer::Provider => {
            let provider = console.provider_of(session.tokens.realm.as_ref()).await;
            let provider = provider.map_err(|_| NotRefreshed::ProviderDown)?;
            // A realm that is no more signs nobody in.
            let provider = provider.ok_or(NotRefreshed::Refused)?;
            metrics::counter!("catalyst_console_token_refreshes_total").increment(1);
            provider
                .refresh(&session.subject, &session.tokens, &console.sessions)
                .await
        }
        Issuer::EmailCode => {
            metrics::counter!("catalyst_console_token_refreshes_total").increment(1);
            code::refresh(console, &session.subject, &session.tokens).await
        }
        // Its holder is somebody of their own, and not whoever the console itself can get a token for.
        Issuer::Handover => Err(NotRefreshed::Refused),
        Issuer::Console => console.bearers.issue().map(Tokens::of_bearer).map_err(|error| {
            tracing::error!(%error, "no new token for a session");
            NotRefreshed::Refused
        }),
    }
}
