//! Names of tiers for people.

use crate::i18n::*;
use contract::session::Tier;

/// The tier in the User's language; an unknown one as the control plane spells it.
#[must_use]
pub fn tier_name(tier: &Tier) -> String {
    let i18n = use_i18n();
    match tier {
        Tier::Viewer => t_string!(i18n, layout.tiers.viewer).to_owned(),
        Tier::Developer => t_string!(i18n, layout.tiers.developer).to_owned(),
        Tier::Operator => t_string!(i18n, layout.tiers.operator).to_owned(),
        Tier::Admin => t_string!(i18n, layout.tiers.admin).to_owned(),
        Tier::Owner => t_string!(i18n, layout.tiers.owner).to_owned(),
        Tier::OrgAdmin => t_string!(i18n, layout.tiers.org_admin).to_owned(),
        Tier::Unknown(other) => other.clone(),
    }
}
