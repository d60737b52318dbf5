//! One checkout at a time, in a session and for an Organization: the service behind makes an order of every call (tenant
//! contract Z8).

use crate::error::Refusal;
use crate::session::Key;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Whoever checks out at this moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkouts(Arc<Mutex<HashSet<Holder>>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Holder {
    Session(Key),
    Organization(String),
}

/// The right to check out, given up when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    checkouts: Checkouts,
    held: Vec<Holder>,
}

impl Checkouts {
    /// The one turn of a session.
    ///
    /// # Errors
    /// [`Refusal::CheckoutUnderWay`] while somebody has it.
    pub(super) fn begin(&self, session: Key) -> Result<Turn, Refusal> {
        let mut turn = Turn {
            checkouts: self.clone(),
            held: Vec::new(),
        };
        turn.take(Holder::Session(session))?;
        Ok(turn)
    }

    fn under_way(&self) -> MutexGuard<'_, HashSet<Holder>> {
        // No code between lock and unlock can leave the set half-changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Makes it the Organization's one turn too, whoever else orders for it.
    ///
    /// # Errors
    /// [`Refusal::CheckoutUnderWay`] while somebody has it.
    pub(super) fn for_organization(&mut self, organization: &str) -> Result<(), Refusal> {
        let holder = Holder::Organization(organization.to_owned());
        if self.held.contains(&holder) {
            return Ok(());
        }
        self.take(holder)
    }

    fn take(&mut self, holder: Holder) -> Result<(), Refusal> {
        if !self.checkouts.under_way().insert(holder.clone()) {
            return Err(Refusal::CheckoutUnderWay);
        }
        self.held.push(holder);
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = self.checkouts.under_way();
        for holder in &self.held {
            under_way.remove(holder);
        }
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

    #[test]
    fn an_organization_has_one_turn_whoever_orders() {
        let checkouts = Checkouts::default();
        let (mut one, mut two) = (
            checkouts.begin(Key::of("one")).unwrap(),
            checkouts.begin(Key::of("two")).unwrap(),
        );
        one.for_organization("noor").unwrap();
        one.for_organization("noor").unwrap();
        assert_eq!(two.for_organization("noor"), Err(Refusal::CheckoutUnderWay));
        two.for_organization("amal").unwrap();
        drop(one);
        two.for_organization("noor").unwrap();
    }
}
