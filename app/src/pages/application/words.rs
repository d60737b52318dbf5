//! Words that several tabs need.

use crate::i18n::*;
use crate::session::{Refusal, use_session};
use contract::placement::PlacementMode;
use leptos_i18n::I18nContext;

/// What the control plane shows instead of a secret; sent back, it keeps the secret as it is.
pub(super) const SECRET_MASK: &str = "********";

/// The console's languages, as components hold them.
pub(super) type Language = I18nContext<Locale>;

/// What a placement mode means, in one line; empty for one that this version does not know.
pub(super) fn mode_hint(i18n: Language, mode: &PlacementMode) -> &'static str {
    match mode {
        PlacementMode::Singleton => t_string!(i18n, application.placement.singleton_hint),
        PlacementMode::ActiveActive => t_string!(i18n, application.placement.active_active_hint),
        PlacementMode::ActiveHotStandby => t_string!(i18n, application.placement.active_hot_standby_hint),
        PlacementMode::ActivePassive => t_string!(i18n, application.placement.active_passive_hint),
        PlacementMode::Unknown(_) => "",
    }
}

/// Why this User may not change this Application; `None` when they may.
pub(super) fn why_not(i18n: Language, owned_by_platform: bool) -> Option<String> {
    if owned_by_platform {
        return Some(t_string!(i18n, application.bootstrap_reason).to_owned());
    }
    match use_session().may_change_applications() {
        Ok(()) => None,
        Err(Refusal::NeedsTierAdmin) => Some(t_string!(i18n, application.needs_admin).to_owned()),
    }
}

/// Puts values in the places of a text: `{name}` by name.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // One pass, so that a value that holds a brace is never taken for a place.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                let value = values.iter().find(|(known, _)| *known == name);
                filled.push_str(value.map_or("", |(_, value)| value));
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A text of the language with values in it: `say!(i18n, application.ready_of, ready = 1, wanted = 2)`.
macro_rules! say {
    ($i18n:expr, $($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::pages::application::words::fill(
            $crate::i18n::t_string!($i18n, $($key).+),
            &[$((stringify!($name), $value.to_string().as_str())),+],
        )
    };
}
pub(super) use say;

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_are_put_in_place_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("no place", &[("a", "1")]), "no place");
        assert_eq!(fill("open {", &[]), "open {");
    }
}
