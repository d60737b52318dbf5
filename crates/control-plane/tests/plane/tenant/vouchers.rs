//! Vouchers as operators and as anybody sees them. Sections B1 to B4.

use super::shop::{Shop, order};
use http::Method;
use serde_json::json;

const PREVIEW: &str = "/api/billing/vouchers/redeem-preview";

#[tokio::test]
async fn a_voucher_goes_from_issue_to_revocation() {
    let shop = Shop::open().await;
    let body = json!({
        "code": " t42-demo-100 ", "credit_omr": 100, "description": "Launch", "active": true, "max_redemptions": 1,
        "times_redeemed": 7, "colour": "red"
    });
    let echo = shop.plane.post("/api/billing/vouchers/issue", &body).await.expect(200);
    assert_eq!((&echo["code"], echo.get("created_at")), (&json!("T42-DEMO-100"), None));
    shop.voucher("SECOND", 5, 0).await;
    let list = shop.plane.get("/api/billing/vouchers/list").await.expect(200);
    assert_eq!(
        (&list[0]["code"], &list[1]["code"]),
        (&json!("SECOND"), &json!("T42-DEMO-100"))
    );
    assert_eq!(
        (&list[1]["times_redeemed"], &list[1]["max_redemptions"]),
        (&json!(0), &json!(1))
    );
    let preview = shop.post(PREVIEW, json!({"code": "t42-demo-100"})).await.expect(200);
    assert_eq!(
        preview,
        json!({"code": "T42-DEMO-100", "credit_omr": 100, "description": "Launch", "active": true,
               "accepting_redemptions": true})
    );
    let path = "/api/billing/vouchers/revoke/t42-demo-100";
    assert_eq!(shop.plane.delete(path).await.expect(200), json!({"ok": true}));
    assert_eq!(
        shop.plane.delete(path).await.expect(404),
        json!({"error": "voucher not found"})
    );
    let gone = shop.post(PREVIEW, json!({"code": "T42-DEMO-100"})).await.expect(404);
    assert_eq!(gone, json!({"error": "voucher not valid"}));
    assert_eq!(
        shop.plane
            .get("/api/billing/vouchers/list")
            .await
            .expect(200)
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let all = shop
        .plane
        .get("/api/billing/vouchers/list?include=revoked")
        .await
        .expect(200);
    assert_eq!(
        (&all[1]["code"], &all[1]["active"]),
        (&json!("T42-DEMO-100"), &json!(false))
    );
    assert!(all[1]["deleted_at"].is_string() && all[0].get("deleted_at").is_none());
}

#[tokio::test]
async fn a_preview_says_how_a_campaign_ended() {
    let mut shop = Shop::open().await;
    shop.plane
        .post("/api/billing/vouchers/issue", &json!({"code": "OFF", "credit_omr": 5}))
        .await
        .expect(200);
    let off = shop.post(PREVIEW, json!({"code": "off"})).await.expect(410);
    assert_eq!(
        (&off["active"], &off["accepting_redemptions"]),
        (&json!(false), &json!(false))
    );
    shop.voucher("ONCE", 20, 1).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "first").await;
    shop.checkout(&shopper, &order(&organization, Some("ONCE")), None)
        .await
        .expect(200);
    let used = shop.post(PREVIEW, json!({"code": "ONCE"})).await.expect(410);
    assert_eq!((&used["active"], &used["credit_omr"]), (&json!(true), &json!(20)));
    assert_eq!(
        shop.post(PREVIEW, json!({})).await.expect(400)["error"],
        "code is required"
    );
}

#[tokio::test]
async fn issuing_again_overwrites_revives_and_keeps_the_counter() {
    let mut shop = Shop::open().await;
    shop.voucher("AGAIN", 20, 1).await;
    let shopper = shop.sign_up("a@example.test").await;
    let organization = shop.organization(&shopper, "first").await;
    shop.checkout(&shopper, &order(&organization, Some("AGAIN")), None)
        .await
        .expect(200);
    shop.plane
        .delete("/api/billing/vouchers/revoke/AGAIN")
        .await
        .expect(200);
    let orders = shop.plane.get("/api/billing/admin/orders").await.expect(200);
    assert_eq!(orders[0]["promo_deleted"], true);
    shop.voucher("again", 30, 2).await;
    let list = shop.plane.get("/api/billing/vouchers/list").await.expect(200);
    assert_eq!(
        (
            &list[0]["credit_omr"],
            &list[0]["times_redeemed"],
            &list[0]["max_redemptions"]
        ),
        (&json!(30), &json!(1), &json!(2))
    );
    let other = shop.organization(&shopper, "second").await;
    let refused = shop
        .checkout(&shopper, &order(&other, Some("AGAIN")), None)
        .await
        .expect(400);
    assert_eq!(
        refused["error"],
        "invalid promo code: promo code already redeemed by this customer"
    );
}

#[tokio::test]
async fn operators_see_who_redeemed_a_voucher() {
    let mut shop = Shop::open().await;
    shop.voucher("SHARED", 20, 2).await;
    shop.voucher("UNUSED", 20, 2).await;
    for (email, slug) in [("a@example.test", "first"), ("b@example.test", "second")] {
        let shopper = shop.sign_up(email).await;
        let organization = shop.organization(&shopper, slug).await;
        shop.checkout(&shopper, &order(&organization, Some("SHARED")), None)
            .await
            .expect(200);
    }
    let path = "/api/billing/vouchers/redemptions/";
    let of = |code: &str| format!("{path}{code}");
    shop.plane
        .delete("/api/billing/vouchers/revoke/SHARED")
        .await
        .expect(200);
    let redemptions = shop.plane.get(&of("shared")).await.expect(200);
    assert_eq!(
        (&redemptions[0]["email"], &redemptions[1]["email"]),
        (&json!("b@example.test"), &json!("a@example.test"))
    );
    assert!(redemptions[0]["created_at"].is_string() && redemptions[0]["customer_id"].is_string());
    assert_eq!(shop.plane.get(&of("UNUSED")).await.expect(200), json!([]));
    assert_eq!(
        shop.plane.get(&of("UNKNOWN")).await.expect(404),
        json!({"error": "voucher not found"})
    );
}

#[tokio::test]
async fn an_empty_code_is_made_up_and_its_recipient_is_told() {
    let mut shop = Shop::open().await;
    let body = json!({"credit_omr": 5, "active": true, "recipient_email": "friend@example.test"});
    let echo = shop.plane.post("/api/billing/vouchers/issue", &body).await.expect(200);
    let code = echo["code"].as_str().unwrap();
    assert!(code.starts_with("VCH-") && code.len() == 16, "{code}");
    let mail = shop.mail().await;
    assert_eq!(
        (mail.template.as_str(), mail.data["code"].as_str()),
        ("voucher-issued", Some(code))
    );
}

#[tokio::test]
async fn impossible_vouchers_are_refused() {
    let shop = Shop::open().await;
    for (body, text) in [
        ("[", "invalid JSON body"),
        (r#"{"code": "A"}"#, "credit_omr is required"),
        (r#"{"code": "A", "credit_omr": -5}"#, "credit_omr is required"),
        (
            r#"{"code": "A", "credit_omr": 9223372036854775807}"#,
            "credit_omr must be at most 1000000",
        ),
        (
            r#"{"code": "A", "credit_omr": 5, "max_redemptions": -1}"#,
            "max_redemptions must not be negative",
        ),
    ] {
        let path = "/api/billing/vouchers/issue";
        let answer = shop
            .plane
            .send(Method::POST, path, Some(&shop.plane.token), Some(body))
            .await;
        assert_eq!(answer.expect(400), json!({ "error": text }));
    }
}

#[tokio::test]
async fn customers_do_not_issue_vouchers() {
    let mut shop = Shop::open().await;
    let shopper = shop.sign_up("a@example.test").await;
    for (method, path) in [
        (Method::POST, "/api/billing/vouchers/issue"),
        (Method::GET, "/api/billing/vouchers/list"),
        (Method::DELETE, "/api/billing/vouchers/revoke/X"),
        (Method::GET, "/api/billing/vouchers/redemptions/X"),
        (Method::GET, "/api/billing/admin/orders"),
        (Method::GET, "/api/billing/admin/revenue"),
    ] {
        let answer = shop.plane.send(method, path, Some(&shopper.token), Some("{}")).await;
        assert_eq!(
            answer.expect(403),
            json!({"error": "superadmin or sovereign-admin role required"})
        );
    }
}
