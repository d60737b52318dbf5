//! The session of a request.

use super::{Session, StoreError, read_cookie, renewal, session_cookie_name};
use crate::error::Refusal;
use crate::state::Console;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderMap;

/// The live session that the request's cookie names, with a token that the control plane takes.
///
/// # Errors
/// When the store cannot say.
pub async fn current(console: &Console, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
    let Some(id) = read_cookie(headers, session_cookie_name(&console.public_url)) else {
        return Ok(None);
    };
    match console.sessions.find(id).await? {
        Some(session) => renewal::with_good_tokens(console, session).await,
        None => Ok(None),
    }
}

/// Middleware: refuses strangers, and hands the [`Session`] on as an extension.
///
/// # Errors
/// [`Refusal::Unauthenticated`] without a live session.
pub async fn require(State(console): State<Console>, mut request: Request, next: Next) -> Result<Response, Refusal> {
    let session = current(&console, request.headers()).await?;
    request
        .extensions_mut()
        .insert(session.ok_or(Refusal::Unauthenticated)?);
    Ok(next.run(request).await)
}
