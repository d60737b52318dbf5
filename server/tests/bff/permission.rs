//! The gaps that the control plane leaves open to every session (contract Z 19), each with somebody who is refused.

use crate::support::{TestConsole, call_as, control_plane, json_of};
use axum::{
    Json, Router,
    body::Body,
    http::{Method, StatusCode},
    response::IntoResponse,
    routing::{any, get},
};
use serde_json::{Value, json};
use server::proxy::Upstream;

/// Method, path, what it is called, and the lowest tier that may.
const GAPS: [(&str, &str, &str, &str); 9] = [
    (
        "POST",
        "/api/v1/sovereign/cutover/start",
        "Starting the cutover",
        "admin",
    ),
    (
        "POST",
        "/api/v1/deployments/d1/infrastructure/regions",
        "Changing infrastructure",
        "admin",
    ),
    (
        "PATCH",
        "/api/v1/deployments/d1/infrastructure/pools/p1",
        "Changing infrastructure",
        "admin",
    ),
    (
        "POST",
        "/api/v1/deployments/d1/infrastructure/nodes/n1/drain",
        "Changing infrastructure",
        "admin",
    ),
    (
        "DELETE",
        "/api/v1/deployments/d1/infrastructure/regions/r1",
        "Deleting infrastructure",
        "owner",
    ),
    (
        "POST",
        "/api/v1/deployments/d1/admin/user-access",
        "Changing who has access",
        "admin",
    ),
    (
        "PUT",
        "/api/v1/deployments/d1/admin/user-access/a",
        "Changing who has access",
        "admin",
    ),
    (
        "DELETE",
        "/api/v1/deployments/d1/admin/user-access/a",
        "Changing who has access",
        "admin",
    ),
    ("POST", "/api/v1/handover/finalise/d1", "Finishing a handover", "admin"),
];

const LADDER: [&str; 6] = ["org-admin", "viewer", "developer", "operator", "admin", "owner"];

/// A control plane as gapped as the real one, for a User of this tier.
fn gapped(tier: &'static str) -> Upstream {
    let whoami = json!({"email": "a@b.c", "sub": "a", "verified": true, "tier": tier});
    let reached = || async { Json(json!({"reached": true})) };
    let plane = Router::new()
        .route("/api/v1/whoami", get(move || async move { Json(whoami) }))
        .route("/api/v1/sovereign/cutover/{what}", any(reached))
        .route("/api/v1/deployments/d1/{*rest}", any(reached))
        .route("/api/v1/handover/finalise/d1", any(reached))
        .fallback_service(control_plane());
    Upstream::Embedded(plane)
}

#[tokio::test]
async fn every_gap_is_closed_below_its_tier_and_says_why() {
    for (position, tier) in LADDER.into_iter().enumerate() {
        let console = TestConsole::new(gapped(tier));
        let cookie = console.sign_in().await;
        for (method, path, action, lowest) in GAPS {
            let call = call_as(&cookie, method, path).body(Body::from("{}")).unwrap();
            let answer = console.send(call).await;
            if position >= LADDER.iter().position(|tier| *tier == lowest).unwrap() {
                assert_eq!(answer.status(), StatusCode::OK, "{tier} {method} {path}");
                continue;
            }
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{tier} {method} {path}");
            let refusal = json_of(answer).await;
            assert_eq!(refusal["error"], "tier-missing");
            let why = refusal["detail"].as_str().unwrap();
            assert!(
                why.starts_with(action) && why.contains("of this Sovereign can grant it"),
                "{why}"
            );
            let own = if tier == "org-admin" {
                "organization admin"
            } else {
                tier
            };
            assert!(
                why.to_lowercase().contains(&format!("yours is {own}")) && why.contains(lowest),
                "{why}"
            );
        }
    }
}

#[tokio::test]
async fn reading_needs_no_tier() {
    let console = TestConsole::new(gapped("viewer"));
    let cookie = console.sign_in().await;
    for path in [
        "/api/v1/sovereign/cutover/status",
        "/api/v1/deployments/d1/infrastructure/topology",
        "/api/v1/deployments/d1/admin/user-access",
    ] {
        let call = call_as(&cookie, "GET", path).body(Body::empty()).unwrap();
        assert_eq!(console.send(call).await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn another_spelling_of_a_gap_is_no_way_through() {
    let console = TestConsole::new(gapped("viewer"));
    let cookie = console.sign_in().await;
    for path in [
        "/api/v1/sovereign/%63utover/start",
        "/api/v1/sovereign//cutover/start",
        "/api/v1/sovereign/x/../cutover/start",
    ] {
        let call = call_as(&cookie, "POST", path).body(Body::empty()).unwrap();
        let status = console.send(call).await.status();
        assert!(matches!(status.as_u16(), 403 | 404), "{path}: {status}");
    }
}

#[tokio::test]
async fn nobody_passes_while_the_tier_cannot_be_found_out() {
    let broken = || async { (StatusCode::INTERNAL_SERVER_ERROR, Json::<Value>(json!({"error": "x"}))).into_response() };
    let plane = Router::new()
        .route("/api/v1/whoami", get(broken))
        .route("/api/v1/sovereign/cutover/start", any(|| async { "started" }))
        .fallback_service(control_plane());
    let console = TestConsole::new(Upstream::Embedded(plane));
    let cookie = console.sign_in().await;
    let call = call_as(&cookie, Method::POST.as_str(), "/api/v1/sovereign/cutover/start");
    let answer = console.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_refusal_speaks_the_language_of_the_request() {
    let console = TestConsole::new(gapped("viewer"));
    let cookie = console.sign_in().await;
    let arabic = "حذف البنية التحتية";
    for (chosen, accepted, action) in [
        ("; catalyst_locale=ar", "en", arabic),
        ("", "ar-OM, en;q=0.5", arabic),
        ("; catalyst_locale=en", "ar", "Deleting infrastructure"),
        ("", "fr", "Deleting infrastructure"),
    ] {
        let cookie = format!("{cookie}{chosen}");
        let call = call_as(&cookie, "DELETE", "/api/v1/deployments/d1/infrastructure/regions/r1");
        let call = call.header("accept-language", accepted).body(Body::empty()).unwrap();
        let answer = console.send(call).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let refusal = json_of(answer).await;
        assert_eq!(refusal["error"], "tier-missing");
        let why = refusal["detail"].as_str().unwrap();
        assert!(why.contains(action), "{accepted}: {why}");
    }
}
