//! What operators see of customers, and how they enter. Sections D.5, and E.10 of the operator-side contract.

use super::shop::{Shop, Shopper, order};
use contract::session::Tier;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

const LIST: &str = "/api/tenant/admin/tenants";

/// A shop whose owner has redeemed a voucher of 20 rials, of which 9 went into it; with its id.
async fn sold(slug: &str) -> (Shop, Shopper, String) {
    let mut shop = Shop::open().await;
    shop.voucher("TWENTY", 20, 5).await;
    let owner = shop.sign_up("noor@example.test").await;
    let organization = shop.organization(&owner, slug).await;
    shop.checkout(&owner, &order(&organization, Some("TWENTY")), None)
        .await
        .expect(200);
    (shop, owner, organization)
}

#[tokio::test]
async fn every_organization_is_listed_with_its_owner_and_their_credit() {
    let (shop, owner, first) = sold("first").await;
    let second = shop.organization(&owner, "second").await;
    let page = shop.plane.get(LIST).await.expect(200);
    assert_eq!(
        (&page["total"], &page["offset"], &page["limit"]),
        (&json!(2), &json!(0), &json!(20))
    );
    let newest = &page["tenants"][0];
    assert_eq!(
        (&newest["id"], &newest["status"]),
        (&json!(second), &json!("pending_payment"))
    );
    let oldest = &page["tenants"][1];
    assert_eq!((&oldest["id"], &oldest["plan_id"]), (&json!(first), &json!("plan-m")));
    assert_eq!(
        (&oldest["owner_email"], &oldest["balance_baisa"]),
        (&json!("noor@example.test"), &json!(11_000))
    );
    let rest = shop
        .plane
        .get("/api/tenant/admin/tenants?offset=1&limit=5")
        .await
        .expect(200);
    assert_eq!(rest["tenants"].as_array().unwrap().len(), 1);
    assert_eq!(rest["tenants"][0]["id"], json!(first));
    let one = shop.plane.get(&format!("{LIST}/{first}")).await.expect(200);
    assert_eq!(one, *oldest);
    let none = shop.plane.get("/api/tenant/admin/tenants/nobody").await.expect(404);
    assert_eq!(none, json!({"error": "tenant not found"}));
}

#[tokio::test]
async fn a_search_finds_names_slugs_and_owners_without_paging() {
    let (shop, owner, first) = sold("first").await;
    shop.organization(&owner, "second").await;
    let found = shop
        .plane
        .get("/api/tenant/admin/tenants?q=FIRS&offset=7")
        .await
        .expect(200);
    assert_eq!(found["tenants"].as_array().unwrap().len(), 1);
    assert_eq!((&found["tenants"][0]["id"], found.get("total")), (&json!(first), None));
    let theirs = shop.plane.get("/api/tenant/admin/tenants?q=noor@").await.expect(200);
    assert_eq!(theirs["tenants"].as_array().unwrap().len(), 2);
    let none = shop.plane.get("/api/tenant/admin/tenants?q=nothing").await.expect(200);
    assert_eq!(none, json!({"tenants": []}));
}

#[tokio::test]
async fn a_statement_adds_up() {
    let (shop, owner, first) = sold("first").await;
    let second = shop.organization(&owner, "second").await;
    shop.checkout(&owner, &order(&second, None), None).await.expect(200);
    let statement = shop
        .plane
        .get(&format!("/api/billing/admin/statements/{first}"))
        .await
        .expect(200);
    let entries = statement["entries"].as_array().unwrap();
    let amounts: Vec<_> = entries.iter().map(|entry| &entry["amount_baisa"]).collect();
    assert_eq!(amounts, [&json!(-9000), &json!(-9000), &json!(20_000)]);
    let balances: Vec<_> = entries.iter().map(|entry| &entry["balance_baisa"]).collect();
    assert_eq!(balances, [&json!(2000), &json!(11_000), &json!(20_000)]);
    assert_eq!(statement["balance_baisa"], json!(2000));
    assert_eq!(
        statement["orders"].as_array().unwrap().len(),
        1,
        "orders of this one only"
    );
    assert_eq!(statement["orders"][0]["promo_code"], "TWENTY");
    assert_eq!(statement["invoices"][0]["amount_baisa"], json!(9000));
    assert_eq!(
        (
            &statement["redemptions"][0]["code"],
            &statement["redemptions"][0]["credit_baisa"]
        ),
        (&json!("TWENTY"), &json!(20_000))
    );
}

#[tokio::test]
async fn support_may_look_for_an_hour_and_change_nothing() {
    let (shop, _, first) = sold("first").await;
    let operator = shop.plane.token_of(Tier::Admin);
    let organization = format!("/api/tenant/orgs/{first}");
    shop.get_as(&operator, &organization).await.expect(403);

    let enter = "/api/v1/org/organizations/first/enter";
    let entry = shop.post_as(&operator, enter, Value::Null).await.expect(200);
    assert_eq!(entry["supportPrincipal"], "admin@example.test");
    assert_eq!(
        (&entry["org"], &entry["handoverURL"]),
        (&json!("first"), &json!("/shops/first"))
    );
    assert_eq!(shop.get_as(&operator, &organization).await.expect(200)["slug"], "first");
    assert_eq!(
        shop.get_as(&operator, "/api/tenant/orgs").await.expect(200)[0]["slug"],
        "first"
    );
    shop.get_as(&operator, &format!("/api/billing/invoices/{first}"))
        .await
        .expect(200);
    shop.put_as(&operator, &organization, json!({"name": "Mine"}))
        .await
        .expect(403);
    shop.plane
        .send(Method::DELETE, &organization, Some(&operator), None)
        .await
        .expect(403);
    let own = json!({"tenant_id": first, "domain": "shop.example.test"});
    shop.post_as(&operator, "/api/domain/byod", own).await.expect(403);

    let visits = shop
        .plane
        .get("/api/v1/org/organizations/first/support-visits")
        .await
        .expect(200);
    let visit = &visits["items"][0];
    assert_eq!(visit["auditEventId"], entry["auditEventId"]);
    assert_eq!(visit["supportPrincipal"], entry["supportPrincipal"]);
    assert_eq!(visit["expiresAt"], entry["expiresAt"]);

    shop.pass(Duration::from_secs(60 * 60));
    shop.get_as(&operator, &organization).await.expect(403);
    assert_eq!(shop.get_as(&operator, "/api/tenant/orgs").await.expect(200), json!([]));
}

#[tokio::test]
async fn support_that_leaves_early_is_out_at_once_and_on_record() {
    let (shop, _, first) = sold("first").await;
    let operator = shop.plane.token_of(Tier::Admin);
    let organization = format!("/api/tenant/orgs/{first}");
    let leave = "/api/v1/org/organizations/first/leave";
    shop.post_as(&operator, leave, Value::Null).await.expect(404);
    let enter = "/api/v1/org/organizations/first/enter";
    shop.post_as(&operator, enter, Value::Null).await.expect(200);
    shop.post_as(&operator, enter, Value::Null).await.expect(200);
    shop.pass(Duration::from_secs(60));
    let left = shop.post_as(&operator, leave, Value::Null).await.expect(200);
    assert_eq!(left, json!({"status": "left"}));
    shop.get_as(&operator, &organization).await.expect(403);
    assert_eq!(shop.get_as(&operator, "/api/tenant/orgs").await.expect(200), json!([]));
    shop.post_as(&operator, leave, Value::Null).await.expect(404);

    let visits = "/api/v1/org/organizations/first/support-visits";
    let visits = shop.plane.get(visits).await.expect(200);
    for visit in visits["items"].as_array().unwrap() {
        let time = |name: &str| contract::Timestamp::parse(visit[name].as_str().unwrap()).unwrap();
        assert_eq!(time("leftAt").unix_millis() - time("enteredAt").unix_millis(), 60_000);
        assert!(time("leftAt") < time("expiresAt"));
        assert_eq!(visit["open"], json!(false));
    }
    let database = rusqlite::Connection::open(shop.plane.folder.path().join("state.sqlite")).unwrap();
    for change in [
        "UPDATE support_departures SET left_at = 0",
        "DELETE FROM support_departures",
    ] {
        assert!(database.execute(change, []).is_err(), "{change}");
    }
    // Entering again is another visit.
    shop.post_as(&operator, enter, Value::Null).await.expect(200);
    shop.get_as(&operator, &organization).await.expect(200);
}

#[tokio::test]
async fn nobody_enters_what_is_not_there_and_customers_enter_nothing() {
    let (shop, owner, first) = sold("first").await;
    for slug in ["nobody", "system", "a%2Fb"] {
        let path = format!("/api/v1/org/organizations/{slug}/enter");
        let refused = shop.plane.post(&path, &Value::Null).await.expect(404);
        assert_eq!(refused, json!({"error": "org-tenant-not-found"}), "{slug}");
    }
    let enter = "/api/v1/org/organizations/first/enter";
    shop.post_as(&owner.token, enter, Value::Null).await.expect(403);
    let statement = format!("/api/billing/admin/statements/{first}");
    for path in [
        LIST,
        statement.as_str(),
        "/api/v1/org/organizations/first/support-visits",
    ] {
        let refused = shop.get_as(&owner.token, path).await.expect(403);
        assert_eq!(refused, json!({"error": "superadmin or sovereign-admin role required"}));
    }
    assert_eq!(shop.count("SELECT COUNT(*) FROM support_visits"), 0);
}

#[tokio::test]
async fn revenue_is_told_by_day_and_by_plan() {
    let (shop, mut owner, _) = sold("first").await;
    let day = Duration::from_secs(24 * 60 * 60);
    shop.pass(3 * day);
    let refresh = json!({"refresh_token": owner.refresh_token});
    let tokens = shop.post("/api/auth/refresh", refresh).await.expect(200);
    owner.token = tokens["token"].as_str().unwrap().to_owned();
    let second = shop.organization(&owner, "second").await;
    let mut small = order(&second, None);
    small["plan_id"] = json!("plan-s");
    shop.checkout(&owner, &small, None).await.expect(200);

    shop.get_as(&owner.token, "/api/v1/org/billing/revenue")
        .await
        .expect(403);
    let report = shop.plane.get("/api/v1/org/billing/revenue").await.expect(200);
    let days: Vec<_> = report["sparkline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day.as_i64().unwrap())
        .collect();
    assert_eq!((days.len(), days[29], days[28], days[26]), (30, 5000, 0, 9000));
    assert_eq!(days.iter().sum::<i64>(), 14_000);
    assert_eq!(report["kpi"]["last30dCents"], json!(14_000));
    assert_eq!(
        (&report["kpi"]["topTenant"], &report["kpi"]["topPlan"]),
        (&json!("first"), &json!("M"))
    );
    assert_eq!(report["kpi"]["momPct"], Value::Null);
    let first = &report["breakdown"][0];
    assert_eq!(
        (&first["plan"], &first["tenants"], &first["mrrCents"]),
        (&json!("M"), &json!(1), &json!(9000))
    );
    assert_eq!(report["breakdown"][1]["mrrCents"], json!(5000));

    shop.pass(30 * day);
    let later = shop.plane.get("/api/v1/org/billing/revenue").await.expect(200);
    assert_eq!(later["kpi"]["last30dCents"], json!(0));
    assert_eq!(later["kpi"]["momPct"], json!(-100.0));
}

#[tokio::test]
async fn subscriptions_and_invoices_of_everybody_are_listed() {
    let (shop, owner, first) = sold("first").await;
    let second = shop.organization(&owner, "second").await;
    shop.checkout(&owner, &order(&second, None), None).await.expect(200);
    for path in ["/api/v1/org/billing/subscriptions", "/api/billing/admin/invoices"] {
        shop.get_as(&owner.token, path).await.expect(403);
    }
    let invoices = shop.plane.get("/api/billing/admin/invoices").await.expect(200);
    let of: Vec<_> = invoices
        .as_array()
        .unwrap()
        .iter()
        .map(|invoice| &invoice["tenant_id"])
        .collect();
    assert_eq!(of, [&json!(second), &json!(first)]);

    let list = "/api/v1/org/billing/subscriptions";
    let listed = shop.plane.get(list).await.expect(200);
    let newest = &listed["subscriptions"][0];
    assert_eq!(
        (&newest["tenantOrg"], &newest["tenantId"]),
        (&json!("second"), &json!(second))
    );
    assert_eq!(
        (
            &newest["plan"],
            &newest["mrrCents"],
            &newest["currency"],
            &newest["status"]
        ),
        (&json!("M"), &json!(9000), &json!("OMR"), &json!("paid"))
    );
    shop.pass(Duration::from_secs(31 * 24 * 60 * 60));
    let later = shop.plane.get(list).await.expect(200);
    assert_eq!(later["subscriptions"][0]["status"], json!("overdue"));
}
