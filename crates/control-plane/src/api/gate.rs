//! Who may pass: every route but the public ones needs a session (§0.3, §0.4, §0.5).
//!
//! Identity comes from the bearer token alone. Headers that claim one are removed before any handler runs.

use super::error::Refused;
use crate::plane::Plane;
use crate::session::Identity;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::Access;
use contract::session::Tier;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Method};
use std::sync::Arc;

/// Says on every answer that no real cluster stands behind it.
const CLUSTER: HeaderName = HeaderName::from_static("x-catalyst-cluster");
/// Headers by which proxies and handlers elsewhere pass an identity on.
const IDENTITY_HEADERS: [&str; 3] = ["x-user-email", "x-user-sub", "x-forwarded-user"];

/// What an Organization-scoped session may reach (§0.5).
const ORGANIZATION_SCOPE: [&str; 6] = [
    "/api/v1/whoami",
    "/api/v1/catalog",
    "/api/v1/sovereign/self",
    "/api/v1/version",
    "/catalyst/v1/catalog/",
    "/catalyst/v1/apps/instances",
];

#[derive(Clone)]
pub(super) struct Gate {
    pub(super) plane: Arc<Plane>,
    pub(super) access: Access,
}

/// Lets a request through with its [`Identity`], or refuses it.
pub(super) async fn check(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    for header in IDENTITY_HEADERS {
        request.headers_mut().remove(header);
    }
    if gate.access == Access::Public {
        return next.run(request).await;
    }
    let identity = match token(&request) {
        Some(token) => gate.plane.sessions.identify(&token).await,
        None => None,
    };
    let Some(identity) = identity else {
        return Refused::unauthenticated().into_response();
    };
    if identity.tier == Tier::OrgAdmin && !in_organization_scope(&request) {
        return Refused::plain(
            403,
            "org-scoped-forbidden",
            "this session is limited to its Organization",
        )
        .into_response();
    }
    if gate.access == Access::TierAdmin && !identity.is_tier_admin() {
        return Refused::forbidden(&identity.tier).into_response();
    }
    request.extensions_mut().insert(identity);
    next.run(request).await
}

/// The caller, as handlers take it.
pub(super) type Caller = axum::Extension<Arc<Identity>>;

fn token(request: &Request) -> Option<String> {
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")));
    match bearer {
        Some(token) => Some(token.trim().to_owned()),
        // EventSource and WebSocket cannot set headers (§0.3).
        None => {
            let mut pairs = form_urlencoded::parse(request.uri().query()?.as_bytes());
            pairs
                .find(|(name, _)| name == "access_token")
                .map(|(_, value)| value.into_owned())
        }
    }
}

fn in_organization_scope(request: &Request) -> bool {
    let path = request.uri().path();
    ORGANIZATION_SCOPE.iter().any(|prefix| path.starts_with(prefix))
        || (request.method() == Method::GET && path == "/api/v1/organizations")
}

/// Marks an answer as the simulator's.
pub(super) async fn label_as_simulated(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(CLUSTER, HeaderValue::from_static("simulated"));
    response
}
