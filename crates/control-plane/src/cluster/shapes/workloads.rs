//! Deployments, StatefulSets, ReplicaSets, Services and volumes.

use super::super::desired::WorkloadSpec;
use super::super::simulation::{Pod, PodState, Simulation, Workload};
use super::{object, pods};
use crate::cluster::Desired;
use crate::ids;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything one workload consists of.
pub(super) fn render(simulation: &Simulation, workload: &Workload) -> Vec<Value> {
    let desired = &*simulation.desired;
    let spec = &workload.spec;
    let mut objects = vec![controller(simulation, workload), service(desired, spec)];
    let revisions = by_revision(workload);
    for (revision, owned) in &revisions {
        if !workload.spec.stateful {
            objects.push(replica_set(desired, workload, revision, owned));
        }
    }
    for pod in &workload.pods {
        objects.push(pods::render(
            desired,
            workload,
            pod,
            &owner(desired, workload, &pod.revision),
        ));
    }
    objects.extend(claims(desired, spec));
    for object in &mut objects {
        label_region(desired, spec, object);
    }
    objects
}

/// One workload as a chart declares it.
pub(super) fn declared(desired: &Desired, spec: &WorkloadSpec) -> Vec<Value> {
    let (kind, body) = declaration(spec);
    let mut objects = vec![
        object(desired, "apps/v1", kind, &spec.name, body),
        service(desired, spec),
    ];
    objects.extend(claims(desired, spec));
    for object in &mut objects {
        label_region(desired, spec, object);
    }
    objects
}

fn label_region(desired: &Desired, spec: &WorkloadSpec, object: &mut Value) {
    if let Some(Value::Object(labels)) = object.pointer_mut("/metadata/labels") {
        for (key, value) in desired.region_labels.get(&spec.region).into_iter().flatten() {
            labels.insert(key.clone(), json!(value));
        }
        labels.insert("app.kubernetes.io/name".to_owned(), json!(spec.name));
    }
}

fn by_revision(workload: &Workload) -> BTreeMap<String, Vec<&Pod>> {
    let mut revisions: BTreeMap<String, Vec<&Pod>> = BTreeMap::new();
    revisions.entry(workload.spec.revision.clone()).or_default();
    for pod in &workload.pods {
        revisions.entry(pod.revision.clone()).or_default().push(pod);
    }
    revisions
}

fn controller(simulation: &Simulation, workload: &Workload) -> Value {
    let desired = &*simulation.desired;
    let spec = &workload.spec;
    let live: Vec<&Pod> = workload
        .pods
        .iter()
        .filter(|pod| pod.state != PodState::Terminating)
        .collect();
    let updated = live.iter().filter(|pod| pod.revision == spec.revision).count();
    let ready = workload.ready();
    let (kind, mut body) = declaration(spec);
    body["status"] = json!({
        "observedGeneration": simulation.applied,
        "replicas": live.len(),
        "updatedReplicas": updated,
        "readyReplicas": ready,
        "availableReplicas": ready,
    });
    if !spec.stateful {
        body["status"]["unavailableReplicas"] = json!(spec.replicas.saturating_sub(ready));
        body["status"]["conditions"] = json!([{
            "type": "Available",
            "status": if ready >= spec.replicas { "True" } else { "False" },
            "reason": if ready >= spec.replicas { "MinimumReplicasAvailable" } else { "MinimumReplicasUnavailable" },
        }]);
    } else {
        body["status"]["currentRevision"] = json!(format!("{}-{}", spec.name, spec.revision));
        body["status"]["updateRevision"] = json!(format!("{}-{}", spec.name, spec.revision));
    }
    object(desired, "apps/v1", kind, &spec.name, body)
}

/// The kind of a workload, and what is wanted of it.
fn declaration(spec: &WorkloadSpec) -> (&'static str, Value) {
    let mut body = json!({
        "spec": {
            "replicas": spec.replicas,
            "selector": {"matchLabels": {"app.kubernetes.io/name": spec.name}},
            "template": {
                "metadata": {"labels": {"app.kubernetes.io/name": spec.name}},
                "spec": {"containers": [pods::container(&spec.image, spec.port)]},
            },
        },
    });
    if spec.stateful {
        body["spec"]["serviceName"] = json!(spec.name);
        return ("StatefulSet", body);
    }
    body["spec"]["strategy"] = json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}});
    ("Deployment", body)
}

fn replica_set(desired: &Desired, workload: &Workload, revision: &str, owned: &[&Pod]) -> Value {
    let spec = &workload.spec;
    let wanted = if revision == spec.revision {
        spec.replicas
    } else {
        owned.len()
    };
    let mut body = json!({
        "spec": {"replicas": wanted, "selector": {"matchLabels": {"pod-template-hash": revision}}},
        "status": {
            "replicas": owned.len(),
            "readyReplicas": owned.iter().filter(|pod| pod.state == PodState::Ready).count(),
        },
    });
    body["status"]["availableReplicas"] = body["status"]["readyReplicas"].clone();
    let mut set = object(
        desired,
        "apps/v1",
        "ReplicaSet",
        &format!("{}-{revision}", spec.name),
        body,
    );
    set["metadata"]["ownerReferences"] = json!([reference(desired, "Deployment", &spec.name)]);
    set
}

/// The owner reference of a workload's pods.
fn owner(desired: &Desired, workload: &Workload, revision: &str) -> Value {
    match workload.spec.stateful {
        true => reference(desired, "StatefulSet", &workload.spec.name),
        false => reference(desired, "ReplicaSet", &format!("{}-{revision}", workload.spec.name)),
    }
}

fn reference(desired: &Desired, kind: &str, name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": kind,
        "name": name,
        "uid": ids::uid(&[&desired.record.uid, kind, name]),
        "controller": true,
        "blockOwnerDeletion": true,
    })
}

fn service(desired: &Desired, spec: &WorkloadSpec) -> Value {
    object(
        desired,
        "v1",
        "Service",
        &spec.name,
        json!({
            "spec": {
                "type": "ClusterIP",
                "selector": {"app.kubernetes.io/name": spec.name},
                "ports": [{"name": "app", "port": spec.port, "targetPort": spec.port, "protocol": "TCP"}],
            },
            "type": "ClusterIP",
            "ports": format!("{}/TCP", spec.port),
        }),
    )
}

/// A volume for each pod that keeps a state of its own, else one for all of them.
fn claims(desired: &Desired, spec: &WorkloadSpec) -> Vec<Value> {
    let Some(size) = &spec.storage else {
        return Vec::new();
    };
    let count = if spec.stateful { spec.replicas } else { 1 };
    (0..count).map(|ordinal| claim(desired, spec, ordinal, size)).collect()
}

fn claim(desired: &Desired, spec: &WorkloadSpec, ordinal: usize, size: &str) -> Value {
    let name = match spec.stateful {
        true => format!("data-{}-{ordinal}", spec.name),
        false => format!("{}-data", spec.name),
    };
    object(
        desired,
        "v1",
        "PersistentVolumeClaim",
        &name,
        json!({
            "spec": {
                "accessModes": [if spec.stateful { "ReadWriteOnce" } else { "ReadWriteMany" }],
                "resources": {"requests": {"storage": size}},
                "storageClassName": "standard",
            },
            "status": {"phase": "Bound", "capacity": {"storage": size}},
            "phase": "Bound",
        }),
    )
}
