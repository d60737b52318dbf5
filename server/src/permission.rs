//! What the control plane lets every session do, although the contract reserves it (Z 19): each gap, and who may.
//!
//! A hidden button is not enough: whatever reaches the proxy is asked here, and who is refused learns why.

use crate::error::Refusal;
use crate::proxy::{Call, InNameOf, ask};
use crate::session::Session;
use crate::state::Console;
use contract::session::{GetWhoami, Tier, Whoami};
use http::Method;

/// What a gap is open for, and who may go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What is done, at the beginning of a sentence.
    pub action: &'static str,
    /// Who may.
    pub needs: Needs,
}

/// The lowest tier that may; higher ones contain it (§0.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The gate "sovereign-admin": admin or owner, by tier or by role.
    Admin,
    /// Owner, by tier or by role.
    Owner,
}

impl Needs {
    /// The tier as the wire names it.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::Admin => Tier::Admin,
            Self::Owner => Tier::Owner,
        }
    }

    fn are_met_by(self, whoami: &Whoami) -> bool {
        let by_tier = whoami
            .tier
            .as_ref()
            .is_some_and(|tier| tier.rank() >= self.tier().rank());
        let roles: &[&str] = match self {
            Self::Admin => &["catalyst-admin", "catalyst-owner"],
            Self::Owner => &["catalyst-owner"],
        };
        let mut held = whoami.realm_access.iter().flat_map(|access| &access.roles);
        by_tier || held.any(|role| roles.contains(&role.as_str()))
    }
}

impl Permission {
    /// Which tier is missing to somebody of this one, and who can grant it.
    #[must_use]
    pub fn why_not(&self, tier: &Tier) -> String {
        let (may, grants) = match self.needs {
            Needs::Admin => ("admin or owner", "An admin or owner"),
            Needs::Owner => ("owner", "An owner"),
        };
        let action = self.action;
        format!("{action} needs the tier {may}; yours is {tier}. {grants} of this Sovereign can grant it.")
    }
}

/// The table of gaps: every call that the control plane would let anybody with a session make.
fn permission(method: &Method, segments: &[&str]) -> Option<Permission> {
    let (action, needs) = match segments {
        // G: no gate in the handler; the seed wants whoever operates the Sovereign.
        ["api", "v1", "sovereign", "cutover", "start"] if !method.is_safe() => {
            ("Starting the cutover to self-sovereignty", Needs::Admin)
        }
        // C: no gate in the handlers. The tier admin has compute.* and networks.*, except for deleting (§0.4).
        ["api", "v1", "deployments", _, "infrastructure", ..] if *method == Method::DELETE => {
            ("Deleting infrastructure", Needs::Owner)
        }
        ["api", "v1", "deployments", _, "infrastructure", ..] if !method.is_safe() => {
            ("Changing infrastructure", Needs::Admin)
        }
        // H.4 names no gate. The same grants by `rbac/assign` need an admin.
        ["api", "v1", "deployments", _, "admin", "user-access", ..] if !method.is_safe() => {
            ("Changing who has access", Needs::Admin)
        }
        // Tenant contract C.1: for admins, whatever the service itself checks.
        ["api", "catalog", "admin", "apps", _, "publish"] if !method.is_safe() => {
            ("Offering an app to customers", Needs::Admin)
        }
        // A.7: it purges what the mothership knows of a Sovereign.
        ["api", "v1", "handover", "finalise", ..] if !method.is_safe() => ("Finishing a handover", Needs::Admin),
        _ => return None,
    };
    Some(Permission { action, needs })
}

/// Lets a call pass that needs no more than a session, or whose User has what it needs now.
///
/// # Errors
/// [`Refusal::TierMissing`], or why the User's tier cannot be found out: then nobody passes.
pub(crate) async fn require(console: &Console, session: Option<&Session>, call: &Call<'_>) -> Result<(), Refusal> {
    let Some(permission) = permission(call.method, &call.segments()) else {
        return Ok(());
    };
    let session = session.ok_or(Refusal::Unauthenticated)?;
    let whoami = whoami(console, session).await?;
    if permission.needs.are_met_by(&whoami) {
        return Ok(());
    }
    let tier = whoami.tier.unwrap_or(Tier::Viewer);
    tracing::warn!(
        target: "audit",
        subject = session.subject,
        tier = tier.as_str(),
        needs = permission.needs.tier().as_str(),
        method = %call.method,
        path = call.uri.path(),
        "refused: the tier is missing"
    );
    metrics::counter!("catalyst_console_calls_refused_total").increment(1);
    Err(Refusal::TierMissing { permission, tier })
}

/// Whether the User of a session has now what something needs.
///
/// # Errors
/// Why that cannot be found out.
pub(crate) async fn are_met(console: &Console, session: &Session, needs: Needs) -> Result<bool, Refusal> {
    Ok(needs.are_met_by(&whoami(console, session).await?))
}

async fn whoami(console: &Console, session: &Session) -> Result<Whoami, Refusal> {
    let name = InNameOf {
        bearer: Some(&session.bearer),
        client: None,
    };
    ask(&console.upstream, &GetWhoami, name)
        .await
        .map_err(|error| match error.status {
            401 => Refusal::Unauthenticated,
            _ => Refusal::ControlPlaneUnreachable(error.message),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::session::RealmAccess;

    fn whoami(tier: Option<Tier>, roles: &[&str]) -> Whoami {
        let roles = roles.iter().map(ToString::to_string).collect();
        Whoami {
            email: "a@b".to_owned(),
            sub: "a".to_owned(),
            verified: true,
            deployment_id: None,
            sovereign_fqdn: None,
            mode: None,
            tier,
            realm_access: Some(RealmAccess { roles }),
        }
    }

    #[test]
    fn a_tier_contains_the_lower_ones_and_nothing_else_counts() {
        assert!(Needs::Admin.are_met_by(&whoami(Some(Tier::Owner), &[])));
        assert!(!Needs::Owner.are_met_by(&whoami(Some(Tier::Admin), &[])));
        for tier in [Tier::Operator, Tier::OrgAdmin, Tier::Unknown("root".to_owned())] {
            assert!(!Needs::Admin.are_met_by(&whoami(Some(tier), &[])));
        }
        assert!(!Needs::Admin.are_met_by(&whoami(None, &["catalyst-operator", "application-admin"])));
    }

    #[test]
    fn a_role_is_as_good_as_its_tier() {
        assert!(Needs::Admin.are_met_by(&whoami(None, &["catalyst-admin"])));
        assert!(!Needs::Owner.are_met_by(&whoami(None, &["catalyst-admin"])));
        assert!(Needs::Owner.are_met_by(&whoami(Some(Tier::Viewer), &["catalyst-owner"])));
    }
}
