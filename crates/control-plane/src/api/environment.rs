//! Environments' policies. Section H.2.

use super::body::{self, Raw};
use super::error::Refused;
use super::{Mount, Shared};
use crate::domain::protection;
use crate::plane::Failure;
use axum::Json;
use axum::extract::Path;
use contract::EnvironmentName;
use contract::environment::{EnvironmentPolicy, PolicyApplied, SetPolicy};

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<SetPolicy, _>(set_policy);
}

async fn set_policy(
    plane: Shared,
    Path((_, name)): Path<(String, String)>,
    raw: Raw,
) -> Result<Json<PolicyApplied>, Refused> {
    let policy: EnvironmentPolicy = body::decode(&raw)?;
    if let Some(Err(reason)) = policy.promotion.as_ref().map(protection::check) {
        return Err(Refused::plain(400, "invalid-policy", reason));
    }
    let environment = EnvironmentName::from_wire(&name);
    let set = plane.blocking(move |plane| plane.set_policy(&environment, policy.promotion));
    let applied = set.await;
    let applied = applied.map_err(|failure: Failure| Refused::plain(500, "policy-mode-failed", failure))?;
    let absent = || Refused::plain(404, "environment-not-found", format!("there is no Environment {name}"));
    applied.map(Json).ok_or_else(absent)
}
