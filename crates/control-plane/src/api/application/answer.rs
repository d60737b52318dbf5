//! An Application as it is recorded and as the cluster shows it, in the contract's words.

use crate::domain::placement;
use crate::domain::record::ApplicationRecord;
use crate::plane::Plane;
use crate::plane::applications::placement_of;
use contract::application::{
    ApplicationDetail, ApplicationObject, ApplicationPhase, ApplicationStatus, Context, ContextRef, ContextStatus,
    labels,
};
use contract::placement::{ResolvedPlacement, TargetRole};
use contract::{Namespace, RegionName, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;

/// A record and its object in the cluster.
pub(in crate::api) struct Observed {
    record: Arc<ApplicationRecord>,
    object: Option<Arc<Value>>,
    contexts: Vec<Context>,
    target_namespace: Namespace,
}

impl Observed {
    pub(in crate::api) fn of(plane: &Plane, record: &Arc<ApplicationRecord>) -> Self {
        let object = plane
            .cluster
            .cache
            .get("application", record.namespace.as_str(), record.name.as_str());
        let world = plane.world();
        let environment = world.environments.get(&record.environment);
        Self {
            contexts: contexts(plane, record),
            record: Arc::clone(record),
            object,
            target_namespace: environment
                .map(|environment| environment.workload_namespace())
                .unwrap_or_default(),
        }
    }

    fn read(&self) -> Option<ApplicationObject> {
        ApplicationObject::read(self.object.as_deref()?).ok()
    }

    fn raw_status(&self) -> Value {
        let status = self.object.as_deref().and_then(|object| object.get("status")).cloned();
        status.unwrap_or_else(|| json!({"phase": ApplicationPhase::Pending}))
    }

    fn reconciled_at(&self) -> Option<Timestamp> {
        self.raw_status()
            .get("lastReconciledAt")
            .and_then(Value::as_str)
            .and_then(Timestamp::parse)
    }

    /// `AppDetail` (§E.7).
    pub(in crate::api) fn detail(&self) -> ApplicationDetail {
        let record = &self.record;
        let object = self.read();
        let annotation = |name: &str| {
            object
                .as_ref()
                .and_then(|object| object.metadata.annotations.get(name))
                .cloned()
        };
        let external_url = annotation(labels::EXTERNAL_URL);
        let status = object.map(|object| object.status).unwrap_or_default();
        let phase = status.phase.unwrap_or(ApplicationPhase::Pending);
        ApplicationDetail {
            name: record.name.clone(),
            namespace: record.namespace.clone(),
            uid: record.uid.clone(),
            display_name: record.display_name.clone(),
            blueprint: record.blueprint.name.clone(),
            version: record.blueprint.version.clone(),
            environment_ref: Some(record.environment.clone()),
            placement: placement::wire(&placement_of(record)),
            regions: record.regions(),
            parameters: Value::Object(record.parameters.clone()),
            hr_ready: phase == ApplicationPhase::Ready,
            phase: Some(phase),
            primary_region: self.primary(),
            gitea_repo: Some(record.repository()),
            last_reconciled_at: self.reconciled_at(),
            conditions: status.conditions,
            region_statuses: status.regions,
            installed_blueprint: status.installed_blueprint,
            target_namespace: Some(self.target_namespace.clone()),
            release_name: Some(record.name.to_string()),
            install_label_selector: Some(format!(
                "{}={},{}={}",
                labels::APPLICATION,
                record.name,
                labels::ORGANIZATION,
                record.organization
            )),
            bootstrap: false,
            phase_from_cr: true,
            external_url,
            contexts: self.contexts.clone(),
            depends_on: record
                .depends_on
                .iter()
                .map(|used| ContextRef {
                    instance: used.name.clone(),
                    namespace: used.namespace.clone(),
                    context: used.context.clone(),
                })
                .collect(),
        }
    }

    fn primary(&self) -> Option<RegionName> {
        let primary = self
            .record
            .targets
            .iter()
            .find(|target| target.role == TargetRole::Primary);
        primary.map(|target| target.region.clone())
    }

    pub(in crate::api) fn status(&self) -> ApplicationStatus {
        let record = &self.record;
        let object = self.read();
        let status = object.map(|object| object.status).unwrap_or_default();
        ApplicationStatus {
            name: record.name.clone(),
            namespace: record.namespace.clone(),
            phase: Some(status.phase.unwrap_or(ApplicationPhase::Pending)),
            status: self.raw_status(),
            conditions: status.conditions,
            last_reconciled: self.reconciled_at(),
            spec: json!({
                "placement": placement::wire(&placement_of(record)),
                "regions": record.regions(),
                "environmentRef": record.environment,
                "blueprintRef": record.blueprint,
            }),
        }
    }

    pub(in crate::api) fn placement(&self) -> ResolvedPlacement {
        let regions = self.read().map(|object| object.status.regions).unwrap_or_default();
        ResolvedPlacement {
            targets: self.record.targets.clone(),
            derived_from_runtime: false,
            regions_declared: self.record.regions(),
            regions_observed: regions
                .into_iter()
                .filter(|region| region.ready > 0)
                .map(|region| region.name)
                .collect(),
            unobserved_clusters: Vec::new(),
            unresolved_primary: self.primary().is_none(),
        }
    }
}

/// What an Application offers: one context for each Application that uses it.
pub(in crate::api) fn contexts(plane: &Plane, record: &ApplicationRecord) -> Vec<Context> {
    let world = plane.world();
    let ready = record.settled.is_some();
    let consumers = world.of_organization(&record.organization);
    consumers
        .flat_map(|consumer| {
            let uses = consumer.depends_on.iter().filter(|used| used.name == record.name);
            uses.map(|used| {
                let (kind, name) = used.context.split_once('/').unwrap_or(("", &used.context));
                Context {
                    name: name.to_owned(),
                    kind: kind.to_owned(),
                    occupied_by: consumer.name.to_string(),
                    credential: format!("{}-{name}-credentials", consumer.name),
                    status: if ready {
                        ContextStatus::Ready
                    } else {
                        ContextStatus::Pending
                    },
                }
            })
        })
        .collect()
}
