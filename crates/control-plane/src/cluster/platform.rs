//! Objects that belong to no Application: Organizations, Environments, namespaces, nodes.

use crate::domain::record::{EnvironmentRecord, OrganizationRecord};
use crate::domain::world::World;
use crate::ids;
use contract::Timestamp;
use contract::environment::EnvironmentPhase;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Nodes in each region.
const NODES: usize = 3;

/// The owner under which these objects are kept in the cache.
pub(crate) const OWNER: &str = "platform";

/// The node a pod of this ordinal runs on.
pub(crate) fn node_for(region: &str, ordinal: usize) -> String {
    format!("hz-{region}-rtz-node-{}", ordinal % NODES + 1)
}

/// Every object the platform itself has.
pub(crate) fn render(world: &World) -> Vec<Value> {
    let mut objects = Vec::new();
    let mut regions = BTreeSet::new();
    for record in world.organizations.values() {
        objects.push(organization(record));
        let namespace = record.tenant_namespace.as_str();
        objects.push(self::namespace(namespace, record.subdomain.as_str(), record.created_at));
    }
    for record in world.environments.values() {
        objects.push(environment(record));
        objects.push(namespace(
            record.workload_namespace().as_str(),
            record.organization.as_str(),
            Some(record.created_at),
        ));
        regions.extend(record.regions.iter().map(|region| region.region.as_str()));
    }
    objects.extend(
        regions
            .into_iter()
            .flat_map(|region| (0..NODES).map(move |ordinal| node(region, ordinal))),
    );
    objects
}

fn object(api_version: &str, kind: &str, name: &str, created: Option<Timestamp>, labels: Value, body: Value) -> Value {
    let mut object = json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {
            "name": name,
            "uid": ids::uid(&[kind, name]),
            "generation": 1,
            "labels": labels,
            "annotations": {super::shapes::SIMULATED: "true"},
        },
    });
    if let Some(created) = created {
        object["metadata"]["creationTimestamp"] = json!(created);
    }
    if let (Value::Object(object), Value::Object(body)) = (&mut object, body) {
        object.extend(body);
    }
    object
}

fn namespace(name: &str, organization: &str, created: Option<Timestamp>) -> Value {
    let labels = json!({"openova.io/organization": organization, "kubernetes.io/metadata.name": name});
    object(
        "v1",
        "Namespace",
        name,
        created,
        labels,
        json!({"status": {"phase": "Active"}}),
    )
}

fn organization(record: &OrganizationRecord) -> Value {
    let slug = record.subdomain.as_str();
    let tier = match record.tier.as_deref() {
        Some("corporate") => "corporate",
        _ => "sme",
    };
    object(
        "orgs.openova.io/v1",
        "Organization",
        slug,
        record.created_at,
        json!({"openova.io/organization": slug}),
        json!({
            "spec": {
                "slug": slug,
                "displayName": record.display_name(),
                "kind": record.kind,
                "tier": tier,
                "billingMode": record.billing_mode,
                "sovereignRef": record.otech_fqdn,
                "owners": [{"email": record.admin_email, "role": "owner"}],
            },
            "status": {"vcluster": {"name": record.vcluster_name, "phase": phase(record.state == "ready")}},
        }),
    )
}

fn environment(record: &EnvironmentRecord) -> Value {
    let regions: Vec<Value> = record
        .regions
        .iter()
        .map(|region| {
            json!({
                "provider": region.provider,
                "region": region.region,
                "buildingBlock": region.building_block,
                "hostCluster": region.host_cluster,
            })
        })
        .collect();
    let clusters: Vec<Value> = record
        .regions
        .iter()
        .map(|region| json!({"host": region.host_cluster, "name": record.organization, "phase": phase(record.ready)}))
        .collect();
    object(
        "catalyst.openova.io/v1",
        "Environment",
        record.name.as_str(),
        Some(record.created_at),
        json!({
            "openova.io/organization": record.organization,
            "openova.io/environment": record.name,
            "openova.io/env-type": record.env_type,
        }),
        json!({
            "spec": {
                "organizationRef": record.organization,
                "envType": record.env_type,
                "placement": if record.regions.len() > 1 { "multi-region" } else { "single-region" },
                "regions": regions,
                "policyRef": format!("{}-policy", record.name),
            },
            "status": {
                "phase": phase(record.ready),
                "regionCount": record.regions.len(),
                "vclusters": clusters,
                "giteaRepoRef": {"org": record.organization, "branch": record.branch()},
                "jetstreamSubjectPrefix": format!("ws.{}", record.name),
            },
        }),
    )
}

fn phase(ready: bool) -> EnvironmentPhase {
    if ready {
        EnvironmentPhase::Ready
    } else {
        EnvironmentPhase::Provisioning
    }
}

fn node(region: &str, ordinal: usize) -> Value {
    let name = node_for(region, ordinal);
    let labels = json!({
        "openova.io/provider": "hetzner",
        "openova.io/region": region,
        "topology.kubernetes.io/region": region,
    });
    object(
        "v1",
        "Node",
        &name,
        None,
        labels,
        json!({
            "status": {
                "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
                "capacity": {"cpu": "8", "memory": "32Gi", "pods": "110"},
                "nodeInfo": {"kubeletVersion": "simulated", "osImage": "simulated"},
            },
            "region": region,
            "ready": true,
        }),
    )
}
