//! Who calls: opaque bearer tokens, kept in memory only, or access tokens of an identity provider that is trusted.

mod handover;
mod personal;
mod tokens;

pub(crate) use handover::{Handovers, NotHandedOver, SCHEMA as HANDOVERS};
pub use handover::{Mothership, NotAKey};
pub use jsonwebtoken::jwk::{Jwk, JwkSet};
pub(crate) use personal::{Holder, NotCreated, PersonalTokens, SCHEMA as PERSONAL_TOKENS};
pub use tokens::{KeyFuture, KeySource, TrustedIssuer};

use contract::session::{RealmAccess, Tier};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// A signed-in User.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// E-mail address; the author of commits.
    pub email: String,
    /// Whether somebody made sure that the address is theirs.
    pub verified: bool,
    /// Subject of the identity provider.
    pub sub: String,
    /// What they may do.
    pub tier: Tier,
}

impl Identity {
    /// The "tier-admin+" gate (§0.4).
    pub(crate) fn is_tier_admin(&self) -> bool {
        self.tier.rank() >= Tier::Admin.rank()
    }

    /// Realm roles: each tier holds those below it (§A.5).
    pub(crate) fn realm_access(&self) -> RealmAccess {
        let held = Tier::KNOWN
            .iter()
            .filter(|tier| tier.rank() > 0 && tier.rank() <= self.tier.rank());
        RealmAccess {
            roles: held.map(|tier| format!("catalyst-{tier}")).collect(),
        }
    }
}

/// Whom a token stands for: with a tier an operator, without one a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) verified: bool,
    pub(crate) sub: String,
    pub(crate) tier: Option<Tier>,
}

impl Person {
    /// What they are to the console's API, if anything.
    pub(crate) fn operator(&self) -> Option<Identity> {
        Some(Identity {
            email: self.email.clone(),
            verified: self.verified,
            sub: self.sub.clone(),
            tier: self.tier.clone()?,
        })
    }
}

impl From<&Identity> for Person {
    fn from(identity: &Identity) -> Self {
        Self {
            email: identity.email.clone(),
            verified: identity.verified,
            sub: identity.sub.clone(),
            tier: Some(identity.tier.clone()),
        }
    }
}

/// Tokens and whom they stand for.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_token: RwLock<HashMap<String, Arc<Identity>>>,
    trusted: OnceLock<TrustedIssuer>,
}

impl Sessions {
    pub(crate) fn mint(&self, identity: Identity) -> String {
        let token = crate::ids::bearer_token();
        self.accept(token.clone(), identity);
        token
    }

    pub(crate) fn accept(&self, token: String, identity: Identity) {
        let mut sessions = self.by_token.write().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(token, Arc::new(identity));
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.by_token
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
    }

    /// Takes the tokens of an identity provider from now on. The first one stays.
    pub(crate) fn trust(&self, issuer: TrustedIssuer) {
        if self.trusted.set(issuer).is_err() {
            tracing::error!("a second identity provider is not trusted");
        }
    }

    /// Whom a token stands for, whoever issued it.
    pub(crate) async fn identify(&self, token: &str) -> Option<Person> {
        match (self.find(token), self.trusted.get()) {
            (Some(identity), _) => Some(Person::from(identity.as_ref())),
            (None, Some(issuer)) => issuer.identify(token).await,
            (None, None) => None,
        }
    }

    pub(crate) fn find(&self, token: &str) -> Option<Arc<Identity>> {
        self.by_token
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }
}
