//! The end of an Organization. D6 and §B.9.

use super::shop::{Shop, Shopper, order};
use http::Method;
use serde_json::json;
use std::time::Duration;

impl Shop {
    async fn delete(&self, shopper: &Shopper, organization: &str) -> crate::support::Answer {
        let path = format!("/api/tenant/orgs/{organization}");
        self.plane.send(Method::DELETE, &path, Some(&shopper.token), None).await
    }

    /// Waits until the slug can be had again.
    async fn is_free(&self, slug: &str) {
        let path = format!("/api/tenant/check-slug/{slug}");
        let free = async {
            while self.plane.send(Method::GET, &path, None, None).await.expect(200)["available"] == false {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), free).await.unwrap();
    }

    /// A paid Organization with WordPress, set up to the end; answers its id.
    async fn with_wordpress(&mut self, shopper: &Shopper, slug: &str) -> String {
        self.voucher("T42-DEMO-100", 100, 1).await;
        let organization = self.organization(shopper, slug).await;
        let body = json!({
            "plan_id": "plan-m", "tenant_id": organization, "apps": ["app-wordpress"], "promo_code": "T42-DEMO-100"
        });
        self.checkout(shopper, &body, None).await.expect(200);
        assert_eq!(self.mail().await.template, "provision-completed");
        organization
    }
}

#[tokio::test]
async fn a_deleted_organization_takes_everything_with_it() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.with_wordpress(&owner, "muttrah-books").await;
    let before = shop.plane.get("/api/v1/organizations").await.expect(200);
    assert!(before.to_string().contains("muttrah-books"));

    let deleted = shop.delete(&owner, &organization).await.expect(200);
    assert_eq!(deleted, json!({"status": "deleted"}));
    let mine = shop.get_as(&owner.token, "/api/tenant/orgs").await.expect(200);
    assert_eq!(mine, json!([]));
    // Its people are no longer its people: they cannot tell that it ever was.
    shop.get_as(&owner.token, &format!("/api/tenant/orgs/{organization}"))
        .await
        .expect(403);
    shop.delete(&owner, &organization).await.expect(403);

    shop.is_free("muttrah-books").await;
    let after = shop.plane.get("/api/v1/organizations").await.expect(200);
    assert!(!after.to_string().contains("muttrah-books"), "{after}");
    let left = shop.plane.get(&shop.plane.applications("")).await.expect(200);
    assert_eq!(left["items"], json!([]));
    let environments = shop.plane.get(&shop.plane.k8s("/environment")).await.text();
    assert!(!environments.contains("muttrah-books"), "{environments}");

    let again = shop.organization(&owner, "muttrah-books").await;
    assert_ne!(again, organization);
    let credit = shop.balance(&owner).await;
    assert_eq!(
        credit["credit_baisa"], 91_000,
        "what was paid stays paid, and credit stays with its owner"
    );
    let marked = |number: usize| credit["entries"][number].get("tenant_deleted");
    assert_eq!((marked(0), marked(1)), (Some(&json!(true)), None));
}

#[tokio::test]
async fn its_money_is_settled_with_it() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.with_wordpress(&owner, "muttrah-books").await;
    shop.delete(&owner, &organization).await.expect(200);
    for (what, violations) in [
        (
            "a subscription runs on",
            "SELECT COUNT(*) FROM subscriptions WHERE status <> 'canceled'",
        ),
        (
            "an invoice is open",
            "SELECT COUNT(*) FROM invoices WHERE status IN ('draft', 'open')",
        ),
        (
            "a payment is not marked",
            "SELECT COUNT(*) FROM credit_ledger WHERE reason = 'order-payment'
             AND id NOT IN (SELECT entry_id FROM ledger_marks WHERE mark = 'tenant_deleted')",
        ),
        (
            "something else is marked",
            "SELECT COUNT(*) FROM ledger_marks JOIN credit_ledger ON credit_ledger.id = entry_id
             WHERE reason <> 'order-payment'",
        ),
    ] {
        assert_eq!(shop.count(violations), 0, "{what}");
    }
    let revenue = shop.plane.get("/api/billing/admin/revenue").await.expect(200);
    assert_eq!(
        (&revenue["total_mrr_baisa"], &revenue["active_subscriptions"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn a_restart_carries_on_with_taking_it_down() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.with_wordpress(&owner, "muttrah-books").await;
    shop.delete(&owner, &organization).await.expect(200);
    let shop = shop.reopen().await;
    shop.is_free("muttrah-books").await;
    assert_eq!(
        shop.count("SELECT COUNT(*) FROM organizations WHERE slug = 'muttrah-books'"),
        0
    );
}

#[tokio::test]
async fn a_payment_that_comes_too_late_becomes_credit() {
    let mut shop = Shop::with_cards().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    let begun = shop
        .checkout(&owner, &order(&organization, None), None)
        .await
        .expect(200);
    shop.delete(&owner, &organization).await.expect(200);
    shop.is_free("muttrah-books").await;
    shop.card(begun["session_url"].as_str().unwrap(), true)
        .await
        .expect(200);
    assert_eq!(shop.balance(&owner).await["credit_baisa"], 9000);
    assert_eq!(shop.count("SELECT COUNT(*) FROM subscriptions"), 0);
}

#[tokio::test]
async fn only_its_owner_deletes_an_organization() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    let admin = shop.sign_up("admin@example.test").await;
    let body = json!({"email": "admin@example.test", "role": "admin"});
    shop.post_as(&owner.token, &format!("/api/tenant/orgs/{organization}/members"), body)
        .await
        .expect(201);
    let stranger = shop.sign_up("stranger@example.test").await;
    for (who, text) in [
        (&admin, "owner role required"),
        (&stranger, "not a member of this organization"),
    ] {
        assert_eq!(shop.delete(who, &organization).await.expect(403)["error"], text);
    }
    assert_eq!(
        shop.delete(&owner, "no-such-id").await.expect(403)["error"],
        "not a member of this organization"
    );
}
