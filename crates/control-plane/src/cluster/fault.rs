//! Failures on demand, so that every state badge can be seen.
//!
//! A drill Blueprint always fails in its way. Any other Blueprint fails when one of its parameters, at any depth, is
//! exactly `drill:image-pull`, `drill:crash-loop` or `drill:quota`.

use contract::BlueprintName;
use serde_json::Value;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The image cannot be pulled.
    ImagePull,
    /// The container exits as soon as it starts.
    CrashLoop,
    /// The namespace's quota is used up: no pod can be made.
    Quota,
}

impl Fault {
    const ALL: [(Self, &'static str); 3] = [
        (Self::ImagePull, "image-pull"),
        (Self::CrashLoop, "crash-loop"),
        (Self::Quota, "quota"),
    ];

    /// What this Blueprint with these parameters suffers from.
    pub(crate) fn of(blueprint: &BlueprintName, parameters: &Value) -> Option<Self> {
        let drill = blueprint.short().strip_prefix("drill-");
        Self::ALL
            .into_iter()
            .find(|(_, name)| drill == Some(name) || contains(parameters, &format!("drill:{name}")))
            .map(|(fault, _)| fault)
    }
}

fn contains(value: &Value, sentinel: &str) -> bool {
    match value {
        Value::String(text) => text == sentinel,
        Value::Array(items) => items.iter().any(|item| contains(item, sentinel)),
        Value::Object(fields) => fields.values().any(|field| contains(field, sentinel)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn drills_and_sentinels_are_told_apart_from_ordinary_values() {
        let wordpress = BlueprintName::from_wire("bp-wordpress");
        assert_eq!(
            Fault::of(&BlueprintName::from_wire("bp-drill-quota"), &json!({})),
            Some(Fault::Quota)
        );
        assert_eq!(
            Fault::of(&wordpress, &json!({"a": ["drill:crash-loop"]})),
            Some(Fault::CrashLoop)
        );
        assert_eq!(Fault::of(&wordpress, &json!({"a": "a drill:crash-loop"})), None);
    }
}
