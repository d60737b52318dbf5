//! Who is signed in, and the Sovereign itself. Sections A.5 and A.6.

use super::error::Refused;
use super::gate::Caller;
use super::{Mount, Shared};
use crate::tenant::Account;
use axum::{Extension, Json, extract::Query};
use contract::session::{DiscoverRealm, DiscoveredRealm, GetSovereignSelf, GetWhoami, SovereignSelf, Whoami};
use serde::Deserialize;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<GetWhoami, _>(whoami);
    mount.call::<GetSovereignSelf, _>(sovereign);
    mount.call::<DiscoverRealm, _>(realm);
}

/// An operator has a tier; a User of the tenant services has none.
async fn whoami(plane: Shared, operator: Option<Caller>, account: Extension<Account>) -> Json<Whoami> {
    Json(Whoami {
        email: account.email.clone(),
        sub: match &operator {
            Some(operator) => operator.sub.clone(),
            None => account.id.to_string(),
        },
        verified: account.verified,
        deployment_id: Some(plane.sovereign()),
        sovereign_fqdn: Some(plane.fqdn.clone()),
        mode: Some("sovereign".to_owned()),
        tier: operator.as_ref().map(|operator| operator.tier.clone()),
        realm_access: operator.as_ref().map(|operator| operator.realm_access()),
    })
}

async fn sovereign(plane: Shared) -> Json<SovereignSelf> {
    Json(SovereignSelf {
        deployment_id: plane.sovereign(),
        sovereign_fqdn: plane.fqdn.clone(),
    })
}

#[derive(Deserialize)]
struct Host {
    #[serde(default)]
    host: String,
}

/// Here everybody signs in with the Sovereign's own realm: no host is an Organization's.
async fn realm(Query(Host { host }): Query<Host>) -> Result<Json<DiscoveredRealm>, Refused> {
    match host.is_empty() {
        true => Err(Refused::plain(400, "host-required", "Name the host.")),
        false => Err(Refused::plain(
            404,
            "tenant-not-registered",
            "No Organization has a console at this host.",
        )),
    }
}
