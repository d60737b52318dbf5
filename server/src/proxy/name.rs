//! In whose name the control plane is asked, and how it learns that.

use crate::auth::oidc::RealmHost;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use crate::session::Session;
use contract::ApiError;
use http::{HeaderMap, HeaderName, HeaderValue, header};

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

/// The session's token cannot be a header, so nobody can speak in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session's token cannot be a header")]
pub(crate) struct UnusableToken;

impl<'a> InNameOf<'a> {
    /// A session's name, or a stranger's.
    pub(crate) fn session(session: Option<&'a Session>, client: Option<ClientAddress>) -> Self {
        Self {
            bearer: session.map(|session| &session.bearer),
            realm: session.and_then(|session| session.tokens.realm.as_ref()),
            client,
        }
    }

    /// Somebody who has no session yet.
    pub(crate) fn stranger(client: ClientAddress) -> Self {
        Self {
            client: Some(client),
            ..Self::default()
        }
    }

    /// Says in a request who asks, and at which of the console's addresses.
    ///
    /// # Errors
    /// [`UnusableToken`]: such a request must not be made in nobody's name instead.
    pub(crate) fn say_in(self, headers: &mut HeaderMap, public_url: &PublicUrl) -> Result<(), UnusableToken> {
        if let Some(bearer) = self.bearer {
            let value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose()));
            let mut value = value.map_err(|_| UnusableToken)?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        if let Some(client) = self.client {
            set(headers, "x-forwarded-for", &client.to_string());
        }
        match self.realm {
            Some(realm) => set(headers, "x-forwarded-host", public_url.at_host(realm).authority()),
            None => set(headers, "x-forwarded-host", public_url.authority()),
        }
        set(headers, "x-forwarded-proto", public_url.scheme());
        Ok(())
    }
}

/// Addresses and hosts are always good as headers.
fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

impl From<UnusableToken> for Refusal {
    /// Whoever signs in again gets another one.
    fn from(error: UnusableToken) -> Self {
        tracing::error!(%error, "nothing can be asked for a session");
        Self::Unauthenticated
    }
}

impl From<UnusableToken> for ApiError {
    fn from(error: UnusableToken) -> Self {
        Self::unreachable(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_is_said_with_where_they_asked() {
        let public_url: PublicUrl = "https://console.t01.omani.works:8443".parse().unwrap();
        let realm = RealmHost::of("console.noor.omani.shop").unwrap();
        let bearer = Secret::new("token");
        let mut headers = HeaderMap::new();
        InNameOf::default().say_in(&mut headers, &public_url).unwrap();
        assert_eq!(headers.len(), 2);
        assert_eq!(headers["x-forwarded-host"], "console.t01.omani.works:8443");
        assert_eq!(headers["x-forwarded-proto"], "https");
        let member = InNameOf {
            bearer: Some(&bearer),
            realm: Some(&realm),
            client: None,
        };
        member.say_in(&mut headers, &public_url).unwrap();
        assert_eq!(headers["authorization"], "Bearer token");
        assert!(headers["authorization"].is_sensitive());
        assert_eq!(headers["x-forwarded-host"], "console.noor.omani.shop:8443");
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_not_left_out() {
        let public_url: PublicUrl = "https://console.t01.omani.works".parse().unwrap();
        let bearer = Secret::new("to\nken");
        let name = InNameOf {
            bearer: Some(&bearer),
            ..InNameOf::default()
        };
        let mut headers = HeaderMap::new();
        assert_eq!(name.say_in(&mut headers, &public_url), Err(UnusableToken));
        assert_eq!(Refusal::from(UnusableToken).status(), 401);
    }
}
