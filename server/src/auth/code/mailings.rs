//! How many codes one mailbox is sent, from wherever they are asked for: nobody fills somebody else's.

use crate::auth::Pace;
use governor::Quota;
use std::{num::NonZeroU32, time::Duration};

/// Codes that a mailbox may be sent at once …
pub const CODES: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
/// … and one more after this time.
const ONE_MORE: Duration = Duration::from_secs(30);

/// Codes sent, by e-mail address.
#[derive(Debug)]
pub struct Mailings(Pace<String>);

impl Default for Mailings {
    fn default() -> Self {
        // A period that is not zero always makes a quota.
        let quota = Quota::with_period(ONE_MORE).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
        Self(Pace::of(quota.allow_burst(CODES)))
    }
}

impl Mailings {
    /// Whether this mailbox may be sent another code; counts as one.
    pub(super) fn allow(&self, email: &str) -> bool {
        self.0.allows(&email.to_owned())
    }
}
