//! The session of a request.

use super::{Session, read_cookie, session_cookie_name};
use crate::error::Refusal;
use crate::state::Console;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderMap;

/// The live session that the request's cookie names.
pub async fn current(console: &Console, headers: &HeaderMap) -> Option<Session> {
    let id = read_cookie(headers, session_cookie_name(&console.public_url))?;
    console.sessions.find(id).await
}

/// Middleware: refuses strangers, and hands the [`Session`] on as an extension.
///
/// # Errors
/// [`Refusal::Unauthenticated`] without a live session.
pub async fn require(State(console): State<Console>, mut request: Request, next: Next) -> Result<Response, Refusal> {
    let session = current(&console, request.headers()).await;
    request
        .extensions_mut()
        .insert(session.ok_or(Refusal::Unauthenticated)?);
    Ok(next.run(request).await)
}
