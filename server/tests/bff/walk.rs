//! From a voucher's link to an Organization that is being set up, through the BFF and the embedded control plane.

use crate::support::marketplace::Marketplace;
use crate::support::{call_as, get_page_as, text_of};
use axum::body::Body;
use contract::session::Tier;
use serde_json::{Value, json};

#[tokio::test]
async fn a_voucher_becomes_an_organization_that_is_set_up() {
    let mut walk = Marketplace::run_by(Tier::Owner).await;
    let operator = walk.operator.clone();
    walk.issue("T42-DEMO-2026-SPRING", "Launch", 1).await;

    let redeem = walk.page_as("", "/redeem?code=+t42-demo-2026-spring").await;
    assert!(redeem.contains("100.000 OMR") && redeem.contains("Launch"), "{redeem}");
    assert!(redeem.contains("Sign up to redeem"));
    assert!(walk.page_as("", "/plans").await.contains("plan=plan-m"));
    assert!(walk.page_as("", "/apps?plan=plan-m").await.contains("name=\"app\""));

    let customer = walk.sign_up("noor@example.om").await;
    let cookies = format!("{customer}; catalyst_voucher=T42-DEMO-2026-SPRING");
    let checkout = "/checkout?plan=plan-m&name=Noor&slug=noor";
    let page = walk.page_as(&cookies, checkout).await;
    // 9 rials of 100 leave 91.
    assert!(page.contains("9.000 OMR") && page.contains("91.000 OMR"), "{page}");
    assert!(page.contains("Pay with credit"));

    let create = call_as(&customer, "POST", "/api/tenant/orgs");
    let new = json!({"slug": "noor", "name": "Noor", "plan_id": "plan-m", "defer_launch": true});
    let organization = walk.call(create, &new).await;
    let order = json!({
        "plan_id": "plan-m", "tenant_id": organization["id"], "promo_code": "T42-DEMO-2026-SPRING",
    });
    let paying = || call_as(&customer, "POST", "/api/billing/checkout").header("idempotency-key", "cart-1");
    let paid = walk.call(paying(), &order).await;
    assert_eq!(paid["paid_by_credit"], true);
    assert_eq!(walk.call(paying(), &order).await, paid, "the same key, the same order");

    let launching = walk.page_as(&customer, "/launching/noor").await;
    assert!(
        launching.contains("Noor") && launching.contains("91.000 OMR"),
        "{launching}"
    );
    let topic = format!(
        "/live?topic=/api/provisioning/tenant/{}/stream",
        organization["id"].as_str().unwrap()
    );
    let stream = walk
        .console
        .send(call_as(&customer, "GET", &topic).body(Body::empty()).unwrap())
        .await;
    assert_eq!(stream.status(), 200);
    let refused = walk.sign_up("stranger@example.om").await;
    let stream = walk
        .console
        .send(call_as(&refused, "GET", &topic).body(Body::empty()).unwrap())
        .await;
    let first = first_frame(stream).await;
    assert!(first.contains("\"status\":403"), "{first}");

    let list = call_as(&operator, "GET", "/api/billing/vouchers/list");
    let listed = walk.call(list, &Value::Null).await;
    assert_eq!(listed[0]["times_redeemed"], 1);
    let by = walk
        .page_as(&operator, "/bss/vouchers/redemptions?code=T42-DEMO-2026-SPRING")
        .await;
    assert!(by.contains("noor@example.om"), "{by}");
    let orders = walk.page_as(&operator, "/bss/orders?status=completed").await;
    assert!(
        orders.contains("9.000 OMR") && orders.contains("T42-DEMO-2026-SPRING"),
        "{orders}"
    );
    let used = walk
        .console
        .send(get_page_as(&customer, "/redeem?code=T42-DEMO-2026-SPRING"))
        .await;
    assert!(text_of(used).await.contains("You have used this voucher"));
    let exhausted = walk
        .console
        .send(get_page_as("", "/redeem?code=T42-DEMO-2026-SPRING"))
        .await;
    assert_eq!(exhausted.status(), 410);
    assert!(text_of(exhausted).await.contains("has been used up"));
    walk.plane.shutdown().await;
}

#[tokio::test]
async fn a_customer_looks_after_a_shop_and_closes_it() {
    let mut walk = Marketplace::run_by(Tier::Owner).await;
    let customer = walk.sign_up("noor@example.om").await;
    let organization = walk.shop(&customer).await;

    let page = walk.page_as(&customer, "/shops/noor").await;
    for text in [
        "This shop has no apps.",
        "/shops/noor?add=wordpress",
        "Change plan or add-ons",
        "Close this shop",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let adding = walk.page_as(&customer, "/shops/noor?add=wordpress").await;
    assert!(
        adding.contains("Add WordPress") && adding.contains("id=\"add-app\""),
        "{adding}"
    );
    let changing = walk
        .page_as(&customer, "/shops/noor?plan=plan-l&addon=addon-daily-backup")
        .await;
    // 9 rials a month now, 19 then, which leaves 72 of 91.
    for text in ["9.000 OMR", "19.000 OMR", "72.000 OMR", "Pay with credit"] {
        assert!(changing.contains(text), "{text}: {changing}");
    }

    let topic = format!("/live?topic=/api/tenant/orgs/{organization}/stream");
    let follow = |cookie: &str| call_as(cookie, "GET", &topic).body(Body::empty()).unwrap();
    let stream = walk.console.send(follow(&customer)).await;
    await_text(stream, "\"slug\":\"noor\"").await;
    let stranger = walk.sign_up("stranger@example.om").await;
    let first = first_frame(walk.console.send(follow(&stranger)).await).await;
    assert!(first.contains("\"status\":403"), "{first}");
    let theirs = walk
        .console
        .send(get_page_as(&stranger, "/shops/noor?add=wordpress"))
        .await;
    assert_eq!(theirs.status(), 404);

    let colleague = walk.sign_up("colleague@example.om").await;
    let invite = call_as(&customer, "POST", &format!("/api/tenant/orgs/{organization}/members"));
    walk.call(invite, &json!({"email": "colleague@example.om", "role": "viewer"}))
        .await;
    let seen = walk.page_as(&colleague, "/shops/noor").await;
    assert!(seen.contains("This shop has no apps."), "{seen}");
    for text in ["?add=wordpress", "Change plan or add-ons", "Close this shop"] {
        assert!(!seen.contains(text), "{text}: {seen}");
    }

    let delete = call_as(&customer, "DELETE", &format!("/api/tenant/orgs/{organization}"));
    walk.call(delete, &Value::Null).await;
    let list = walk.page_as(&customer, "/shops").await;
    assert!(!list.contains("/shops/noor"), "{list}");
    walk.plane.shutdown().await;
}

async fn first_frame(stream: axum::response::Response) -> String {
    use futures::StreamExt;
    let mut chunks = stream.into_body().into_data_stream();
    let chunk = chunks.next().await.unwrap().unwrap();
    String::from_utf8(chunk.to_vec()).unwrap()
}

/// Reads a stream until a text has arrived.
async fn await_text(stream: axum::response::Response, text: &str) {
    use futures::StreamExt;
    let mut chunks = stream.into_body().into_data_stream();
    let arrived = async {
        while let Some(chunk) = chunks.next().await {
            if String::from_utf8_lossy(&chunk.unwrap()).contains(text) {
                return;
            }
        }
        panic!("the stream ended without {text}");
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), arrived)
        .await
        .unwrap();
}
