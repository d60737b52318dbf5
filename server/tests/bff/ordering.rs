//! Orders go one at a time, whoever makes them and whoever still waits for the answer (tenant contract Z8).

use crate::support::{TestConsole, call_as, control_plane};
use axum::{
    Json, Router,
    body::Body,
    http::StatusCode,
    routing::{get, post},
};
use serde_json::json;
use server::proxy::Upstream;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Billing that answers an order when it is told to.
#[derive(Default)]
struct Billing {
    began: Notify,
    go_on: Notify,
}

fn console(billing: &Arc<Billing>) -> TestConsole {
    let organizations = || async { Json(json!([{"id": "noor", "slug": "noor", "status": "active"}])) };
    let billing = billing.clone();
    let checkout = move || async move {
        billing.began.notify_one();
        billing.go_on.notified().await;
        Json(json!({"order_id": "o1"}))
    };
    let services = Router::new()
        .route("/api/tenant/orgs", get(organizations))
        .route("/api/billing/checkout", post(checkout))
        .fallback_service(control_plane());
    TestConsole::new(Upstream::Embedded(services))
}

async fn order(console: &TestConsole, cookie: &str) -> StatusCode {
    let call = call_as(cookie, "POST", "/api/billing/checkout");
    let body = Body::from(json!({"tenant_id": "noor", "plan_id": "p"}).to_string());
    console.send(call.body(body).unwrap()).await.status()
}

#[tokio::test(start_paused = true)]
async fn an_organization_has_one_order_under_way_also_when_nobody_waits_for_it() {
    let billing = Arc::<Billing>::default();
    let console = console(&billing);
    let (phone, laptop) = (console.sign_in().await, console.sign_in().await);
    // The browser leaves while billing is still at it.
    tokio::select! {
        status = order(&console, &phone) => panic!("answered {status}"),
        () = billing.began.notified() => {}
    }
    assert_eq!(order(&console, &phone).await, 409);
    assert_eq!(order(&console, &laptop).await, 409);
    billing.go_on.notify_one();
    let again = async {
        while order(&console, &laptop).await == StatusCode::CONFLICT {
            tokio::task::yield_now().await;
        }
    };
    billing.go_on.notify_one();
    tokio::time::timeout(Duration::from_secs(1), again).await.unwrap();
}
