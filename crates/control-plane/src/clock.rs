//! Time is passed in, so that tests decide what "now" is.

use contract::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time of day. Durations come from the runtime's timers, not from here.
pub trait Clock: Send + Sync + 'static {
    /// The current time, to the millisecond.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_unix_millis(millis).unwrap_or(Timestamp::EPOCH)
    }
}
