//! The tenant services over HTTP. Refusals are `{error: <text>}` with the contract's status (tenant-side §0.4).

mod admin;
mod apps;
mod auth;
mod billing;
mod catalog;
mod commerce;
mod domain;
mod organization;
mod provisioning;

use super::body::Raw;
use super::error::Refused;
use super::{Mount, Shared, sse};
use crate::plane::Plane;
use crate::tenant::{Account, Failure};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use futures::stream::{self, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::Arc;

pub(super) fn mount(mount: &mut Mount) {
    admin::mount(mount);
    apps::mount(mount);
    auth::mount(mount);
    billing::mount(mount);
    catalog::mount(mount);
    commerce::mount(mount);
    domain::mount(mount);
    organization::mount(mount);
    provisioning::mount(mount);
}

/// The caller of a tenant service, as handlers take it.
type Customer = axum::Extension<Account>;

/// What most handlers answer.
type Answer<T> = Result<Json<T>, Refused>;

/// Decodes a body; unknown fields are ignored (tenant-side §0.4). `text` is the service's refusal.
fn decode<T: DeserializeOwned>(raw: &Raw, text: &str) -> Result<T, Refused> {
    let bytes = raw
        .as_ref()
        .map_err(|rejection| refused(rejection.status().as_u16(), text))?;
    serde_json::from_slice(bytes).map_err(|_| refused(400, text))
}

/// Runs work that reads or writes the tables.
pub(super) async fn serve<T: Send + 'static>(
    State(plane): Shared,
    work: impl FnOnce(&Arc<Plane>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(move || work(&plane)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Failure::Refused { status, text })) => Err(refused(status, &text)),
        Ok(Err(Failure::Explained { status, body })) => Err(Refused::object(status, body)),
        Ok(Err(failure)) => {
            tracing::error!(error = %failure, "A tenant service failed");
            Err(refused(500, "internal error"))
        }
        Err(error) => {
            tracing::error!(%error, "A tenant service was cut off");
            Err(refused(500, "internal server error"))
        }
    }
}

/// Answers a row as it is, then whenever it has changed. What is not there yet is waited for.
async fn watch<T: Serialize + Clone + PartialEq + Send + 'static>(
    plane: Shared,
    read: impl Fn(&Arc<Plane>) -> Result<Option<T>, Failure> + Clone + Send + 'static,
) -> Result<Response, Refused> {
    let moved = plane.tenant.moved.subscribe();
    let ask = {
        let plane = plane.clone();
        move || serve(plane.clone(), read.clone())
    };
    let first = ask().await?;
    let later = stream::unfold((moved, ask), |(mut moved, ask)| async move {
        moved.changed().await.ok()?;
        // Whoever is no longer a member, or cannot be answered, is let go.
        let row = ask().await.ok()?;
        Some((row, (moved, ask)))
    });
    let mut last = None;
    let frames = stream::once(async { first }).chain(later).filter_map(move |row| {
        let changed = row.filter(|row| last.as_ref() != Some(row));
        if changed.is_some() {
            last.clone_from(&changed);
        }
        std::future::ready(changed.map(|row| sse::frame(&row)))
    });
    Ok(sse::respond(&plane, frames))
}

pub(super) fn refused(status: u16, text: &str) -> Refused {
    Refused::object(status, json!({"error": text}))
}
