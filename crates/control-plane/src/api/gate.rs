//! Who may pass: every route but the public ones needs a session (§0.3, §0.4, §0.5).
//!
//! Identity comes from the bearer token alone. Headers that claim one are removed before any handler runs.

use super::error::Refused;
use super::tenant::{refused, serve};
use crate::plane::Plane;
use crate::session::{Identity, Person};
use crate::tenant::Account;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::session::{GetWhoami, Tier};
use contract::{Access, Endpoint};
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
    let caller = match token(&request) {
        Some(token) => identify(&gate.plane, &token).await,
        None => None,
    };
    let caller = match admit(gate.access, caller, &request) {
        Ok(caller) => caller,
        Err(refused) => return refused.into_response(),
    };
    // Only now: nothing is written down about who may not pass.
    let account = match caller.account(&gate).await {
        Ok(account) => account,
        Err(refused) => return refused.into_response(),
    };
    request.extensions_mut().insert(account);
    if let Some(identity) = caller.operator {
        request.extensions_mut().insert(identity);
    }
    next.run(request).await
}

/// The caller, when they may pass.
fn admit(access: Access, caller: Option<Signed>, request: &Request) -> Result<Signed, Refused> {
    let caller = caller.ok_or_else(|| match access {
        Access::Account | Access::BillingAdmin => refused(401, "invalid or missing token"),
        _ => Refused::unauthenticated(),
    })?;
    match refuse(access, &caller, request) {
        Some(refused) => Err(refused),
        None => Ok(caller),
    }
}

/// Who calls: everybody has an account with the tenant services, operators have a session of the console too.
struct Signed {
    /// Of a person whom the console's own sign-in knows, what it says of them.
    account: Account,
    person: Option<Person>,
    operator: Option<Arc<Identity>>,
}

impl Signed {
    /// The account as handlers take it. A customer whom the tenant services do not know yet becomes a User.
    async fn account(&self, gate: &Gate) -> Result<Account, Refused> {
        let is_customer = gate.access == Access::Account || self.operator.is_none();
        match self.person.clone().filter(|_| is_customer) {
            Some(person) => {
                let plane = Arc::clone(&gate.plane);
                serve(State(plane), move |plane| plane.tenant.account_of(&person)).await
            }
            None => Ok(self.account.clone()),
        }
    }
}

async fn identify(plane: &Plane, token: &str) -> Option<Signed> {
    let Some(person) = plane.sessions.identify(token).await else {
        let account = plane.tenant.account(token)?;
        return Some(Signed {
            account,
            person: None,
            operator: None,
        });
    };
    Some(Signed {
        account: Account::of(&person),
        operator: person.operator().map(Arc::new),
        person: Some(person),
    })
}

/// Why somebody who is known may not pass.
fn refuse(access: Access, caller: &Signed, request: &Request) -> Option<Refused> {
    match (access, &caller.operator) {
        (Access::Account, _) => None,
        (Access::BillingAdmin, _) => (!caller.account.role.is_billing_admin())
            .then(|| refused(403, "superadmin or sovereign-admin role required")),
        (_, None) => (request.uri().path() != GetWhoami::ROUTE).then(|| {
            let detail = "this session is for the marketplace, not for the console's API";
            Refused::plain(403, "forbidden", detail)
        }),
        (_, Some(identity)) if identity.tier == Tier::OrgAdmin && !in_organization_scope(request) => {
            let detail = "this session is limited to its Organization";
            Some(Refused::plain(403, "org-scoped-forbidden", detail))
        }
        (Access::TierAdmin, Some(identity)) if !identity.is_tier_admin() => Some(Refused::forbidden(&identity.tier)),
        _ => None,
    }
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
    // The manifest of a Blueprint may be an Organization's own, and the session does not say of which.
    ORGANIZATION_SCOPE
        .iter()
        .any(|prefix| path.starts_with(prefix) && !path.ends_with("/iac"))
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
