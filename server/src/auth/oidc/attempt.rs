//! One attempt to sign in, from leaving for the provider until coming back: kept in a sealed cookie of the very browser.

use crate::auth::Target;
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use crate::session::{read_cookie, secure};
use crate::vault::{NotSealed, Vault};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use contract::Timestamp;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// An attempt may take this long; providers forget theirs about as soon.
pub(super) const ATTEMPT_LIFE: Duration = Duration::from_secs(10 * 60);

const PURPOSE: &str = "sign-in attempt";

/// What must be remembered until the browser comes back.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) state: Secret,
    pub(super) nonce: Secret,
    pub(super) verifier: Secret,
    /// Who was asked: another one's answer is none.
    pub(super) issuer: String,
    pub(super) next: Target,
    pub(super) begun: Timestamp,
}

/// The form that is sealed.
#[derive(Serialize, Deserialize)]
struct Plain {
    state: String,
    nonce: String,
    verifier: String,
    issuer: String,
    next: String,
    begun: Timestamp,
}

impl Attempt {
    /// `Set-Cookie` that binds the attempt to the browser.
    pub(super) fn cookie(&self, vault: &Vault, public_url: &PublicUrl) -> Result<String, NotSealed> {
        let plain = Plain {
            state: self.state.expose().to_owned(),
            nonce: self.nonce.expose().to_owned(),
            verifier: self.verifier.expose().to_owned(),
            issuer: self.issuer.clone(),
            next: self.next.as_str().to_owned(),
            begun: self.begun,
        };
        let plain = serde_json::to_vec(&plain).map_err(|_| NotSealed)?;
        let sealed = URL_SAFE_NO_PAD.encode(vault.seal(PURPOSE, &plain)?);
        Ok(set_cookie(public_url, &sealed, ATTEMPT_LIFE.as_secs()))
    }

    /// The attempt of this browser; `None` when there is none, it is too old, or somebody else made it up.
    pub(super) fn read(vault: &Vault, public_url: &PublicUrl, headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let cookie = read_cookie(headers, name(public_url))?;
        let plain = vault.open(PURPOSE, &URL_SAFE_NO_PAD.decode(cookie).ok()?)?;
        let plain: Plain = serde_json::from_slice(&plain).ok()?;
        let age = now.unix_millis().saturating_sub(plain.begun.unix_millis());
        let life = i64::try_from(ATTEMPT_LIFE.as_millis()).unwrap_or(i64::MAX);
        (age < life).then(|| Self {
            state: Secret::new(plain.state),
            nonce: Secret::new(plain.nonce),
            verifier: Secret::new(plain.verifier),
            issuer: plain.issuer,
            next: Target::parse(&plain.next),
            begun: plain.begun,
        })
    }
}

/// `Set-Cookie` that ends the attempt: it is good for one answer.
pub(super) fn end_attempt(public_url: &PublicUrl) -> String {
    set_cookie(public_url, "", 0)
}

fn set_cookie(public_url: &PublicUrl, value: &str, max_age: u64) -> String {
    let (name, secure) = (name(public_url), secure(public_url));
    // Lax: the way back from the provider is a navigation from another site.
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}")
}

fn name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() {
        "__Host-catalyst_sign_in"
    } else {
        "catalyst_sign_in"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    fn sealed(vault: &Vault, url: &PublicUrl) -> HeaderMap {
        let attempt = Attempt {
            state: Secret::new("state"),
            nonce: Secret::new("nonce"),
            verifier: Secret::new("verifier"),
            issuer: "https://auth.t01.omani.works/realms/sovereign".to_owned(),
            next: Target::parse("/marketplace?q=wiki"),
            begun: at(0),
        };
        let cookie = attempt.cookie(vault, url).unwrap();
        assert!(!cookie.contains("verifier"));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
        headers
    }

    #[test]
    fn an_attempt_comes_back_with_its_browser_for_ten_minutes() {
        let (vault, url) = (
            Vault::ephemeral().unwrap(),
            "https://console.t01.omani.works".parse().unwrap(),
        );
        let headers = sealed(&vault, &url);
        let attempt = Attempt::read(&vault, &url, &headers, at(599_999)).unwrap();
        assert_eq!(attempt.next.as_str(), "/marketplace?q=wiki");
        assert!(attempt.state.matches("state") && attempt.nonce.matches("nonce"));
        assert!(Attempt::read(&vault, &url, &headers, at(600_000)).is_none());
    }

    #[test]
    fn an_attempt_that_we_did_not_seal_is_none() {
        let url = "http://127.0.0.1:3000".parse().unwrap();
        let headers = sealed(&Vault::ephemeral().unwrap(), &url);
        let vault = Vault::ephemeral().unwrap();
        assert!(Attempt::read(&vault, &url, &headers, at(0)).is_none());
        assert!(Attempt::read(&vault, &url, &HeaderMap::new(), at(0)).is_none());
    }
}
