//! Kubernetes objects of one Application, rendered from its simulation. The same state gives the same objects.

mod pods;
mod workloads;

use super::desired::Desired;
use super::simulation::Simulation;
use crate::domain::manifests;
use crate::ids;
use contract::Timestamp;
use contract::application::{ApplicationPhase, ConditionStatus, labels};
use contract::placement::TargetRole;
use serde_json::{Map, Value, json};

/// Marks everything that no real cluster stands behind.
pub(super) const SIMULATED: &str = "catalyst.openova.io/simulated";

/// Every object of an Application.
pub(super) fn render(simulation: &Simulation) -> Vec<Value> {
    let desired = &*simulation.desired;
    let mut objects = vec![application(simulation)];
    if simulation.applied > 0 {
        objects.push(helm_release(simulation));
        objects.push(config_map(desired));
        if desired.has_secrets {
            objects.push(secret(desired));
        }
        objects.extend(routes(desired));
        for workload in &simulation.workloads {
            objects.extend(workloads::render(simulation, workload));
        }
    }
    objects
}

/// What a chart would declare: workloads, volumes and routes without status, nor anything else that a cluster adds.
pub(crate) fn declared(desired: &Desired) -> Vec<Value> {
    let workloads = desired.workloads.iter();
    let objects = workloads.flat_map(|workload| workloads::declared(desired, workload));
    objects.chain(routes(desired)).map(without_what_clusters_add).collect()
}

fn without_what_clusters_add(mut object: Value) -> Value {
    if let Value::Object(object) = &mut object {
        object.retain(|key, _| matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "spec"));
    }
    if let Some(Value::Object(metadata)) = object.get_mut("metadata") {
        metadata.retain(|key, _| matches!(key.as_str(), "name" | "namespace" | "labels" | "annotations"));
    }
    object
}

fn routes(desired: &Desired) -> impl Iterator<Item = Value> + '_ {
    desired.routes.iter().map(|route| {
        object(
            desired,
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            &format!("{}-{}", desired.record.name, route.name),
            json!({
                "spec": {
                    "parentRefs": [{"name": "public", "namespace": "catalyst"}],
                    "hostnames": [route.hostname],
                    "rules": [{"backendRefs": [{"name": desired.record.name, "port": route.port}]}],
                },
                "rules": 1,
            }),
        )
    })
}

fn application(simulation: &Simulation) -> Value {
    let desired = &*simulation.desired;
    let record = &desired.record;
    let mut application = manifests::application(record);
    let mut metadata = metadata(
        desired,
        record.name.as_str(),
        record.namespace.as_str(),
        record.created_at,
    );
    metadata.insert("uid".to_owned(), json!(record.uid));
    metadata.insert("generation".to_owned(), json!(record.generation));
    if let Some(Value::Object(committed)) = application.pointer("/metadata/annotations").cloned()
        && let Some(Value::Object(annotations)) = metadata.get_mut("annotations")
    {
        annotations.extend(committed);
        annotations.insert(labels::APPLIED_COMMIT.to_owned(), json!(record.commit));
        annotations.insert(
            labels::REPOSITORY_REVISION.to_owned(),
            json!(desired.repository_revision),
        );
        if let Some(url) = &desired.external_url {
            annotations.insert(labels::EXTERNAL_URL.to_owned(), json!(url));
        }
    }
    if let Some(deleted) = record.deleted_at {
        metadata.insert("deletionTimestamp".to_owned(), json!(deleted));
    }
    application["metadata"] = Value::Object(metadata);
    application["spec"]["parameters"] = desired.parameters.clone();
    application["status"] = status(simulation);
    application
}

/// `status` of the Application object (blueprint-model §7).
fn status(simulation: &Simulation) -> Value {
    let record = &simulation.desired.record;
    let regions: Vec<Value> = record
        .targets
        .iter()
        .map(|target| {
            let here = || simulation.workloads.iter().filter(|workload| workload.spec.region == target.region.as_str());
            json!({
                "name": target.region,
                "role": match (&target.role, record.targets.len()) {
                    (TargetRole::Primary, 1) => "primary",
                    (TargetRole::Primary, _) if record.mode == contract::placement::PlacementMode::ActiveActive => "active",
                    (TargetRole::Primary, _) => "primary",
                    _ => "standby",
                },
                "replicas": here().map(|workload| workload.spec.replicas).sum::<usize>(),
                "ready": here().map(super::simulation::Workload::ready).sum::<usize>(),
                "lastTransitionTime": simulation.phase_since,
            })
        })
        .collect();
    let mut status = json!({
        "phase": simulation.phase,
        "primaryRegion": record.targets.first().map(|target| &target.region),
        "regions": regions,
        "giteaRepo": record.repository(),
        "conditions": simulation.conditions,
        "observedGeneration": simulation.applied,
        "lastReconciledAt": simulation.phase_since,
    });
    if let Some(settled) = &simulation.settled {
        let digest = ids::suffix(
            &[settled.blueprint.name.as_str(), settled.blueprint.version.as_str()],
            32,
        );
        status["installedBlueprint"] = json!({
            "name": settled.blueprint.name,
            "version": settled.blueprint.version,
            "digest": format!("sha256:{digest}{digest}"),
        });
    }
    status
}

fn helm_release(simulation: &Simulation) -> Value {
    let desired = &*simulation.desired;
    let record = &desired.record;
    let ready = simulation.phase == ApplicationPhase::Ready;
    let condition = simulation.conditions.iter().find(|condition| condition.kind == "Ready");
    let conditions: Vec<Value> = condition
        .map(|condition| {
            json!({
                "type": "Ready",
                "status": if ready { ConditionStatus::True } else { condition.status.clone() },
                "reason": if ready { "InstallSucceeded" } else { condition.reason.as_str() },
                "message": condition.message,
                "lastTransitionTime": condition.last_transition_time,
            })
        })
        .into_iter()
        .collect();
    object(
        desired,
        "helm.toolkit.fluxcd.io/v2",
        "HelmRelease",
        record.name.as_str(),
        json!({
            "spec": {
                "releaseName": record.name,
                "chart": {"spec": {"chart": record.blueprint.name, "version": record.blueprint.version}},
                "dependsOn": record.depends_on.iter().map(|used| json!({"name": used.name})).collect::<Vec<_>>(),
            },
            "status": {
                "conditions": conditions,
                "observedGeneration": simulation.applied,
                "lastAttemptedRevision": record.blueprint.version,
            },
        }),
    )
}

fn config_map(desired: &Desired) -> Value {
    // Contents are never in the cache (§D.2).
    object(
        desired,
        "v1",
        "ConfigMap",
        &format!("{}-values", desired.record.name),
        json!({}),
    )
}

fn secret(desired: &Desired) -> Value {
    object(
        desired,
        "v1",
        "Secret",
        &format!("{}-parameters", desired.record.name),
        json!({"type": "Opaque"}),
    )
}

/// An object in the workload namespace, with the labels every managed object has.
fn object(desired: &Desired, api_version: &str, kind: &str, name: &str, body: Value) -> Value {
    let mut metadata = metadata(desired, name, &desired.workload_namespace, desired.record.created_at);
    metadata.insert("uid".to_owned(), json!(ids::uid(&[&desired.record.uid, kind, name])));
    if kind != "HelmRelease" {
        helm_labels(desired, &mut metadata);
    }
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": metadata});
    if let (Value::Object(object), Value::Object(body)) = (&mut object, body) {
        object.extend(body);
    }
    object
}

/// Flux's way of saying which release made an object.
fn helm_labels(desired: &Desired, metadata: &mut Map<String, Value>) {
    if let Some(Value::Object(labels)) = metadata.get_mut("labels") {
        labels.insert("helm.toolkit.fluxcd.io/name".to_owned(), json!(desired.record.name));
        labels.insert(
            "helm.toolkit.fluxcd.io/namespace".to_owned(),
            json!(desired.workload_namespace),
        );
    }
}

fn metadata(desired: &Desired, name: &str, namespace: &str, created: Timestamp) -> Map<String, Value> {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), json!(name));
    metadata.insert("namespace".to_owned(), json!(namespace));
    metadata.insert("creationTimestamp".to_owned(), json!(created));
    metadata.insert("labels".to_owned(), json!(desired.labels));
    metadata.insert("annotations".to_owned(), json!({SIMULATED: "true"}));
    metadata
}
