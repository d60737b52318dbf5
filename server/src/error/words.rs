//! What a refusal says to people, in their language.

use super::Refusal;
use crate::live::TOPICS;
use crate::permission::{Action, Needs, Permission};
use app::i18n::{Locale, fill, td_string};
use contract::session::Tier;
use std::fmt;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said_in(Locale::en))
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    /// The sentence for people.
    #[must_use]
    pub fn said_in(&self, locale: Locale) -> String {
        let text = match self {
            Self::ControlPlaneUnreachable(reason) => return reason.clone(),
            Self::TierMissing { permission, tier } => return why_not(locale, *permission, tier),
            Self::BadTopics => return with_number(td_string!(locale, refusal.bad_topics), "most", TOPICS),
            Self::TooLarge { limit } => return with_number(td_string!(locale, refusal.too_large), "limit", limit),
            Self::ControlPlaneTimeout { seconds } => {
                return with_number(td_string!(locale, refusal.control_plane_timeout), "seconds", seconds);
            }
            Self::Unauthenticated => td_string!(locale, refusal.unauthenticated),
            Self::CrossSite => td_string!(locale, refusal.cross_site),
            Self::NotFound => td_string!(locale, refusal.not_found),
            Self::BadForm => td_string!(locale, refusal.bad_form),
            Self::TooManyPreviews => td_string!(locale, refusal.too_many_previews),
            Self::TooManyGuesses => td_string!(locale, refusal.too_many_guesses),
            Self::TooManyCalls { .. } => td_string!(locale, refusal.too_many_calls),
            Self::CheckoutUnderWay => td_string!(locale, refusal.checkout_under_way),
            Self::NotMember => td_string!(locale, refusal.not_member),
            Self::NotOperator => td_string!(locale, refusal.not_operator),
            Self::Busy => td_string!(locale, refusal.busy),
            Self::NoSockets => td_string!(locale, refusal.no_sockets),
            Self::ControlPlaneDown => td_string!(locale, refusal.control_plane_down),
            Self::SessionStoreUnavailable => td_string!(locale, refusal.session_store_unavailable),
            Self::ProviderUnavailable => td_string!(locale, refusal.provider_unavailable),
            Self::Internal => td_string!(locale, refusal.internal),
        };
        text.to_owned()
    }
}

fn with_number(text: &str, name: &str, number: impl ToString) -> String {
    fill(text, &[(name, &number.to_string())])
}

/// Which tier is missing to somebody of this one, and who can grant it.
fn why_not(locale: Locale, permission: Permission, tier: &Tier) -> String {
    let action = match permission.action {
        Action::CutOver => td_string!(locale, refusal.actions.cut_over),
        Action::DeleteInfrastructure => td_string!(locale, refusal.actions.delete_infrastructure),
        Action::ChangeInfrastructure => td_string!(locale, refusal.actions.change_infrastructure),
        Action::ChangeAccess => td_string!(locale, refusal.actions.change_access),
        Action::OfferApps => td_string!(locale, refusal.actions.offer_apps),
        Action::FinishHandover => td_string!(locale, refusal.actions.finish_handover),
    };
    let text = match permission.needs {
        Needs::Admin | Needs::MarketplaceAdmin => td_string!(locale, refusal.needs_admin),
        Needs::Owner => td_string!(locale, refusal.needs_owner),
    };
    fill(
        text,
        &[("action", action), ("tier", &app::layout::tier_name(locale, tier))],
    )
}
