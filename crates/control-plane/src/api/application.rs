//! Applications: previews, install, read, change, delete. Sections E.5 to E.7.

pub(super) mod answer;
mod request;

use super::body::{self, Raw};
use super::error::Refused;
use super::gate::Caller;
use super::gitea::not_committed;
use super::{Mount, Shared};
use crate::domain::placement;
use crate::plane::applications::{Arrival, NotCommitted, PlacementQuery, placement_of};
use answer::Observed;
use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use contract::application::{
    ApplicationDetail, ApplicationStatus, ApplicationUpdate, DeleteApplication, Deleted, GetApplication,
    GetApplicationStatus, GetPlacement, InstallApplication, Installed, ListApplications, Preview, PreviewFiles,
    PreviewInstall, PreviewTopology, PreviewUpgrade, UpdateApplication, Updated, WatchApplication,
};
use contract::gitea::{FilesChange, LARGEST_CHANGE};
use contract::placement::{Placement, ResolvedPlacement};
use contract::{BlueprintVersion, Items, Namespace};
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<PreviewInstall, _>(preview_install);
    mount.call::<InstallApplication, _>(install);
    mount.call::<ListApplications, _>(list);
    mount.call::<GetApplication, _>(get);
    mount.call::<GetApplicationStatus, _>(status);
    mount.call::<GetPlacement, _>(get_placement);
    mount.call::<PreviewTopology, _>(preview_topology);
    mount.call::<PreviewUpgrade, _>(preview_upgrade);
    mount.call::<PreviewFiles, _>(preview_files.layer(DefaultBodyLimit::max(LARGEST_CHANGE)));
    mount.call::<UpdateApplication, _>(update);
    mount.call::<DeleteApplication, _>(delete);
    mount.stream::<WatchApplication, _>(super::application_stream::watch);
}

/// `{id}` and `{name}`; every id means the one cluster there is (§0.2).
pub(super) type ApplicationPath = Path<(String, String)>;

/// Query of the single-Application calls.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ApplicationQuery {
    pub(super) namespace: Option<String>,
    #[serde(default)]
    force: bool,
    #[serde(rename = "targetVersion")]
    target_version: Option<String>,
}

impl ApplicationQuery {
    pub(super) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref().filter(|namespace| !namespace.is_empty())
    }
}

async fn preview_install(plane: Shared, raw: Raw) -> Result<Json<Preview>, Refused> {
    let request = request::install(&raw, &plane.world())?;
    let preview = plane.blocking(move |plane| plane.preview_install(&request)).await?;
    Ok(Json(preview))
}

async fn install(plane: Shared, caller: Caller, raw: Raw) -> Result<Response, Refused> {
    let request = request::install(&raw, &plane.world())?;
    let name = request.name.clone();
    let installed = plane
        .blocking(move |plane| plane.install(&request, &caller.email, Arrival::New))
        .await?;
    let Some(record) = installed.last() else {
        return Err(Refused::application(
            500,
            "application-create-failed",
            format!("{name} was not installed"),
        ));
    };
    let others = installed.len() - 1;
    let answer = Installed {
        kind: "Application".to_owned(),
        api_version: "apps.openova.io/v1".to_owned(),
        name: record.name.clone(),
        namespace: record.namespace.clone(),
        uid: record.uid.clone(),
        status: Some("Pending".to_owned()),
        http_status: "201".to_owned(),
        applied: true,
        message: match others {
            0 => format!("{name} is being installed"),
            _ => format!("{name} and {others} more that it needs are being installed"),
        },
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn list(plane: Shared) -> Json<Items<ApplicationDetail>> {
    let world = plane.world();
    Json(Items {
        items: world
            .applications
            .values()
            .map(|record| Observed::of(&plane, record).detail())
            .collect(),
    })
}

fn observed(plane: &Shared, name: &str, query: &ApplicationQuery) -> Result<Observed, Refused> {
    let world = plane.world();
    let record = world.find(name, query.namespace());
    let record = record.ok_or_else(|| {
        Refused::plain(
            404,
            "application-not-found",
            format!("there is no Application named {name}"),
        )
    })?;
    Ok(Observed::of(plane, record))
}

async fn get(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<ApplicationDetail>, Refused> {
    Ok(Json(observed(&plane, &name, &query)?.detail()))
}

async fn status(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<ApplicationStatus>, Refused> {
    Ok(Json(observed(&plane, &name, &query)?.status()))
}

async fn get_placement(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<ResolvedPlacement>, Refused> {
    Ok(Json(observed(&plane, &name, &query)?.placement()))
}

async fn preview_topology(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
    raw: Raw,
) -> Result<Json<Preview>, Refused> {
    let placement: Placement = body::decode(&raw)?;
    preview(&plane, name, query, PlacementQuery::Placement(placement)).await
}

async fn preview_upgrade(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<Preview>, Refused> {
    let version = query.target_version.clone().filter(|version| !version.is_empty());
    let version = version.ok_or_else(|| Refused::plain(400, "invalid-body", "targetVersion is required"))?;
    preview(
        &plane,
        name,
        query,
        PlacementQuery::Version(BlueprintVersion::from_wire(version)),
    )
    .await
}

async fn preview_files(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
    raw: Raw,
) -> Result<Json<Preview>, Refused> {
    let change: FilesChange = body::decode(&raw)?;
    let answer = plane.blocking(move |plane| Ok(plane.preview_files(&name, query.namespace(), &change)));
    match answer.await? {
        Ok(preview) => Ok(Json(preview)),
        Err(NotCommitted::Failed(failure)) => Err(failure.into()),
        Err(refused) => Err(not_committed(refused)),
    }
}

async fn preview(
    plane: &Shared,
    name: String,
    query: ApplicationQuery,
    question: PlacementQuery,
) -> Result<Json<Preview>, Refused> {
    let preview = plane
        .blocking(move |plane| plane.preview_change(&name, query.namespace(), question))
        .await?;
    Ok(Json(preview))
}

async fn update(
    plane: Shared,
    caller: Caller,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
    raw: Raw,
) -> Result<Json<Updated>, Refused> {
    let update: ApplicationUpdate = body::decode(&raw)?;
    let force = query.force;
    let changed = plane
        .blocking(move |plane| plane.update(&name, query.namespace(), &update, force, &caller.email))
        .await?;
    let record = changed.record;
    Ok(Json(Updated {
        kind: "Application".to_owned(),
        name: record.name.clone(),
        namespace: record.namespace.clone(),
        uid: record.uid.clone(),
        display_name: record.display_name.clone(),
        http_status: "200".to_owned(),
        applied: true,
        regions: record.regions(),
        placement: Some(placement::wire(&placement_of(&record))),
        parameters: Some(Value::Object(record.parameters.clone())),
        message: match changed.unchanged {
            true => "nothing differs: no commit was made".to_owned(),
            false => format!("committed as {}", record.commit.as_str().get(..7).unwrap_or_default()),
        },
        status: None,
    }))
}

async fn delete(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<Deleted>, Refused> {
    let asked = query.namespace().unwrap_or_default().to_owned();
    let wanted = name.clone();
    let removed = plane
        .blocking(move |plane| plane.remove(&wanted, query.namespace()))
        .await?;
    let (status, namespace, message) = match &removed {
        Some(record) => ("deleted", record.namespace.clone(), format!("{name} is being removed")),
        None => (
            "already-deleted",
            Namespace::from_wire(asked),
            format!("{name} is not there any more"),
        ),
    };
    Ok(Json(Deleted {
        kind: "Application".to_owned(),
        name: contract::ApplicationName::from_wire(name),
        namespace,
        status: status.to_owned(),
        http_status: "200".to_owned(),
        deleted: true,
        message,
    }))
}
