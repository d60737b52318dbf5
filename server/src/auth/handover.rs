//! The links by which the mothership hands a Sovereign over, and an Organization lets its members in (contract §A.7).
//!
//! The control plane checks it and uses it up. What it answers is a session of its own, whose token stays here; the
//! browser gets a session of the console instead.

use super::link::{open_session, see_other};
use super::oidc::RealmHost;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{InNameOf, fetch};
use crate::secret::Secret;
use crate::session::{Issuer, NewSession, Tokens, device};
use crate::state::Console;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use contract::Timestamp;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// The cookie by which the control plane hands out a session (§0.3).
const COOKIE: &str = "catalyst_session=";
/// Life of a session that does not say when it is over (§A.7), in seconds.
const LIFE: i64 = 8 * 60 * 60;
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const HOME: HeaderValue = HeaderValue::from_static("/");

/// The mothership's link.
pub const SOVEREIGN: &str = "/auth/handover";
/// The link of an Organization's member (tenant contract §A.4).
pub const ORGANIZATION: &str = "/auth/org-handover";

/// Where a handover is taken.
enum At {
    /// At the Sovereign's own console.
    Sovereign,
    /// At an Organization's host, to which its session is then bound.
    Realm(RealmHost),
}

impl At {
    async fn of_realm(console: &Console, headers: &HeaderMap) -> Result<Self, Fault> {
        match console.realm_at(headers).await {
            Ok(Some(host)) => Ok(Self::Realm(host)),
            Ok(None) => Err(Fault::Refused),
            Err(_) => Err(Fault::Unavailable),
        }
    }
}

/// Query of `GET /auth/handover`.
#[derive(Deserialize)]
pub struct FollowHandover {
    #[serde(default)]
    token: String,
}

/// `GET /auth/handover`: opens a session under a new id for whoever this Sovereign was made for; `GET
/// /auth/org-handover`: for a member of the Organization whose host this is.
///
/// Leads home and nowhere else, whatever the link or the control plane says.
///
/// # Errors
/// When no session can be opened.
pub async fn follow_handover(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<FollowHandover>, QueryRejection>,
) -> Result<Response, Refusal> {
    let token = query.map(|Query(FollowHandover { token })| token).unwrap_or_default();
    let taken_at = match uri.path() {
        ORGANIZATION => At::of_realm(&console, &headers).await,
        _ if is_our_host(&console, &uri, &headers) => Ok(At::Sovereign),
        _ => Err(Fault::Refused),
    };
    let fault = match (token.as_str(), taken_at) {
        // A router answers HEAD with GET's handler; looking must not use the link up.
        _ if method != Method::GET => Fault::Refused,
        ("", _) => Fault::Refused,
        (_, Err(fault)) => fault,
        (token, Ok(at)) => match redeem(&console, client, &at, token).await {
            Ok(tokens) => {
                let subject = subject(token);
                let new = NewSession {
                    subject: subject.clone(),
                    device: device(&headers),
                    provider_session: None,
                    tokens,
                };
                let cookie = open_session(&console, &headers, new).await?;
                tracing::info!(target: "audit", %client, subject, "signed in with a handover");
                return Ok(without_trace(see_other(HOME, Some(&cookie))));
            }
            Err(fault) => fault,
        },
    };
    tracing::info!(target: "audit", %client, reason = fault.reason(), "not signed in: the handover is not good");
    Ok(without_trace(fault.explained()))
}

/// Query of `GET /auth/handover-error`.
#[derive(Deserialize)]
pub struct HandoverError {
    #[serde(default)]
    reason: String,
}

/// `GET /auth/handover-error`: the published address of the explanation (§I.1). Only words that we know go on.
pub async fn handover_error(query: Result<Query<HandoverError>, QueryRejection>) -> Response {
    let reason = query.map(|Query(HandoverError { reason })| reason).unwrap_or_default();
    Fault::of_text(&reason).explained()
}

/// Why a handover does not sign in, as far as its holder can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Used,
    Expired,
    Refused,
    Unavailable,
}

impl Fault {
    /// From the short text of the control plane (§A.7).
    fn of_text(text: &str) -> Self {
        match text {
            "internal error" | "keycloak misconfiguration" => Self::Unavailable,
            text if text.contains("already used") => Self::Used,
            text if text.contains("expired") => Self::Expired,
            _ => Self::Refused,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Used => "handover-used",
            Self::Expired => "handover-expired",
            Self::Refused => "handover-refused",
            Self::Unavailable => "handover-unavailable",
        }
    }

    fn explained(self) -> Response {
        let location = HeaderValue::from_str(&format!("/sign-in?reason={}", self.reason()));
        see_other(location.unwrap_or(HeaderValue::from_static("/sign-in")), None)
    }
}

/// Hands the link to the control plane, and takes the session that it answers.
async fn redeem(console: &Console, client: ClientAddress, at: &At, token: &str) -> Result<Tokens, Fault> {
    let (path, realm) = match at {
        At::Sovereign => (SOVEREIGN, None),
        At::Realm(host) => (ORGANIZATION, Some(host)),
    };
    let path = format!("{path}?token={}", utf8_percent_encode(token, NON_ALPHANUMERIC));
    let name = InNameOf {
        realm,
        ..InNameOf::stranger(client)
    };
    let (parts, body) = fetch(console, &path, name).await.map_err(|error| {
        tracing::warn!(%error, "a handover cannot be checked");
        Fault::Unavailable
    })?;
    match parts.status {
        status if status.is_redirection() => {
            let now = console.sessions.now();
            let tokens = tokens(&parts.headers, now).ok_or_else(|| {
                tracing::error!("the control plane takes a handover and opens no session");
                Fault::Unavailable
            })?;
            let realm = realm.cloned();
            Ok(Tokens { realm, ..tokens })
        }
        StatusCode::UNAUTHORIZED => {
            #[derive(Deserialize)]
            struct Refused {
                error: String,
            }
            let refused = serde_json::from_slice(&body).map(|Refused { error }| error);
            Err(Fault::of_text(&refused.unwrap_or_default()))
        }
        status => {
            tracing::warn!(%status, "a handover cannot be checked");
            Err(Fault::Unavailable)
        }
    }
}

/// The token in the control plane's cookie: opaque, a JWT, or a JWT with a seal that only cookies carry (§0.3).
fn tokens(headers: &HeaderMap, now: Timestamp) -> Option<Tokens> {
    let cookies = headers.get_all(header::SET_COOKIE).iter();
    let cookie = cookies
        .filter_map(|cookie| cookie.to_str().ok())
        .find_map(|cookie| cookie.trim_start().strip_prefix(COOKIE))?;
    let mut attributes = cookie.split(';').map(str::trim);
    let value = attributes.next().filter(|value| !value.is_empty())?;
    let bearer = match value.rsplit_once('.') {
        Some((token, _)) if value.split('.').count() == 4 => token,
        _ => value,
    };
    let life = attributes
        .filter_map(|attribute| attribute.split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("Max-Age"))
        .and_then(|(_, life)| life.parse().ok());
    // Never longer than the contract says, whatever the cookie does.
    let life = life.unwrap_or(LIFE).min(LIFE);
    Some(Tokens {
        issuer: Issuer::Handover,
        expires: Timestamp::from_unix_millis(now.unix_millis().saturating_add(life * 1000)),
        ..Tokens::of_bearer(Secret::new(bearer))
    })
}

/// Names the User. The link was believed by the control plane, so it is read here, not checked.
fn subject(token: &str) -> String {
    #[derive(Default, Deserialize)]
    struct Claims {
        email: Option<String>,
    }
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Claims>(token).unwrap_or_default();
    let email = claims.email.unwrap_or_default().trim().to_lowercase();
    format!("handover {email}")
}

/// Whether the browser came to the host that the console is reached at: a link is not taken at any other.
fn is_our_host(console: &Console, uri: &Uri, headers: &HeaderMap) -> bool {
    let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = uri.authority().map(http::uri::Authority::as_str).or(named);
    named.is_none_or(|host| host.eq_ignore_ascii_case(console.public_url.authority()))
}

/// The address holds the token: no page that comes after may name it.
fn without_trace(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookie: &'static str) -> Option<(String, i64)> {
        let mut headers = HeaderMap::new();
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_static("catalyst_refresh=; Max-Age=0"),
        );
        headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
        let tokens = tokens(&headers, Timestamp::EPOCH)?;
        Some((tokens.bearer.expose().to_owned(), tokens.expires?.unix_millis() / 1000))
    }

    #[test]
    fn the_token_is_read_out_of_the_cookie_without_its_seal() {
        let is = |token: &str, life| Some((token.to_owned(), life));
        assert_eq!(read("catalyst_session=abc; Path=/; Max-Age=60"), is("abc", 60));
        assert_eq!(read("catalyst_session=a.b.c; max-age=60"), is("a.b.c", 60));
        assert_eq!(read("catalyst_session=a.b.c.d; HttpOnly"), is("a.b.c", LIFE));
        assert_eq!(read("catalyst_session=a; Max-Age=99999999"), is("a", LIFE));
        assert_eq!(read("catalyst_session=; Max-Age=0"), None);
        assert_eq!(read("catalyst_session2=a"), None);
    }

    #[test]
    fn reasons_are_words_of_ours() {
        assert_eq!(Fault::of_text("token already used"), Fault::Used);
        assert_eq!(Fault::of_text("keycloak misconfiguration"), Fault::Unavailable);
        assert_eq!(Fault::of_text("\r\nLocation: //evil.example"), Fault::Refused);
    }
}
