//! "My sessions": what a User is signed in with, and ending what they do not recognise.

use super::link::see_other;
use super::sign_out::sign_out_of;
use crate::error::Refusal;
use crate::session::{Key, Selector, Session, current};
use crate::state::Console;
use app::account::{ListSessions, MySession};
use axum::{Extension, Form, Json, extract::State, response::Response};
use contract::{Endpoint, Items};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

/// Where the list is.
pub const LIST: &str = ListSessions::ROUTE;

/// `GET /account/v1/sessions`: the User's sessions, this one first.
///
/// # Errors
/// When the session store fails.
pub async fn list_sessions(
    State(console): State<Console>,
    Extension(session): Extension<Session>,
) -> Result<Json<Items<MySession>>, Refusal> {
    own_sessions(&console, &session).await.map(Json)
}

/// The sessions of a session's User.
pub(crate) async fn own_sessions(console: &Console, session: &Session) -> Result<Items<MySession>, Refusal> {
    let selector = Selector::Subject(session.subject.clone());
    let selected = console.sessions.select(selector).await?;
    let mut items: Vec<MySession> = selected
        .into_iter()
        .map(|(key, record)| MySession {
            id: key.to_string(),
            device: record.device,
            created: record.created,
            last_used: record.last_used,
            current: key == session.key,
        })
        .collect();
    items.sort_by_key(|item| !item.current);
    Ok(Items { items })
}

/// Form of `POST /account/sessions/end`.
#[derive(Deserialize)]
pub struct EndSession {
    session: String,
}

/// `POST /account/sessions/end`: ends one of the User's own sessions.
///
/// # Errors
/// When the session store fails.
pub async fn end_session(
    State(console): State<Console>,
    headers: HeaderMap,
    Form(form): Form<EndSession>,
) -> Result<Response, Refusal> {
    let Some(session) = current(&console, &headers).await? else {
        return Ok(to_sign_in());
    };
    let wanted = form.session.parse::<Key>();
    let own = console
        .sessions
        .select(Selector::Subject(session.subject.clone()))
        .await?;
    // Somebody else's session is answered like one that is gone already.
    match own.iter().map(|(key, _)| *key).find(|key| wanted == Ok(*key)) {
        Some(key) if key == session.key => return sign_out_of(&console, key).await,
        Some(key) => {
            console.end_session(key).await?;
            tracing::info!(target: "audit", subject = session.subject, "ended one of their sessions");
        }
        None => {}
    }
    Ok(see_other(HeaderValue::from_static("/account/sessions?done=one"), None))
}

/// `POST /account/sessions/end-others`: ends every session of the User but this one.
///
/// # Errors
/// When the session store fails.
pub async fn end_other_sessions(State(console): State<Console>, headers: HeaderMap) -> Result<Response, Refusal> {
    let Some(session) = current(&console, &headers).await? else {
        return Ok(to_sign_in());
    };
    let own = console
        .sessions
        .select(Selector::Subject(session.subject.clone()))
        .await?;
    for (key, _) in own.into_iter().filter(|(key, _)| *key != session.key) {
        console.end_session(key).await?;
    }
    tracing::info!(target: "audit", subject = session.subject, "ended their other sessions");
    Ok(see_other(
        HeaderValue::from_static("/account/sessions?done=others"),
        None,
    ))
}

fn to_sign_in() -> Response {
    let location = "/sign-in?reason=session-ended&next=%2Faccount%2Fsessions";
    see_other(HeaderValue::from_static(location), None)
}
