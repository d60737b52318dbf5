//! The tenant services over HTTP. Refusals are `{error: <text>}` with the contract's status (tenant-side §0.4).

mod auth;
mod billing;
mod catalog;
mod organization;
mod provisioning;

use super::body::Raw;
use super::error::Refused;
use super::{Mount, Shared};
use crate::plane::Plane;
use crate::tenant::{Account, Failure};
use axum::Json;
use axum::extract::State;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::Arc;

pub(super) fn mount(mount: &mut Mount) {
    auth::mount(mount);
    billing::mount(mount);
    catalog::mount(mount);
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
async fn serve<T: Send + 'static>(
    State(plane): Shared,
    work: impl FnOnce(&Arc<Plane>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(move || work(&plane)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Failure::Refused { status, text })) => Err(refused(status, &text)),
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

pub(super) fn refused(status: u16, text: &str) -> Refused {
    Refused::object(status, json!({"error": text}))
}
