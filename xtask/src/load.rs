//! A steady stream of page requests to a local server, with honest latencies.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use ureq::Agent;

/// Threads that send; more than can be waiting at once, unless the server is far too slow.
const SENDERS: usize = 16;

/// Sends `rate` requests a second for `duration` to `url`, and returns the latency below which 95 % of them stayed.
///
/// Each latency counts from the moment the request was due, so that a server which stalls cannot hide it.
///
/// # Errors
/// When any request fails.
pub(crate) fn p95(agent: &Agent, url: &str, rate: u32, duration: Duration) -> Result<Duration> {
    let interval = Duration::from_secs(1) / rate;
    let requests = u32::try_from(duration.as_nanos() / interval.as_nanos())?;
    let next = AtomicU32::new(0);
    let outcomes = Mutex::new(Vec::new());
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                loop {
                    let ticket = next.fetch_add(1, Ordering::Relaxed);
                    if ticket >= requests {
                        return;
                    }
                    let due = start + interval * ticket;
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let outcome = fetch(agent, url).map(|()| due.elapsed());
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut latencies = outcomes.into_iter().collect::<Result<Vec<_>>>()?;
    latencies.sort_unstable();
    match percentile(&latencies, 95) {
        Some(latency) => Ok(latency),
        None => bail!("no request was sent"),
    }
}

fn fetch(agent: &Agent, url: &str) -> Result<()> {
    let mut response = agent.get(url).call()?;
    response.body_mut().read_to_vec()?;
    Ok(())
}

/// The smallest of the `sorted` values that `percent` of them do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 95), Some(Duration::from_millis(19)));
        assert_eq!(percentile(&values[..1], 95), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 95), None);
    }
}
