//! Apps that are added and removed after the first order. Section D.3.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::{Path, Query};
use contract::OrganizationId;
use contract::tenant::{AppChange, InstallApp, NewApp, PreviewUninstall, UninstallApp, UninstallPreview};
use serde::Deserialize;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<InstallApp, _>(install);
    mount.call::<UninstallApp, _>(uninstall);
    mount.call::<PreviewUninstall, _>(preview_uninstall);
}

async fn install(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>, raw: Raw) -> Answer<AppChange> {
    let request: NewApp = decode(&raw, "invalid JSON body")?;
    serve(plane, move |plane| plane.install_app(&caller, &id, &request))
        .await
        .map(Json)
}

#[derive(Deserialize)]
struct UninstallQuery {
    #[serde(default)]
    force: String,
}

async fn uninstall(
    plane: Shared,
    caller: Customer,
    Path((id, slug)): Path<(OrganizationId, String)>,
    Query(query): Query<UninstallQuery>,
) -> Answer<AppChange> {
    let force = query.force == "true";
    serve(plane, move |plane| plane.uninstall_app(&caller, &id, &slug, force))
        .await
        .map(Json)
}

async fn preview_uninstall(
    plane: Shared,
    caller: Customer,
    Path((id, slug)): Path<(OrganizationId, String)>,
) -> Answer<UninstallPreview> {
    serve(plane, move |plane| plane.preview_uninstall(&caller, &id, &slug))
        .await
        .map(Json)
}
