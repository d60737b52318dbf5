//! What the control plane lets every session do, although the contract reserves it (Z 19): each gap, and who may.
//!
//! A hidden button is not enough: whatever reaches the proxy is asked here, and who is refused learns why.

use crate::caller::Caller;
use crate::error::Refusal;
use crate::proxy::Call;
use crate::state::Console;
use crate::storefront::operators;
use contract::session::{Tier, Whoami};
use http::Method;

/// What a gap is open for, and who may go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What is done.
    pub action: Action,
    /// Who may.
    pub needs: Needs,
}

/// What is done by going through a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Beginning the cutover to self-sovereignty (§G).
    CutOver,
    /// Taking infrastructure away (§C).
    DeleteInfrastructure,
    /// Any other change of infrastructure (§C).
    ChangeInfrastructure,
    /// Granting and taking access (§H.4).
    ChangeAccess,
    /// Offering an app to customers, or no longer (tenant contract C.1).
    OfferApps,
    /// Ending the mothership's part (§A.7).
    FinishHandover,
}

/// The lowest tier that may; higher ones contain it (§0.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The gate "sovereign-admin": admin or owner, by tier or by role.
    Admin,
    /// Whoever the tenant services take for an admin (tenant contract §A.4).
    MarketplaceAdmin,
    /// Owner, by tier or by role.
    Owner,
}

impl Needs {
    /// The tier as the wire names it.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::Admin | Self::MarketplaceAdmin => Tier::Admin,
            Self::Owner => Tier::Owner,
        }
    }

    fn are_met_by(self, whoami: &Whoami) -> bool {
        let by_tier = whoami
            .tier
            .as_ref()
            .is_some_and(|tier| tier.rank() >= self.tier().rank());
        let roles: &[&str] = match self {
            Self::MarketplaceAdmin => return whoami.is_marketplace_admin(),
            Self::Admin => &["catalyst-admin", "catalyst-owner"],
            Self::Owner => &["catalyst-owner"],
        };
        by_tier || roles.iter().any(|role| whoami.has_role(role))
    }
}

/// The table of gaps: every call that the control plane would let anybody with a session make.
fn permission(method: &Method, segments: &[&str]) -> Option<Permission> {
    let (action, needs) = match segments {
        // G: no gate in the handler; the seed wants whoever operates the Sovereign.
        ["api", "v1", "sovereign", "cutover", "start"] if !method.is_safe() => (Action::CutOver, Needs::Admin),
        // C: no gate in the handlers. The tier admin has compute.* and networks.*, except for deleting (§0.4).
        ["api", "v1", "deployments", _, "infrastructure", ..] if *method == Method::DELETE => {
            (Action::DeleteInfrastructure, Needs::Owner)
        }
        ["api", "v1", "deployments", _, "infrastructure", ..] if !method.is_safe() => {
            (Action::ChangeInfrastructure, Needs::Admin)
        }
        // H.4 names no gate. The same grants by `rbac/assign` need an admin.
        ["api", "v1", "deployments", _, "admin", "user-access", ..] if !method.is_safe() => {
            (Action::ChangeAccess, Needs::Admin)
        }
        // Tenant contract C.1: for admins, whatever the service itself checks.
        ["api", "catalog", "admin", "apps", _, "publish"] if !method.is_safe() => {
            (Action::OfferApps, Needs::MarketplaceAdmin)
        }
        // A.7: it purges what the mothership knows of a Sovereign.
        ["api", "v1", "handover", "finalise", ..] if !method.is_safe() => (Action::FinishHandover, Needs::Admin),
        _ => return None,
    };
    Some(Permission { action, needs })
}

/// Lets a call pass that needs no more than a session, or whose User has what it needs now.
///
/// # Errors
/// [`Refusal::TierMissing`], [`Refusal::NotOperator`] for members of an Organization, or why the User's tier cannot be
/// found out: then nobody passes.
pub(crate) async fn require(console: &Console, caller: Caller<'_>, call: &Call<'_>) -> Result<(), Refusal> {
    let Some(permission) = permission(call.method, &call.segments()) else {
        return Ok(());
    };
    let session = caller.session()?;
    if session.is_of_organization() {
        return Err(operators::refused(session));
    }
    let whoami = caller.whoami(console).await.map_err(Refusal::of_guard)?;
    if permission.needs.are_met_by(whoami) {
        return Ok(());
    }
    let tier = whoami.tier.clone().unwrap_or(Tier::Viewer);
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

/// Whether a caller has now what something needs.
///
/// # Errors
/// Why that cannot be found out.
pub(crate) async fn are_met(console: &Console, caller: Caller<'_>, needs: Needs) -> Result<bool, Refusal> {
    let whoami = caller.whoami(console).await.map_err(Refusal::of_guard)?;
    Ok(needs.are_met_by(whoami))
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
    fn whoever_the_tenant_services_take_for_an_admin_runs_the_marketplace() {
        for role in [
            "catalyst-owner",
            "catalyst-admin",
            "sovereign-admin",
            "application-admin",
        ] {
            assert!(Needs::MarketplaceAdmin.are_met_by(&whoami(None, &[role])), "{role}");
        }
        assert!(Needs::MarketplaceAdmin.are_met_by(&whoami(Some(Tier::Admin), &[])));
        assert!(!Needs::MarketplaceAdmin.are_met_by(&whoami(Some(Tier::Operator), &["catalyst-operator"])));
        assert!(!Needs::Admin.are_met_by(&whoami(None, &["sovereign-admin"])));
    }

    #[test]
    fn a_role_is_as_good_as_its_tier() {
        assert!(Needs::Admin.are_met_by(&whoami(None, &["catalyst-admin"])));
        assert!(!Needs::Owner.are_met_by(&whoami(None, &["catalyst-admin"])));
        assert!(Needs::Owner.are_met_by(&whoami(Some(Tier::Viewer), &["catalyst-owner"])));
    }
}
