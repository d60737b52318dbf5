//! Stops asking a control plane that does not answer, so that nobody waits for what is known to fail.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// So many failures in a row open the circuit.
const FAILURES: u32 = 5;
/// An open circuit lets one request through after this time, to see whether the control plane is back.
const COOL_DOWN: Duration = Duration::from_secs(1);

/// Counts failures to reach the control plane; an answer, whatever its status, is none.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// While the circuit is open: when the next request may try.
    retry_at: Option<Instant>,
}

impl Breaker {
    /// Whether a request may be sent now. Of those who ask while the circuit is open, one at a time may.
    pub(super) fn admits(&self) -> bool {
        let mut state = self.state();
        let now = Instant::now();
        match state.retry_at {
            Some(at) if now < at => false,
            Some(_) => {
                state.retry_at = Some(now + COOL_DOWN);
                true
            }
            None => true,
        }
    }

    pub(super) fn answered(&self) {
        let mut state = self.state();
        if state.retry_at.is_some() {
            tracing::info!("the control plane answers again");
            metrics::gauge!("catalyst_console_upstream_open_circuit").set(0.0);
        }
        *state = State::default();
    }

    pub(super) fn failed(&self) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES && state.retry_at.is_none() {
            tracing::warn!("the control plane is out of reach: asking it only once in a while");
            metrics::gauge!("catalyst_console_upstream_open_circuit").set(1.0);
            state.retry_at = Some(Instant::now() + COOL_DOWN);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_open_circuit_lets_one_request_try_and_closes_with_an_answer() {
        let breaker = Breaker::default();
        for _ in 1..FAILURES {
            breaker.failed();
        }
        assert!(breaker.admits());
        breaker.failed();
        assert!(!breaker.admits());
        tokio::time::advance(COOL_DOWN).await;
        assert!(breaker.admits());
        assert!(!breaker.admits(), "one at a time");
        breaker.answered();
        assert!(breaker.admits() && breaker.admits());
    }
}
