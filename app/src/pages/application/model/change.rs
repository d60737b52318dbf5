//! What a change of values does to what runs.

use config_schema::ValueChange;

/// What a change does to the pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing differs.
    None,
    /// Only the number of pods: the ones that run stay.
    Scales,
    /// Pods are replaced one after another.
    Rolls,
}

/// What these changes do.
#[must_use]
pub fn effect(changes: &[ValueChange]) -> Effect {
    let counts = |change: &ValueChange| {
        change
            .pointer
            .last()
            .is_some_and(|key| key == "replicas" || key.ends_with("Replicas"))
    };
    match changes {
        [] => Effect::None,
        changes if changes.iter().all(counts) => Effect::Scales,
        _ => Effect::Rolls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::diff;
    use serde_json::json;

    #[test]
    fn scaling_replaces_no_pod() {
        let now = json!({"replicas": 2, "cache": {"workerReplicas": 1}, "title": "a"});
        let after = |value| effect(&diff(&now, &value));
        assert_eq!(after(now.clone()), Effect::None);
        assert_eq!(
            after(json!({"replicas": 3, "cache": {"workerReplicas": 2}, "title": "a"})),
            Effect::Scales
        );
        assert_eq!(
            after(json!({"replicas": 3, "cache": {"workerReplicas": 1}, "title": "b"})),
            Effect::Rolls
        );
    }
}
