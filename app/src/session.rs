//! Who is signed in, what they may do, and why not.

use crate::bootstrap::Bootstrap;
use contract::session::{Tier, Whoami};
use leptos::prelude::*;

/// The session as pages see it.
#[derive(Clone, Copy)]
pub struct Session {
    bootstrap: StoredValue<Bootstrap>,
    /// Turns true when the control plane says that the session is over; the frame then offers to sign in again.
    pub ended: RwSignal<bool>,
}

/// Why an action is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The action needs tier admin or owner.
    NeedsTierAdmin,
}

impl Session {
    /// The signed-in User, if any.
    #[must_use]
    pub fn whoami(&self) -> Option<Whoami> {
        self.bootstrap.with_value(|bootstrap| bootstrap.whoami.clone())
    }

    /// Tier of the User; viewer when the control plane names none.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.whoami().and_then(|whoami| whoami.tier).unwrap_or(Tier::Viewer)
    }

    /// May install, change and delete Applications (§0.4 tier-admin+).
    ///
    /// # Errors
    /// Why not, to be shown beside the disabled action.
    pub fn may_change_applications(&self) -> Result<(), Refusal> {
        match self.whoami() {
            Some(whoami) if whoami.is_tier_admin() => Ok(()),
            _ => Err(Refusal::NeedsTierAdmin),
        }
    }

    /// May issue vouchers and read orders and revenue (tenant contract §A.4, §B.1).
    ///
    /// # Errors
    /// Why not.
    pub fn may_manage_billing(&self) -> Result<(), Refusal> {
        match self.whoami() {
            Some(whoami) if whoami.is_marketplace_admin() => Ok(()),
            _ => Err(Refusal::NeedsTierAdmin),
        }
    }

    /// Everything the server said about this page request.
    #[must_use]
    pub fn bootstrap(&self) -> Bootstrap {
        self.bootstrap.get_value()
    }

    /// The Sovereign id for paths.
    #[must_use]
    pub fn sovereign(&self) -> contract::SovereignId {
        self.bootstrap.with_value(|bootstrap| bootstrap.sovereign.clone())
    }
}

/// Provides [`Session`] to everything below.
#[component]
pub fn SessionProvider(bootstrap: Bootstrap, children: Children) -> impl IntoView {
    provide_context(Session {
        bootstrap: StoredValue::new(bootstrap),
        ended: RwSignal::new(false),
    });
    children()
}

/// The session of this page.
#[must_use]
pub fn use_session() -> Session {
    use_context().unwrap_or_else(|| Session {
        bootstrap: StoredValue::new(Bootstrap::default()),
        ended: RwSignal::new(false),
    })
}
