//! Calls of the BFF itself, in nobody's name or in a session's.

use super::InNameOf;
use crate::state::Console;
use axum::body::Body;
use bytes::Bytes;
use contract::{ApiError, Endpoint, error::check};
use http::{Request, header, response::Parts};
use std::time::Duration;

/// The most bytes of an answer that the BFF reads itself.
const ANSWER_LIMIT: usize = 1 << 20;
/// Whoever waits for the BFF waits for this too.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Calls an endpoint and reads its answer.
///
/// # Errors
/// Whatever refusal or failure came back.
pub(crate) async fn ask<E: Endpoint>(
    console: &Console,
    endpoint: &E,
    name: InNameOf<'_>,
) -> Result<E::Output, ApiError> {
    let body = match endpoint.body() {
        Some(body) => serde_json::to_vec(body).map_err(ApiError::unreachable)?,
        None => Vec::new(),
    };
    let request = Request::builder().method(E::METHOD).uri(endpoint.path());
    let request = request
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body));
    let (parts, body) = exchange(console, request, name).await?;
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
pub(crate) async fn fetch(console: &Console, path: &str, name: InNameOf<'_>) -> Result<(Parts, Bytes), ApiError> {
    exchange(console, Request::get(path).body(Body::empty()), name).await
}

async fn exchange(
    console: &Console,
    request: http::Result<Request<Body>>,
    name: InNameOf<'_>,
) -> Result<(Parts, Bytes), ApiError> {
    let mut request = request.map_err(ApiError::unreachable)?;
    name.say_in(request.headers_mut(), &console.public_url)?;
    let exchange = async {
        let answer = console.upstream.send(request).await.map_err(ApiError::unreachable)?;
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_LIMIT).await;
        Ok((parts, body.map_err(ApiError::unreachable)?))
    };
    let answer = tokio::time::timeout(ANSWER_TIMEOUT, exchange).await;
    answer.map_err(|_| ApiError::unreachable("The control plane did not answer in time."))?
}
