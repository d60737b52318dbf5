//! Only operators reach what concerns the whole Sovereign: not every service checks that itself (tenant contract Z9).

use crate::caller::Caller;
use crate::error::Refusal;
use crate::permission::{self, Needs};
use crate::session::{Issuer, Session};
use crate::state::Console;

/// Lets those pass who run the Sovereign: they signed in at the console, and where customers do so too, they have the
/// tier for it. The roles that an Organization's realm gives its members are good in the Organization alone.
///
/// # Errors
/// [`Refusal::NotOperator`] for everybody else, or why it cannot be found out who somebody is.
pub(super) async fn require(console: &Console, caller: Caller<'_>) -> Result<(), Refusal> {
    let session = caller.session()?;
    let is_operator = match session.tokens.issuer {
        Issuer::EmailCode => false,
        _ if session.is_of_organization() => false,
        Issuer::Provider => permission::are_met(console, caller, Needs::MarketplaceAdmin).await?,
        Issuer::Console | Issuer::Handover => true,
    };
    if is_operator { Ok(()) } else { Err(refused(session)) }
}

/// For whoever is no operator.
pub(crate) fn refused(session: &Session) -> Refusal {
    tracing::info!(target: "audit", subject = session.subject, "asked for what is for operators");
    Refusal::NotOperator
}
