//! A customer's credit as it is at this moment, for everything that shows it: orders and vouchers of other tabs move it.

use crate::session::use_session;
use contract::billing::Balance;
use leptos::prelude::*;

/// What is known of the credit: from its stream, or from a page that has asked. `None` before anything is.
#[derive(Clone, Copy)]
pub struct Credit(RwSignal<Option<Balance>>);

impl Credit {
    /// The newer one of what is known and what a page was answered: a stream may be over, and an answer late.
    #[must_use]
    pub fn or_answer(self, answer: Option<Balance>) -> Option<Balance> {
        newer(answer, self.0.get())
    }

    /// Lets everything else know of an answer, too.
    pub fn hear(self, answer: Balance) {
        self.0.try_update(|known| *known = newer(known.take(), Some(answer)));
    }
}

/// The second, unless the first is newer.
fn newer(one: Option<Balance>, other: Option<Balance>) -> Option<Balance> {
    match (one, other) {
        (Some(one), Some(other)) if one.is_newer_than(&other) => Some(one),
        (one, other) => other.or(one),
    }
}

/// Follows the credit of whoever is signed in, for everything below. Server: hears nothing.
pub fn provide_credit() {
    let credit = Credit(RwSignal::new(None));
    provide_context(credit);
    let is_known = use_session().whoami().is_some();
    #[cfg(not(feature = "ssr"))]
    if is_known {
        crate::live::rows::follow(contract::billing::WatchBalance, move |balance| credit.hear(balance));
    }
    #[cfg(feature = "ssr")]
    let _ = is_known;
}

/// The credit of this page.
#[must_use]
pub fn use_credit() -> Credit {
    use_context().unwrap_or_else(|| Credit(RwSignal::new(None)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn balance(ids: &[&str]) -> Balance {
        let entries: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        serde_json::from_value(json!({ "entries": entries })).unwrap()
    }

    #[test]
    fn the_newer_of_what_was_heard_and_what_was_answered_is_shown() {
        let (old, new) = (balance(&["1"]), balance(&["2", "1"]));
        for (one, other) in [(&old, &new), (&new, &old), (&new, &new)] {
            assert_eq!(newer(Some(one.clone()), Some(other.clone())), Some(new.clone()));
        }
        let mut again = new.clone();
        again.entries[1].tenant_deleted = true;
        assert_eq!(newer(Some(new), Some(again.clone())), Some(again));
        assert_eq!(newer(None, Some(old.clone())), Some(old.clone()));
        assert_eq!(newer(Some(old.clone()), None), Some(old));
        assert_eq!(newer(None, None), None);
    }
}
