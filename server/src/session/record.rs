//! What is kept of a session.

use crate::auth::oidc::RealmHost;
use crate::secret::{Secret, hexadecimal};
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// Names a session in a store and in forms: the digest of its id, from which the id cannot be had.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

/// A text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session is named by 64 hexadecimal digits")]
pub struct NoSuchKey;

impl Key {
    /// The key of the session with this id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self(Sha256::digest(id).into())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl FromStr for Key {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, NoSuchKey> {
        let mut key = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(NoSuchKey);
        }
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| NoSuchKey)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NoSuchKey)?;
        }
        Ok(Self(key))
    }
}

/// A session in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Who it belongs to, as the identity provider names them. Sessions of one subject are listed together.
    pub subject: String,
    /// Browser and system, such as `Firefox · Windows`; `None` when the browser does not say.
    pub device: Option<String>,
    /// When the User signed in.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub last_used: Timestamp,
    /// `sid` of the provider, by which the provider ends it.
    pub provider_session: Option<String>,
    /// What it is good for. Sealed wherever it leaves the process.
    pub tokens: Tokens,
}

/// Who issued the tokens of a session, and so who renews them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// The console itself, for whoever followed its one-time link.
    Console,
    /// The control plane, for whoever the mothership sent (contract §A.7); nobody renews them.
    Handover,
    /// The Sovereign's identity provider.
    Provider,
    /// The Organizations' own sign-in by e-mail code (tenant contract §A); its refresh tokens are good once.
    EmailCode,
}

/// Tokens of a session. None of them ever reaches the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Where they come from.
    pub issuer: Issuer,
    /// The Organization's host that they were issued for, and are good at; `None` for the Sovereign's own.
    pub realm: Option<RealmHost>,
    /// For the control plane.
    pub bearer: Secret,
    /// When the bearer is over; `None` when it says nothing about that.
    pub expires: Option<Timestamp>,
    /// Gets the next bearer.
    pub refresh: Option<Secret>,
    /// Names the User to the provider when they sign out.
    pub id_token: Option<Secret>,
}

impl Tokens {
    /// A bearer that does not come from an identity provider.
    #[must_use]
    pub fn of_bearer(bearer: Secret) -> Self {
        Self {
            issuer: Issuer::Console,
            realm: None,
            bearer,
            expires: None,
            refresh: None,
            id_token: None,
        }
    }

    /// As bytes to be sealed.
    #[must_use]
    pub(super) fn to_plain(&self) -> Vec<u8> {
        let plain = Plain {
            issuer: Some(self.issuer),
            realm: self.realm.clone(),
            bearer: self.bearer.expose().to_owned(),
            expires: self.expires,
            refresh: self.refresh.as_ref().map(|token| token.expose().to_owned()),
            id_token: self.id_token.as_ref().map(|token| token.expose().to_owned()),
        };
        // Strings and times always have a JSON form.
        serde_json::to_vec(&plain).unwrap_or_default()
    }

    /// From bytes that were sealed; `None` when another version wrote them.
    #[must_use]
    pub(super) fn from_plain(bytes: &[u8]) -> Option<Self> {
        let plain: Plain = serde_json::from_slice(bytes).ok()?;
        // Versions that knew two issuers did not write which.
        let of_provider = plain.id_token.is_some() || plain.refresh.is_some();
        let unsaid = if of_provider { Issuer::Provider } else { Issuer::Console };
        Some(Self {
            issuer: plain.issuer.unwrap_or(unsaid),
            realm: plain.realm,
            bearer: Secret::new(plain.bearer),
            expires: plain.expires,
            refresh: plain.refresh.map(Secret::new),
            id_token: plain.id_token.map(Secret::new),
        })
    }
}

/// The one form in which tokens are written out, on their way into a [`Vault`](crate::vault::Vault).
#[derive(Serialize, Deserialize)]
struct Plain {
    #[serde(default)]
    issuer: Option<Issuer>,
    #[serde(default)]
    realm: Option<RealmHost>,
    bearer: String,
    expires: Option<Timestamp>,
    refresh: Option<String>,
    id_token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_from_its_text_and_from_nothing_else() {
        let key = Key::of("id");
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "0", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(text.parse::<Key>(), Err(NoSuchKey), "{text}");
        }
    }

    #[test]
    fn tokens_of_an_older_version_keep_their_issuer() {
        let of = |plain: &str| Tokens::from_plain(plain.as_bytes()).map(|tokens| tokens.issuer);
        let refreshed = r#"{"bearer":"a","expires":null,"refresh":"b","id_token":null}"#;
        assert_eq!(of(refreshed), Some(Issuer::Provider));
        let own = r#"{"bearer":"a","expires":null,"refresh":null,"id_token":null}"#;
        assert_eq!(of(own), Some(Issuer::Console));
        let by_code = Tokens {
            issuer: Issuer::EmailCode,
            ..Tokens::of_bearer(Secret::new("a"))
        };
        assert_eq!(Tokens::from_plain(&by_code.to_plain()), Some(by_code));
    }

    #[test]
    fn a_record_shows_no_token_to_a_log() {
        let tokens = Tokens::of_bearer(Secret::new("hidden"));
        assert!(!format!("{tokens:?}").contains("hidden"));
    }
}
