//! Organizations and their members. Section D.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::tenant::{
    Availability, CheckSlug, CreateOrganization, DeleteOrganization, GetOrganization, InviteMember, ListMembers,
    ListOrganizations, Member, NewMember, NewOrganization, Organization, OrganizationUpdate, RemoveMember, StatusWord,
    UpdateOrganization, WatchOrganization,
};
use contract::{OrganizationId, UserId};
use http::StatusCode;

const BAD_BODY: &str = "invalid JSON body";

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<CheckSlug, _>(check_slug);
    mount.call::<CreateOrganization, _>(create);
    mount.call::<ListOrganizations, _>(list);
    mount.call::<GetOrganization, _>(get);
    mount.call::<UpdateOrganization, _>(update);
    mount.call::<DeleteOrganization, _>(delete);
    mount.stream::<WatchOrganization, _>(watch);
    mount.call::<ListMembers, _>(members);
    mount.call::<InviteMember, _>(invite);
    mount.call::<RemoveMember, _>(remove);
}

async fn check_slug(plane: Shared, Path(slug): Path<String>) -> Answer<Availability> {
    let available = serve(plane, move |plane| {
        plane.tenant.slug_is_available(&plane.world(), &slug)
    })
    .await?;
    Ok(Json(Availability { available }))
}

async fn create(plane: Shared, caller: Customer, raw: Raw) -> Result<Response, Refused> {
    let request: NewOrganization = decode(&raw, BAD_BODY)?;
    let created = serve(plane, move |plane| {
        plane.tenant.create_organization(&plane.world(), &caller, request)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

async fn list(plane: Shared, caller: Customer) -> Answer<Vec<Organization>> {
    serve(plane, move |plane| plane.tenant.organizations(&caller))
        .await
        .map(Json)
}

async fn get(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Organization> {
    serve(plane, move |plane| plane.tenant.organization(&caller, &id))
        .await
        .map(Json)
}

async fn watch(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Result<Response, Refused> {
    super::watch(plane, move |plane| plane.tenant.organization(&caller, &id).map(Some)).await
}

async fn update(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>, raw: Raw) -> Answer<Organization> {
    let request: OrganizationUpdate = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| {
        plane.tenant.update_organization(&caller, &id, request)
    })
    .await
    .map(Json)
}

async fn delete(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<StatusWord> {
    serve(plane, move |plane| plane.delete_organization(&caller, &id)).await?;
    Ok(Json(StatusWord {
        status: "deleted".to_owned(),
    }))
}

async fn members(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Vec<Member>> {
    serve(plane, move |plane| plane.tenant.members(&caller, &id))
        .await
        .map(Json)
}

async fn invite(
    plane: Shared,
    caller: Customer,
    Path(id): Path<OrganizationId>,
    raw: Raw,
) -> Result<Response, Refused> {
    let request: NewMember = decode(&raw, BAD_BODY)?;
    let member = serve(plane, move |plane| plane.tenant.invite(&caller, &id, &request)).await?;
    Ok((StatusCode::CREATED, Json(member)).into_response())
}

async fn remove(
    plane: Shared,
    caller: Customer,
    Path((id, user)): Path<(OrganizationId, UserId)>,
) -> Answer<StatusWord> {
    serve(plane, move |plane| plane.tenant.remove_member(&caller, &id, &user)).await?;
    Ok(Json(StatusWord {
        status: "removed".to_owned(),
    }))
}
