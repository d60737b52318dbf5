//! The life of one Application in the cluster: a state machine that moves one step at a time.
//!
//! [`Simulation::step`] changes the state and says when it wants the next step. It reads no clock and sets no timer,
//! so the driver decides how fast time goes. Failing pods follow the kubelet: back off, try again, give up reporting.

mod report;
mod rollout;

use super::desired::{Desired, WorkloadSpec};
use super::timing;
use crate::domain::record::Settled;
use contract::Timestamp;
use contract::application::{ApplicationPhase, Condition, ConditionStatus};
use contract::kubernetes::{Event, EventLevel};
use std::sync::Arc;
use std::time::Duration;

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
}
