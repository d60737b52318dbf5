//! Endpoints, launch and instances. Section E.8; errors are E5.

use super::application::answer;
use super::error::Refused;
use super::{Mount, Shared};
use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::plane::Failure;
use axum::Json;
use axum::extract::{Path, Query};
use contract::application::{ApplicationObject, ApplicationPhase};
use contract::instance::{GetLaunchUrl, Instance, LaunchUrl, ListEndpoints, ListInstances, ResolvedEndpoint};
use contract::{ApplicationUid, BlueprintName, Items, Timestamp};
use serde::Deserialize;
use std::sync::Arc;

/// A launch link is good for this long.
const LAUNCH_MILLIS: i64 = 60_000;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListEndpoints, _>(list_endpoints);
    mount.call::<GetLaunchUrl, _>(launch);
    mount.call::<ListInstances, _>(instances);
}

/// The Application with this uid; `launch-url` also takes a Blueprint's name (§E.8).
fn application(plane: &Shared, id: &str, by_blueprint: bool) -> Result<Arc<ApplicationRecord>, Refused> {
    let world = plane.world();
    let short = BlueprintName::from_wire(id);
    let made_from = |record: &&Arc<ApplicationRecord>| by_blueprint && record.blueprint.name.short() == short.short();
    let found = world.by_uid(id).or_else(|| world.applications.values().find(made_from));
    found.cloned().ok_or_else(|| gone(id))
}

fn phase(plane: &Shared, record: &ApplicationRecord) -> ApplicationPhase {
    let object = plane
        .cluster
        .cache
        .get("application", record.namespace.as_str(), record.name.as_str());
    let phase = object.and_then(|object| ApplicationObject::read(&object).ok()?.status.phase);
    phase.unwrap_or(ApplicationPhase::Pending)
}

async fn endpoints_of(plane: &Shared, record: &Arc<ApplicationRecord>) -> Result<Vec<ResolvedEndpoint>, Refused> {
    let is_ready = matches!(
        phase(plane, record),
        ApplicationPhase::Ready | ApplicationPhase::Degraded
    );
    let asked = Arc::clone(record);
    let read = plane.blocking(move |plane| plane.endpoints(&asked, is_ready)).await;
    read.map_err(|failure| match plane.unless_gone(&record.repository(), failure) {
        Failure::Refused(Refusal::NotFound(_)) => gone(&record.uid),
        failure => failure.into(),
    })
}

fn gone(id: &str) -> Refused {
    Refused::catalyst(404, "application-not-found", format!("there is no Application {id}"))
}

async fn list_endpoints(plane: Shared, Path(uid): Path<String>) -> Result<Json<Items<ResolvedEndpoint>>, Refused> {
    let record = application(&plane, &uid, false)?;
    Ok(Json(Items {
        items: endpoints_of(&plane, &record).await?,
    }))
}

#[derive(Debug, Deserialize)]
struct LaunchQuery {
    endpoint: Option<String>,
}

async fn launch(
    plane: Shared,
    Path(id): Path<String>,
    Query(query): Query<LaunchQuery>,
) -> Result<Json<LaunchUrl>, Refused> {
    let record = application(&plane, &id, true)?;
    let wanted = |endpoint: &ResolvedEndpoint| match query.endpoint.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => endpoint.name == name,
        None => endpoint.launch_default,
    };
    let endpoint = endpoints_of(&plane, &record).await?.into_iter().find(wanted);
    let launch = endpoint.and_then(|endpoint| Some((endpoint.launch_url?, endpoint.name)));
    match launch {
        Some((url, endpoint)) => Ok(Json(LaunchUrl {
            url,
            expires_at: Timestamp::from_unix_millis(plane.clock.now().unix_millis() + LAUNCH_MILLIS),
            endpoint,
        })),
        None => Err(Refused::catalyst(
            404,
            "endpoint-not-found",
            format!("{} has no page to open", record.name),
        )),
    }
}

#[derive(Debug, Deserialize)]
struct InstancesQuery {
    org: Option<String>,
}

async fn instances(
    plane: Shared,
    Path(blueprint): Path<String>,
    Query(query): Query<InstancesQuery>,
) -> Json<Items<Instance>> {
    let world = plane.world();
    let blueprint = BlueprintName::from_wire(blueprint);
    let org = query.org.as_deref().filter(|org| !org.is_empty());
    let wanted = |record: &&Arc<ApplicationRecord>| {
        record.blueprint.name.short() == blueprint.short() && org.is_none_or(|org| record.organization.as_str() == org)
    };
    let instance = |record: &Arc<ApplicationRecord>| Instance {
        id: ApplicationUid::from_wire(&record.uid),
        name: record.name.clone(),
        blueprint: record.blueprint.name.clone(),
        org: record.organization.clone(),
        topology: Some(record.mode.clone()),
        status: phase(&plane, record).to_string(),
        created_at: Some(record.created_at),
        contexts: answer::contexts(&plane, record),
        version: Some(record.blueprint.version.clone()),
        environment: Some(record.environment.clone()),
    };
    Json(Items {
        items: world.applications.values().filter(wanted).map(instance).collect(),
    })
}
