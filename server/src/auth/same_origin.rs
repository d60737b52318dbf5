//! The proof that an unsafe request comes from the console's own pages (DESIGN §9).
//!
//! Fetch metadata and `Origin` are set by the browser and cannot be forged by a page; the console's header cannot be
//! sent across origins without a preflight, which is never answered.

use crate::error::Refusal;
use crate::public_url::PublicUrl;
use crate::state::Console;
use app::api::CONSOLE_HEADER;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, header};

/// Whether the browser says that one of the console's own pages sent this.
#[must_use]
pub fn is_same_origin(public_url: &PublicUrl, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let origin = text(header::ORIGIN.as_str());
    let site = text("sec-fetch-site");
    let own_origin = |origin: &str| {
        let host = text(header::HOST.as_str()).unwrap_or_default();
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        // A console behind a port forward is reached under a name that it does not know.
        origin == public_url.origin() || (!host.is_empty() && authority == Some(host))
    };
    match (origin, site) {
        (None, None) => false,
        (origin, site) => origin.is_none_or(own_origin) && site.is_none_or(|site| site == "same-origin"),
    }
}

/// Middleware for forms: unsafe requests must be same-origin.
///
/// # Errors
/// [`Refusal::CrossSite`]
pub async fn require_same_origin(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    if request.method().is_safe() || is_same_origin(&console.public_url, request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(Refusal::CrossSite)
    }
}

/// Calls that change something must be same-origin and carry the console's header.
///
/// # Errors
/// [`Refusal::CrossSite`]
pub fn require_console_proof(console: &Console, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let proven = headers.contains_key(CONSOLE_HEADER) && is_same_origin(&console.public_url, headers);
    match request.method().is_safe() || proven {
        true => Ok(()),
        false => Err(Refusal::CrossSite),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
        is_same_origin(&"https://console.t01.omani.works".parse().unwrap(), &headers.collect())
    }

    #[test]
    fn own_pages_are_believed() {
        assert!(judged(&[("origin", "https://console.t01.omani.works")]));
        assert!(judged(&[("sec-fetch-site", "same-origin")]));
        assert!(judged(&[
            ("origin", "http://localhost:8080"),
            ("host", "localhost:8080")
        ]));
    }

    #[test]
    fn other_sites_and_silence_are_not() {
        assert!(!judged(&[]));
        assert!(!judged(&[("host", "console.t01.omani.works")]));
        assert!(!judged(&[("origin", "null"), ("host", "console.t01.omani.works")]));
        assert!(!judged(&[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!judged(&[("sec-fetch-site", "same-site")]));
        assert!(!judged(&[
            ("origin", "https://console.t01.omani.works"),
            ("sec-fetch-site", "cross-site")
        ]));
    }
}
