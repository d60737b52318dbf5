//! A customer's credit as it is at this moment, for everything that shows it: orders and vouchers of other tabs move it.

use crate::session::use_session;
use contract::billing::Balance;
use leptos::prelude::*;

/// What was heard last of the credit; `None` before that.
#[derive(Clone, Copy)]
struct Credit(RwSignal<Option<Balance>>);

/// Follows the credit of whoever is signed in, for everything below. Server: hears nothing.
pub fn provide_credit() {
    let heard = RwSignal::new(None);
    provide_context(Credit(heard));
    let is_known = use_session().whoami().is_some();
    #[cfg(not(feature = "ssr"))]
    if is_known {
        crate::live::rows::follow(contract::billing::WatchBalance, move |balance| {
            drop(heard.try_set(Some(balance)));
        });
    }
    #[cfg(feature = "ssr")]
    let _ = is_known;
}

/// The credit as it was heard last; `None` where nothing has been heard, and what was asked for counts.
#[must_use]
pub fn use_credit() -> Signal<Option<Balance>> {
    use_context::<Credit>()
        .map(|credit| credit.0.into())
        .unwrap_or_default()
}
