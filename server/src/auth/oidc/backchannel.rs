//! The provider says that a session is over: OpenID Connect Back-Channel Logout 1.0.

use super::identity::{CLOCK_SKEW, subject};
use super::provider::Provider;
use crate::error::Refusal;
use crate::session::Selector;
use crate::state::Console;
use ::control_plane::KeySource;
use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Names the event in `events` (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Only signatures that the provider alone can make.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Form of `POST /auth/backchannel-logout`.
#[derive(Deserialize)]
pub struct LogoutForm {
    logout_token: String,
}

/// `POST /auth/backchannel-logout`: ends the sessions that the provider names, and everything open under them.
///
/// The token is the proof; there is no browser, and so no origin, behind this request.
pub async fn backchannel_logout(
    State(console): State<Console>,
    headers: HeaderMap,
    form: Result<Form<LogoutForm>, FormRejection>,
) -> Response {
    let provider = match console.provider_at(&headers).await {
        Ok(Some(provider)) => provider,
        Ok(None) => return Refusal::NotFound.into_response(),
        Err(unavailable) => return Refusal::from(unavailable).into_response(),
    };
    let Ok(Form(LogoutForm { logout_token })) = form else {
        return invalid("there is no logout_token");
    };
    let now = console.sessions.now().unix_millis() / 1000;
    let token = match provider.logout_token(&logout_token, now).await {
        Ok(token) => token,
        Err(reason) => {
            tracing::warn!(target: "audit", reason, "a logout token is refused");
            return invalid(reason);
        }
    };
    match end_sessions(&console, &provider, &token).await {
        Ok(ended) => {
            tracing::info!(target: "audit", sessions = ended, "the identity provider ended sessions");
            provider.logouts.note(token, now);
            no_store(StatusCode::OK.into_response())
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn end_sessions(console: &Console, provider: &Provider, token: &LogoutToken) -> Result<usize, Refusal> {
    let of_user = token.sub.as_ref().map(|sub| subject(provider.issuer(), sub));
    let selector = match (&token.sid, &of_user) {
        (Some(sid), _) => Selector::ProviderSession(sid.clone()),
        (None, Some(of_user)) => Selector::Subject(of_user.clone()),
        (None, None) => return Ok(0),
    };
    let mut ended = 0;
    for (key, record) in console.sessions.select(selector).await? {
        if of_user.as_ref().is_none_or(|of_user| record.subject == *of_user) {
            console.end_session(key).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// Claims of a logout token (§2.4).
#[derive(Debug, Deserialize)]
struct LogoutToken {
    iat: i64,
    exp: i64,
    jti: String,
    sub: Option<String>,
    sid: Option<String>,
    events: HashMap<String, serde_json::Value>,
    nonce: Option<serde_json::Value>,
}

impl Provider {
    /// Checks a logout token (§2.6). `now` in seconds.
    async fn logout_token(&self, token: &str, now: i64) -> Result<LogoutToken, &'static str> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| "it is no JWT")?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err("its algorithm is not allowed");
        }
        let key = self.key(header.kid.as_deref()).await.ok_or("its key is unknown")?;
        let key = DecodingKey::from_jwk(&key).map_err(|_| "its key cannot be used")?;
        let mut validation = Validation::new(header.alg);
        validation.leeway = CLOCK_SKEW.as_secs();
        validation.set_issuer(&[self.issuer()]);
        validation.set_audience(&[self.client_id()]);
        validation.set_required_spec_claims(&["iss", "aud", "exp"]);
        let token = jsonwebtoken::decode::<LogoutToken>(token, &key, &validation);
        let token = token.map_err(|_| "its signature or claims are wrong")?.claims;
        let skew = i64::try_from(CLOCK_SKEW.as_secs()).unwrap_or_default();
        if token.iat > now + skew {
            return Err("it was issued in the future");
        }
        if token.sub.is_none() && token.sid.is_none() {
            return Err("it names nobody");
        }
        if !token.events.get(EVENT).is_some_and(serde_json::Value::is_object) {
            return Err("it is about something else");
        }
        if token.nonce.is_some() {
            return Err("it has a nonce, like an ID token");
        }
        if self.logouts.contains(&token.jti) {
            return Err("it was used before");
        }
        Ok(token)
    }
}

/// Logout tokens that were used, for as long as they could be used again.
#[derive(Debug, Default)]
pub(super) struct Logouts(Mutex<HashMap<String, i64>>);

impl Logouts {
    fn contains(&self, jti: &str) -> bool {
        self.used().contains_key(jti)
    }

    fn note(&self, token: LogoutToken, now: i64) {
        let skew = i64::try_from(CLOCK_SKEW.as_secs()).unwrap_or_default();
        let mut used = self.used();
        used.retain(|_, exp| *exp + skew >= now);
        used.insert(token.jti, token.exp);
    }

    fn used(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        // No code between lock and unlock can leave the map half-changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// §2.8.
fn invalid(description: &str) -> Response {
    let body = serde_json::json!({"error": "invalid_request", "error_description": description});
    no_store((StatusCode::BAD_REQUEST, Json(body)).into_response())
}

fn no_store(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}
