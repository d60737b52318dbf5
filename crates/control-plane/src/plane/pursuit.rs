//! Work that waits for the cluster: tried again whenever the world has changed, until there is nothing to wait for.

use super::{Failure, Plane};
use crate::cluster::scaled;
use contract::OrganizationId;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What takes so long has failed (§E.2).
const PATIENCE: Duration = Duration::from_secs(600);
/// Speed shortens what the cluster takes, not what the machine takes.
const LEAST_PATIENCE: Duration = Duration::from_secs(60);

/// How something that was asked for stands.
pub(super) enum Progress {
    Done(String),
    /// The cluster is at it.
    Waiting,
    /// Why it will never be done.
    Failed(String),
}

impl Progress {
    /// What is still waited for when patience has ended will never be done.
    pub(super) fn or_give_up(self, gave_up: bool) -> Self {
        match self {
            Self::Waiting if gave_up => Self::Failed("it took too long".to_owned()),
            progress => progress,
        }
    }
}

impl Plane {
    /// Tries `work` for an Organization until it answers `None`; otherwise it answers the number of what it waits for.
    /// It is told when it has waited for the same thing for too long.
    pub(super) fn pursue(
        self: &Arc<Self>,
        organization: OrganizationId,
        work: impl Fn(&Arc<Self>, &OrganizationId, bool) -> Result<Option<usize>, Failure> + Send + Sync + 'static,
    ) {
        let plane = Arc::downgrade(self);
        let work = Arc::new(work);
        let patience = scaled(PATIENCE, self.speed).max(LEAST_PATIENCE);
        let (mut changed, mut stopped) = (self.changed.subscribe(), self.stopped());
        tokio::spawn(async move {
            // What is waited for, and since when.
            let mut waiting = (usize::MAX, Instant::now());
            loop {
                changed.borrow_and_update();
                let Some(plane) = plane.upgrade() else { return };
                let (id, work) = (organization.clone(), Arc::clone(&work));
                let gave_up = waiting.1.elapsed() >= patience;
                let tried = move || plane.alone(|plane| work(plane, &id, gave_up));
                match tokio::task::spawn_blocking(tried).await {
                    Ok(Ok(Some(step))) if step == waiting.0 && !gave_up => {}
                    Ok(Ok(Some(step))) => waiting = (step, Instant::now()),
                    Ok(Ok(None)) | Err(_) => return,
                    Ok(Err(failure)) => {
                        tracing::error!(%organization, %failure, "An Organization waits for the next start to go on");
                        return;
                    }
                }
                tokio::select! {
                    () = tokio::time::sleep_until(waiting.1 + patience) => {}
                    moved = changed.changed() => if moved.is_err() { return },
                    _ = stopped.wait_for(|stopped| *stopped) => return,
                }
            }
        });
    }

    /// One piece of such work at a time, and none any more once the control plane goes down.
    fn alone(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<Option<usize>, Failure>,
    ) -> Result<Option<usize>, Failure> {
        let _alone = self.provisioning.lock().unwrap_or_else(PoisonError::into_inner);
        match *self.stopped.borrow() {
            true => Ok(None),
            false => work(self),
        }
    }
}
