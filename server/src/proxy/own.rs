//! Calls of the BFF itself, in nobody's name or in a session's.

use super::Upstream;
use crate::auth::oidc::RealmHost;
use crate::client_address::ClientAddress;
use crate::secret::Secret;
use crate::session::Session;
use axum::body::Body;
use bytes::Bytes;
use contract::{ApiError, Endpoint, error::check};
use http::{HeaderValue, Request, header, response::Parts};
use std::time::Duration;

/// The most bytes of an answer that the BFF reads itself.
const ANSWER_LIMIT: usize = 1 << 20;
/// Whoever waits for the BFF waits for this too.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// In whose name the BFF asks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InNameOf<'a> {
    /// A session's token.
    pub(crate) bearer: Option<&'a Secret>,
    /// The Organization's host that the session is good at; the control plane scopes calls by it (§0.5).
    pub(crate) realm: Option<&'a RealmHost>,
    /// Whose address counts against limits (tenant contract §F.2).
    pub(crate) client: Option<ClientAddress>,
}

impl<'a> InNameOf<'a> {
    /// A session's name, or a stranger's.
    pub(crate) fn session(session: Option<&'a Session>, client: Option<ClientAddress>) -> Self {
        Self {
            bearer: session.map(|session| &session.bearer),
            realm: session.and_then(|session| session.tokens.realm.as_ref()),
            client,
        }
    }
}

/// Calls an endpoint and reads its answer.
///
/// # Errors
/// Whatever refusal or failure came back.
pub(crate) async fn ask<E: Endpoint>(
    upstream: &Upstream,
    endpoint: &E,
    name: InNameOf<'_>,
) -> Result<E::Output, ApiError> {
    let body = match endpoint.body() {
        Some(body) => serde_json::to_vec(body).map_err(ApiError::unreachable)?,
        None => Vec::new(),
    };
    let mut request = Request::builder().method(E::METHOD).uri(endpoint.path());
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(bearer) = name.bearer {
        let value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose()));
        let mut value = value.map_err(|_| ApiError::unreachable("the session's token cannot be a header"))?;
        value.set_sensitive(true);
        request = request.header(header::AUTHORIZATION, value);
    }
    if let Some(client) = name.client {
        request = request.header("x-forwarded-for", client.to_string());
    }
    if let Some(realm) = name.realm {
        request = request.header("x-forwarded-host", realm.as_str());
    }
    let (parts, body) = exchange(upstream, request.body(Body::from(body))).await?;
    let retry_after = parts.headers.get(header::RETRY_AFTER);
    if !E::ANSWERS.contains(&parts.status.as_u16()) {
        check(parts.status, retry_after.and_then(|value| value.to_str().ok()), &body)?;
    }
    E::decode(&body).map_err(|error| ApiError::malformed(parts.status.as_u16(), error))
}

/// Follows a path that is made for browsers and so is no endpoint of the contract; any status is an answer.
///
/// # Errors
/// When nothing comes back.
pub(crate) async fn fetch(upstream: &Upstream, path: &str, name: InNameOf<'_>) -> Result<(Parts, Bytes), ApiError> {
    let mut request = Request::get(path);
    if let Some(client) = name.client {
        request = request.header("x-forwarded-for", client.to_string());
    }
    if let Some(realm) = name.realm {
        request = request.header("x-forwarded-host", realm.as_str());
    }
    exchange(upstream, request.body(Body::empty())).await
}

async fn exchange(upstream: &Upstream, request: http::Result<Request<Body>>) -> Result<(Parts, Bytes), ApiError> {
    let request = request.map_err(ApiError::unreachable)?;
    let exchange = async {
        let answer = upstream.send(request).await.map_err(ApiError::unreachable)?;
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_LIMIT).await;
        Ok((parts, body.map_err(ApiError::unreachable)?))
    };
    let answer = tokio::time::timeout(ANSWER_TIMEOUT, exchange).await;
    answer.map_err(|_| ApiError::unreachable("The control plane did not answer in time."))?
}
