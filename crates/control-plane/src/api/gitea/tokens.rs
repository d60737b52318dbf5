//! Personal access tokens. Each User manages their own, from a session of the console.

use super::{not_found, unreadable};
use crate::api::body::{Raw, decode};
use crate::api::error::Refused;
use crate::api::gate::Caller;
use crate::api::{Mount, Shared};
use crate::plane::Failure;
use crate::session::NotCreated;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::gitea::{CreateToken, DeleteToken, ListTokens, NewToken};
use http::StatusCode;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListTokens, _>(list);
    mount.call::<CreateToken, _>(create);
    mount.call::<DeleteToken, _>(delete);
}

async fn list(plane: Shared, Path(username): Path<String>, caller: Caller) -> Result<Response, Refused> {
    own(&caller, &username)?;
    let read = plane.blocking(move |plane| Ok(plane.personal_tokens.list(&caller)?));
    Ok(Json(read.await.map_err(unreadable)?).into_response())
}

async fn create(plane: Shared, Path(username): Path<String>, caller: Caller, body: Raw) -> Result<Response, Refused> {
    own(&caller, &username)?;
    let new: NewToken = decode(&body)?;
    let made = plane.blocking(
        move |plane| match plane.personal_tokens.create(&caller, &new, plane.clock.now()) {
            Ok(token) => Ok(Ok(token)),
            Err(NotCreated::Unacceptable(text)) => Ok(Err(text)),
            Err(NotCreated::Store(error)) => Err(Failure::from(error)),
        },
    );
    match made.await.map_err(unreadable)? {
        Ok(token) => Ok((StatusCode::CREATED, Json(token)).into_response()),
        Err(text) => Err(Refused::catalog(400, "unacceptable_token", text)),
    }
}

async fn delete(
    plane: Shared,
    Path((username, id)): Path<(String, i64)>,
    caller: Caller,
) -> Result<StatusCode, Refused> {
    own(&caller, &username)?;
    let deleted = plane.blocking(move |plane| Ok(plane.personal_tokens.delete(&caller, id)?));
    match deleted.await.map_err(unreadable)? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(not_found(format!("you have no access token {id}"))),
    }
}

/// Nobody reaches the tokens of others, not even by a higher tier.
fn own(caller: &Caller, username: &str) -> Result<(), Refused> {
    match caller.email == username {
        true => Ok(()),
        false => Err(Refused::catalog(
            403,
            "forbidden",
            "these are the access tokens of somebody else",
        )),
    }
}
