//! Pods of an Application, as rows of a table.

use contract::application::labels;
use serde_json::Value;

/// One pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodRow {
    /// Object name.
    pub name: String,
    /// Region label, empty where there is none.
    pub region: String,
    /// Pending, Running, Succeeded, Failed or Unknown; Terminating while it is being removed.
    pub phase: String,
    /// Containers ready.
    pub ready: usize,
    /// Containers in all.
    pub containers: usize,
    /// Restarts of all containers together.
    pub restarts: u64,
    /// The node it runs on, empty before it is placed.
    pub node: String,
    /// Why a container does not run, such as `ImagePullBackOff`.
    pub waiting: Option<Waiting>,
}

/// Why a container does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// CamelCase reason.
    pub reason: String,
    /// Sentence for people, may be empty.
    pub message: String,
    /// The image of the container, may be empty.
    pub image: String,
}

impl PodRow {
    /// Reads a Kubernetes Pod; `None` when it lacks a name.
    #[must_use]
    pub fn read(pod: &Value) -> Option<Self> {
        let text = |pointer: &str| pod.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let statuses: Vec<&Value> = list(pod, "/status/containerStatuses");
        let declared = list(pod, "/spec/containers").len();
        let terminating = pod
            .pointer("/metadata/deletionTimestamp")
            .is_some_and(|time| !time.is_null());
        let phase = if terminating {
            "Terminating"
        } else {
            text("/status/phase")
        };
        Some(Self {
            name: pod.pointer("/metadata/name")?.as_str()?.to_owned(),
            region: label(pod, "openova.io/region").unwrap_or_default().to_owned(),
            phase: if phase.is_empty() { "Unknown" } else { phase }.to_owned(),
            ready: statuses
                .iter()
                .filter(|status| status.get("ready") == Some(&Value::Bool(true)))
                .count(),
            containers: declared.max(statuses.len()),
            restarts: statuses
                .iter()
                .filter_map(|status| status.get("restartCount")?.as_u64())
                .sum(),
            node: text("/spec/nodeName").to_owned(),
            waiting: statuses
                .iter()
                .find_map(|status| waiting(status))
                .or_else(|| unscheduled(pod)),
        })
    }

    /// Every container is ready, and it is not on its way out.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.phase == "Running" && self.containers > 0 && self.ready == self.containers
    }
}

/// Whether an object belongs to an Application (label of glossary §5), in the Environment of that label, if any.
#[must_use]
pub fn belongs(object: &Value, application: &str, environment: &str) -> bool {
    label(object, labels::APPLICATION) == Some(application)
        && label(object, labels::ENVIRONMENT).is_none_or(|label| label == environment)
}

fn label<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.pointer("/metadata/labels")?.get(key)?.as_str()
}

fn list<'a>(object: &'a Value, pointer: &str) -> Vec<&'a Value> {
    object
        .pointer(pointer)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect()
}

fn waiting(status: &Value) -> Option<Waiting> {
    let text = |pointer: &str| status.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let current = text("/state/waiting/reason");
    // A container that is killed for memory waits for its next try under another name.
    let reason = match text("/lastState/terminated/reason") {
        "OOMKilled" if current == "CrashLoopBackOff" => "OOMKilled",
        _ if matches!(current, "" | "ContainerCreating" | "PodInitializing") => return None,
        _ => current,
    };
    Some(Waiting {
        reason: reason.to_owned(),
        message: text("/state/waiting/message").to_owned(),
        image: text("/image").to_owned(),
    })
}

fn unscheduled(pod: &Value) -> Option<Waiting> {
    list(pod, "/status/conditions").into_iter().find_map(|condition| {
        let text = |key: &str| condition.get(key).and_then(Value::as_str).unwrap_or_default();
        (text("type") == "PodScheduled" && text("status") == "False" && !text("reason").is_empty()).then(|| Waiting {
            reason: text("reason").to_owned(),
            message: text("message").to_owned(),
            image: String::new(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_running_pod_is_read() {
        let pod = PodRow::read(&json!({
            "metadata": {"name": "blog-0", "labels": {"openova.io/region": "fsn"}},
            "spec": {"nodeName": "n1", "containers": [{}]},
            "status": {"phase": "Running", "containerStatuses": [{"ready": true, "restartCount": 2}]},
        }))
        .unwrap();
        assert!(pod.is_ready());
        assert_eq!((pod.region.as_str(), pod.restarts, pod.node.as_str()), ("fsn", 2, "n1"));
        assert_eq!(pod.waiting, None);
    }

    #[test]
    fn a_pod_on_its_way_out_is_not_ready() {
        let pod = PodRow::read(&json!({
            "metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z"},
            "status": {"phase": "Running", "containerStatuses": [{"ready": true}]},
        }))
        .unwrap();
        assert_eq!(pod.phase, "Terminating");
        assert!(!pod.is_ready());
    }

    #[test]
    fn starting_is_no_reason_to_worry_and_killed_for_memory_is_told_apart() {
        let reason = |status: Value| {
            let pod = json!({"metadata": {"name": "a"}, "status": {"containerStatuses": [status]}});
            PodRow::read(&pod).unwrap().waiting.map(|waiting| waiting.reason)
        };
        assert_eq!(
            reason(json!({"state": {"waiting": {"reason": "ContainerCreating"}}})),
            None
        );
        assert_eq!(
            reason(json!({
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"reason": "OOMKilled"}},
            })),
            Some("OOMKilled".to_owned())
        );
    }

    #[test]
    fn belonging_is_by_label() {
        let pod = json!({"metadata": {"labels": {labels::APPLICATION: "blog", labels::ENVIRONMENT: "acme-prod"}}});
        assert!(belongs(&pod, "blog", "acme-prod"));
        assert!(!belongs(&pod, "blog", "acme-dev"));
        assert!(!belongs(&json!({}), "blog", "acme-prod"));
    }
}
