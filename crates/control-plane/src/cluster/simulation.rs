//! The life of one Application in the cluster: a state machine that moves one step at a time.
//!
//! [`Simulation::step`] changes the state and says when it wants the next step. It reads no clock and sets no timer,
//! so the driver decides how fast time goes. Failing pods follow the kubelet: back off, try again, give up reporting.

use super::desired::{Desired, WorkloadSpec};
use super::fault::Fault;
use super::timing;
use crate::domain::record::Settled;
use crate::ids;
use contract::Timestamp;
use contract::application::{ApplicationPhase, Condition, ConditionStatus};
use contract::kubernetes::{Event, EventLevel, ObjectRef};
use std::sync::Arc;
use std::time::Duration;

/// Events kept for one Application.
const MAX_EVENTS: usize = 200;
/// Restarts after which nothing new is learnt by trying again.
const MAX_RESTARTS: u32 = 5;

/// When to step again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// After this long, at speed 1.
    After(Duration),
    /// When something else changes.
    Idle,
    /// Nothing is left of the Application.
    Gone,
}

/// A pod and where it is in its life.
#[derive(Clone, Debug)]
pub(super) struct Pod {
    pub(super) name: String,
    pub(super) uid: String,
    pub(super) revision: String,
    pub(super) image: String,
    pub(super) ordinal: usize,
    pub(super) state: PodState,
    pub(super) created: Timestamp,
    pub(super) since: Timestamp,
    pub(super) restarts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PodState {
    Pending,
    Creating,
    Starting,
    Ready,
    PullBackOff,
    CrashLoop,
    Terminating,
}

/// A workload and its pods, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Workload {
    pub(super) spec: WorkloadSpec,
    pub(super) pods: Vec<Pod>,
}

impl Workload {
    pub(super) fn ready(&self) -> usize {
        self.pods.iter().filter(|pod| pod.state == PodState::Ready).count()
    }
}

/// One Application in the cluster.
#[derive(Debug)]
pub(super) struct Simulation {
    pub(super) desired: Arc<Desired>,
    pub(super) workloads: Vec<Workload>,
    pub(super) phase: ApplicationPhase,
    pub(super) phase_since: Timestamp,
    pub(super) conditions: Vec<Condition>,
    pub(super) events: Vec<Event>,
    pub(super) settled: Option<Settled>,
    /// The generation whose objects exist.
    pub(super) applied: u64,
    pub(super) reconciled_at: Timestamp,
    created_pods: u64,
}

impl Simulation {
    /// Starts with what a record says already ran, if anything did.
    pub(super) fn new(desired: Arc<Desired>, now: Timestamp) -> Self {
        let settled = desired.record.settled.clone();
        let mut simulation = Self {
            workloads: Vec::new(),
            phase: ApplicationPhase::Pending,
            phase_since: desired.record.created_at,
            conditions: Vec::new(),
            events: Vec::new(),
            applied: 0,
            reconciled_at: now,
            created_pods: 0,
            settled: settled.clone(),
            desired,
        };
        if let Some(settled) = settled {
            simulation.resume(&settled);
        }
        simulation
    }

    /// After a restart, what was running is running: no install is played again.
    fn resume(&mut self, settled: &Settled) {
        let current = settled.generation == self.desired.record.generation;
        self.follow();
        for index in 0..self.workloads.len() {
            while self.workloads[index].pods.len() < self.workloads[index].spec.replicas {
                self.create_pod(index, settled.at);
            }
            for pod in &mut self.workloads[index].pods {
                pod.state = PodState::Ready;
                if !current {
                    pod.revision = format!("before-{}", settled.generation);
                }
            }
        }
        if current {
            self.applied = settled.generation;
            self.phase = ApplicationPhase::Ready;
            self.phase_since = settled.at;
            self.condition(
                "DependenciesReady",
                ConditionStatus::True,
                "Ready",
                String::new(),
                settled.at,
            );
            self.condition(
                "Ready",
                ConditionStatus::True,
                "Running",
                "Every pod is ready".to_owned(),
                settled.at,
            );
        }
    }

    pub(super) fn is_ready(&self) -> bool {
        // An update of a running Application does not take it away from those that use it.
        self.phase == ApplicationPhase::Ready || (self.settled.is_some() && self.ready() > 0)
    }

    pub(super) fn ready(&self) -> usize {
        self.workloads.iter().map(Workload::ready).sum()
    }

    pub(super) fn wanted(&self) -> usize {
        self.desired.workloads.iter().map(|spec| spec.replicas).sum()
    }

    /// Moves one step. `waiting_for` names what it uses that is not ready.
    pub(super) fn step(&mut self, waiting_for: &[String], now: Timestamp) -> Next {
        self.reconciled_at = now;
        if self.desired.record.deleted_at.is_some() {
            return self.uninstall(now);
        }
        let generation = self.desired.record.generation;
        if self.applied != generation {
            let (reason, note) = match self.settled {
                None => ("Installing", "Applying the first commit"),
                Some(_) => ("Updating", "Applying a new commit"),
            };
            let note = format!(
                "{note} {}",
                self.desired.record.commit.as_str().get(..7).unwrap_or_default()
            );
            self.applied = generation;
            self.set_phase(ApplicationPhase::Provisioning, now);
            self.condition("Ready", ConditionStatus::False, reason, note.clone(), now);
            self.application_event(EventLevel::Normal, reason, note, now);
            self.follow();
            return Next::After(timing::RECONCILE);
        }
        if self.phase != ApplicationPhase::Ready && !self.dependencies(waiting_for, now) {
            return Next::Idle;
        }
        for index in 0..self.workloads.len() {
            if let Some(next) = self.advance(index, now) {
                return next;
            }
        }
        self.settle(now);
        Next::Idle
    }

    /// Notes what is missing; true when nothing is.
    fn dependencies(&mut self, waiting_for: &[String], now: Timestamp) -> bool {
        if waiting_for.is_empty() {
            self.condition("DependenciesReady", ConditionStatus::True, "Ready", String::new(), now);
            return true;
        }
        let note = format!("Waiting for {}", waiting_for.join(", "));
        self.condition(
            "DependenciesReady",
            ConditionStatus::False,
            "DependencyNotReady",
            note.clone(),
            now,
        );
        self.condition("Ready", ConditionStatus::False, "DependencyNotReady", note, now);
        false
    }

    /// Takes over the workloads that are wanted now; pods of ones that are not are stopped.
    fn follow(&mut self) {
        let desired = Arc::clone(&self.desired);
        for spec in &desired.workloads {
            match self
                .workloads
                .iter_mut()
                .find(|workload| workload.spec.name == spec.name)
            {
                Some(workload) => workload.spec = spec.clone(),
                None => self.workloads.push(Workload {
                    spec: spec.clone(),
                    pods: Vec::new(),
                }),
            }
        }
        for workload in &mut self.workloads {
            if !desired.workloads.iter().any(|spec| spec.name == workload.spec.name) {
                workload.spec.replicas = 0;
            }
        }
    }

    /// Moves one workload one step; `None` when it is as wanted.
    fn advance(&mut self, index: usize, now: Timestamp) -> Option<Next> {
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

    fn terminate(&mut self, index: usize, at: usize, now: Timestamp) {
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

    fn create_pod(&mut self, index: usize, now: Timestamp) {
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

    /// It does not serve, or serves less than it should.
    fn fail(&mut self, reason: &str, note: String, now: Timestamp) {
        let phase = if self.ready() > 0 {
            ApplicationPhase::Degraded
        } else {
            ApplicationPhase::Failed
        };
        if self.phase != phase {
            self.application_event(EventLevel::Warning, reason, note.clone(), now);
        }
        self.set_phase(phase, now);
        self.condition("Ready", ConditionStatus::False, reason, note, now);
    }

    fn progress(&mut self, now: Timestamp) {
        let reason = if self.settled.is_some() {
            "Updating"
        } else {
            "Installing"
        };
        let note = format!("{} of {} pods are ready", self.ready(), self.wanted());
        self.set_phase(ApplicationPhase::Provisioning, now);
        self.condition("Ready", ConditionStatus::False, reason, note, now);
    }

    fn settle(&mut self, now: Timestamp) {
        self.workloads.retain(|workload| {
            !workload.pods.is_empty() || workload.spec.replicas > 0 || self.desired.workloads.contains(&workload.spec)
        });
        let record = &self.desired.record;
        if self.phase == ApplicationPhase::Ready
            && self.settled.as_ref().map(|settled| settled.generation) == Some(record.generation)
        {
            return;
        }
        self.settled = Some(Settled {
            generation: record.generation,
            blueprint: record.blueprint.clone(),
            at: now,
        });
        self.set_phase(ApplicationPhase::Ready, now);
        self.condition(
            "Ready",
            ConditionStatus::True,
            "Running",
            "Every pod is ready".to_owned(),
            now,
        );
        self.application_event(EventLevel::Normal, "Ready", "Every pod is ready".to_owned(), now);
    }

    fn uninstall(&mut self, now: Timestamp) -> Next {
        if self.phase != ApplicationPhase::Uninstalling {
            self.set_phase(ApplicationPhase::Uninstalling, now);
            self.condition(
                "Ready",
                ConditionStatus::False,
                "Uninstalling",
                "Stopping every pod".to_owned(),
                now,
            );
            self.application_event(
                EventLevel::Normal,
                "Uninstalling",
                "Removing everything it owns".to_owned(),
                now,
            );
            return Next::After(timing::RECONCILE);
        }
        for index in 0..self.workloads.len() {
            let pods = &self.workloads[index].pods;
            if let Some(at) = pods.iter().position(|pod| pod.state == PodState::Terminating) {
                self.workloads[index].pods.remove(at);
                return Next::After(Duration::ZERO);
            }
            if !pods.is_empty() {
                self.terminate(index, pods.len() - 1, now);
                return Next::After(timing::TERMINATE);
            }
        }
        Next::Gone
    }

    fn set_phase(&mut self, phase: ApplicationPhase, now: Timestamp) {
        if self.phase != phase {
            self.phase = phase;
            self.phase_since = now;
        }
    }

    fn condition(&mut self, kind: &str, status: ConditionStatus, reason: &str, message: String, now: Timestamp) {
        let before = self.conditions.iter_mut().find(|condition| condition.kind == kind);
        let unchanged = before.as_ref().filter(|condition| condition.status == status);
        let since = unchanged
            .and_then(|condition| condition.last_transition_time)
            .unwrap_or(now);
        let condition = Condition {
            kind: kind.to_owned(),
            status,
            reason: reason.to_owned(),
            message,
            last_transition_time: Some(since),
        };
        match before {
            Some(before) => *before = condition,
            None => self.conditions.push(condition),
        }
    }

    fn application_event(&mut self, level: EventLevel, reason: &str, note: String, now: Timestamp) {
        let regarding = ObjectRef {
            kind: "Application".to_owned(),
            name: self.desired.record.name.to_string(),
            namespace: self.desired.record.namespace.to_string(),
        };
        self.event(regarding, level, reason, note, now);
    }

    fn pod_event(&mut self, pod: &str, level: EventLevel, reason: &str, note: String, now: Timestamp) {
        let regarding = ObjectRef {
            kind: "Pod".to_owned(),
            name: pod.to_owned(),
            namespace: self.desired.workload_namespace.clone(),
        };
        self.event(regarding, level, reason, note, now);
    }

    fn event(&mut self, regarding: ObjectRef, level: EventLevel, reason: &str, note: String, now: Timestamp) {
        let same = |event: &&mut Event| event.regarding == regarding && event.reason == reason && event.note == note;
        if let Some(event) = self.events.iter_mut().find(same) {
            let count = event.series.as_ref().map_or(1, |series| series.count);
            event.series = Some(contract::kubernetes::EventSeries { count: count + 1 });
            event.event_time = Some(now);
            return;
        }
        if self.events.len() >= MAX_EVENTS {
            self.events.remove(0);
        }
        let parts = [self.desired.record.uid.as_str(), &regarding.name, reason, &note];
        self.events.push(Event {
            uid: ids::uid(&parts),
            regarding,
            level,
            reason: reason.to_owned(),
            note,
            event_time: Some(now),
            series: None,
        });
    }
}
