//! What a commit asks of the cluster: workloads, replicas and addresses, read from the committed files.

use super::fault::Fault;
use crate::catalog::{Blueprint, Shelf};
use crate::domain::carry::VALUES;
use crate::domain::endpoints::{self, Addressed};
use crate::domain::overlay::Overlay;
use crate::domain::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use crate::domain::replicas::replica_counts;
use crate::domain::{lenient, parameters};
use crate::git::{GitError, Repositories};
use crate::ids;
use contract::gitea::overlay_values;
use contract::placement::{StandbyType, Target};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything the simulator needs to know about one Application.
#[derive(Debug)]
pub(crate) struct Desired {
    pub(crate) record: Arc<ApplicationRecord>,
    pub(crate) workloads: Vec<WorkloadSpec>,
    pub(crate) fault: Option<Fault>,
    pub(crate) routes: Vec<Route>,
    pub(crate) external_url: Option<String>,
    pub(crate) workload_namespace: String,
    pub(crate) has_secrets: bool,
    /// Changes with branches and pull requests.
    pub(crate) repository_revision: String,
    /// Overrides, secrets masked.
    pub(crate) parameters: Value,
    /// Labels of every object (glossary §5).
    pub(crate) labels: BTreeMap<String, String>,
    /// Labels that differ by region.
    pub(crate) region_labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// An HTTP address for people or machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) name: String,
    pub(crate) hostname: String,
    pub(crate) port: u16,
}

/// A Deployment or StatefulSet in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WorkloadSpec {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) stateful: bool,
    pub(crate) replicas: usize,
    pub(crate) image: String,
    pub(crate) port: u16,
    /// Size of its volume.
    pub(crate) storage: Option<String>,
    /// Changes when the pods must be replaced.
    pub(crate) revision: String,
}

/// Where the facts come from.
pub(crate) struct Sources<'a> {
    pub(crate) repositories: &'a Repositories,
    pub(crate) shelf: &'a Shelf,
    pub(crate) organization: &'a OrganizationRecord,
    pub(crate) environment: &'a EnvironmentRecord,
    pub(crate) fqdn: &'a str,
    pub(crate) has_secrets: bool,
    pub(crate) repository_revision: String,
}

/// The texts that say how an Application is set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings<'a> {
    pub(crate) base: &'a str,
    /// What is particular to its Environment.
    pub(crate) overlay: &'a str,
}

/// Reads the commit of a record.
pub(crate) fn read(sources: &Sources<'_>, record: Arc<ApplicationRecord>) -> Result<Desired, GitError> {
    let overlay = overlay_values(&sources.environment.env_type);
    let files = sources
        .repositories
        .some_files(&record.repository(), &record.commit, &[VALUES, &overlay])?;
    let text = |path: &str| files.get(path).map(String::as_str).unwrap_or_default();
    let settings = Settings {
        base: text(VALUES),
        overlay: text(&overlay),
    };
    Ok(of(sources, record, settings))
}

/// What is asked for when these are the settings of a record.
pub(crate) fn of(sources: &Sources<'_>, record: Arc<ApplicationRecord>, settings: Settings<'_>) -> Desired {
    let reference = &record.blueprint;
    let blueprint = sources
        .shelf
        .exact(reference.name.as_str(), reference.version.as_str())
        .ok();
    // The files are ours; if somebody broke one, the Application runs without what it says.
    let schema = blueprint.and_then(|blueprint| blueprint.config_schema());
    let overrides = Overlay::read(settings.overlay).over(&lenient::map(settings.base), schema);
    let addressed = Addressed {
        application: &record,
        settings: &overrides,
        organization: sources.organization,
        fqdn: sources.fqdn,
    };
    let routes = blueprint
        .map(|blueprint| routes(blueprint, &addressed))
        .unwrap_or_default();
    let external_url = blueprint.and_then(|blueprint| endpoints::launch(blueprint, &addressed));
    let effective = match blueprint {
        Some(blueprint) => parameters::effective(blueprint, &overrides),
        None => Value::Object(overrides),
    };
    Desired {
        workloads: workloads(&record, blueprint.map(|blueprint| &**blueprint), &effective),
        fault: Fault::of(&reference.name, &effective),
        external_url,
        routes,
        workload_namespace: sources.environment.workload_namespace().to_string(),
        has_secrets: sources.has_secrets,
        repository_revision: sources.repository_revision.clone(),
        parameters: Value::Object(record.parameters.clone()),
        labels: labels(sources, &record),
        region_labels: region_labels(sources.environment),
        record,
    }
}

fn routes(blueprint: &Blueprint, addressed: &Addressed<'_>) -> Vec<Route> {
    let http = |protocol: &str| matches!(protocol, "https" | "http" | "grpc");
    blueprint
        .endpoints
        .iter()
        .filter(|endpoint| http(&endpoint.protocol))
        .map(|endpoint| Route {
            name: endpoint.name.clone(),
            hostname: addressed.hostname(endpoint),
            port: endpoint.port.unwrap_or(80),
        })
        .collect()
}

fn labels(sources: &Sources<'_>, record: &ApplicationRecord) -> BTreeMap<String, String> {
    [
        ("openova.io/organization", record.organization.as_str()),
        ("openova.io/environment", record.environment.as_str()),
        ("openova.io/env-type", sources.environment.env_type.as_str()),
        ("openova.io/vcluster", &sources.organization.vcluster_name),
        ("openova.io/sovereign", sources.fqdn),
        ("openova.io/application", record.name.as_str()),
        ("openova.io/blueprint", record.blueprint.name.as_str()),
        ("openova.io/blueprint-version", record.blueprint.version.as_str()),
        ("openova.io/managed-by", "flux"),
        ("app.kubernetes.io/managed-by", "flux"),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .collect()
}

fn region_labels(environment: &EnvironmentRecord) -> BTreeMap<String, BTreeMap<String, String>> {
    let of = |region: &crate::domain::record::EnvironmentRegion| {
        [
            ("openova.io/provider", region.provider.as_str()),
            ("openova.io/region", region.region.as_str()),
            ("openova.io/building-block", &region.building_block),
            ("openova.io/host-cluster", &region.host_cluster),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
    };
    environment
        .regions
        .iter()
        .map(|region| (region.region.to_string(), of(region)))
        .collect()
}

/// One workload for each replica count among the parameters, in each region that runs pods.
fn workloads(record: &ApplicationRecord, blueprint: Option<&Blueprint>, effective: &Value) -> Vec<WorkloadSpec> {
    let stateful = blueprint.is_some_and(|blueprint| matches!(blueprint.category(), "data" | "database" | "storage"));
    let port = blueprint.and_then(|blueprint| blueprint.endpoints.iter().find_map(|endpoint| endpoint.port));
    let counts = replica_counts(effective);
    let template = without_counts(effective);
    let revision = ids::suffix(
        &[
            &record.uid,
            record.blueprint.version.as_str(),
            &record.secret_version.to_string(),
            &template.to_string(),
        ],
        10,
    );
    let storage = storage(effective);
    let mut workloads = Vec::new();
    for (index, target) in record.targets.iter().enumerate() {
        for (component, replicas) in &counts {
            let base = join(record.name.as_str(), component);
            workloads.push(WorkloadSpec {
                name: if index == 0 {
                    base
                } else {
                    format!("{base}-{}", target.region)
                },
                region: target.region.to_string(),
                stateful,
                replicas: replicas_in(target, *replicas),
                image: format!(
                    "registry/{}:{}",
                    join(record.blueprint.name.short(), component),
                    record.blueprint.version
                ),
                port: port.unwrap_or(8080),
                storage: storage.clone(),
                revision: revision.clone(),
            });
        }
    }
    workloads
}

fn join(name: &str, component: &str) -> String {
    if component.is_empty() {
        name.to_owned()
    } else {
        format!("{name}-{component}")
    }
}

/// A cold standby runs nothing until it is needed.
fn replicas_in(target: &Target, replicas: usize) -> usize {
    match target.standby_type {
        Some(StandbyType::Cold) => 0,
        _ => replicas,
    }
}

/// Scaling alone replaces no pod.
fn without_counts(effective: &Value) -> Value {
    match effective {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "replicas" && !name.ends_with("Replicas"))
            .map(|(name, value)| (name.clone(), without_counts(value)))
            .collect(),
        other => other.clone(),
    }
}

/// The first parameter that names a volume's size.
fn storage(effective: &Value) -> Option<String> {
    let fields = effective.as_object()?;
    let size = |name: &str, value: &Value| match value {
        Value::Number(number) if name.ends_with("Gi") => Some(format!("{number}Gi")),
        Value::String(text) if text.ends_with("Gi") => Some(text.clone()),
        Value::Object(_) => storage(value),
        _ => None,
    };
    let named = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["storage", "volume", "disk", "persistence"]
            .iter()
            .any(|word| name.contains(word))
    };
    fields
        .iter()
        .filter(|(name, _)| named(name))
        .find_map(|(name, value)| size(name, value))
        .or_else(|| fields.get("size").and_then(|value| size("size", value)))
}
