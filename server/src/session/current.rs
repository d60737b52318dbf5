//! The session of a request.

use super::{Session, Unavailable, read_cookie, renewal, session_cookie, session_cookie_name};
use crate::error::Refusal;
use crate::proxy::is_public;
use crate::state::Console;
use axum::extract::Request;
use http::{HeaderMap, HeaderValue};

/// The live session that the request's cookie names, with a token that the control plane takes.
///
/// # Errors
/// When that cannot be found out.
pub async fn current(console: &Console, headers: &HeaderMap) -> Result<Option<Session>, Unavailable> {
    let Some(id) = read_cookie(headers, session_cookie_name(&console.public_url)) else {
        return Ok(None);
    };
    match console.sessions.find(id).await? {
        Some(session) => renewal::with_good_tokens(console, session).await,
        None => Ok(None),
    }
}

/// The session as it is now, for what was opened under it and outlives its token. Does not count as use.
///
/// # Errors
/// When that cannot be found out.
pub async fn still(console: &Console, session: &Session) -> Result<Option<Session>, Unavailable> {
    match console.sessions.look_again(session).await? {
        Some(session) => renewal::with_good_tokens(console, session).await,
        None => Ok(None),
    }
}

/// The cookie with a session's id, when that is no longer the one that the request named.
#[must_use]
pub fn new_cookie(console: &Console, request: &HeaderMap, session: &Session) -> Option<HeaderValue> {
    let id = read_cookie(request, session_cookie_name(&console.public_url))?;
    let moved = !session.id.matches(id);
    moved
        .then(|| HeaderValue::from_str(&session_cookie(&console.public_url, &session.id)).ok())
        .flatten()
}

/// Hands the [`Session`] on as an extension, and refuses strangers what the contract does not open to them. Returns the
/// cookie that the answer has to set, if any.
///
/// # Errors
/// [`Refusal::Unauthenticated`] without a live session.
pub async fn require(console: &Console, request: &mut Request) -> Result<Option<HeaderValue>, Refusal> {
    match current(console, request.headers()).await? {
        Some(session) => {
            let cookie = new_cookie(console, request.headers(), &session);
            request.extensions_mut().insert(session);
            Ok(cookie)
        }
        None if is_public(request.method(), request.uri().path()) => Ok(None),
        None => Err(Refusal::Unauthenticated),
    }
}
