//! From the provider's answer to somebody we know: every check of OpenID Connect Core §3.1.3.7 that concerns us.

use super::provider::Provider;
use super::types::{Claims, Client, TokenAnswer};
use crate::secret::Secret;
use crate::session::{Issuer, Tokens};
use chrono::{DateTime, Utc};
use contract::Timestamp;
use openidconnect::core::CoreJsonWebKey;
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, IdTokenVerifier, Nonce, OAuth2TokenResponse, TokenResponse,
};
use std::time::Duration;

/// The provider's clock may be this far from ours.
pub(crate) const CLOCK_SKEW: Duration = Duration::from_secs(2 * 60);

/// Somebody whom the provider has signed in.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) subject: String,
    pub(super) provider_session: Option<String>,
    pub(super) tokens: Tokens,
}

/// Why an answer of the provider is not believed.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotBelieved {
    #[error("the answer has no ID token")]
    NoIdToken,
    #[error("the ID token is refused: {0}")]
    IdToken(#[from] ClaimsVerificationError),
    #[error("the access token is not the one that the ID token speaks of")]
    AccessTokenHash,
    #[error("the ID token was issued to {0}")]
    AuthorizedParty(String),
    #[error("the ID token is of somebody else")]
    SomebodyElse,
}

/// Names a User of a provider. One provider's subjects mean nothing to another.
#[must_use]
pub(super) fn subject(issuer: &str, sub: &str) -> String {
    format!("{issuer} {sub}")
}

/// Checks the answer to a code.
pub(super) fn signed_in(
    provider: &Provider,
    client: &Client,
    answer: &TokenAnswer,
    nonce: Secret,
    now: Timestamp,
) -> Result<SignedIn, NotBelieved> {
    let id_token = answer.id_token().ok_or(NotBelieved::NoIdToken)?;
    let verifier = verifier(client, now);
    let claims: &Claims = id_token.claims(&verifier, &Nonce::new(nonce.expose().to_owned()))?;
    if let Some(party) = claims.authorized_party()
        && party.as_str() != provider.client_id()
    {
        return Err(NotBelieved::AuthorizedParty(party.to_string()));
    }
    if let Some(promised) = claims.access_token_hash() {
        let hash = id_token
            .signing_alg()
            .and_then(|algorithm| Ok((algorithm, id_token.signing_key(&verifier)?)))
            .ok()
            .and_then(|(algorithm, key)| AccessTokenHash::from_token(answer.access_token(), algorithm, key).ok());
        if hash.as_ref() != Some(promised) {
            return Err(NotBelieved::AccessTokenHash);
        }
    }
    Ok(SignedIn {
        subject: subject(provider.issuer(), claims.subject().as_str()),
        provider_session: claims.additional_claims().sid.clone(),
        tokens: tokens(provider, answer, now),
    })
}

/// Checks the answer to a refresh token: an ID token in it must be of the same User (OpenID Connect Core §12.2).
pub(super) fn is_still(
    provider: &Provider,
    client: &Client,
    answer: &TokenAnswer,
    expected: &str,
    now: Timestamp,
) -> Result<(), NotBelieved> {
    let Some(id_token) = answer.id_token() else {
        return Ok(());
    };
    // A refreshed ID token need not repeat the nonce.
    let any_nonce = |_: Option<&Nonce>| Ok(());
    let claims: &Claims = id_token.claims(&verifier(client, now), any_nonce)?;
    if subject(provider.issuer(), claims.subject().as_str()) == expected {
        Ok(())
    } else {
        Err(NotBelieved::SomebodyElse)
    }
}

fn verifier(client: &Client, now: Timestamp) -> IdTokenVerifier<'_, CoreJsonWebKey> {
    let (earlier, later) = skewed(now);
    client
        .id_token_verifier()
        .set_time_fn(move || earlier)
        .set_issue_time_verifier_fn(move |issued| match issued <= later {
            true => Ok(()),
            false => Err(format!("issued in the future, at {issued}")),
        })
}

/// The tokens of an answer.
pub(super) fn tokens(provider: &Provider, answer: &TokenAnswer, now: Timestamp) -> Tokens {
    let expires = answer.expires_in().and_then(|life| {
        let life = i64::try_from(life.as_millis()).ok()?;
        Timestamp::from_unix_millis(now.unix_millis().checked_add(life)?)
    });
    Tokens {
        issuer: Issuer::Provider,
        realm: provider.realm().cloned(),
        bearer: Secret::new(answer.access_token().secret()),
        expires,
        refresh: answer.refresh_token().map(|token| Secret::new(token.secret())),
        id_token: answer.id_token().map(|token| Secret::new(token.to_string())),
    }
}

/// Now by the clock of a provider that is behind ours, and of one that is ahead.
fn skewed(now: Timestamp) -> (DateTime<Utc>, DateTime<Utc>) {
    let skew = i64::try_from(CLOCK_SKEW.as_millis()).unwrap_or_default();
    let moved = |by: i64| DateTime::from_timestamp_millis(now.unix_millis().saturating_add(by));
    (moved(-skew).unwrap_or_default(), moved(skew).unwrap_or_default())
}
