//! Pods, with the container states the kubelet would report.

use super::super::simulation::{Pod, PodState, Workload};
use super::object;
use crate::cluster::Desired;
use crate::cluster::platform;
use serde_json::{Value, json};

/// The one container of a simulated pod.
pub(super) fn container(image: &str, port: u16) -> Value {
    json!({"name": "app", "image": image, "ports": [{"containerPort": port}]})
}

/// A pod as it is now.
pub(super) fn render(desired: &Desired, workload: &Workload, pod: &Pod, owner: &Value) -> Value {
    let ready = pod.state == PodState::Ready;
    let scheduled = pod.state != PodState::Pending;
    let phase = match pod.state {
        PodState::Pending | PodState::Creating | PodState::PullBackOff => "Pending",
        PodState::Starting | PodState::Ready | PodState::CrashLoop | PodState::Terminating => "Running",
    };
    let node = platform::node_for(&workload.spec.region, pod.ordinal);
    let condition = |kind: &str, holds: bool| json!({"type": kind, "status": if holds { "True" } else { "False" }, "lastTransitionTime": pod.since});
    let mut status = json!({
        "phase": phase,
        "conditions": [
            condition("PodScheduled", scheduled),
            condition("Initialized", scheduled),
            condition("ContainersReady", ready),
            condition("Ready", ready),
        ],
    });
    let mut spec = json!({"containers": [container(&pod.image, workload.spec.port)]});
    if scheduled {
        spec["nodeName"] = json!(node);
        status["startTime"] = json!(pod.created);
        status["containerStatuses"] = json!([container_status(pod, ready)]);
    }
    let mut body = json!({"spec": spec, "status": status, "phase": phase, "ready": ready});
    if scheduled {
        body["nodeName"] = json!(node);
    }
    let mut object = object(desired, "v1", "Pod", &pod.name, body);
    object["metadata"]["uid"] = json!(pod.uid);
    object["metadata"]["creationTimestamp"] = json!(pod.created);
    object["metadata"]["ownerReferences"] = json!([owner]);
    object["metadata"]["labels"]["pod-template-hash"] = json!(pod.revision);
    if pod.state == PodState::Terminating {
        object["metadata"]["deletionTimestamp"] = json!(pod.since);
    }
    object
}

fn container_status(pod: &Pod, ready: bool) -> Value {
    let waiting = |reason: &str, message: String| json!({"waiting": {"reason": reason, "message": message}});
    let state = match pod.state {
        PodState::Pending | PodState::Creating => json!({"waiting": {"reason": "ContainerCreating"}}),
        PodState::PullBackOff => waiting("ImagePullBackOff", format!("Back-off pulling image \"{}\"", pod.image)),
        PodState::CrashLoop => waiting(
            "CrashLoopBackOff",
            "back-off restarting failed container app".to_owned(),
        ),
        PodState::Starting | PodState::Ready | PodState::Terminating => json!({"running": {"startedAt": pod.since}}),
    };
    let crashed = pod.state == PodState::CrashLoop;
    let mut status = json!({
        "name": "app",
        "image": pod.image,
        "ready": ready,
        "started": ready,
        "restartCount": if crashed { pod.restarts } else { 0 },
        "state": state,
    });
    if crashed {
        status["lastState"] = json!({"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": pod.since}});
    }
    status
}
