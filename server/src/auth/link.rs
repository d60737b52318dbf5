//! The one-time link, which opens a session.

use super::Target;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::session::{NewSession, NotOpened, Tokens, device, read_cookie, session_cookie, session_cookie_name};
use crate::state::Console;
use axum::{
    Extension, Form,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;

/// Whoever can read the terminal is one and the same User.
const LINK_SUBJECT: &str = "owner";

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
    Extension(client): Extension<ClientAddress>,
    method: Method,
    headers: HeaderMap,
    query: Result<Query<FollowLink>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refusal> {
    let Ok(Query(FollowLink { token, next })) = query else {
        return Ok(to_sign_in("link-used"));
    };
    if console.provider.is_some() {
        return Ok(to_sign_in("link-used"));
    }
    // A router answers HEAD with GET's handler; looking must not use the link up.
    if method != Method::GET || !console.links.redeem(&token) {
        tracing::info!(target: "audit", %client, "not signed in: the one-time link is not good");
        return Ok(to_sign_in("link-used"));
    }
    let bearer = console.bearers.issue().map_err(|error| {
        tracing::error!(%error, "sign-in failed");
        Refusal::Internal
    })?;
    let new = NewSession {
        subject: LINK_SUBJECT.to_owned(),
        device: device(&headers),
        provider_session: None,
        tokens: Tokens::of_bearer(bearer),
    };
    let cookie = open_session(&console, &headers, new).await?;
    tracing::info!(target: "audit", %client, "signed in with a one-time link");
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
    if console.provider.is_none() && console.links.may_print() {
        let link = console.links.issue(&console.public_url, &form.next).map_err(|error| {
            tracing::error!(%error, "no sign-in link: no randomness");
            Refusal::Internal
        })?;
        (console.announce)(&link);
    }
    Ok(to_sign_in("link-printed"))
}

/// Opens a session under a new id, ends the one that the browser had, and answers the cookie.
pub(super) async fn open_session(console: &Console, headers: &HeaderMap, new: NewSession) -> Result<String, Refusal> {
    let session = console.sessions.open(new).await.map_err(|error| match error {
        NotOpened::Store(error) => Refusal::from(error),
        NotOpened::Randomness(error) => {
            tracing::error!(%error, "sign-in failed: no randomness");
            Refusal::Internal
        }
    })?;
    close_session_of(console, headers).await?;
    Ok(session_cookie(&console.public_url, &session.id))
}

async fn close_session_of(console: &Console, headers: &HeaderMap) -> Result<(), Refusal> {
    if let Some(id) = read_cookie(headers, session_cookie_name(&console.public_url)) {
        console.end_named_session(id).await?;
    }
    Ok(())
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
