//! How far setting up has come. Section E.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::OrganizationId;
use contract::provisioning::{
    GetOrganizationProvision, GetProvision, NewProvision, Provision, StartProvisioning, WatchProvision,
};
use http::StatusCode;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<GetProvision, _>(get);
    mount.call::<GetOrganizationProvision, _>(of_organization);
    mount.call::<StartProvisioning, _>(start);
    mount.stream::<WatchProvision, _>(watch);
}

async fn get(plane: Shared, caller: Customer, Path(id): Path<String>) -> Answer<Provision> {
    serve(plane, move |plane| plane.tenant.provision(&caller, &id))
        .await
        .map(Json)
}

async fn of_organization(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Provision> {
    serve(plane, move |plane| plane.tenant.provision_of(&caller, &id))
        .await
        .map(Json)
}

async fn start(plane: Shared, caller: Customer, raw: Raw) -> Result<Response, Refused> {
    let request: NewProvision = decode(&raw, "invalid JSON body")?;
    let run = serve(plane, move |plane| plane.tenant.start_provisioning(&caller, &request)).await?;
    Ok((StatusCode::CREATED, Json(run)).into_response())
}

async fn watch(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Result<Response, Refused> {
    super::watch(plane, move |plane| plane.tenant.find_provision(&caller, &id)).await
}
