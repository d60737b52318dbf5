//! What a simulation says about itself: phase, conditions, events.

use super::Simulation;
use crate::ids;
use contract::Timestamp;
use contract::application::{ApplicationPhase, Condition, ConditionStatus};
use contract::kubernetes::{Event, EventLevel, EventSeries, ObjectRef};

/// Events kept for one Application.
const MAX_EVENTS: usize = 200;

impl Simulation {
    /// It does not serve, or serves less than it should.
    pub(super) fn fail(&mut self, reason: &str, note: String, now: Timestamp) {
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

    pub(super) fn progress(&mut self, now: Timestamp) {
        let reason = if self.settled.is_some() {
            "Updating"
        } else {
            "Installing"
        };
        let note = format!("{} of {} pods are ready", self.ready(), self.wanted());
        self.set_phase(ApplicationPhase::Provisioning, now);
        self.condition("Ready", ConditionStatus::False, reason, note, now);
    }

    pub(super) fn set_phase(&mut self, phase: ApplicationPhase, now: Timestamp) {
        if self.phase != phase {
            self.phase = phase;
            self.phase_since = now;
        }
    }

    pub(super) fn condition(
        &mut self,
        kind: &str,
        status: ConditionStatus,
        reason: &str,
        message: String,
        now: Timestamp,
    ) {
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

    pub(super) fn application_event(&mut self, level: EventLevel, reason: &str, note: String, now: Timestamp) {
        let regarding = ObjectRef {
            kind: "Application".to_owned(),
            name: self.desired.record.name.to_string(),
            namespace: self.desired.record.namespace.to_string(),
        };
        self.event(regarding, level, reason, note, now);
    }

    pub(super) fn pod_event(&mut self, pod: &str, level: EventLevel, reason: &str, note: String, now: Timestamp) {
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
            event.series = Some(EventSeries { count: count + 1 });
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
