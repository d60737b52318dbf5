//! Who calls a tenant service: a User of its own, or an operator by way of their session.

use crate::session::Identity;
use contract::UserId;
use contract::auth::PlatformRole;
use contract::session::Tier;

/// The caller of a tenant service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: UserId,
    pub(crate) email: String,
    /// Whether somebody made sure that the address is theirs.
    pub(crate) verified: bool,
    pub(crate) role: PlatformRole,
}

impl Account {
    /// An operator's session seen from here (§A.4). Their id never meets that of a User who signed up.
    pub(crate) fn of_operator(identity: &Identity) -> Self {
        Self {
            id: UserId::from_wire(crate::ids::uid(&["operator", &identity.sub])),
            email: identity.email.clone(),
            verified: identity.verified,
            role: match identity.tier {
                Tier::Owner => PlatformRole::Superadmin,
                Tier::Admin => PlatformRole::SovereignAdmin,
                _ => PlatformRole::Member,
            },
        }
    }
}
