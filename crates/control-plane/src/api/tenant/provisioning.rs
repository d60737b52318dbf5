//! How far setting up has come. Section E.

use super::{Answer, Customer, decode, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared, sse};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::OrganizationId;
use contract::provisioning::{
    GetOrganizationProvision, GetProvision, NewProvision, Provision, StartProvisioning, WatchProvision,
};
use futures::stream::{self, StreamExt};
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
    let moved = plane.tenant.moved.subscribe();
    let read = {
        let plane = plane.clone();
        move || {
            let (plane, caller, id) = (plane.clone(), caller.clone(), id.clone());
            serve(plane, move |plane| plane.tenant.find_provision(&caller, &id))
        }
    };
    let first = read().await?;
    let later = stream::unfold((moved, read), |(mut moved, read)| async move {
        moved.changed().await.ok()?;
        // Whoever is no longer a member, or cannot be answered, is let go.
        let run = read().await.ok()?;
        Some((run, (moved, read)))
    });
    let mut last = None;
    let frames = stream::once(async { first }).chain(later).filter_map(move |run| {
        let changed = run.filter(|run| last.as_ref() != Some(run));
        if changed.is_some() {
            last.clone_from(&changed);
        }
        std::future::ready(changed.map(|run| sse::frame(&run)))
    });
    Ok(sse::respond(&plane, frames))
}
