//! Paying by card, at the local processor. Sections B.3 and B.7.

use super::shop::{Shop, order};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn what_credit_does_not_cover_goes_to_the_card_in_full() {
    let mut shop = Shop::with_cards().await;
    shop.voucher("SMALL", 5, 0).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&shopper, "card-shop").await;
    let begun = shop
        .checkout(&shopper, &order(&organization, Some("SMALL")), Some("k"))
        .await
        .expect(200);
    assert_eq!(
        (begun.get("paid_by_credit"), &begun["credit_balance"]),
        (None, &json!(5))
    );
    let url = begun["session_url"].as_str().unwrap().to_owned();
    let again = shop
        .checkout(&shopper, &order(&organization, Some("SMALL")), Some("k"))
        .await
        .expect(200);
    assert_eq!(again["session_url"], url.as_str());
    let path = format!("/api/billing/local-cards/{}", url.strip_prefix("/pay/").unwrap());
    let asked = shop.plane.send(Method::GET, &path, None, None).await.expect(200);
    assert_eq!(
        (&asked["amount_baisa"], &asked["status"]),
        (&json!(9000), &json!("pending"))
    );
    let waiting = shop
        .get_as(&shopper.token, &format!("/api/tenant/orgs/{organization}"))
        .await
        .expect(200);
    assert_eq!(waiting["status"], "pending_payment");
    for _ in 0..2 {
        assert_eq!(shop.card(&url, true).await.expect(200)["status"], "completed");
    }
    // Turning back after paying is too late.
    assert_eq!(shop.card(&url, false).await.expect(200)["status"], "completed");
    assert_eq!(shop.mail().await.template, "provision-completed");
    assert_eq!(shop.balance(&shopper).await["credit_baisa"], 5000);
    let invoices = shop
        .get_as(&shopper.token, &format!("/api/billing/invoices/{organization}"))
        .await
        .expect(200);
    assert_eq!(
        (invoices.as_array().unwrap().len(), &invoices[0]["amount_baisa"]),
        (1, &json!(9000))
    );
}

#[tokio::test]
async fn a_customer_may_turn_back_and_come_again() {
    let mut shop = Shop::with_cards().await;
    let shopper = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&shopper, "card-shop").await;
    let first = shop
        .checkout(&shopper, &order(&organization, None), None)
        .await
        .expect(200);
    let first = first["session_url"].as_str().unwrap();
    assert_eq!(shop.card(first, false).await.expect(200)["status"], "cancelled");
    assert_eq!(shop.count("SELECT COUNT(*) FROM invoices"), 0);
    let second = shop
        .checkout(&shopper, &order(&organization, None), None)
        .await
        .expect(200);
    assert_eq!(
        shop.card(second["session_url"].as_str().unwrap(), true)
            .await
            .expect(200)["status"],
        "completed"
    );
    // A payment that comes after all, for what is paid already, becomes credit.
    assert_eq!(shop.card(first, true).await.expect(200)["status"], "cancelled");
    let wallet = shop.balance(&shopper).await;
    assert_eq!(
        (&wallet["credit_baisa"], &wallet["entries"][0]["reason"]),
        (&json!(9000), &json!("card-payment-credited"))
    );
    assert_eq!(shop.count("SELECT COUNT(*) FROM invoices"), 1);
    shop.card("/pay/cs_local_unknown", true).await.expect(404);
}

#[tokio::test]
async fn whoever_turns_back_from_the_card_finds_everything_as_it_was_chosen() {
    let mut shop = Shop::with_cards().await;
    let shopper = shop.sign_up("salma@example.test").await;
    let body = json!({
        "slug": "card-shop", "name": "Card shop", "plan_id": "plan-s", "topology": "active-hot-standby",
        "defer_launch": true
    });
    let created = shop.post_as(&shopper.token, "/api/tenant/orgs", body).await.expect(201);
    assert_eq!(created["topology"], "active-hot-standby");
    let organization = created["id"].as_str().unwrap();
    let path = format!("/api/tenant/orgs/{organization}");
    let standby = json!({
        "plan_id": "plan-m", "tenant_id": organization, "addons": ["addon-daily-backup"],
        "topology": "active-hot-standby"
    });
    for (chosen, topology) in [
        (order(organization, None), json!(null)),
        (standby, json!("active-hot-standby")),
    ] {
        let begun = shop.checkout(&shopper, &chosen, None).await.expect(200);
        shop.card(begun["session_url"].as_str().unwrap(), false)
            .await
            .expect(200);
        let waiting = shop.get_as(&shopper.token, &path).await.expect(200);
        assert_eq!(waiting["status"], "pending_payment");
        assert_eq!(waiting.get("order_id"), None);
        assert_eq!(
            (&waiting["topology"], &waiting["plan_id"]),
            (&topology, &json!("plan-m"))
        );
    }
    let waiting = shop.get_as(&shopper.token, &path).await.expect(200);
    assert_eq!(waiting["addons"], json!(["addon-daily-backup"]));
}

#[tokio::test]
async fn events_of_nobody_knows_whom_are_refused() {
    let forged = r#"{"id": "e", "type": "checkout.session.completed", "data": {"object": {"id": "cs"}}}"#;
    let without = Shop::open().await;
    let path = "/api/billing/webhook";
    let answer = without.plane.send(Method::POST, path, None, Some(forged)).await;
    assert_eq!(answer.expect(503), json!({"error": "webhook not configured"}));
    let shop = Shop::with_cards().await;
    let answer = shop.plane.send(Method::POST, path, None, Some(forged)).await;
    assert_eq!(answer.expect(400), json!({"error": "invalid webhook signature"}));
}
