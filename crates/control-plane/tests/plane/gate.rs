//! Who may pass, and how refusals look.

use crate::support::{TestPlane, wordpress};
use contract::{Access, endpoints, session::Tier, tenant_endpoints};
use http::Method;
use serde_json::json;

/// A path of a route, with something in each of its parameters.
fn filled(route: &str) -> String {
    let parts = route
        .split('/')
        .map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_endpoint_refuses_strangers() {
    let plane = TestPlane::new().await;
    for endpoint in endpoints().into_iter().chain(tenant_endpoints()) {
        let method: Method = endpoint.method.parse().unwrap();
        for token in [None, Some("not-a-token")] {
            let answer = plane.send(method.clone(), &filled(endpoint.route), token, None).await;
            match endpoint.access {
                Access::Public => assert_ne!(answer.status, 401, "{}", endpoint.route),
                Access::Account | Access::BillingAdmin => {
                    assert_eq!(
                        answer.expect(401),
                        json!({"error": "invalid or missing token"}),
                        "{}",
                        endpoint.route
                    );
                }
                Access::Session | Access::TierAdmin => {
                    assert_eq!(
                        answer.expect(401),
                        json!({"error": "unauthenticated"}),
                        "{}",
                        endpoint.route
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn writes_need_the_tier_admin() {
    let plane = TestPlane::new().await;
    for endpoint in endpoints()
        .iter()
        .filter(|endpoint| endpoint.access == Access::TierAdmin)
    {
        let method: Method = endpoint.method.parse().unwrap();
        for tier in [Tier::Viewer, Tier::Developer, Tier::Operator] {
            let token = plane.token_of(tier);
            let answer = plane
                .send(method.clone(), &filled(endpoint.route), Some(&token), Some("{}"))
                .await
                .expect(403);
            assert_eq!(answer["error"], "forbidden");
            assert_eq!(answer["code"], "403");
        }
    }
    let admin = plane.token_of(Tier::Admin);
    let body = wordpress("blog").to_string();
    let path = plane.applications("");
    plane
        .send(Method::POST, &path, Some(&admin), Some(&body))
        .await
        .expect(201);
}

#[tokio::test]
async fn an_organization_s_session_stays_in_its_scope() {
    let plane = TestPlane::new().await;
    let token = plane.token_of(Tier::OrgAdmin);
    plane
        .send(Method::GET, "/api/v1/catalog", Some(&token), None)
        .await
        .expect(200);
    let path = plane.applications("");
    let refused = plane.send(Method::GET, &path, Some(&token), None).await.expect(403);
    assert_eq!(refused["error"], "org-scoped-forbidden");
}

#[tokio::test]
async fn a_revoked_token_is_a_stranger_s() {
    let plane = TestPlane::new().await;
    plane.get("/api/v1/whoami").await.expect(200);
    plane.plane.revoke_token(&plane.token);
    plane.get("/api/v1/whoami").await.expect(401);
}

#[tokio::test]
async fn whoami_version_and_health_say_what_stands_behind() {
    let plane = TestPlane::new().await;
    let whoami = plane.get("/api/v1/whoami").await.expect(200);
    assert_eq!(whoami["tier"], "owner");
    assert_eq!(whoami["realm_access"]["roles"].as_array().unwrap().len(), 5);
    let version = plane.send(Method::GET, "/api/v1/version", None, None).await;
    assert_eq!(version.headers["x-catalyst-cluster"], "simulated");
    assert_eq!(version.expect(200)["cluster"], "simulated");
    assert_eq!(plane.send(Method::GET, "/healthz", None, None).await.text(), "ok");
    assert!(
        plane
            .send(Method::GET, "/metrics", None, None)
            .await
            .text()
            .contains("catalyst_control_plane_applications 0")
    );
}

#[tokio::test]
async fn the_token_may_come_in_the_query_for_event_sources() {
    let plane = TestPlane::new().await;
    let path = format!("/api/v1/whoami?access_token={}", plane.token);
    plane.send(Method::GET, &path, None, None).await.expect(200);
}

#[tokio::test]
async fn bad_bodies_are_named() {
    let plane = TestPlane::new().await;
    let path = plane.applications("");
    let empty = plane
        .send(Method::POST, &path, Some(&plane.token), Some(""))
        .await
        .expect(400);
    assert_eq!(empty["error"], "empty-body");
    let mut unknown = wordpress("blog");
    unknown["colour"] = json!("red");
    let refused = plane.post(&path, &unknown).await.expect(400);
    assert_eq!(refused["error"], "invalid-body");
    assert!(refused["detail"].as_str().unwrap().contains("colour"));
    let mut huge = wordpress("blog");
    huge["parameters"]["title"] = json!("x".repeat(70 * 1024));
    assert_eq!(plane.post(&path, &huge).await.status, 413);
}
