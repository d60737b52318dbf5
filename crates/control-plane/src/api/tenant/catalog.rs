//! What the marketplace sells. Section C.1.

use super::{Answer, refused, serve};
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use crate::tenant::catalog;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::Access;
use contract::storefront::{
    AddOn, Bundle, GetApp, Industry, ListAddOns, ListApps, ListBundles, ListIndustries, ListPlans, Plan, StoreApp,
};
use http::{HeaderValue, Method, header};
use serde::Deserialize;

/// Anybody may keep a list for five minutes.
const CACHED: [(header::HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];

/// A list that may be kept for a while.
type List<T> = ([(header::HeaderName, HeaderValue); 1], Json<Vec<T>>);

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListPlans, _>(plans);
    mount.call::<ListAddOns, _>(add_ons);
    mount.call::<ListApps, _>(apps);
    mount.call::<GetApp, _>(app);
    mount.call::<ListIndustries, _>(industries);
    mount.call::<ListBundles, _>(bundles);
    mount.route(Method::GET, "/api/catalog/apps/{slug}/icon", Access::Public, icon);
}

async fn plans(plane: Shared) -> Result<List<Plan>, Refused> {
    let plans = serve(plane, |plane| plane.tenant.records.read(catalog::plans)).await?;
    Ok((CACHED, Json(plans)))
}

async fn add_ons(plane: Shared) -> Result<List<AddOn>, Refused> {
    let add_ons = serve(plane, |plane| plane.tenant.records.read(catalog::add_ons)).await?;
    Ok((CACHED, Json(add_ons)))
}

#[derive(Deserialize)]
struct AppsQuery {
    /// Only what customers can choose.
    #[serde(default)]
    published: bool,
}

async fn apps(plane: Shared, Query(query): Query<AppsQuery>) -> Result<List<StoreApp>, Refused> {
    let mut apps = serve(plane, |plane| plane.tenant.apps(&plane.shelf())).await?;
    apps.retain(|app| !query.published || (app.is_offered() && app.deployable));
    Ok((CACHED, Json(apps)))
}

async fn app(plane: Shared, Path(slug): Path<String>) -> Answer<StoreApp> {
    serve(plane, move |plane| plane.tenant.app(&plane.shelf(), &slug))
        .await
        .map(Json)
}

async fn industries(plane: Shared) -> Result<List<Industry>, Refused> {
    let industries = serve(plane, |plane| plane.tenant.industries(&plane.shelf())).await?;
    Ok((CACHED, Json(industries)))
}

async fn bundles(plane: Shared) -> Result<List<Bundle>, Refused> {
    let bundles = serve(plane, |plane| plane.tenant.bundles(&plane.shelf())).await?;
    Ok((CACHED, Json(bundles)))
}

/// Our extension: the icon of an app, for people who have not signed in.
async fn icon(plane: Shared, Path(slug): Path<String>) -> Result<Response, Refused> {
    let shelf = plane.shelf();
    let (_, blueprint) = catalog::listed(&shelf, &slug).map_err(|_| refused(404, "app not found"))?;
    let name = Path(blueprint.name.clone());
    Ok(crate::api::catalog::icon(plane, name).await.into_response())
}
