//! Organizations whose consoles have hosts and realms of their own (contract §A.6).

use crate::oidc::{client_of, cookies, location, visit};
use crate::provider::TestProvider;
use crate::support::{ORIGIN, TestConsole, call_as, control_plane, get_page, json_of, text_of};
use axum::{
    Json, Router,
    body::Body,
    extract::Query,
    http::{Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use server::proxy::Upstream;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

const HOST: &str = "console.noor.omani.shop:3000";
const AT_HOST: &str = "http://console.noor.omani.shop:3000";

/// A Sovereign's realm and an Organization's, before one console.
struct Both {
    sovereign: TestProvider,
    organization: TestProvider,
    console: TestConsole,
    /// Hosts that the control plane was asked about.
    asked: Arc<Mutex<Vec<String>>>,
    /// What it says of those that it does not know.
    otherwise: Arc<Mutex<StatusCode>>,
}

async fn both() -> Both {
    let (sovereign, organization) = (TestProvider::start().await, TestProvider::start().await);
    organization.behaviour().is_public = true;
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let otherwise = Arc::new(Mutex::new(StatusCode::NOT_FOUND));
    let (realm, seen, status) = (organization.issuer.clone(), Arc::clone(&asked), Arc::clone(&otherwise));
    let discover = move |Query(query): Query<HashMap<String, String>>| async move {
        let host = query["host"].clone();
        seen.lock().unwrap().push(host.clone());
        if host != "console.noor.omani.shop" {
            let status = *status.lock().unwrap();
            return (status, Json(json!({"error": "tenant-not-registered"}))).into_response();
        }
        let realm = json!({
            "host": host, "tenant_id": "noor", "tenant_kind": "org", "keycloak_realm_url": realm,
            "keycloak_client_id": "console",
        });
        Json(realm).into_response()
    };
    let handover = || async {
        let cookie = "catalyst_session=of-a-member; Max-Age=3600";
        (
            StatusCode::FOUND,
            [(header::SET_COOKIE, cookie), (header::LOCATION, "/jobs")],
        )
    };
    // Whatever the realm defines: roles of this name are an Organization's own there.
    let whoami = json!({
        "email": "amal@example.om", "sub": "amal", "verified": true, "tier": "owner",
        "realm_access": {"roles": ["catalyst-owner"]},
    });
    let plane = Router::new()
        .route("/api/v1/whoami", get(move || async move { Json(whoami) }))
        .route("/api/v1/tenant/discover", get(discover))
        .route("/auth/org-handover", get(handover))
        .fallback_service(control_plane());
    let console = TestConsole::signed_in_by(client_of(&sovereign), Upstream::Embedded(plane));
    Both {
        sovereign,
        organization,
        console,
        asked,
        otherwise,
    }
}

fn page_at(host: &str, path: &str) -> Request<Body> {
    let mut page = get_page(path);
    page.headers_mut().insert(header::HOST, host.parse().unwrap());
    page
}

fn arriving(host: &str, attempt: &str, back: &str) -> Request<Body> {
    let mut page = page_at(host, back);
    page.headers_mut().insert(header::COOKIE, attempt.parse().unwrap());
    page
}

/// Leaves for the provider; answers the cookie of the attempt and where the provider sends the browser.
async fn to_provider_and_back(both: &Both, host: &str) -> (String, String) {
    let left = both.console.send(page_at(host, "/auth/sign-in")).await;
    let attempt = cookies(&left).pop().unwrap();
    (attempt, visit(location(&left)).await)
}

fn path_of(url: &str) -> String {
    let uri: Uri = url.parse().unwrap();
    uri.path_and_query().unwrap().to_string()
}

async fn sign_in(both: &Both) -> String {
    let (attempt, back) = to_provider_and_back(both, HOST).await;
    assert!(back.starts_with(&format!("{AT_HOST}/auth/callback?")), "{back}");
    let answer = both.console.send(arriving(HOST, &attempt, &path_of(&back))).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"));
    cookies(&answer).pop().unwrap()
}

async fn echo(both: &Both, session: &str) -> Response {
    let call = call_as(session, "GET", "/api/v1/echo/x").body(Body::empty()).unwrap();
    both.console.send(call).await
}

#[tokio::test]
async fn an_organizations_host_signs_in_with_its_realm_and_calls_are_made_from_there() {
    let both = both().await;
    let session = sign_in(&both).await;
    let seen = json_of(echo(&both, &session).await).await;
    let token = seen["headers"]["authorization"].as_str().unwrap().to_owned();
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<serde_json::Value>(&token["Bearer ".len()..]);
    assert_eq!(claims.unwrap()["iss"], both.organization.issuer);
    assert_eq!(seen["headers"]["x-forwarded-host"], HOST);
    assert_eq!(*both.asked.lock().unwrap(), ["console.noor.omani.shop"], "asked once");
}

#[tokio::test]
async fn its_tokens_are_renewed_where_they_come_from_and_it_signs_out_there() {
    let both = both().await;
    both.organization.behaviour().life = 1;
    let session = sign_in(&both).await;
    assert_eq!(echo(&both, &session).await.status(), 200);
    assert_eq!(both.organization.behaviour().refreshes, 1);
    assert_eq!(both.sovereign.behaviour().refreshes, 0);

    let form = Request::post("/auth/sign-out").header(header::HOST, HOST);
    let form = form.header(header::ORIGIN, AT_HOST).header(header::COOKIE, &session);
    let answer = both.console.send(form.body(Body::empty()).unwrap()).await;
    let there = location(&answer);
    assert!(
        there.starts_with(&format!("{}/logout?", both.organization.issuer)),
        "{there}"
    );
    assert!(
        there.contains("console.noor.omani.shop%3A3000%2Fauth%2Fsigned-out"),
        "{there}"
    );
}

#[tokio::test]
async fn a_host_that_the_control_plane_does_not_confirm_has_no_realm() {
    let both = both().await;
    for host in ["console.evil.example", "127.0.0.1:3000", "[::1]"] {
        let (_, back) = to_provider_and_back(&both, host).await;
        assert!(back.starts_with(&format!("{ORIGIN}/auth/callback?")), "{back}");
        assert!(back.contains(&both.sovereign.issuer), "{back}");
    }
    assert_eq!(*both.asked.lock().unwrap(), ["console.evil.example"]);
}

#[tokio::test]
async fn nobody_is_sent_anywhere_while_the_control_plane_does_not_say() {
    let both = both().await;
    *both.otherwise.lock().unwrap() = StatusCode::SERVICE_UNAVAILABLE;
    let answer = both
        .console
        .send(page_at("console.other.omani.shop", "/auth/sign-in"))
        .await;
    assert_eq!(answer.status(), 503);
}

#[tokio::test]
async fn an_answer_is_good_for_the_realm_that_it_was_asked_of_alone() {
    let both = both().await;
    // Begun with one realm, brought to the other's host: by somebody who moves cookies.
    let (attempt, back) = to_provider_and_back(&both, HOST).await;
    let elsewhere = both
        .console
        .send(arriving("127.0.0.1:3000", &attempt, &path_of(&back)))
        .await;
    assert_eq!(elsewhere.status(), 403);
    // Answered by the other realm (RFC 9207).
    let (attempt, back) = to_provider_and_back(&both, HOST).await;
    let mixed = path_of(&back).replace(&both.organization.issuer, &both.sovereign.issuer);
    assert_eq!(both.console.send(arriving(HOST, &attempt, &mixed)).await.status(), 403);
}

#[tokio::test]
async fn a_members_handover_is_taken_at_the_organizations_host_alone() {
    let both = both().await;
    let answer = both.console.send(page_at(HOST, "/auth/org-handover?token=x")).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"));
    assert_eq!(answer.headers()[header::REFERRER_POLICY], "no-referrer");
    let seen = json_of(echo(&both, &cookies(&answer).pop().unwrap()).await).await;
    assert_eq!(seen["headers"]["authorization"], "Bearer of-a-member");
    assert_eq!(seen["headers"]["x-forwarded-host"], HOST);

    for host in ["127.0.0.1:3000", "console.evil.example"] {
        let answer = both.console.send(page_at(host, "/auth/org-handover?token=x")).await;
        assert_eq!(location(&answer), "/sign-in?reason=handover-refused", "{host}");
    }
}

#[tokio::test]
async fn a_member_is_no_operator_of_the_sovereign_whatever_the_realm_calls_them() {
    let both = both().await;
    let let_in = both.console.send(page_at(HOST, "/auth/org-handover?token=x")).await;
    for member in [cookies(&let_in).pop().unwrap(), sign_in(&both).await] {
        for (method, path) in [
            ("GET", "/api/billing/admin/orders"),
            ("GET", "/api/tenant/admin/tenants"),
            ("GET", "/api/v1/org/orders"),
            ("POST", "/api/v1/org/organizations/other/enter"),
            ("PUT", "/api/catalog/admin/apps/7/publish"),
            ("POST", "/api/v1/sovereign/cutover/start"),
            ("DELETE", "/api/v1/deployments/d1/infrastructure/regions/r1"),
        ] {
            let call = call_as(&member, method, path).header(header::HOST, HOST);
            let answer = both.console.send(call.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status(), 403, "{method} {path}");
            assert_eq!(json_of(answer).await["error"], "not-an-operator", "{method} {path}");
        }
        for own in ["users", "roles", "apps", "applications", "self"] {
            let call = call_as(&member, "GET", &format!("/api/v1/org/{own}"));
            let answer = both.console.send(call.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status(), 200, "{own}");
        }
    }
}

#[tokio::test]
async fn a_page_names_the_provider_of_its_host() {
    let both = both().await;
    for (host, name, provider) in [
        (HOST, "Continue with 127.0.0.1", &both.organization),
        ("127.0.0.1:3000", "Continue with Omani ID", &both.sovereign),
    ] {
        let answer = both.console.send(page_at(host, "/sign-in/code")).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        let origin = provider.issuer.strip_suffix("/realms/sovereign").unwrap();
        assert!(policy.contains(origin), "{host}: {policy}");
        let text = text_of(answer).await;
        assert!(text.contains(name), "{host}: {text}");
    }
}
