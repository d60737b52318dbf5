//! Who calls: opaque bearer tokens, kept in memory only.

use contract::session::{RealmAccess, Tier};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A signed-in User.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// E-mail address; the author of commits.
    pub email: String,
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

/// Tokens and whom they stand for.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_token: RwLock<HashMap<String, Arc<Identity>>>,
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

    pub(crate) fn find(&self, token: &str) -> Option<Arc<Identity>> {
        self.by_token
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }
}
