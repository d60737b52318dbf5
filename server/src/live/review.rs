//! Whoever follows is asked for again from time to time: what somebody may read changes while they read it.

use super::feed::Feed;
use super::follower::Follower;
use super::hub::Hub;
use crate::state::Console;
use std::{sync::Arc, time::Duration};

/// Between two reviews of a connection; up to half of it is left out, so that many do not come at once.
pub const REVIEW: Duration = Duration::from_secs(5 * 60);

/// Resolves when one of these feeds is no longer for this follower. A control plane that does not answer takes nothing
/// away.
pub(super) async fn refused(console: Console, follower: Follower, feeds: Vec<Arc<Feed>>) {
    loop {
        tokio::time::sleep(REVIEW.mul_f64(fastrand::f64().midpoint(1.0))).await;
        // Boxed, because each of ten thousand connections holds this future all the time.
        if Box::pin(is_refused(&console, &follower, &feeds)).await {
            tracing::info!(target: "audit", subject = follower.session.subject, "may no longer follow what they followed");
            return;
        }
    }
}

async fn is_refused(console: &Console, follower: &Follower, feeds: &[Arc<Feed>]) -> bool {
    // The end of a session ends its connections anyway.
    let Some(follower) = follower.still(console).await else {
        return false;
    };
    for feed in feeds {
        if Hub::refuses(console, &feed.topic, &follower).await {
            return true;
        }
    }
    false
}
