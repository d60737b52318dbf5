//! What owns what: Application → HelmRelease → workload → ReplicaSet → pod (§D.5).

use super::cache::Known;
use super::kinds;
use contract::Namespace;
use contract::application::labels;
use contract::kubernetes::TreeNode;
use serde_json::Value;

/// The owner tree around one object.
pub(crate) fn around(objects: &[Known], root: &Value) -> TreeNode {
    let mut node = with_children(objects, root, 0);
    let mut owners = Vec::new();
    let mut current = parent(objects, root);
    while let Some(owner) = current {
        owners.push(leaf(owner));
        current = (owners.len() < 8).then(|| parent(objects, owner)).flatten();
    }
    node.owners = owners;
    node
}

fn with_children(objects: &[Known], object: &Value, depth: usize) -> TreeNode {
    let mut node = leaf(object);
    if depth < 8 {
        node.children = objects
            .iter()
            .filter(|(_, child)| {
                parent(objects, child).is_some_and(|parent| std::ptr::eq(parent, object) || parent == object)
            })
            .map(|(_, child)| with_children(objects, child, depth + 1))
            .collect();
    }
    node
}

fn text<'a>(object: &'a Value, pointer: &str) -> Option<&'a str> {
    object.pointer(pointer).and_then(Value::as_str)
}

/// A Kubernetes owner reference, else Flux's labels, else the Application that a release belongs to.
fn parent<'a>(objects: &'a [Known], object: &Value) -> Option<&'a Value> {
    let find = |kind: &str, namespace: Option<&str>, name: &str| {
        objects
            .iter()
            .find(|(known, other)| {
                *known == kind
                    && text(other, "/metadata/name") == Some(name)
                    && namespace.is_none_or(|namespace| text(other, "/metadata/namespace") == Some(namespace))
            })
            .map(|(_, other)| &**other)
    };
    let label = |name: &str| {
        object
            .pointer("/metadata/labels")
            .and_then(|labels| labels.get(name))
            .and_then(Value::as_str)
    };
    if let Some(uid) = text(object, "/metadata/ownerReferences/0/uid") {
        return objects
            .iter()
            .find(|(_, other)| text(other, "/metadata/uid") == Some(uid))
            .map(|(_, other)| &**other);
    }
    if let (Some(name), Some(namespace)) = (
        label("helm.toolkit.fluxcd.io/name"),
        label("helm.toolkit.fluxcd.io/namespace"),
    ) {
        return find("helmrelease", Some(namespace), name);
    }
    match text(object, "/kind") {
        Some("HelmRelease") => find("application", label(labels::ORGANIZATION), label(labels::APPLICATION)?),
        _ => None,
    }
}

fn leaf(object: &Value) -> TreeNode {
    let kind = text(object, "/kind").unwrap_or_default();
    let known = kinds::of_object(kind);
    let group = text(object, "/apiVersion")
        .and_then(|version| version.split_once('/'))
        .map(|(group, _)| group.to_owned());
    let passive = known.is_none_or(|kind| kind.passive);
    TreeNode {
        kind: kind.to_owned(),
        api_group: group,
        namespace: text(object, "/metadata/namespace").map(Namespace::from_wire),
        name: text(object, "/metadata/name").unwrap_or_default().to_owned(),
        uid: text(object, "/metadata/uid").map(str::to_owned),
        phase: text(object, "/status/phase").map(str::to_owned),
        ready: !passive && is_ready(object),
        passive,
        owners: Vec::new(),
        children: Vec::new(),
    }
}

/// By condition, by counts, or by phase, whichever the object has.
fn is_ready(object: &Value) -> bool {
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array);
    let ready = conditions
        .into_iter()
        .flatten()
        .find(|condition| condition["type"] == "Ready");
    if let Some(condition) = ready {
        return condition["status"] == "True";
    }
    let count = |pointer: &str| object.pointer(pointer).and_then(Value::as_u64);
    if let Some(wanted) = count("/spec/replicas") {
        return count("/status/readyReplicas").unwrap_or(0) >= wanted;
    }
    matches!(
        text(object, "/status/phase"),
        Some("Ready" | "Running" | "Bound" | "Active")
    )
}
