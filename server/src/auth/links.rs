//! One-time sign-in links: one is good at a time, once, for a quarter of an hour.

use crate::auth::Target;
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// A link that nobody followed is void after this time.
pub const LINK_LIFE: Duration = Duration::from_secs(15 * 60);
/// A stranger can have a link printed once in this time, unless the last one was used.
pub const PRINT_INTERVAL: Duration = Duration::from_secs(5);

/// The link that is good now, if any.
#[derive(Debug, Default)]
pub struct SignInLinks {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    good: Option<(Secret, Instant)>,
    last_asked: Option<Instant>,
}

impl SignInLinks {
    /// Makes a new link; the one before it is void.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn issue(&self, public_url: &PublicUrl, next: &Target) -> Result<String, getrandom::Error> {
        let token = Secret::random()?;
        let mut link = format!("{public_url}/auth/link?token={}", token.expose());
        if *next != Target::default() {
            link.push_str("&next=");
            link.push_str(&next.as_query_value());
        }
        self.state().good = Some((token, Instant::now() + LINK_LIFE));
        Ok(link)
    }

    /// Whether somebody without a session may have a link printed now; counts as a try.
    #[must_use]
    pub fn may_print(&self) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        let is_open = matches!(&state.good, Some((_, until)) if now < *until);
        let allowed = !is_open || state.last_asked.is_none_or(|last| now >= last + PRINT_INTERVAL);
        if allowed {
            state.last_asked = Some(now);
        }
        allowed
    }

    /// Uses a link up; true once for the token that is good now.
    #[must_use]
    pub fn redeem(&self, token: &str) -> bool {
        let mut state = self.state();
        let good = matches!(&state.good, Some((good, until)) if Instant::now() < *until && good.matches(token));
        if good {
            state.good = None;
        }
        good
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code between lock and unlock can leave the state half-changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(links: &SignInLinks) -> String {
        let link = links
            .issue(&"http://127.0.0.1:3000".parse().unwrap(), &Target::default())
            .unwrap();
        link.split_once("token=").unwrap().1.to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_works_once() {
        let links = SignInLinks::default();
        let token = issued(&links);
        assert!(links.redeem(&token));
        assert!(!links.redeem(&token));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wrong_guess_does_not_use_the_link_up() {
        let links = SignInLinks::default();
        let token = issued(&links);
        assert!(!links.redeem("0"));
        assert!(links.redeem(&token));
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_is_void_after_its_life_and_after_a_newer_one() {
        let links = SignInLinks::default();
        let old = issued(&links);
        let new = issued(&links);
        assert!(!links.redeem(&old));
        tokio::time::advance(LINK_LIFE).await;
        assert!(!links.redeem(&new));
    }

    #[tokio::test(start_paused = true)]
    async fn printing_is_rate_limited() {
        let links = SignInLinks::default();
        assert!(links.may_print());
        issued(&links);
        assert!(!links.may_print());
        tokio::time::advance(PRINT_INTERVAL).await;
        assert!(links.may_print());
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_that_was_used_makes_room_for_the_next() {
        let links = SignInLinks::default();
        assert!(links.may_print());
        let token = issued(&links);
        assert!(links.redeem(&token));
        assert!(links.may_print());
    }
}
