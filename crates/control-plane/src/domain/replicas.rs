//! How many copies the settings of an Application ask for.

use serde_json::Value;

/// The most pods of one workload that are simulated.
const MAX_REPLICAS: u64 = 50;

/// `replicas`, `coreReplicas` and `controller.replicas` name the components "", `core` and `controller`.
pub(crate) fn replica_counts(effective: &Value) -> Vec<(String, usize)> {
    let mut counts = Vec::new();
    let mut count = |component: String, value: &Value| {
        if let Some(replicas) = value.as_u64() {
            counts.push((
                component.to_ascii_lowercase(),
                usize::try_from(replicas.min(MAX_REPLICAS)).unwrap_or(1),
            ));
        }
    };
    for (name, value) in effective.as_object().into_iter().flatten() {
        if name == "replicas" {
            count(String::new(), value);
        } else if let Some(component) = name.strip_suffix("Replicas") {
            count(component.to_owned(), value);
        } else if let Some(replicas) = value.get("replicas") {
            count(name.clone(), replicas);
        }
    }
    // A Blueprint that counts only followers still has the one they follow.
    if counts.iter().all(|(_, replicas)| *replicas == 0) {
        counts.retain(|(component, _)| !component.is_empty());
        counts.push((String::new(), 1));
    }
    counts
}
