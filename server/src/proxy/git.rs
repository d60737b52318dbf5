//! Git's smart HTTP protocol, passed on: the one kind of call that signs in by itself.
//!
//! Git sends a personal token with every request, by HTTP Basic; the control plane judges it. There is no session, no
//! cookie is passed on, and a browser, which could be led here by another site, is not served.

mod guesses;

pub use guesses::{Guesses, MOST_GUESSES};

use super::{guard, headers, rest};
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::state::Console;
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// The paths of Git's protocol, as Gitea has them.
pub const GIT_PATHS: [&str; 3] = [
    "/gitea/{owner}/{repository}/info/refs",
    "/gitea/{owner}/{repository}/git-upload-pack",
    "/gitea/{owner}/{repository}/git-receive-pack",
];

/// An answer may begin this late: it follows the whole of a push, over whatever connection.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// An answer may pause this long. Git fills longer silences itself.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(60);

/// Passes a request of Git on, with its own credentials. How much is taken is the control plane's to say.
///
/// # Errors
/// When a browser asks, the path is no repository's, the address has guessed too often, or no answer comes.
pub async fn forward_git(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    mut request: Request,
) -> Result<Response, Refusal> {
    if is_from_browser(request.headers()) || !is_repository(request.uri().path()) {
        return Err(Refusal::NotFound);
    }
    let credentials = basic_credentials(request.headers());
    if credentials.is_some() && console.git_guesses.are_too_many(client) {
        tracing::warn!(target: "audit", %client, "an address tries too many access tokens");
        metrics::counter!("catalyst_console_git_sign_ins_throttled_total").increment(1);
        return Err(Refusal::TooManyGuesses);
    }
    headers::toward_control_plane(&mut request, &console.public_url, None)?;
    let has_credentials = credentials.is_some();
    if let Some(credentials) = credentials {
        request.headers_mut().insert(header::AUTHORIZATION, credentials);
    }
    let mut response = rest::within(ANSWER_TIMEOUT, rest::answer(&console, request)).await?;
    if has_credentials && response.status() == StatusCode::UNAUTHORIZED {
        console.git_guesses.note(client);
    }
    headers::toward_browser(response.headers_mut());
    Ok(response.map(|body| Body::new(TimeoutBody::new(PAUSE_TIMEOUT, body))))
}

/// Browsers say where a request comes from; Git does not.
fn is_from_browser(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN)
}

/// Whether servers agree that the path is in a repository.
fn is_repository(path: &str) -> bool {
    let segments = guard::decoded_segments(path).unwrap_or_default();
    segments.get(2).is_some_and(|repository| repository.ends_with(".git"))
}

fn basic_credentials(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut credentials = headers.get(header::AUTHORIZATION)?.clone();
    let (scheme, _) = credentials.to_str().ok()?.split_once(' ')?;
    let is_basic = scheme.eq_ignore_ascii_case("basic");
    credentials.set_sensitive(true);
    is_basic.then_some(credentials)
}
