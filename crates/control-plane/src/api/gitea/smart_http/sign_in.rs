//! Who speaks Git: the holder of the personal token that comes as the password of HTTP Basic, whatever the user name.

use super::refused::NotServed;
use crate::plane::Plane;
use crate::session::Holder;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::session::Tier;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use std::sync::Arc;

/// What a token is to be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Fetch,
    Push,
}

/// Whose token it is, when it is good for this.
pub(super) async fn holder(plane: &Arc<Plane>, headers: &HeaderMap, right: Right) -> Result<Holder, NotServed> {
    let secret = password(headers).ok_or(NotServed::Unauthenticated)?;
    let find = plane.blocking(move |plane| Ok(plane.personal_tokens.find(&secret)?));
    let holder = find.await?.ok_or(NotServed::Unauthenticated)?;
    match right {
        Right::Fetch if !holder.may_read() => Err(NotServed::Scope("read:repository")),
        Right::Push if !holder.may_write() => Err(NotServed::Scope("write:repository")),
        // As for a commit in the page.
        Right::Push if holder.tier.rank() < Tier::Admin.rank() => Err(NotServed::Tier(holder.tier)),
        _ => Ok(holder),
    }
}

fn password(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (_, password) = decoded.split_once(':')?;
    (!password.is_empty()).then(|| password.to_owned())
}
