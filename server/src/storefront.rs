//! What the services behind the storefront leave to whoever stands in front of them (tenant contract F.2, Z8, Z9).
//!
//! Asked before every call that is passed on.

mod checkout;
mod membership;
pub(crate) mod operators;
mod order;

use crate::auth::{Pace, Throttle};
use crate::caller::Caller;
use crate::error::Refusal;
use crate::proxy::Call;
use crate::session::{Key, Session};
use crate::state::Console;
use checkout::Checkouts;
pub(crate) use checkout::Turn;
use governor::Quota;
use http::Method;
pub(crate) use order::check_order;
use std::{num::NonZeroU32, time::Duration};

/// Previews of vouchers that an address may ask for at once (F.2) …
pub const PREVIEWS: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
/// … and within this time.
pub const PREVIEW_WINDOW: Duration = Duration::from_secs(10);

/// What is remembered for the guards.
#[derive(Debug)]
pub struct Guards {
    previews: Throttle,
    /// Whoever is signed in counts wherever they are.
    previews_of_sessions: Pace<Key>,
    checkouts: Checkouts,
}

impl Default for Guards {
    fn default() -> Self {
        let each = PREVIEW_WINDOW / PREVIEWS.get();
        // A period that is not zero always makes a quota.
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        Self {
            previews: Throttle::of(quota.allow_burst(PREVIEWS)),
            previews_of_sessions: Pace::of(quota.allow_burst(PREVIEWS)),
            checkouts: Checkouts::default(),
        }
    }
}

impl Guards {
    /// Both limits must allow it.
    fn allow_preview(&self, caller: Caller<'_>) -> bool {
        let by_address = caller.client.is_none_or(|client| self.previews.allows(client));
        by_address
            && caller
                .session
                .is_none_or(|session| self.previews_of_sessions.allows(&session.key))
    }
}

/// Lets a call through, or refuses it. What is answered must be kept until the call is over.
///
/// # Errors
/// Why the call must not be made.
pub(crate) async fn admit(console: &Console, caller: Caller<'_>, call: &Call<'_>) -> Result<Option<Turn>, Refusal> {
    let (method, uri) = (call.method, call.uri);
    match call.segments().as_slice() {
        // An Organization's own, which the control plane keeps to the host that the session is bound to (contract §0.5).
        [
            "api",
            "v1",
            "org",
            "users" | "roles" | "apps" | "applications" | "self",
            ..,
        ] if caller.session.is_some_and(Session::is_of_organization) => Ok(None),
        ["api", "billing" | "catalog" | "tenant", "admin", ..] | ["api", "v1", "org", ..] => {
            operators::require(console, caller).await?;
            Ok(None)
        }
        ["api", "billing", "vouchers", "redeem-preview"] => {
            if console.storefront.allow_preview(caller) {
                return Ok(None);
            }
            tracing::warn!(target: "audit", client = ?caller.client, "too many vouchers are looked up");
            metrics::counter!("catalyst_console_previews_throttled_total").increment(1);
            Err(Refusal::TooManyPreviews)
        }
        ["api", "billing", "checkout" | "purchase"] if *method == Method::POST => {
            let session = caller.session()?;
            console.storefront.checkouts.begin(session.key).map(Some)
        }
        ["api", "billing", "subscription" | "invoices" | "portal", organization]
        | ["api", "provisioning", "tenant", organization, ..]
        | ["api", "tenant", "orgs", organization, "apps" | "stream", ..] => {
            membership::require(console, caller, organization).await?;
            Ok(None)
        }
        // Other calls name a domain instead, which the service looks up with its Organization.
        ["api", "domain", "domains", organization] if *method == Method::GET => {
            membership::require(console, caller, organization).await?;
            Ok(None)
        }
        ["api", "tenant", "orgs", organization] if *method == Method::DELETE => {
            membership::require(console, caller, organization).await?;
            Ok(None)
        }
        ["api", "provisioning", "jobs"] => {
            let organization = membership::named_in_query(uri).ok_or(Refusal::NotMember)?;
            membership::require(console, caller, &organization).await?;
            Ok(None)
        }
        _ => Ok(None),
    }
}
