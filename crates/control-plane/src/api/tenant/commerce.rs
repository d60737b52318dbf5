//! The catalogue as operators keep it: the console's routes (operator-side §E.10) and the service's own (§C.1).

use super::{Answer, decode, refused, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::Access;
use contract::storefront::{
    CreateOffer, DeleteOffer, ListEveryApp, ListOffers, Offer, OfferKind, PublishApp, StoreApp, UpdateOffer,
};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

const BAD_BODY: &str = "invalid JSON body";

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListOffers, _>(list);
    mount.call::<CreateOffer, _>(create);
    mount.call::<UpdateOffer, _>(update);
    mount.call::<DeleteOffer, _>(delete);
    mount.call::<ListEveryApp, _>(every_app);
    mount.call::<PublishApp, _>(publish);
    let (rows, row) = ("/api/catalog/admin/{kind}", "/api/catalog/admin/{kind}/{id}");
    mount.route(Method::POST, rows, Access::BillingAdmin, create);
    mount.route(Method::PUT, row, Access::BillingAdmin, update);
    mount.route(Method::DELETE, row, Access::BillingAdmin, delete);
}

async fn list(plane: Shared, Path(kind): Path<String>) -> Answer<Vec<Offer>> {
    let kind = parse(&kind)?;
    serve(plane, move |plane| plane.tenant.offers(kind)).await.map(Json)
}

async fn create(plane: Shared, Path(kind): Path<String>, raw: Raw) -> Result<Response, Refused> {
    let kind = parse(&kind)?;
    let request: Value = decode(&raw, BAD_BODY)?;
    let offer = serve(plane, move |plane| plane.tenant.create_offer(kind, request)).await?;
    Ok((StatusCode::CREATED, Json(offer)).into_response())
}

async fn update(plane: Shared, Path((kind, id)): Path<(String, String)>, raw: Raw) -> Answer<Offer> {
    let kind = parse(&kind)?;
    let request: Value = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.update_offer(kind, &id, request))
        .await
        .map(Json)
}

async fn delete(plane: Shared, Path((kind, id)): Path<(String, String)>) -> Result<StatusCode, Refused> {
    let kind = parse(&kind)?;
    serve(plane, move |plane| plane.tenant.delete_offer(kind, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn every_app(plane: Shared) -> Answer<Vec<StoreApp>> {
    serve(plane, |plane| plane.tenant.apps(&plane.shelf())).await.map(Json)
}

#[derive(Deserialize)]
struct PublishQuery {
    value: bool,
}

async fn publish(
    plane: Shared,
    Path(slug): Path<String>,
    query: Result<Query<PublishQuery>, QueryRejection>,
) -> Answer<StoreApp> {
    let Query(query) = query.map_err(|_| refused(400, "value must be true or false"))?;
    serve(plane, move |plane| {
        plane.tenant.publish_app(&plane.shelf(), &slug, query.value)
    })
    .await
    .map(Json)
}

/// Apps are Blueprints here: nobody edits them in a form.
fn parse(kind: &str) -> Result<OfferKind, Refused> {
    OfferKind::parse(kind).ok_or_else(|| refused(404, "not found"))
}
