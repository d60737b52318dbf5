//! Quote, checkout, and what it leaves behind. Sections B5, B7 to B10.

use super::shop::{Shop, order};
use futures::StreamExt;
use serde_json::json;

#[tokio::test]
async fn a_voucher_covers_the_order_it_comes_with() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "muttrah-books").await;
    let paid = shop
        .checkout(&shopper, &order(&organization, Some(" t42-demo-100")), None)
        .await
        .expect(200);
    assert_eq!(
        (&paid["paid_by_credit"], &paid["credit_balance"]),
        (&json!(true), &json!(91))
    );
    let wallet = shop.balance(&shopper).await;
    assert_eq!(
        (&wallet["credit_omr"], &wallet["credit_baisa"]),
        (&json!(91), &json!(91_000))
    );
    let entries = wallet["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[0]["amount_baisa"], &entries[0]["reason"]),
        (&json!(-9000), &json!("order-payment"))
    );
    assert_eq!(entries[0]["order_id"], paid["order_id"]);
    assert_eq!(
        (&entries[1]["amount_baisa"], &entries[1]["reason"]),
        (&json!(100_000), &json!("promo:T42-DEMO-100"))
    );
    let list = shop.plane.get("/api/billing/vouchers/list").await.expect(200);
    assert_eq!(
        (&list[0]["times_redeemed"], &list[0]["max_redemptions"]),
        (&json!(1), &json!(1))
    );
    let invoices = shop
        .get_as(&shopper.token, &format!("/api/billing/invoices/{organization}"))
        .await
        .expect(200);
    assert_eq!(
        (
            &invoices[0]["amount_baisa"],
            &invoices[0]["status"],
            &invoices[0]["currency"]
        ),
        (&json!(9000), &json!("paid"), &json!("omr"))
    );
    let path = format!("/api/billing/subscription/{organization}");
    let subscription = shop.get_as(&shopper.token, &path).await.expect(200);
    assert_eq!(
        (&subscription["status"], &subscription["plan_id"]),
        (&json!("active"), &json!("plan-m"))
    );
    let revenue = shop.plane.get("/api/billing/admin/revenue").await.expect(200);
    assert_eq!(
        revenue,
        json!({"total_mrr": 9, "total_mrr_baisa": 9000, "total_customers": 1, "new_this_month": 1,
               "active_subscriptions": 1})
    );
    let orders = shop.plane.get("/api/billing/admin/orders").await.expect(200);
    assert_eq!(
        (&orders[0]["status"], &orders[0]["promo_code"]),
        (&json!("completed"), &json!("T42-DEMO-100"))
    );
}

#[tokio::test]
async fn the_four_refusals_of_a_voucher_come_in_order_and_leave_nothing() {
    let mut shop = Shop::open().await;
    let first = shop.sign_up("first@example.test").await;
    let second = shop.sign_up("second@example.test").await;
    let of_first = shop.organization(&first, "first").await;
    let of_second = shop.organization(&second, "second").await;
    let another = shop.organization(&first, "another").await;
    let text = |reason: &str| json!({"error": format!("invalid promo code: {reason}")});
    let unknown = shop
        .checkout(&first, &order(&of_first, Some("NOPE")), None)
        .await
        .expect(400);
    assert_eq!(unknown, text("promo code not found"));
    shop.voucher("ONCE", 50, 1).await;
    shop.checkout(&first, &order(&of_first, Some("ONCE")), None)
        .await
        .expect(200);
    // Exhausted and already redeemed: the limit is named first.
    let limit = shop
        .checkout(&first, &order(&another, Some("ONCE")), None)
        .await
        .expect(400);
    assert_eq!(limit, text("promo code has reached its redemption limit"));
    shop.voucher("ONCE", 50, 2).await;
    let twice = shop
        .checkout(&first, &order(&another, Some("ONCE")), None)
        .await
        .expect(400);
    assert_eq!(twice, text("promo code already redeemed by this customer"));
    let off = json!({"code": "ONCE", "credit_omr": 50, "active": false, "max_redemptions": 1});
    shop.plane.post("/api/billing/vouchers/issue", &off).await.expect(200);
    let inactive = shop
        .checkout(&second, &order(&of_second, Some("ONCE")), None)
        .await
        .expect(400);
    assert_eq!(inactive, text("promo code is not active"));
    shop.plane.delete("/api/billing/vouchers/revoke/ONCE").await.expect(200);
    let revoked = shop
        .checkout(&second, &order(&of_second, Some("ONCE")), None)
        .await
        .expect(400);
    assert_eq!(revoked, text("promo code not found"));
    assert_eq!(shop.balance(&second).await["entries"], json!([]));
    assert_eq!(shop.count("SELECT COUNT(*) FROM orders"), 1);
}

#[tokio::test]
async fn what_credit_does_not_cover_is_refused_and_the_voucher_stays_unused() {
    let mut shop = Shop::open().await;
    shop.voucher("SMALL", 5, 0).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "small-shop").await;
    let refused = shop
        .checkout(&shopper, &order(&organization, Some("SMALL")), None)
        .await
        .expect(503);
    assert_eq!(
        refused["error"],
        "payment processor is not configured yet. Please contact support or use a promo code that covers the full amount."
    );
    assert_eq!(shop.balance(&shopper).await["credit_baisa"], 0);
    assert_eq!(shop.count("SELECT times_redeemed FROM promo_codes"), 0);
    let mut smaller = order(&organization, Some("SMALL"));
    smaller["plan_id"] = json!("plan-s");
    let paid = shop.checkout(&shopper, &smaller, None).await.expect(200);
    // Nothing is left, and a zero balance is left out (§0.4).
    assert_eq!(paid.get("credit_balance"), None);
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_and_pays_once() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 0).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "twice").await;
    let body = order(&organization, Some("T42-DEMO-100"));
    let first = shop.checkout(&shopper, &body, Some("key-1")).await.expect(200);
    let shop = shop.reopen().await;
    let again = shop.checkout(&shopper, &body, Some("key-1")).await.expect(200);
    assert_eq!(first, again);
    assert_eq!(shop.balance(&shopper).await["credit_baisa"], 91_000);
    let other = shop
        .checkout(&shopper, &order(&organization, None), Some("key-1"))
        .await
        .expect(422);
    assert_eq!(other["error"], "this idempotency key belongs to another checkout");
    let keyless = shop
        .checkout(&shopper, &order(&organization, None), None)
        .await
        .expect(409);
    assert_eq!(keyless["error"], "this organization already has an active subscription");
    assert_eq!(shop.count("SELECT COUNT(*) FROM orders"), 1);
}

#[tokio::test]
async fn checkout_refuses_what_it_cannot_price_or_install() {
    let mut shop = Shop::open().await;
    shop.voucher("PLENTY", 500, 0).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "careful").await;
    let with = |key: &str, value: serde_json::Value| {
        let mut body = order(&organization, Some("PLENTY"));
        body[key] = value;
        body
    };
    for (body, text) in [
        (json!({}), "plan_id and tenant_id are required"),
        (
            with("plan_id", json!("plan-z")),
            "failed to compute order total: plan \"plan-z\" not found",
        ),
        (with("topology", json!("everywhere")), "unknown topology \"everywhere\""),
        (
            with("apps", json!(["app-nothing"])),
            "app \"app-nothing\" not found in catalog",
        ),
        (with("plan_id", json!(7)), "invalid JSON body"),
    ] {
        assert_eq!(
            shop.checkout(&shopper, &body, None).await.expect(400),
            json!({ "error": text })
        );
    }
    assert_eq!(shop.count("SELECT COUNT(*) FROM promo_redemptions"), 0);
    let stranger = shop.sign_up("b@example.test").await;
    let refused = shop
        .checkout(&stranger, &order(&organization, Some("PLENTY")), None)
        .await
        .expect(403);
    assert_eq!(refused["error"], "not a member of this organization");
    for path in ["subscription", "invoices"] {
        shop.get_as(&stranger.token, &format!("/api/billing/{path}/{organization}"))
            .await
            .expect(403);
    }
    let none = shop
        .get_as(&shopper.token, &format!("/api/billing/subscription/{organization}"))
        .await
        .expect(404);
    assert_eq!(none["error"], "no subscription found");
}

#[tokio::test]
async fn a_quote_itemises_and_needs_nobody_signed_in() {
    let shop = Shop::open().await;
    let body = json!({
        "plan_id": "plan-l", "addons": ["addon-daily-backup", "addon-custom-domain"], "topology": "active-hot-standby"
    });
    let quote = shop.post("/api/billing/quote", body).await.expect(200);
    assert_eq!(
        (&quote["amount_baisa"], &quote["amount_omr"]),
        (&json!(24_000), &json!(24))
    );
    let skus: Vec<_> = quote["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["sku"].clone())
        .collect();
    assert_eq!(skus, ["l", "daily-backup", "custom-domain", "active-hot-standby"]);
}

#[tokio::test]
async fn a_standby_is_sold_with_apps_that_can_have_one() {
    let mut shop = Shop::of_starter_catalogue().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let apps = shop
        .plane
        .send(http::Method::GET, "/api/catalog/apps", None, None)
        .await
        .expect(200);
    let topologies = |slug: &str| {
        let app = apps.as_array().unwrap().iter().find(|app| app["slug"] == slug);
        app.unwrap()["supported_topologies"].clone()
    };
    assert_eq!(topologies("wordpress"), json!(["single-region", "active-hot-standby"]));
    assert_eq!(topologies("matomo"), json!(["single-region"]));

    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "spread").await;
    let body = |apps: &[&str], topology: &str| {
        json!({
            "plan_id": "plan-m", "tenant_id": organization, "apps": apps, "topology": topology,
            "promo_code": "T42-DEMO-100"
        })
    };
    let refusal = json!({"error": "topology \"active-hot-standby\" is not supported by app \"app-matomo\""});
    let both = body(&["app-wordpress", "app-matomo"], "active-hot-standby");
    assert_eq!(shop.post("/api/billing/quote", both.clone()).await.expect(400), refusal);
    assert_eq!(shop.checkout(&shopper, &both, None).await.expect(400), refusal);
    shop.post("/api/billing/quote", body(&["app-matomo"], "single-region"))
        .await
        .expect(200);
    let paid = body(&["app-wordpress"], "active-hot-standby");
    shop.checkout(&shopper, &paid, None).await.expect(200);
}

#[tokio::test]
async fn the_ledger_refuses_to_be_rewritten() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 0).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "honest").await;
    shop.checkout(&shopper, &order(&organization, Some("T42-DEMO-100")), None)
        .await
        .expect(200);
    let database = rusqlite::Connection::open(shop.plane.folder.path().join("state.sqlite")).unwrap();
    for statement in [
        "UPDATE credit_ledger SET amount = amount + 1",
        "DELETE FROM credit_ledger",
        "INSERT INTO credit_ledger (id, customer_id, amount, balance, reason, created_at)
         SELECT 'x', customer_id, 5, 5, 'gift', created_at FROM credit_ledger LIMIT 1",
    ] {
        assert!(database.execute_batch(statement).is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_wallet_says_at_once_what_moves_it() {
    let mut shop = Shop::open().await;
    shop.voucher("SPRING", 100, 1).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&shopper, "muttrah-books").await;
    let mut frames = shop
        .plane
        .frames_as(&shopper.token, "/api/billing/balance/stream")
        .await;
    assert_eq!(frames.next().await.unwrap()["credit_baisa"], 0);
    shop.checkout(&shopper, &order(&organization, Some("SPRING")), None)
        .await
        .expect(200);
    let moved = tokio::time::timeout(std::time::Duration::from_secs(10), frames.next());
    assert_eq!(moved.await.unwrap().unwrap(), shop.balance(&shopper).await);
    assert_eq!(shop.balance(&shopper).await["credit_baisa"], 91_000);
}
