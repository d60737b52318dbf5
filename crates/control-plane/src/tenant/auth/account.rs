//! Who calls a tenant service: a User of its own, or somebody with a session of the console.

use super::codes::normalised;
use super::tokens::{known_user, user_vouched_for};
use crate::session::Person;
use crate::tenant::{Failure, Tenant};
use contract::UserId;
use contract::auth::PlatformRole;
use contract::session::Tier;

/// The caller of a tenant service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: UserId,
    pub(crate) email: String,
    /// Whether somebody made sure that the address is theirs.
    pub(crate) verified: bool,
    pub(crate) role: PlatformRole,
}

impl Account {
    /// A session of the console seen from here (§A.4). Its id is not that of a User who signed up.
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: UserId::from_wire(crate::ids::uid(&["operator", &person.sub])),
            email: person.email.clone(),
            verified: person.verified,
            role: match person.tier {
                Some(Tier::Owner) => PlatformRole::Superadmin,
                Some(Tier::Admin) => PlatformRole::SovereignAdmin,
                _ => PlatformRole::Member,
            },
        }
    }
}

impl Tenant {
    /// The account of somebody whom the console's own sign-in knows. Whoever does not run the marketplace and has shown
    /// that an address is theirs is the User of that address, as after a code that was sent there (§A.3: accounts are
    /// merged by e-mail). Who proves another address than before keeps their account, which is at that address from then on.
    pub(crate) fn account_of(&self, person: &Person) -> Result<Account, Failure> {
        let mut account = Account::of(person);
        let email = match account.role {
            PlatformRole::Member if person.verified => normalised(&person.email).ok(),
            _ => None,
        };
        let Some(email) = email else { return Ok(account) };
        let known = self
            .records
            .read(|transaction| known_user(transaction, &email, &account.id))?;
        let user = match known {
            Some(user) if user.email == email => user,
            _ => {
                let now = self.clock.now();
                self.records
                    .change(|transaction| user_vouched_for(transaction, &email, &account.id, now))?
            }
        };
        account.id = user.id;
        account.email = email;
        Ok(account)
    }
}
