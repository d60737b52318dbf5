//! One checkout at a time in a session: the service behind makes an order of every call (tenant contract Z8).

use crate::error::Refusal;
use crate::session::Key;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Sessions that check out at this moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkouts(Arc<Mutex<HashSet<Key>>>);

/// The right to check out, given up when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    checkouts: Checkouts,
    key: Key,
}

impl Checkouts {
    /// The one turn of a session.
    ///
    /// # Errors
    /// [`Refusal::CheckoutUnderWay`] while somebody has it.
    pub(super) fn begin(&self, key: Key) -> Result<Turn, Refusal> {
        if self.under_way().insert(key) {
            let checkouts = self.clone();
            Ok(Turn { checkouts, key })
        } else {
            Err(Refusal::CheckoutUnderWay)
        }
    }

    fn under_way(&self) -> MutexGuard<'_, HashSet<Key>> {
        // No code between lock and unlock can leave the set half-changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.checkouts.under_way().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_one_turn_and_others_have_theirs() {
        let checkouts = Checkouts::default();
        let turn = checkouts.begin(Key::of("one")).unwrap();
        assert_eq!(checkouts.begin(Key::of("one")).unwrap_err(), Refusal::CheckoutUnderWay);
        assert!(checkouts.begin(Key::of("two")).is_ok());
        drop(turn);
        assert!(checkouts.begin(Key::of("one")).is_ok());
    }
}
