use crate::support::{ORIGIN, TestConsole, call_as, control_plane, get_page, json_of, request};
use axum::{
    Json, Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    response::Response,
    routing::{any, get, post},
};
use serde_json::{Value, json};
use server::{listen::Peer, proxy::Upstream, storefront::PREVIEWS};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};

const PREVIEW: &str = "/api/billing/vouchers/redeem-preview";

/// Says in whose name and for whom it was asked.
async fn preview(headers: HeaderMap) -> Json<Value> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    Json(json!({"authorization": text("authorization"), "for": text("x-forwarded-for")}))
}

fn services() -> Router {
    let organizations = || async { Json(json!([{"id": "own", "slug": "noor", "status": "active"}])) };
    let reached = || async { Json(json!({"reached": true})) };
    Router::new()
        .route(PREVIEW, post(preview))
        .route("/api/tenant/orgs", get(organizations))
        .route("/api/billing/subscription/{id}", get(reached))
        .route("/api/billing/invoices/{id}", get(reached))
        .route("/api/provisioning/tenant/{id}", get(reached))
        .route("/api/provisioning/jobs", get(reached))
        .route("/api/domain/domains/{id}", any(reached))
        .route("/api/tenant/orgs/{id}", any(reached))
        .route("/api/tenant/orgs/{id}/{*rest}", any(reached))
        .fallback_service(control_plane())
}

fn console() -> TestConsole {
    TestConsole::new(Upstream::Embedded(services()))
}

fn preview_from(address: &str) -> Request<Body> {
    let call = request("POST", PREVIEW)
        .header(header::ORIGIN, ORIGIN)
        .header("x-catalyst-console", "1")
        .header(header::CONTENT_TYPE, "application/json");
    let peer = format!("{address}:4000").parse().unwrap();
    call.extension(Peer(peer)).body(Body::from(r#"{"code":"A"}"#)).unwrap()
}

#[tokio::test]
async fn a_stranger_previews_a_voucher_in_nobodys_name() {
    let console = console();
    let mut forged = preview_from("192.0.2.1");
    let guess = "Bearer guess".parse().unwrap();
    forged.headers_mut().insert(header::AUTHORIZATION, guess);
    let answer = console.send(forged).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        json_of(answer).await,
        json!({"authorization": null, "for": "192.0.2.1"})
    );
}

#[tokio::test]
async fn a_stranger_needs_the_consoles_own_page_all_the_same() {
    let mut forged = preview_from("192.0.2.1");
    forged.headers_mut().remove("x-catalyst-console");
    assert_eq!(console().send(forged).await.status(), 403);
}

async fn throttled(console: &TestConsole, address: &str) -> Response {
    for tries in 0..=PREVIEWS.get() {
        let answer = console.send(preview_from(address)).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(tries, PREVIEWS.get());
            return answer;
        }
    }
    panic!("nothing limits {address}");
}

#[tokio::test]
async fn guessing_vouchers_is_slowed_down_by_address() {
    let console = console();
    let answer = throttled(&console, "192.0.2.1").await;
    assert_eq!(answer.headers()[header::RETRY_AFTER], "10");
    let text = "too many redeem attempts — please wait a few seconds and try again";
    assert_eq!(json_of(answer).await, json!({"error": text, "retry_after": 10}));
    assert_eq!(console.send(preview_from("192.0.2.2")).await.status(), 200);
}

#[tokio::test]
async fn a_page_that_previews_counts_like_a_call() {
    let console = console();
    throttled(&console, "192.0.2.1").await;
    let peer = Peer("192.0.2.1:4000".parse().unwrap());
    let mut page = get_page("/redeem?code=A");
    page.extensions_mut().insert(peer);
    assert_eq!(console.send(page).await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_gains_nothing_by_moving_to_other_addresses() {
    let console = console();
    let from = |cookie: &str, address: u32| {
        let mut preview = preview_from(&format!("192.0.2.{address}"));
        preview.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        console.send(preview)
    };
    let cookie = console.sign_in().await;
    for address in 1..=PREVIEWS.get() {
        assert_eq!(from(&cookie, address).await.status(), 200);
    }
    let answer = from(&cookie, PREVIEWS.get() + 1).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let somebody_else = console.sign_in().await;
    assert_eq!(from(&somebody_else, PREVIEWS.get() + 2).await.status(), 200);
}

#[tokio::test]
async fn the_storefront_is_open_to_strangers() {
    let console = console();
    for path in ["/redeem", "/plans", "/apps", "/checkout", "/sign-in/code"] {
        assert_eq!(console.send(get_page(path)).await.status(), 200, "{path}");
    }
    let published = console.send(get_page("/redeem/?code=T42-DEMO-100")).await;
    assert_eq!(published.headers()[header::LOCATION], "/redeem?code=T42-DEMO-100");
    let launching = console.send(get_page("/launching/noor")).await;
    let location = launching.headers()[header::LOCATION].to_str().unwrap();
    assert_eq!(location, "/sign-in/code?next=%2Flaunching%2Fnoor");
}

#[tokio::test]
async fn only_members_read_what_belongs_to_an_organization() {
    let console = console();
    let cookie = console.sign_in().await;
    for path in [
        "/api/billing/subscription/{id}",
        "/api/billing/invoices/{id}",
        "/api/provisioning/tenant/{id}",
        "/api/provisioning/jobs?tenant_id={id}",
    ] {
        let of = |id: &str| path.replace("{id}", id);
        let as_member = call_as(&cookie, "GET", &of("own")).body(Body::empty()).unwrap();
        assert_eq!(console.send(as_member).await.status(), 200, "{path}");
        for id in ["other", "own%2F..%2Fother", ""] {
            let call = call_as(&cookie, "GET", &of(id)).body(Body::empty()).unwrap();
            let answer = console.send(call).await;
            assert!(matches!(answer.status().as_u16(), 403 | 404), "{path} {id}");
        }
        let stranger = request("GET", &of("own")).body(Body::empty()).unwrap();
        assert_eq!(console.send(stranger).await.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn only_members_change_what_belongs_to_an_organization() {
    let console = console();
    let cookie = console.sign_in().await;
    for (method, path) in [
        ("POST", "/api/tenant/orgs/{id}/apps"),
        ("DELETE", "/api/tenant/orgs/{id}/apps/wordpress?force=true"),
        ("GET", "/api/tenant/orgs/{id}/apps/wordpress/uninstall-preview"),
        ("GET", "/api/tenant/orgs/{id}/stream"),
        ("DELETE", "/api/tenant/orgs/{id}"),
        ("GET", "/api/domain/domains/{id}"),
    ] {
        let of = |id: &str| path.replace("{id}", id);
        let as_member = call_as(&cookie, method, &of("own")).body(Body::from("{}")).unwrap();
        assert_eq!(console.send(as_member).await.status(), 200, "{method} {path}");
        let call = call_as(&cookie, method, &of("other")).body(Body::from("{}")).unwrap();
        let answer = console.send(call).await;
        assert_eq!(answer.status(), 403, "{method} {path}");
        let stranger = request(method, &of("own"))
            .header(header::ORIGIN, ORIGIN)
            .header("x-catalyst-console", "1")
            .body(Body::empty())
            .unwrap();
        assert_eq!(console.send(stranger).await.status(), 401, "{method} {path}");
    }
}

#[tokio::test]
async fn nobody_orders_for_somebody_elses_organization() {
    let plane = services().route("/api/billing/checkout", post(|body: String| async { body }));
    let console = TestConsole::new(Upstream::Embedded(plane));
    let cookie = console.sign_in().await;
    let order_at = |path: &'static str, body: &'static str| {
        let call = call_as(&cookie, "POST", path);
        console.send(call.body(Body::from(body)).unwrap())
    };
    let order = |body| order_at("/api/billing/checkout", body);
    let own = r#"{"plan_id": "m", "tenant_id": "own"}"#;
    let answer = order(own).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        crate::support::text_of(answer).await,
        own,
        "what was checked is what arrives"
    );
    for body in [
        r#"{"plan_id":"m","tenant_id":"other"}"#,
        r#"{"plan_id":"m","tenant_id":"own","Tenant_Id":"other"}"#,
    ] {
        assert_eq!(order(body).await.status(), 403, "{body}");
    }
    let spelt = order_at("/api/billing/%63heckout", r#"{"plan_id":"m","tenant_id":"other"}"#);
    assert_eq!(spelt.await.status(), 403);
    assert_eq!(
        order(r#"{"tenant_id":"own"} {"tenant_id":"other"}"#).await.status(),
        400
    );
}

#[tokio::test]
async fn what_services_say_among_themselves_is_closed() {
    let console = console();
    let cookie = console.sign_in().await;
    for path in [
        "/api/tenant/internal/tenants/own/launch",
        "/api/provisioning/start",
        "/api/provisioning/status/p1",
        "/api/provisioning/admin/list",
    ] {
        let call = call_as(&cookie, "POST", path).body(Body::empty()).unwrap();
        assert_eq!(console.send(call).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_session_checks_out_once_at_a_time() {
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let go_on = Arc::new(Notify::new());
    let waiting = go_on.clone();
    let checkout = move |headers: HeaderMap| async move {
        arrived.send(headers["idempotency-key"].clone()).unwrap();
        waiting.notified().await;
        Json(json!({"order_id": "o1"}))
    };
    let plane = services().route("/api/billing/checkout", post(checkout));
    let console = Arc::new(TestConsole::new(Upstream::Embedded(plane)));
    let cookie = console.sign_in().await;
    let order = |cookie: &str| {
        let call = call_as(cookie, "POST", "/api/billing/checkout").header("idempotency-key", "cart-1");
        call.body(Body::from("{}")).unwrap()
    };
    let (first, under_way) = (order(&cookie), console.clone());
    let first = tokio::spawn(async move { under_way.send(first).await });
    assert_eq!(
        arrivals.recv().await.unwrap(),
        "cart-1",
        "the customer's own key arrives"
    );

    let second = console.send(order(&cookie)).await;
    assert_eq!(second.status(), StatusCode::CONFLICT);
    assert_eq!(json_of(second).await["error"], "checkout-under-way");
    go_on.notify_one();
    assert_eq!(first.await.unwrap().status(), 200);

    go_on.notify_one();
    assert_eq!(console.send(order(&cookie)).await.status(), 200, "and again afterwards");
}
