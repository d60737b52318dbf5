//! Where the mothership sends whoever ordered this Sovereign. Section A.7.

use super::error::Refused;
use super::{Mount, Shared};
use crate::session::NotHandedOver;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use contract::Access;
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

/// Life of the session (§A.7), in seconds.
const LIFE: u32 = 8 * 60 * 60;

pub(super) fn mount(mount: &mut Mount) {
    mount.route(Method::GET, "/auth/handover", Access::Public, hand_over);
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

async fn hand_over(
    plane: Shared,
    method: Method,
    link: Result<Query<Link>, QueryRejection>,
) -> Result<Response, Refused> {
    let Ok(Query(Link { token })) = link else {
        return Err(refused("missing token parameter"));
    };
    // A router answers HEAD with GET's handler; looking must not use the link up.
    if method != Method::GET || token.is_empty() {
        return Err(refused("missing token parameter"));
    }
    let redeem = plane.blocking(move |plane| {
        let now = plane.clock.now();
        match plane.handovers.redeem(&token, &plane.fqdn, now) {
            Ok(identity) => Ok(Ok(identity)),
            Err(NotHandedOver::Refused(text)) => Ok(Err(text)),
            Err(NotHandedOver::Store(error)) => Err(error.into()),
        }
    });
    let identity = redeem.await.map_err(|failure| {
        tracing::error!(%failure, "a handover failed");
        refused("internal error")
    })?;
    let session = plane.sessions.mint(identity.map_err(refused)?);
    let mut headers = HeaderMap::new();
    headers.insert(LOCATION, HeaderValue::from_static("/dashboard"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let common = "Path=/; HttpOnly; Secure; SameSite=Lax";
    for cookie in [
        format!("catalyst_session={session}; {common}; Max-Age={LIFE}"),
        format!("catalyst_refresh=; {common}; Max-Age=0"),
    ] {
        let cookie = HeaderValue::from_str(&cookie).map_err(|_| refused("internal error"))?;
        headers.append(SET_COOKIE, cookie);
    }
    Ok((StatusCode::FOUND, headers).into_response())
}

fn refused(text: &'static str) -> Refused {
    Refused::object(401, json!({"error": text}))
}
