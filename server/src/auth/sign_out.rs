//! Signing out: here, and at the identity provider when it signed the User in.

use super::link::see_other;
use crate::error::Refusal;
use crate::session::{Issuer, Key, Record, Tokens, end_cookie, read_cookie, session_cookie_name};
use crate::state::Console;
use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue};

const SIGNED_OUT: HeaderValue = HeaderValue::from_static("/sign-in?reason=signed-out");
/// Customers leave by the door that they came in through.
const CUSTOMER_SIGNED_OUT: HeaderValue = HeaderValue::from_static("/sign-in/code?reason=signed-out");

/// `POST /auth/sign-out`: ends the session and every stream under it.
///
/// # Errors
/// When the session store fails: the User is not signed out then, and must know.
pub async fn sign_out(State(console): State<Console>, headers: HeaderMap) -> Result<Response, Refusal> {
    match read_cookie(&headers, session_cookie_name(&console.public_url)) {
        Some(id) => {
            let ended = console.end_named_session(id).await?;
            Ok(leave(&console, ended).await)
        }
        None => Ok(see_other(SIGNED_OUT, None)),
    }
}

/// `GET /auth/signed-out`: the provider sends the browser back here (RP-Initiated Logout 1.0 §3).
pub async fn signed_out() -> Response {
    see_other(SIGNED_OUT, None)
}

/// Ends a session of this browser, which then leaves for the provider to end its session there.
pub(super) async fn sign_out_of(console: &Console, key: Key) -> Result<Response, Refusal> {
    let ended = console.end_session(key).await?;
    Ok(leave(console, ended).await)
}

/// Where the browser goes when its session has ended.
async fn leave(console: &Console, ended: Option<Record>) -> Response {
    if let Some(record) = &ended {
        tracing::info!(target: "audit", subject = record.subject, "signed out");
    }
    let by_code = ended
        .as_ref()
        .is_some_and(|record| record.tokens.issuer == Issuer::EmailCode);
    let there = match ended {
        Some(record) => sign_out_there(console, &record.tokens).await,
        None => None,
    };
    let location = there.and_then(|url| HeaderValue::from_str(&url).ok());
    let here = if by_code { CUSTOMER_SIGNED_OUT } else { SIGNED_OUT };
    see_other(location.unwrap_or(here), Some(&end_cookie(&console.public_url)))
}

/// Where the browser ends its session at the provider that opened it.
async fn sign_out_there(console: &Console, tokens: &Tokens) -> Option<String> {
    let id_token = tokens.id_token.as_ref()?;
    let provider = console.provider_of(tokens.realm.as_ref()).await.ok()??;
    provider.sign_out_at(id_token).await
}
