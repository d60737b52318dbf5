//! The catalogue. Section E.1; errors are E4.

use super::error::Refused;
use super::gate::Caller;
use super::{Mount, Shared};
use crate::catalog::{Blueprint, LookupError};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::catalog::{CatalogBlueprint, GetBlueprint, GetBlueprintVersion, ListCatalog};
use contract::session::Tier;
use contract::{Access, Items, OrganizationSlug};
use http::{HeaderValue, Method, header};
use serde::Deserialize;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListCatalog, _>(list);
    mount.call::<GetBlueprint, _>(get);
    mount.call::<GetBlueprintVersion, _>(get_version);
    mount.route(Method::GET, "/api/v1/catalog/{name}/icon", Access::Session, icon);
}

#[derive(Debug, Deserialize)]
struct ListQuery {
    org: Option<OrganizationSlug>,
}

async fn list(plane: Shared, caller: Caller, Query(query): Query<ListQuery>) -> Json<Items<CatalogBlueprint>> {
    let shelf = plane.shelf();
    let org = query.org.filter(|_| may_see_all(&caller));
    let seen = shelf.seen_by(org.as_ref());
    Json(Items {
        items: seen.map(|blueprint| shelf.entry(blueprint, false)).collect(),
    })
}

async fn get(plane: Shared, caller: Caller, Path(name): Path<String>) -> Result<Json<CatalogBlueprint>, Refused> {
    let shelf = plane.shelf();
    let blueprint = shelf.latest(&name).map_err(not_found)?;
    hide_what_is_private(&caller, blueprint, &name)?;
    Ok(Json(shelf.entry(blueprint, false)))
}

async fn get_version(
    plane: Shared,
    caller: Caller,
    Path((name, version)): Path<(String, String)>,
) -> Result<Json<CatalogBlueprint>, Refused> {
    let shelf = plane.shelf();
    let blueprint = shelf.exact(&name, &version).map_err(not_found)?;
    hide_what_is_private(&caller, blueprint, &name)?;
    Ok(Json(shelf.entry(blueprint, true)))
}

/// A session of one Organization does not say of which: it sees what everybody sees.
fn may_see_all(caller: &Caller) -> bool {
    caller.tier != Tier::OrgAdmin
}

fn hide_what_is_private(caller: &Caller, blueprint: &Blueprint, name: &str) -> Result<(), Refused> {
    match blueprint.organization.is_none() || may_see_all(caller) {
        true => Ok(()),
        false => Err(not_found(LookupError::NoBlueprint(name.to_owned()))),
    }
}

fn not_found(error: LookupError) -> Refused {
    let code = match error {
        LookupError::NoBlueprint(_) => "blueprint_not_found",
        LookupError::NoVersion { .. } | LookupError::BadRange(_) => "blueprint_version_not_found",
    };
    Refused::catalog(404, code, error)
}

/// Our extension: the icon of a Blueprint. The policy keeps a hostile drawing from being a page.
pub(super) async fn icon(plane: Shared, Path(name): Path<String>) -> Result<Response, Refused> {
    let absent = || Refused::catalog(404, "icon_not_found", format!("{name} has no icon"));
    let path = plane.shelf().icon(&name).cloned().ok_or_else(absent)?;
    let drawing = tokio::fs::read(path).await.map_err(|_| absent())?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
    ];
    Ok((headers, drawing).into_response())
}
