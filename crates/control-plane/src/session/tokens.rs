//! Access tokens of an identity provider: JWTs of Keycloak's shape (contract §0.3), checked against its public keys.
//!
//! RS256 only. The keys come from whoever embeds this control plane, which makes no requests of its own.

use super::Person;
use contract::session::Tier;
use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, jwk::Jwk};
use serde::Deserialize;
use std::{collections::HashMap, fmt, future::Future, pin::Pin, sync::Arc};

/// The provider's clock may be this many seconds from ours.
const CLOCK_SKEW: u64 = 120;

/// A key on its way.
pub type KeyFuture<'a> = Pin<Box<dyn Future<Output = Option<Jwk>> + Send + 'a>>;

/// Where the provider's public keys come from.
pub trait KeySource: Send + Sync {
    /// The key of this id, or the only one there is.
    fn key<'a>(&'a self, kid: Option<&'a str>) -> KeyFuture<'a>;
}

/// An identity provider whose access tokens are taken.
#[derive(Clone)]
pub struct TrustedIssuer {
    /// As in `iss`, to the letter.
    pub issuer: String,
    /// Tokens must have been issued to, or for, this client.
    pub client_id: String,
    /// Its public keys.
    pub keys: Arc<dyn KeySource>,
}

impl fmt::Debug for TrustedIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedIssuer")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// Claims that are read (§0.3).
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    email: Option<String>,
    email_verified: Option<bool>,
    preferred_username: Option<String>,
    tier: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    realm_access: Roles,
    #[serde(default)]
    resource_access: HashMap<String, Roles>,
    azp: Option<String>,
    client_id: Option<String>,
    #[serde(default)]
    aud: Audience,
    typ: Option<String>,
    events: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
struct Roles {
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl TrustedIssuer {
    /// Whom a token stands for; `None` when it is none of this provider's, over, or not meant for us.
    pub(super) async fn identify(&self, token: &str) -> Option<Person> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.alg != Algorithm::RS256 {
            return None;
        }
        let key = self.keys.key(header.kid.as_deref()).await?;
        let key = DecodingKey::from_jwk(&key).ok()?;
        let TokenData { claims, .. } = match jsonwebtoken::decode::<Claims>(token, &key, &self.validation()) {
            Ok(data) => data,
            Err(error) => {
                tracing::debug!(%error, "an access token is refused");
                return None;
            }
        };
        let is_access_token = !matches!(claims.typ.as_deref(), Some("ID" | "Refresh" | "Offline" | "Logout"));
        (is_access_token && claims.events.is_none() && self.is_for_us(&claims)).then(|| self.person(claims))
    }

    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = CLOCK_SKEW;
        validation.validate_nbf = true;
        // Keycloak names the client in `azp`; see `is_for_us`.
        validation.validate_aud = false;
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation
    }

    fn is_for_us(&self, claims: &Claims) -> bool {
        let ours = |name: &String| *name == self.client_id;
        let in_audience = match &claims.aud {
            Audience::One(one) => ours(one),
            Audience::Many(many) => many.iter().any(ours),
        };
        in_audience || claims.azp.as_ref().is_some_and(ours) || claims.client_id.as_ref().is_some_and(ours)
    }

    fn person(&self, claims: Claims) -> Person {
        let tier = self.tier(&claims);
        let sub = claims.sub;
        Person {
            email: claims
                .email
                .or(claims.preferred_username)
                .unwrap_or_else(|| sub.clone()),
            verified: claims.email_verified.unwrap_or(false),
            sub,
            tier,
        }
    }

    /// The highest tier that anything in the token grants. Customers are in the same realm, so nobody is a viewer for
    /// being there.
    fn tier(&self, claims: &Claims) -> Option<Tier> {
        if claims.tier.as_deref() == Some("org-admin") {
            return Some(Tier::OrgAdmin);
        }
        let of_client = claims.resource_access.get(&self.client_id);
        let roles = claims
            .realm_access
            .roles
            .iter()
            .chain(of_client.iter().flat_map(|access| &access.roles));
        let of_roles = roles.filter_map(|role| match role.as_str() {
            "application-admin" | "sovereign-admin" => Some(Tier::Admin),
            role => named(role.strip_prefix("catalyst-")?),
        });
        let of_groups = claims
            .groups
            .iter()
            .filter_map(|group| match group.trim_start_matches('/') {
                "sovereign-admins" => Some(Tier::Admin),
                _ => None,
            });
        let of_claim = claims.tier.as_deref().and_then(named);
        of_roles.chain(of_groups).chain(of_claim).max_by_key(Tier::rank)
    }
}

/// A tier of the ladder.
fn named(name: &str) -> Option<Tier> {
    Tier::KNOWN
        .iter()
        .find(|tier| tier.rank() > 0 && tier.to_string() == name)
        .cloned()
}

#[cfg(test)]
mod tests;
