//! Own domains of Organizations. Section D.6.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::domain::{AddOwnDomain, DeleteDomain, Domain, ListDomains, OwnDomain, Verification, VerifyDomain};
use contract::{DomainId, OrganizationId};
use http::StatusCode;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListDomains, _>(list);
    mount.call::<AddOwnDomain, _>(add);
    mount.call::<VerifyDomain, _>(verify);
    mount.call::<DeleteDomain, _>(delete);
}

async fn list(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Vec<Domain>> {
    serve(plane, move |plane| plane.tenant.domains(&caller, &id))
        .await
        .map(Json)
}

async fn add(plane: Shared, caller: Customer, raw: Raw) -> Result<Response, Refused> {
    let request: OwnDomain = decode(&raw, "invalid JSON body")?;
    let added = serve(plane, move |plane| plane.tenant.add_domain(&caller, &request)).await?;
    Ok((StatusCode::CREATED, Json(added)).into_response())
}

async fn verify(plane: Shared, caller: Customer, Path(id): Path<DomainId>) -> Answer<Verification> {
    serve(plane, move |plane| plane.tenant.verify_domain(&caller, &id))
        .await
        .map(Json)
}

async fn delete(plane: Shared, caller: Customer, Path(id): Path<DomainId>) -> Result<StatusCode, Refused> {
    serve(plane, move |plane| plane.tenant.delete_domain(&caller, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
