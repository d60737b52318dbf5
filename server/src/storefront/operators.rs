//! Only operators reach what concerns the whole Sovereign: not every service checks that itself (tenant contract Z9).

use crate::error::Refusal;
use crate::session::{Issuer, Session};

/// Lets those pass who signed in at the console.
///
/// # Errors
/// [`Refusal::NotOperator`] for customers, who signed in with a code.
pub(super) fn require(session: &Session) -> Result<(), Refusal> {
    match session.tokens.issuer {
        Issuer::EmailCode => {
            tracing::info!(target: "audit", subject = session.subject, "asked for what is for operators");
            Err(Refusal::NotOperator)
        }
        _ => Ok(()),
    }
}
