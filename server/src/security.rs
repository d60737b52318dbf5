//! Response headers of the security baseline (DESIGN §9).

use crate::state::Console;
use http::{HeaderMap, HeaderName, HeaderValue, header};

const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// For everything that is no page: should a browser show it, it can do nothing.
const INERT: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
/// For scripts, which are also the documents of workers.
const SCRIPT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'",
);
/// Two years.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Where the styles of a page may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styles {
    /// The style sheet alone.
    Sheet,
    /// Also what Monaco writes into the page: it colours and places text by style elements and attributes. Scripts are
    /// as restricted as elsewhere.
    Editor,
}

/// The content security policy of one page. Signing out leads to `provider`, an origin, and browsers follow a form's
/// redirects with this policy in hand.
#[must_use]
pub fn page_policy(nonce: &str, provider: Option<&str>, styles: Styles) -> String {
    let inline = match styles {
        Styles::Sheet => "",
        Styles::Editor => " 'unsafe-inline'",
    };
    let provider = provider.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'{inline}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'{provider}; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'"
    )
}

/// What every answer says, whatever it is.
pub fn harden(console: &Console, headers: &mut HeaderMap) {
    // What leads away from an address with a secret in it allows even less.
    let strictest = headers
        .remove(header::REFERRER_POLICY)
        .filter(|policy| policy == "no-referrer");
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if let Some(policy) = strictest {
        headers.insert(header::REFERRER_POLICY, policy);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_script = content_type.is_some_and(|content_type| content_type.starts_with("text/javascript"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(if is_script { SCRIPT } else { INERT });
    if console.public_url.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}
