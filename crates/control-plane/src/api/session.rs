//! Who is signed in, and the Sovereign itself. Sections A.5 and A.6.

use super::gate::Caller;
use super::{Mount, Shared};
use axum::Json;
use contract::session::{GetSovereignSelf, GetWhoami, SovereignSelf, Whoami};

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<GetWhoami, _>(whoami);
    mount.call::<GetSovereignSelf, _>(sovereign);
}

async fn whoami(plane: Shared, caller: Caller) -> Json<Whoami> {
    Json(Whoami {
        email: caller.email.clone(),
        sub: caller.sub.clone(),
        verified: caller.verified,
        deployment_id: Some(plane.sovereign()),
        sovereign_fqdn: Some(plane.fqdn.clone()),
        mode: Some("sovereign".to_owned()),
        tier: Some(caller.tier.clone()),
        realm_access: Some(caller.realm_access()),
    })
}

async fn sovereign(plane: Shared) -> Json<SovereignSelf> {
    Json(SovereignSelf {
        deployment_id: plane.sovereign(),
        sovereign_fqdn: plane.fqdn.clone(),
    })
}
