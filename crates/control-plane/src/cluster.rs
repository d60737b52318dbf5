//! The simulated cluster: it reads what is committed and plays Kubernetes, on the runtime's timers.
//!
//! Nothing here decides what an Application should be; it only brings the objects there step by step and says how far
//! they are. Every object carries the annotation `catalyst.openova.io/simulated: "true"`.

pub(crate) mod cache;
pub(crate) mod desired;
mod driver;
pub(crate) mod fault;
pub(crate) mod kinds;
pub(crate) mod platform;
pub(crate) mod selector;
mod shapes;
mod simulation;
pub(crate) mod tree;

pub(crate) use desired::Desired;
pub(crate) use driver::{Cluster, Report};
pub(crate) use shapes::declared;

use std::time::Duration;

/// How long each thing takes at speed 1.
mod timing {
    use super::Duration;

    /// From commit to the first object.
    pub(super) const RECONCILE: Duration = Duration::from_millis(700);
    /// From created to scheduled.
    pub(super) const SCHEDULE: Duration = Duration::from_millis(500);
    /// Pulling the image.
    pub(super) const PULL: Duration = Duration::from_millis(1400);
    /// From started to ready.
    pub(super) const START: Duration = Duration::from_millis(1600);
    /// From "terminate" to gone.
    pub(super) const TERMINATE: Duration = Duration::from_millis(700);
    /// Between two tries of something that fails.
    pub(super) const BACK_OFF: Duration = Duration::from_millis(2500);
}

/// One step of setting up an Organization, at speed 1.
pub(crate) const ORGANIZATION_STEP: Duration = Duration::from_millis(1200);

/// A simulated duration in real time.
pub(crate) fn scaled(duration: Duration, speed: f64) -> Duration {
    Duration::try_from_secs_f64(duration.as_secs_f64() / speed).unwrap_or(duration)
}
