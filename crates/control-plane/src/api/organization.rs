//! Organizations. Section E.10.

use super::body::{self, Raw};
use super::error::Refused;
use super::{Mount, Shared};
use crate::domain::organization::BadOrganization;
use crate::plane::Failure;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::Items;
use contract::organization::{CreateOrganization, GetOrganization, ListOrganizations, NewOrganization, Organization};
use http::StatusCode;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListOrganizations, _>(list);
    mount.call::<GetOrganization, _>(get);
    mount.call::<CreateOrganization, _>(create);
}

async fn list(plane: Shared) -> Json<Items<Organization>> {
    Json(Items {
        items: plane
            .world()
            .organizations
            .values()
            .map(|record| (**record).clone())
            .collect(),
    })
}

async fn get(plane: Shared, Path(id): Path<String>) -> Result<Json<Organization>, Refused> {
    let world = plane.world();
    let found = world
        .organizations
        .values()
        .find(|record| record.org_tenant_id == id || record.subdomain.as_str() == id);
    match found {
        Some(record) => Ok(Json((**record).clone())),
        None => Err(Refused::plain(
            404,
            "org-tenant-not-found",
            format!("there is no Organization {id}"),
        )),
    }
}

async fn create(plane: Shared, raw: Raw) -> Result<Response, Refused> {
    let request: NewOrganization = body::decode(&raw)?;
    let record = plane
        .blocking(move |plane| match plane.tenant.has_slug(&request.subdomain)? {
            // A customer has it, even if nothing is set up yet.
            true => Ok(Err(BadOrganization::Taken(request.subdomain.clone()))),
            false => plane.create_organization(&request, false),
        })
        .await
        .map_err(|failure: Failure| Refused::plain(500, "persist-failed", failure))?
        .map_err(refuse)?;
    plane.set_up(record.subdomain.clone());
    Ok((StatusCode::ACCEPTED, Json(record)).into_response())
}

fn refuse(bad: BadOrganization) -> Refused {
    let (status, code) = match bad {
        BadOrganization::SubdomainRequired => (400, "subdomain-required"),
        BadOrganization::Subdomain(_) => (400, "subdomain-invalid"),
        BadOrganization::AdminEmail(_) => (400, "admin-email-invalid"),
        BadOrganization::DomainMode(_) => (400, "domain-mode-invalid"),
        BadOrganization::ByoDomain => (400, "byo-domain-invalid"),
        BadOrganization::Taken(_) => (409, "subdomain-taken"),
    };
    Refused::plain(status, code, bad)
}
