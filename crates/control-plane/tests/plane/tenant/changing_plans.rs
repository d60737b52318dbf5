//! Another plan for an Organization that pays already.

use super::shop::{Shop, Shopper, order};
use crate::support::Answer;
use serde_json::{Value, json};

/// An Organization on plan M, set up to the end and paid with 100 rials of credit; answers its id.
async fn on_plan_m(shop: &mut Shop, shopper: &Shopper) -> String {
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let organization = shop.organization(shopper, "muttrah-books").await;
    shop.checkout(shopper, &order(&organization, Some("T42-DEMO-100")), None)
        .await
        .expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    organization
}

async fn change(shop: &Shop, shopper: &Shopper, organization: &str, plan: &str, addons: &[&str]) -> Answer {
    let body = json!({"plan_id": plan, "tenant_id": organization, "addons": addons});
    shop.checkout(shopper, &body, None).await
}

async fn subscription(shop: &Shop, shopper: &Shopper, organization: &str) -> Value {
    let path = format!("/api/billing/subscription/{organization}");
    shop.get_as(&shopper.token, &path).await.expect(200)
}

#[tokio::test]
async fn another_plan_is_paid_in_full_and_takes_the_place_of_the_first() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = on_plan_m(&mut shop, &owner).await;
    let before = subscription(&shop, &owner, &organization).await;
    shop.pass(std::time::Duration::from_secs(60));

    let paid = change(&shop, &owner, &organization, "plan-l", &["addon-daily-backup"])
        .await
        .expect(200);
    assert_eq!(
        (&paid["paid_by_credit"], &paid["credit_balance_baisa"]),
        (&json!(true), &json!(91_000 - 19_000))
    );
    let after = subscription(&shop, &owner, &organization).await;
    assert_eq!(
        (&after["plan_id"], &after["status"]),
        (&json!("plan-l"), &json!("active"))
    );
    assert!(after["current_period_end"].as_str() > before["current_period_end"].as_str());
    assert_eq!(
        shop.count("SELECT COUNT(*) FROM subscriptions WHERE status = 'canceled'"),
        1
    );
    let invoices = shop
        .get_as(&owner.token, &format!("/api/billing/invoices/{organization}"))
        .await
        .expect(200);
    let amounts: Vec<_> = invoices
        .as_array()
        .unwrap()
        .iter()
        .map(|invoice| &invoice["amount_baisa"])
        .collect();
    assert_eq!(amounts, [19_000, 9000]);
    let now = shop
        .get_as(&owner.token, &format!("/api/tenant/orgs/{organization}"))
        .await
        .expect(200);
    assert_eq!(
        (&now["plan_id"], &now["addons"], &now["status"]),
        (&json!("plan-l"), &json!(["addon-daily-backup"]), &json!("active"))
    );
    let revenue = shop.plane.get("/api/billing/admin/revenue").await.expect(200);
    assert_eq!(revenue["total_mrr_baisa"], 19_000);

    let again = change(&shop, &owner, &organization, "plan-l", &["addon-daily-backup"])
        .await
        .expect(409);
    assert_eq!(again["error"], "this organization already has an active subscription");
    change(&shop, &owner, &organization, "plan-l", &[]).await.expect(200);
    assert_eq!(shop.balance(&owner).await["credit_baisa"], 91_000 - 19_000 - 16_000);
}

#[tokio::test]
async fn a_plan_that_is_paid_by_card_changes_when_the_money_comes() {
    let mut shop = Shop::with_cards().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = on_plan_m(&mut shop, &owner).await;
    // 91 rials are left: three months of XL, and not a fourth.
    for plan in ["plan-xl", "plan-l", "plan-xl"] {
        change(&shop, &owner, &organization, plan, &[]).await.expect(200);
    }
    let begun = change(&shop, &owner, &organization, "plan-l", &[]).await.expect(200);
    let rival = change(
        &shop,
        &owner,
        &organization,
        "plan-m",
        &["addon-api-access", "addon-dedicated-ip"],
    )
    .await
    .expect(200);
    assert_eq!(subscription(&shop, &owner, &organization).await["plan_id"], "plan-xl");
    shop.card(begun["session_url"].as_str().unwrap(), true)
        .await
        .expect(200);
    assert_eq!(subscription(&shop, &owner, &organization).await["plan_id"], "plan-l");
    // The other one was ordered when XL was paid for: what comes for it now is credit.
    shop.card(rival["session_url"].as_str().unwrap(), true)
        .await
        .expect(200);
    assert_eq!(subscription(&shop, &owner, &organization).await["plan_id"], "plan-l");
    assert_eq!(shop.balance(&owner).await["credit_baisa"], 15_000 + 19_000);
}

#[tokio::test]
async fn a_plan_changes_once_there_is_something_to_change() {
    let mut shop = Shop::with_cards().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    // Two first orders: the second payment is not a change of plan.
    let first = change(&shop, &owner, &organization, "plan-m", &[]).await.expect(200);
    let second = change(&shop, &owner, &organization, "plan-l", &[]).await.expect(200);
    for begun in [first, second] {
        shop.card(begun["session_url"].as_str().unwrap(), true)
            .await
            .expect(200);
    }
    assert_eq!(subscription(&shop, &owner, &organization).await["plan_id"], "plan-m");
    assert_eq!(shop.balance(&owner).await["credit_baisa"], 16_000);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let stranger = shop.sign_up("stranger@example.test").await;
    change(&shop, &stranger, &organization, "plan-s", &[]).await.expect(403);
}
