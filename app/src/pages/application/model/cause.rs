//! What is wrong with an Application, and the likely cause: from conditions, pods and warning events.

use super::snapshot::Snapshot;
use super::workload::PodRow;
use contract::application::{ApplicationState, Condition, ConditionStatus};
use contract::kubernetes::{Event, EventLevel};

/// What is most likely the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An image cannot be fetched.
    ImagePull,
    /// A container ends as soon as it starts.
    CrashLoop,
    /// A container needs more memory than it may have.
    OutOfMemory,
    /// A container lacks a configuration object or a secret.
    MissingConfiguration,
    /// It starts but does not answer its health check.
    Unhealthy,
    /// The Organization's quota is used up.
    Quota,
    /// No node has room for a pod.
    NoRoom,
    /// It waits for an Application that it uses.
    Dependency,
    /// The manifests could not be rendered or applied.
    Release,
    /// The control plane gives a reason that this version does not know.
    Other,
}

/// A cause with what names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is most likely the matter.
    pub cause: Cause,
    /// What it is about: an image, a pod, an Application; may be empty.
    pub subject: String,
    /// The control plane's own words; may be empty.
    pub detail: String,
}

/// Whether this state is worth an explanation.
#[must_use]
pub fn needs_explanation(state: ApplicationState) -> bool {
    matches!(state, ApplicationState::Failed | ApplicationState::Degraded)
}

/// The likely cause. Pods know best, then conditions, then warnings; `None` when nothing speaks of trouble.
#[must_use]
pub fn find(snapshot: &Snapshot, pods: &[PodRow], events: &[Event]) -> Option<Finding> {
    pods.iter()
        .find_map(of_pod)
        .or_else(|| conditions(snapshot).find_map(of_condition))
        .or_else(|| warnings(events).find_map(|event| of_event(event).filter(|found| found.cause != Cause::Other)))
        .or_else(|| conditions(snapshot).find_map(other_condition))
        .or_else(|| warnings(events).find_map(of_event))
}

/// The Application that is waited for, if a dependency holds this one up though nothing has failed.
#[must_use]
pub fn waiting_for(snapshot: &Snapshot) -> Option<&str> {
    let condition = snapshot
        .detail
        .conditions
        .iter()
        .find(|condition| condition.status == ConditionStatus::False && condition.reason == "DependencyNotReady")?;
    Some(condition.message.as_str())
}

fn conditions(snapshot: &Snapshot) -> impl Iterator<Item = &Condition> {
    snapshot
        .detail
        .conditions
        .iter()
        .filter(|condition| condition.status == ConditionStatus::False)
}

fn warnings(events: &[Event]) -> impl Iterator<Item = &Event> {
    events.iter().filter(|event| event.level == EventLevel::Warning)
}

fn of_pod(pod: &PodRow) -> Option<Finding> {
    let waiting = pod.waiting.as_ref()?;
    let cause = known(&waiting.reason, &waiting.message)?;
    let subject = match cause {
        Cause::ImagePull if !waiting.image.is_empty() => &waiting.image,
        _ => &pod.name,
    };
    Some(Finding {
        cause,
        subject: subject.clone(),
        detail: waiting.message.clone(),
    })
}

fn of_condition(condition: &Condition) -> Option<Finding> {
    Some(Finding {
        cause: known(&condition.reason, &condition.message)?,
        subject: String::new(),
        detail: condition.message.clone(),
    })
}

fn other_condition(condition: &Condition) -> Option<Finding> {
    let spoken = condition.message.trim();
    let detail = if spoken.is_empty() { &condition.reason } else { spoken };
    (condition.kind == "Ready" && !detail.is_empty()).then(|| Finding {
        cause: Cause::Other,
        subject: String::new(),
        detail: detail.to_owned(),
    })
}

fn of_event(event: &Event) -> Option<Finding> {
    let detail = if event.note.is_empty() {
        &event.reason
    } else {
        &event.note
    };
    (!detail.is_empty()).then(|| Finding {
        cause: known(&event.reason, &event.note).unwrap_or(Cause::Other),
        subject: event.regarding.name.clone(),
        detail: detail.clone(),
    })
}

/// Reasons of the kubelet, the scheduler, the controllers and Flux.
fn known(reason: &str, message: &str) -> Option<Cause> {
    let says = |words: &str| message.to_ascii_lowercase().contains(words);
    Some(match reason {
        "ImagePullBackOff" | "ErrImagePull" | "InvalidImageName" | "ErrImageNeverPull" => Cause::ImagePull,
        "Failed" if says("pull") => Cause::ImagePull,
        "OOMKilled" => Cause::OutOfMemory,
        "CrashLoopBackOff" | "BackOff" | "RunContainerError" | "StartError" => Cause::CrashLoop,
        "CreateContainerConfigError" | "CreateContainerError" | "FailedMount" => Cause::MissingConfiguration,
        "Unhealthy" => Cause::Unhealthy,
        "QuotaExceeded" => Cause::Quota,
        "FailedCreate" if says("quota") => Cause::Quota,
        "Unschedulable" | "FailedScheduling" => Cause::NoRoom,
        "DependencyNotReady" => Cause::Dependency,
        "InstallFailed"
        | "UpgradeFailed"
        | "RollbackFailed"
        | "RenderFailed"
        | "BuildFailed"
        | "ArtifactFailed"
        | "ReconciliationFailed" => Cause::Release,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::tests::snapshot;
    use super::super::workload::Waiting;
    use super::*;
    use serde_json::{Value, json};

    fn pod(reason: &str, image: &str) -> PodRow {
        let mut pod = PodRow::read(&json!({"metadata": {"name": "blog-0"}})).unwrap();
        pod.waiting = Some(Waiting {
            reason: reason.to_owned(),
            message: "why".to_owned(),
            image: image.to_owned(),
        });
        pod
    }

    fn event(level: &str, reason: &str, note: &str) -> Event {
        serde_json::from_value(json!({
            "uid": "e", "type": level, "reason": reason, "note": note,
            "regarding": {"kind": "Application", "name": "blog"},
        }))
        .unwrap()
    }

    fn failed(conditions: Value) -> Snapshot {
        snapshot(json!({"phase": "Failed", "conditions": conditions}))
    }

    #[test]
    fn a_pod_names_the_image_that_cannot_be_pulled() {
        let found = find(
            &failed(json!([])),
            &[pod("ImagePullBackOff", "registry/wordpress:9")],
            &[],
        )
        .unwrap();
        assert_eq!(
            (found.cause, found.subject.as_str()),
            (Cause::ImagePull, "registry/wordpress:9")
        );
    }

    #[test]
    fn a_crash_names_the_pod() {
        let found = find(&failed(json!([])), &[pod("CrashLoopBackOff", "registry/a:1")], &[]).unwrap();
        assert_eq!((found.cause, found.subject.as_str()), (Cause::CrashLoop, "blog-0"));
    }

    #[test]
    fn a_condition_speaks_where_no_pod_exists() {
        let quota = failed(json!([
            {"type": "Ready", "status": "False", "reason": "QuotaExceeded", "message": "exceeded quota: plan"}
        ]));
        let found = find(&quota, &[], &[]).unwrap();
        assert_eq!(
            (found.cause, found.detail.as_str()),
            (Cause::Quota, "exceeded quota: plan")
        );
    }

    #[test]
    fn a_telling_warning_outranks_an_unknown_condition() {
        let strange = failed(json!([{"type": "Ready", "status": "False", "reason": "Strange", "message": "odd"}]));
        let quota = event("Warning", "FailedCreate", "pods is forbidden: exceeded quota");
        assert_eq!(find(&strange, &[], &[quota]).unwrap().cause, Cause::Quota);
        let found = find(&strange, &[], &[event("Warning", "Weird", "?")]).unwrap();
        assert_eq!((found.cause, found.detail.as_str()), (Cause::Other, "odd"));
    }

    #[test]
    fn silence_is_no_cause() {
        assert_eq!(find(&failed(json!([])), &[], &[event("Normal", "Pulling", "")]), None);
    }

    #[test]
    fn waiting_for_a_dependency_is_no_failure() {
        let waiting = snapshot(json!({"phase": "Provisioning", "conditions": [
            {"type": "Ready", "status": "False", "reason": "DependencyNotReady", "message": "Waiting for blog-db"}
        ]}));
        assert_eq!(waiting_for(&waiting), Some("Waiting for blog-db"));
        assert!(!needs_explanation(waiting.state()));
    }
}
