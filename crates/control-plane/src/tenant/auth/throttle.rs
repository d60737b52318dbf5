//! How often a code may be tried for one address. In memory: a restart forgives.

use contract::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Tries a minute (§A.2). The contract counts by client address, which only the BFF in front knows.
const TRIES: u32 = 10;
const WINDOW_MILLIS: i64 = 60_000;

/// Counts tries by address in windows of a minute.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    windows: Mutex<HashMap<String, Window>>,
}

#[derive(Debug)]
struct Window {
    began: i64,
    tries: u32,
}

impl Throttle {
    /// Counts a try; false when there were too many.
    pub(super) fn allows(&self, email: &str, now: Timestamp) -> bool {
        let now = now.unix_millis();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, window| now - window.began < WINDOW_MILLIS);
        let window = windows
            .entry(email.to_owned())
            .or_insert(Window { began: now, tries: 0 });
        window.tries += 1;
        window.tries <= TRIES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_try_of_a_minute_waits_for_the_next() {
        let throttle = Throttle::default();
        let at = |millis| Timestamp::from_unix_millis(millis).unwrap();
        let allowed = (0..11).filter(|_| throttle.allows("a@example.test", at(1))).count();
        assert_eq!(allowed, 10);
        assert!(throttle.allows("b@example.test", at(1)));
        assert!(throttle.allows("a@example.test", at(60_001)));
    }
}
