//! Words that several tabs need.

use crate::i18n::*;
use crate::session::{Refusal, use_session};
use contract::placement::PlacementMode;

/// What the control plane shows instead of a secret; sent back, it keeps the secret as it is.
pub(super) const SECRET_MASK: &str = "********";

/// A text that is told in passing, cut where it is long.
pub(super) fn in_passing(text: String) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What a placement mode means, in one line; empty for one that this version does not know.
pub(super) fn mode_hint(locale: Locale, mode: &PlacementMode) -> &'static str {
    match mode {
        PlacementMode::Singleton => td_string!(locale, application.placement.singleton_hint),
        PlacementMode::ActiveActive => td_string!(locale, application.placement.active_active_hint),
        PlacementMode::ActiveHotStandby => td_string!(locale, application.placement.active_hot_standby_hint),
        PlacementMode::ActivePassive => td_string!(locale, application.placement.active_passive_hint),
        PlacementMode::Unknown(_) => "",
    }
}

/// Why this User may not change this Application; `None` when they may.
pub(super) fn why_not(locale: Locale, owned_by_platform: bool) -> Option<String> {
    if owned_by_platform {
        return Some(td_string!(locale, application.bootstrap_reason).to_owned());
    }
    match use_session().may_change_applications() {
        Ok(()) => None,
        Err(Refusal::NeedsTierAdmin) => Some(td_string!(locale, application.needs_admin).to_owned()),
    }
}
