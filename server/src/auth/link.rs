//! The routes that open and end a session.

use super::Target;
use crate::error::Refusal;
use crate::session::{end_cookie, read_cookie, session_cookie, session_cookie_name};
use crate::state::Console;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;

/// Query of `GET /auth/link`.
#[derive(Deserialize)]
pub struct FollowLink {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: Target,
}

/// `GET /auth/link`: uses a one-time link up and opens a session under a new id.
///
/// # Errors
/// When no token for the control plane can be had.
pub async fn follow_link(
    State(console): State<Console>,
    method: Method,
    headers: HeaderMap,
    query: Result<Query<FollowLink>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refusal> {
    let Ok(Query(FollowLink { token, next })) = query else {
        return Ok(to_sign_in("link-used"));
    };
    // A router answers HEAD with GET's handler; looking must not use the link up.
    if method != Method::GET || !console.links.redeem(&token) {
        return Ok(to_sign_in("link-used"));
    }
    let bearer = console.bearers.issue().map_err(|error| {
        tracing::error!(%error, "sign-in failed");
        Refusal::Internal
    })?;
    let session = console.sessions.open(bearer).await.map_err(|error| {
        tracing::error!(%error, "sign-in failed: no randomness");
        Refusal::Internal
    })?;
    close_session_of(&console, &headers).await;
    tracing::info!("a User signed in with a one-time link");
    let cookie = session_cookie(&console.public_url, &session.id);
    Ok(see_other(next.location(), Some(&cookie)))
}

/// Form of `POST /auth/link`.
#[derive(Deserialize)]
pub struct AskForLink {
    #[serde(default)]
    next: Target,
}

/// `POST /auth/link`: prints a fresh link where the server runs. The answer never holds it.
///
/// # Errors
/// When the operating system gives no randomness.
pub async fn print_link(State(console): State<Console>, Form(form): Form<AskForLink>) -> Result<Response, Refusal> {
    if console.links.may_print() {
        let link = console.links.issue(&console.public_url, &form.next).map_err(|error| {
            tracing::error!(%error, "no sign-in link: no randomness");
            Refusal::Internal
        })?;
        (console.announce)(&link);
    }
    Ok(to_sign_in("link-printed"))
}

/// `POST /auth/sign-out`: ends the session and every stream under it.
pub async fn sign_out(State(console): State<Console>, headers: HeaderMap) -> Response {
    close_session_of(&console, &headers).await;
    let location = HeaderValue::from_static("/sign-in?reason=signed-out");
    see_other(location, Some(&end_cookie(&console.public_url)))
}

async fn close_session_of(console: &Console, headers: &HeaderMap) {
    if let Some(id) = read_cookie(headers, session_cookie_name(&console.public_url)) {
        console.end_session(id).await;
    }
}

fn to_sign_in(reason: &str) -> Response {
    let location = HeaderValue::from_str(&format!("/sign-in?reason={reason}"));
    see_other(location.unwrap_or(HeaderValue::from_static("/sign-in")), None)
}

/// A redirect that turns into a GET, with at most one cookie.
pub(crate) fn see_other(location: HeaderValue, cookie: Option<&str>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}
