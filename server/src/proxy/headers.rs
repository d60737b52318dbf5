//! What crosses the BFF in each direction.

use super::name::{InNameOf, UnusableToken};
use super::trace;
use crate::client_address::ClientAddress;
use crate::public_url::PublicUrl;
use crate::session::Session;
use app::api::CONSOLE_HEADER;
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header, uri::PathAndQuery};
use percent_encoding::percent_decode_str;

/// RFC 9110 §7.6.1, and the older ones that still occur.
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// Identity, and who we say is asking: never believed from outside (contract §0.3).
const OURS_TO_SAY: [&str; 8] = [
    "authorization",
    "cookie",
    "forwarded",
    "host",
    "remote-user",
    "x-http-method-override",
    "x-real-ip",
    // Selects an Organization; a session's is that of its host.
    "x-tenant-host",
];

/// The same, as families.
const FAMILIES_OURS_TO_SAY: [&str; 6] = [
    "x-auth-",
    "x-forwarded-",
    "x-original-",
    "x-remote-",
    "x-rewrite-",
    "x-user-",
];

/// Makes a browser's request the BFF's own: without the browser's credentials, with the session's, if there is one.
///
/// # Errors
/// When the session's cannot be sent.
pub(super) fn toward_control_plane(
    request: &mut Request<Body>,
    public_url: &PublicUrl,
    session: Option<&Session>,
) -> Result<(), UnusableToken> {
    let client = request.extensions().get::<ClientAddress>().copied();
    without_token_in_query(request.uri_mut());
    let wants_events = accepts_events(request.headers());
    let headers = request.headers_mut();
    remove_hop_by_hop(headers);
    remove_if(headers, is_ours_to_say);
    headers.remove(CONSOLE_HEADER);
    if wants_events {
        // A compressed stream could not be given heartbeats.
        headers.remove(header::ACCEPT_ENCODING);
    }
    InNameOf::session(session, client).say_in(headers, public_url)?;
    trace::continue_or_begin(headers);
    Ok(())
}

/// The BFF's own subscription to an event stream in somebody's name.
///
/// # Errors
/// When nobody can speak in that name.
pub(crate) fn event_request(
    uri: &Uri,
    public_url: &PublicUrl,
    name: InNameOf<'_>,
) -> Result<Request<Body>, UnusableToken> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri.clone();
    let accept = HeaderValue::from_static("text/event-stream, */*;q=0.1");
    request.headers_mut().insert(header::ACCEPT, accept);
    name.say_in(request.headers_mut(), public_url)?;
    Ok(request)
}

/// Keeps what concerns only the connection to the control plane, or its own sessions, from the browser.
pub(crate) fn toward_browser(headers: &mut HeaderMap) {
    remove_hop_by_hop(headers);
    headers.remove(header::SET_COOKIE);
    headers.remove(header::SERVER);
    // §0.9: the control plane answers `*`; the console is same-origin only.
    remove_if(headers, |name| name.starts_with("access-control-"));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// The request asks for an event stream.
pub(crate) fn accepts_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/event-stream"))
}

/// Some servers take `_` for `-`, so a forgery may be spelt either way.
fn is_ours_to_say(name: &str) -> bool {
    let name = name.replace('_', "-");
    OURS_TO_SAY.contains(&name.as_str()) || FAMILIES_OURS_TO_SAY.iter().any(|family| name.starts_with(family))
}

fn remove_if(headers: &mut HeaderMap, unwanted: impl Fn(&str) -> bool) {
    let names: Vec<HeaderName> = headers.keys().filter(|name| unwanted(name.as_str())).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Drops `access_token`: the control plane would take it as an identity (§0.3).
pub(crate) fn without_token_in_query(uri: &mut Uri) {
    let Some(query) = uri.query() else { return };
    let is_token = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        percent_decode_str(key).decode_utf8_lossy() == "access_token"
    };
    if !query.split('&').any(|pair| is_token(&pair)) {
        return;
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_token(pair)).collect();
    let path = match kept.join("&") {
        query if query.is_empty() => uri.path().to_owned(),
        query => format!("{}?{query}", uri.path()),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(path).ok();
    if let Ok(cleaned) = Uri::from_parts(parts) {
        *uri = cleaned;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(uri: &str) -> String {
        let mut uri: Uri = uri.parse().unwrap();
        without_token_in_query(&mut uri);
        uri.to_string()
    }

    #[test]
    fn tokens_in_queries_do_not_travel() {
        assert_eq!(cleaned("/x?access_token=a"), "/x");
        assert_eq!(cleaned("/x?a=1&access%5Ftoken=b&c=%26"), "/x?a=1&c=%26");
        assert_eq!(cleaned("/x?my_access_token=1"), "/x?my_access_token=1");
    }

    #[test]
    fn identities_are_ours_to_say_however_they_are_spelt() {
        for name in [
            "x-user-email",
            "x_user_email",
            "x-forwarded-user",
            "x-auth-request-email",
            "remote_user",
            "forwarded",
        ] {
            assert!(is_ours_to_say(name), "{name}");
        }
        for name in ["x-request-id", "accept", "traceparent", "x-username"] {
            assert!(!is_ours_to_say(name), "{name}");
        }
    }

    #[test]
    fn headers_named_by_connection_are_removed_too() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONNECTION, "close, x-private".parse().unwrap());
        headers.insert("x-private", "1".parse().unwrap());
        remove_hop_by_hop(&mut headers);
        assert!(headers.is_empty());
    }
}
