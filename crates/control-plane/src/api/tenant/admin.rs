//! Organizations of customers, for operators. Sections D.5, and E.10 of the operator-side contract.

use super::{Answer, Customer, refused, serve};
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::{Path, Query};
use contract::billing::{GetStatement, Statement};
use contract::tenant::{
    EnterOrganization, GetSoldOrganization, LeaveOrganization, ListEveryOrganization, ListSupportVisits,
    OrganizationPage, SoldOrganization, StatusWord, SupportEntry, SupportVisit,
};
use contract::{Items, OrganizationId, OrganizationSlug};
use serde::Deserialize;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListEveryOrganization, _>(list);
    mount.call::<GetSoldOrganization, _>(get);
    mount.call::<GetStatement, _>(statement);
    mount.call::<EnterOrganization, _>(enter);
    mount.call::<LeaveOrganization, _>(leave);
    mount.call::<ListSupportVisits, _>(visits);
}

/// Numbers that cannot be read are absent: the contract names no refusal for them.
#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    offset: String,
    #[serde(default)]
    limit: String,
    #[serde(default)]
    q: String,
}

async fn list(plane: Shared, Query(query): Query<ListQuery>) -> Answer<OrganizationPage> {
    serve(plane, move |plane| match query.q.trim() {
        "" => {
            let offset = query.offset.parse().unwrap_or(0);
            plane.tenant.every_organization(offset, query.limit.parse().ok())
        }
        text => plane.tenant.find_organizations(text),
    })
    .await
    .map(Json)
}

async fn get(plane: Shared, Path(id): Path<OrganizationId>) -> Answer<SoldOrganization> {
    serve(plane, move |plane| plane.tenant.sold_organization(&id))
        .await
        .map(Json)
}

async fn statement(plane: Shared, Path(id): Path<OrganizationId>) -> Answer<Statement> {
    serve(plane, move |plane| plane.tenant.statement(&id)).await.map(Json)
}

async fn enter(plane: Shared, caller: Customer, Path(slug): Path<String>) -> Answer<SupportEntry> {
    let slug = parse(&slug)?;
    serve(plane, move |plane| plane.tenant.enter_organization(&caller, &slug))
        .await
        .map(Json)
}

async fn leave(plane: Shared, caller: Customer, Path(slug): Path<String>) -> Answer<StatusWord> {
    let slug = parse(&slug)?;
    serve(plane, move |plane| plane.tenant.leave_organization(&caller, &slug)).await?;
    Ok(Json(StatusWord {
        status: "left".to_owned(),
    }))
}

async fn visits(plane: Shared, Path(slug): Path<String>) -> Answer<Items<SupportVisit>> {
    let slug = parse(&slug)?;
    let items = serve(plane, move |plane| plane.tenant.support_visits(&slug)).await?;
    Ok(Json(Items { items }))
}

fn parse(slug: &str) -> Result<OrganizationSlug, Refused> {
    OrganizationSlug::parse(slug).map_err(|_| refused(404, "org-tenant-not-found"))
}
