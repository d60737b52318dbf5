//! Bringing pods to the wanted revision and number, one at a time, and failing the way pods fail.

use super::{Next, Pod, PodState, Simulation};
use crate::cluster::fault::Fault;
use crate::cluster::timing;
use crate::ids;
use contract::Timestamp;
use contract::application::ApplicationPhase;
use contract::kubernetes::EventLevel;
use std::time::Duration;

/// Restarts after which nothing new is learnt by trying again.
const MAX_RESTARTS: u32 = 5;

impl Simulation {
    /// Moves one workload one step; `None` when it is as wanted.
    pub(super) fn advance(&mut self, index: usize, now: Timestamp) -> Option<Next> {
        let terminating = |pod: &Pod| pod.state == PodState::Terminating;
        if let Some(at) = self.workloads[index].pods.iter().position(terminating) {
            self.workloads[index].pods.remove(at);
            return Some(Next::After(Duration::ZERO));
        }
        let revision = self.workloads[index].spec.revision.clone();
        if let Some(at) = self.workloads[index]
            .pods
            .iter()
            .position(|pod| pod.revision == revision && pod.state != PodState::Ready)
        {
            return Some(self.advance_pod(index, at, now));
        }
        self.roll(index, &revision, now)
    }

    /// Every pod of the current revision is ready: make the next one, or stop one that is too many.
    fn roll(&mut self, index: usize, revision: &str, now: Timestamp) -> Option<Next> {
        let workload = &self.workloads[index];
        let current = workload.pods.iter().filter(|pod| pod.revision == revision).count();
        let old = workload.pods.len() - current;
        let spec = &workload.spec;
        // A Deployment makes one pod more than wanted while it rolls; a StatefulSet replaces in place.
        let room = if spec.stateful {
            spec.replicas
        } else {
            spec.replicas + usize::from(old > 0)
        };
        if current < spec.replicas && workload.pods.len() < room {
            if self.desired.fault == Some(Fault::Quota) {
                return Some(self.quota_exceeded(index, now));
            }
            self.create_pod(index, now);
            return Some(Next::After(timing::SCHEDULE));
        }
        // Old pods go first: failing ones, then the highest ordinal.
        let order = |(_, pod): &(usize, &Pod)| {
            (
                pod.revision == revision,
                pod.state == PodState::Ready,
                usize::MAX - pod.ordinal,
            )
        };
        let too_many = old > 0 || current > spec.replicas;
        let (at, _) = workload
            .pods
            .iter()
            .enumerate()
            .min_by_key(order)
            .filter(|_| too_many)?;
        self.terminate(index, at, now);
        Some(Next::After(timing::TERMINATE))
    }

    pub(super) fn terminate(&mut self, index: usize, at: usize, now: Timestamp) {
        let pod = &mut self.workloads[index].pods[at];
        pod.state = PodState::Terminating;
        pod.since = now;
        let name = pod.name.clone();
        self.pod_event(
            &name,
            EventLevel::Normal,
            "Killing",
            "Stopping container app".to_owned(),
            now,
        );
    }

    pub(super) fn create_pod(&mut self, index: usize, now: Timestamp) {
        self.created_pods += 1;
        let count = self.created_pods.to_string();
        let uid = &self.desired.record.uid;
        let spec = &self.workloads[index].spec;
        let ordinal = (0..)
            .find(|ordinal| !self.workloads[index].pods.iter().any(|pod| pod.ordinal == *ordinal))
            .unwrap_or(0);
        let parts = [uid.as_str(), &spec.name, &spec.revision, &count, &now.to_string()];
        let name = match spec.stateful {
            true => format!("{}-{ordinal}", spec.name),
            false => format!("{}-{}-{}", spec.name, spec.revision, ids::suffix(&parts, 5)),
        };
        let pod = Pod {
            uid: ids::uid(&parts),
            revision: spec.revision.clone(),
            image: spec.image.clone(),
            ordinal,
            state: PodState::Pending,
            created: now,
            since: now,
            restarts: 0,
            name: name.clone(),
        };
        self.workloads[index].pods.push(pod);
        self.pod_event(
            &name,
            EventLevel::Normal,
            "Scheduled",
            format!("Assigned {name} to a node"),
            now,
        );
    }

    fn advance_pod(&mut self, index: usize, at: usize, now: Timestamp) -> Next {
        let fault = self.desired.fault;
        let pod = &mut self.workloads[index].pods[at];
        let (name, image) = (pod.name.clone(), pod.image.clone());
        let (state, next) = match (pod.state, fault) {
            (PodState::Pending, _) => (PodState::Creating, timing::PULL),
            (PodState::Creating | PodState::PullBackOff, Some(Fault::ImagePull)) => {
                (PodState::PullBackOff, timing::BACK_OFF)
            }
            (PodState::Creating | PodState::PullBackOff, _) => (PodState::Starting, timing::START),
            (PodState::Starting | PodState::CrashLoop, Some(Fault::CrashLoop)) => {
                (PodState::CrashLoop, timing::BACK_OFF)
            }
            (PodState::Starting | PodState::CrashLoop, _) => (PodState::Ready, Duration::ZERO),
            (PodState::Ready | PodState::Terminating, _) => (pod.state, Duration::ZERO),
        };
        let failing = matches!(state, PodState::PullBackOff | PodState::CrashLoop);
        pod.restarts += u32::from(failing);
        pod.state = state;
        pod.since = now;
        let restarts = pod.restarts;
        let (level, reason, note) = match state {
            PodState::Creating => (EventLevel::Normal, "Pulling", format!("Pulling image \"{image}\"")),
            PodState::Starting => (EventLevel::Normal, "Started", "Started container app".to_owned()),
            PodState::Ready => (EventLevel::Normal, "Ready", "The readiness probe succeeded".to_owned()),
            PodState::PullBackOff => (
                EventLevel::Warning,
                "Failed",
                format!("Failed to pull image \"{image}\": manifest unknown"),
            ),
            PodState::CrashLoop => (
                EventLevel::Warning,
                "BackOff",
                format!("Back-off restarting failed container app in pod {name}"),
            ),
            PodState::Pending | PodState::Terminating => (EventLevel::Normal, "", String::new()),
        };
        self.pod_event(&name, level, reason, note.clone(), now);
        if !failing {
            self.progress(now);
            return Next::After(next);
        }
        let reason = if state == PodState::CrashLoop {
            "CrashLoopBackOff"
        } else {
            "ImagePullBackOff"
        };
        self.fail(reason, format!("{name}: {note}"), now);
        if restarts < MAX_RESTARTS {
            Next::After(next)
        } else {
            Next::Idle
        }
    }

    fn quota_exceeded(&mut self, index: usize, now: Timestamp) -> Next {
        let name = self.workloads[index].spec.name.clone();
        let note = format!(
            "Error creating pods of {name}: exceeded quota: plan, requested: pods=1, used: pods=40, limited: pods=40"
        );
        if self.phase == ApplicationPhase::Provisioning {
            self.application_event(EventLevel::Warning, "FailedCreate", note.clone(), now);
        }
        self.fail("QuotaExceeded", note, now);
        Next::Idle
    }
}
