//! Billing as those who run the marketplace see it, and as nobody else does.

use crate::support::marketplace::Marketplace;
use crate::support::{call_as, get_page, get_page_as, json_of, text_of};
use axum::http::header;
use contract::session::Tier;
use serde_json::{Value, json};

const PAGES: [&str; 13] = [
    "/bss",
    "/bss/invoices",
    "/bss/subscriptions",
    "/bss/catalogue",
    "/bss/catalogue?list=apps",
    "/bss/catalogue/offer?list=plans",
    "/bss/organizations",
    "/bss/organizations/some-id",
    "/bss/vouchers",
    "/bss/vouchers/new",
    "/bss/vouchers/sheet",
    "/bss/vouchers/redemptions?code=A",
    "/bss/orders",
];

#[tokio::test]
async fn the_page_shows_what_was_issued_and_what_was_revoked() {
    let marketplace = Marketplace::run_by(Tier::Admin).await;
    assert!(
        marketplace
            .page("/bss/vouchers")
            .await
            .contains("There is no voucher yet")
    );
    marketplace.issue("T42-DEMO-100", "Launch <b>", 3).await;
    marketplace.issue("GONE-FOR-GOOD", "", 3).await;
    let revoke = call_as(
        &marketplace.operator,
        "DELETE",
        "/api/billing/vouchers/revoke/GONE-FOR-GOOD",
    );
    marketplace.call(revoke, &Value::Null).await;

    let page = marketplace.page("/bss/vouchers").await;
    for part in [
        "T42-DEMO-100",
        "100.000 OMR",
        "Launch &lt;b&gt;",
        "0 of 3",
        "GONE-FOR-GOOD",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("Revoke T42-DEMO-100") && !page.contains("Revoke GONE-FOR-GOOD"));
    assert!(page.contains("href=\"/bss\""), "the way there is in the sidebar");
    assert!(marketplace.page("/bss/vouchers/new").await.contains("Credit (OMR)"));
    let overview = marketplace.page("/bss").await;
    assert!(overview.contains("Monthly recurring revenue") && overview.contains("Of 1 that are not revoked"));
    assert!(
        marketplace
            .page("/bss/orders?status=pending")
            .await
            .contains("There is no order yet")
    );
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn an_app_is_offered_to_customers_by_admins_only() {
    let path = "/api/catalog/admin/apps/wordpress/publish?value=false";
    let viewers = Marketplace::run_by(Tier::Viewer).await;
    let refused = viewers
        .try_call(call_as(&viewers.operator, "PATCH", path), &Value::Null)
        .await;
    assert_eq!(refused.status(), 403);
    let refusal = json_of(refused).await;
    assert_eq!(refusal["error"], "tier-missing");
    assert!(
        refusal["detail"]
            .as_str()
            .unwrap()
            .starts_with("Offering an app to customers")
    );
    viewers.plane.shutdown().await;

    let mut marketplace = Marketplace::run_by(Tier::Admin).await;
    let customer = marketplace.sign_up("noor@example.test").await;
    let refused = marketplace
        .try_call(call_as(&customer, "PATCH", path), &Value::Null)
        .await;
    assert_eq!(refused.status(), 403);
    let refused = marketplace.try_call(call_as("", "PATCH", path), &Value::Null).await;
    assert_eq!(refused.status(), 401);
    let offered = marketplace.page_as(&customer, "/apps?plan=plan-m").await;
    assert!(offered.contains("value=\"app-wordpress\""));
    let page = marketplace.page("/bss/catalogue?list=apps").await;
    assert!(page.contains("role=\"switch\"") && page.contains("WordPress"), "{page}");

    let hidden = marketplace
        .call(call_as(&marketplace.operator, "PATCH", path), &Value::Null)
        .await;
    assert_eq!(hidden["published"], false);
    let offered = marketplace.page_as(&customer, "/apps?plan=plan-m").await;
    assert!(!offered.contains("value=\"app-wordpress\"") && offered.contains("value=\"app-nextcloud\""));
    let page = marketplace.page("/bss/catalogue?list=apps").await;
    assert!(page.contains("WordPress"), "the operator sees it still");
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn lists_are_files_too() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    marketplace.issue("T42-DEMO-100", "=1+1", 3).await;
    let file = marketplace.get("/bss/vouchers.csv").await;
    assert_eq!(
        file.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"vouchers.csv\""
    );
    assert_eq!(file.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let file = text_of(file).await;
    assert!(
        file.contains("\r\nT42-DEMO-100,100.000,OMR,'=1+1,active,0,3,"),
        "{file}"
    );
    let orders = text_of(marketplace.get("/bss/orders.csv").await).await;
    assert_eq!(orders.lines().count(), 1, "{orders}");
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_campaign_is_found_printed_and_downloaded() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    marketplace.issue("SPRING-7KQ2", "", 3).await;
    marketplace.issue("AUTUMN-9XWD", "", 3).await;
    for path in [
        "/bss/vouchers?q=spring-",
        "/bss/vouchers/sheet?q=spring-",
        "/bss/vouchers.csv?q=spring-",
    ] {
        let found = marketplace.page(path).await;
        // What the browser goes on with is in the page as well.
        let found = found.split("<script nonce").next().unwrap();
        assert!(
            found.contains("SPRING-7KQ2") && !found.contains("AUTUMN-9XWD"),
            "{path}: {found}"
        );
    }
    let sheet = marketplace.page("/bss/vouchers/sheet?q=spring-").await;
    assert!(
        sheet.contains("src=\"/bss/vouchers/qr.svg?code=SPRING-7KQ2\""),
        "{sheet}"
    );

    let picture = marketplace.get("/bss/vouchers/qr.svg?code=SPRING-7KQ2").await;
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert!(text_of(picture).await.contains("<svg"));
    let long = format!("/bss/vouchers/qr.svg?code={}", "A".repeat(4000));
    assert_eq!(marketplace.get(&long).await.status(), 404);
    let for_nobody = marketplace.console.send(get_page("/bss/vouchers/qr.svg?code=A")).await;
    assert_eq!(for_nobody.status(), 401);
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_viewer_is_told_why_there_is_nothing_to_see() {
    let marketplace = Marketplace::run_by(Tier::Viewer).await;
    for path in PAGES {
        let answer = marketplace.get(path).await;
        assert_eq!(answer.status(), 403, "{path}");
        let page = text_of(answer).await;
        assert!(page.contains("You may not see this"), "{path}: {page}");
        assert!(page.contains("superadmin or sovereign-admin role required"), "{path}");
    }
    let elsewhere = marketplace.page("/marketplace").await;
    assert!(!elsewhere.contains("href=\"/bss\""), "no way there is offered");
    let file = marketplace.get("/bss/vouchers.csv").await;
    assert_eq!(
        (file.status().as_u16(), &file.headers()[header::LOCATION]),
        (303, &"/bss/vouchers".parse().unwrap())
    );
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn billing_is_closed_to_customers_and_strangers() {
    let mut marketplace = Marketplace::run_by(Tier::Owner).await;
    let customer = marketplace.sign_up("noor@example.om").await;
    for path in PAGES {
        let as_customer = marketplace.console.send(get_page_as(&customer, path)).await;
        assert_eq!(as_customer.headers()[header::LOCATION], "/plans", "{path}");
        let as_stranger = marketplace.console.send(get_page(path)).await;
        let location = as_stranger.headers()[header::LOCATION].to_str().unwrap();
        assert!(location.starts_with("/sign-in?next="), "{path}: {location}");
    }
    for path in [
        "/bss/vouchers.csv",
        "/bss/orders.csv",
        "/bss/organizations.csv",
        "/bss/invoices.csv",
        "/bss/subscriptions.csv",
        "/bss/organizations/some-id/ledger.csv",
    ] {
        for page in [get_page_as(&customer, path), get_page(path)] {
            let answer = marketplace.console.send(page).await;
            assert_eq!(answer.status(), 303, "{path}");
        }
    }
    for (method, path) in [
        ("GET", "/api/tenant/admin/tenants"),
        ("GET", "/api/billing/admin/revenue"),
        ("POST", "/api/v1/org/organizations/noor/enter"),
        ("POST", "/api/catalog/admin/plans"),
    ] {
        let refused = marketplace
            .try_call(call_as(&customer, method, path), &Value::Null)
            .await;
        assert_eq!(refused.status(), 403, "{path}");
        assert!(text_of(refused).await.contains("not-an-operator"), "{path}");
    }
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn an_organization_is_looked_at_and_entered_on_record() {
    let mut marketplace = Marketplace::run_by(Tier::Admin).await;
    let empty = marketplace.page("/bss/organizations").await;
    assert!(empty.contains("There is no Organization of a customer yet"), "{empty}");
    let customer = marketplace.sign_up("noor@example.om").await;
    let id = marketplace.shop(&customer).await;

    let list = marketplace.page("/bss/organizations").await;
    let path = format!("/bss/organizations/{id}");
    for part in [path.as_str(), "Noor", "noor@example.om", "91.000 OMR", "Ready"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let file = text_of(marketplace.get("/bss/organizations.csv?q=noor").await).await;
    assert!(
        file.contains(",noor,Noor,noor@example.om,plan-m,active,91.000,OMR,"),
        "{file}"
    );
    let none = text_of(marketplace.get("/bss/organizations.csv?q=somebody-else").await).await;
    assert_eq!(none.lines().count(), 1, "{none}");

    let page = marketplace.page(&path).await;
    for part in [
        "Credit ledger",
        "Voucher HUNDRED-FOR-NOOR",
        "Payment of an order",
        "100.000 OMR",
        "9.000 OMR",
        "91.000 OMR",
        "Enter as support",
        "Nobody has entered yet.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let ledger = text_of(marketplace.get(&format!("{path}/ledger.csv")).await).await;
    assert!(ledger.contains(",,9.000,OMR,91.000\r\n"), "{ledger}");
    assert!(ledger.contains(",promo:HUNDRED-FOR-NOOR,"), "{ledger}");
    assert_eq!(marketplace.get("/bss/organizations/nobody").await.status(), 404);

    let overview = marketplace.page("/bss").await;
    for part in [
        "Paid in the last 30 days",
        "role=\"img\"",
        "Show as a table",
        "Of the latest order.",
    ] {
        assert!(overview.contains(part), "{part}: {overview}");
    }
    let subscriptions = marketplace.page("/bss/subscriptions").await;
    assert!(
        subscriptions.contains(&path) && subscriptions.contains("9.000 OMR"),
        "{subscriptions}"
    );
    let file = text_of(marketplace.get("/bss/subscriptions.csv").await).await;
    assert!(
        file.contains(",Noor,M,9.000,OMR,") && file.contains(",paid\r\n"),
        "{file}"
    );
    let invoices = marketplace.page("/bss/invoices").await;
    assert!(invoices.contains(&path) && invoices.contains("Paid"), "{invoices}");
    let file = text_of(marketplace.get("/bss/invoices.csv").await).await;
    assert!(
        file.contains(&format!(",{id},")) && file.contains(",9.000,OMR,paid,"),
        "{file}"
    );

    assert_eq!(marketplace.get("/shops/noor").await.status(), 404);
    let enter = call_as(&marketplace.operator, "POST", "/api/v1/org/organizations/noor/enter");
    let entry = marketplace.call(enter, &Value::Null).await;
    assert_eq!(entry["handoverURL"], json!("/shops/noor"));
    let seen = marketplace.page("/shops/noor").await;
    assert!(seen.contains("This shop has no apps."), "{seen}");
    assert!(!seen.contains("Close this shop"), "{seen}");
    let page = marketplace.page(&path).await;
    assert!(!page.contains("Nobody has entered yet."), "{page}");
    assert!(page.contains("somebody@t01.omani.works"), "{page}");
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_plan_is_edited_with_a_look_at_its_card() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    let list = marketplace.page("/bss/catalogue").await;
    for part in ["Edit M", "Delete M", "9.000 OMR", "list=addons"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let bundles = marketplace.page("/bss/catalogue?list=bundles").await;
    assert!(
        bundles.contains("Starter pack") && bundles.contains("wordpress, matomo"),
        "{bundles}"
    );
    let form = marketplace.page("/bss/catalogue/offer?list=plans&id=plan-m").await;
    for part in [
        "Price a month (OMR)",
        "9.000",
        "What customers see",
        "A shop with several apps",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let gone = marketplace.get("/bss/catalogue/offer?list=plans&id=nothing").await;
    assert_eq!(gone.status(), 404);

    let plan = json!({"slug": "m", "name": "Medium <b>", "price_omr": 9, "price_baisa": 9750, "sort_order": 2});
    let path = "/api/v1/org/commerce/plans/plan-m";
    marketplace
        .call(call_as(&marketplace.operator, "PUT", path), &plan)
        .await;
    let list = marketplace.page("/bss/catalogue").await;
    assert!(
        list.contains("9.750 OMR") && list.contains("Medium &lt;b&gt;"),
        "{list}"
    );
    let public = marketplace.page_as("", "/plans").await;
    assert!(
        public.contains("9.750 OMR") && public.contains("Medium &lt;b&gt;"),
        "{public}"
    );
    marketplace.plane.shutdown().await;
}
