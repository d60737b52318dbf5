//! Names of tiers for people.

use crate::i18n::*;
use contract::session::Tier;

/// The tier in this language; an unknown one as the control plane spells it.
#[must_use]
pub fn tier_name(locale: Locale, tier: &Tier) -> String {
    match tier {
        Tier::Viewer => td_string!(locale, layout.tiers.viewer).to_owned(),
        Tier::Developer => td_string!(locale, layout.tiers.developer).to_owned(),
        Tier::Operator => td_string!(locale, layout.tiers.operator).to_owned(),
        Tier::Admin => td_string!(locale, layout.tiers.admin).to_owned(),
        Tier::Owner => td_string!(locale, layout.tiers.owner).to_owned(),
        Tier::OrgAdmin => td_string!(locale, layout.tiers.org_admin).to_owned(),
        Tier::Unknown(other) => other.clone(),
    }
}
