//! How often one address may come with a token that is none. Good tokens are never counted.

use crate::auth::household;
use crate::client_address::ClientAddress;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Wrong tokens of one address in one window.
pub const MOST_GUESSES: u32 = 30;
/// How long wrong tokens are remembered.
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses that are remembered before those with a window behind them are forgotten.
const REMEMBERED: usize = 10_000;

/// Wrong tokens, by address.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<IpAddr, Window>>);

#[derive(Debug)]
struct Window {
    began: Instant,
    guesses: u32,
}

impl Guesses {
    /// Whether this address has to wait.
    pub(super) fn are_too_many(&self, ClientAddress(address): ClientAddress) -> bool {
        let windows = self.windows();
        let window = windows.get(&household(address));
        window.is_some_and(|window| window.began.elapsed() < WINDOW && window.guesses >= MOST_GUESSES)
    }

    /// Counts a wrong token.
    pub(super) fn note(&self, ClientAddress(address): ClientAddress) {
        let mut windows = self.windows();
        if windows.len() > REMEMBERED {
            windows.retain(|_, window| window.began.elapsed() < WINDOW);
        }
        let fresh = || Window {
            began: Instant::now(),
            guesses: 0,
        };
        let window = windows.entry(household(address)).or_insert_with(fresh);
        if window.began.elapsed() >= WINDOW {
            *window = fresh();
        }
        window.guesses += 1;
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<IpAddr, Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_waits_for_the_next_window_and_no_other_does() {
        let client = |text: &str| ClientAddress(text.parse().unwrap());
        let (guesser, other) = (client("192.0.2.1"), client("192.0.2.2"));
        let guesses = Guesses::default();
        for _ in 0..MOST_GUESSES {
            assert!(!guesses.are_too_many(guesser));
            guesses.note(guesser);
        }
        assert!(guesses.are_too_many(guesser) && !guesses.are_too_many(other));
        tokio::time::advance(WINDOW).await;
        assert!(!guesses.are_too_many(guesser));
        guesses.note(guesser);
        assert!(!guesses.are_too_many(guesser));
    }
}
