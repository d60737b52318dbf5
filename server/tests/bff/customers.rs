//! Customers who continue with the identity provider instead of a code by e-mail.

use crate::oidc::{arriving, client_of, cookies, location, sign_in, to_provider_and_back};
use crate::provider::TestProvider;
use crate::support::marketplace::Marketplace;
use crate::support::{TestConsole, call_as, control_plane, get_page, get_page_as, text_of};
use axum::{
    Json, Router,
    extract::Request,
    middleware::{Next, from_fn},
    routing::get,
};
use contract::session::Tier;
use serde_json::{Value, json};
use server::proxy::Upstream;
use std::sync::{Arc, Mutex};

const CHECKOUT: &str = "/checkout?plan=plan-m&app=app-wordpress&name=Noor&slug=noor";
const CHECKOUT_IN_QUERY: &str = "%2Fcheckout%3Fplan%3Dplan-m%26app%3Dapp-wordpress%26name%3DNoor%26slug%3Dnoor";

/// Signs in at the provider on the way to the checkout; answers the cookie of the session.
async fn continue_to_checkout(marketplace: &Marketplace, provider: &TestProvider) -> String {
    let (attempt, back) = to_provider_and_back(&marketplace.console, provider, CHECKOUT_IN_QUERY).await;
    let arrived = marketplace.console.send(arriving(&attempt, &back)).await;
    assert_eq!((arrived.status().as_u16(), location(&arrived)), (303, CHECKOUT));
    cookies(&arrived).pop().unwrap()
}

async fn organizations(marketplace: &Marketplace, customer: &str) -> Vec<String> {
    let list = call_as(customer, "GET", "/api/tenant/orgs");
    let own = marketplace.call(list, &Value::Null).await;
    let slug = |organization: &Value| organization["slug"].as_str().unwrap().to_owned();
    own.as_array().unwrap().iter().map(slug).collect()
}

async fn orders(marketplace: &Marketplace, customer: &str, slug: &str) {
    let new = json!({"slug": slug, "name": slug, "plan_id": "plan-m", "defer_launch": true});
    marketplace
        .call(call_as(customer, "POST", "/api/tenant/orgs"), &new)
        .await;
}

#[tokio::test]
async fn strangers_are_offered_the_provider_beside_the_code() {
    let provider = TestProvider::start().await;
    let marketplace = Marketplace::beside(&provider).await;
    marketplace.issue("T42-DEMO-100", "", 3).await;
    for (page, next) in [
        ("/redeem?code=T42-DEMO-100", "%2Fplans"),
        ("/sign-in/code?next=%2Fwallet", "%2Fwallet"),
        (CHECKOUT, CHECKOUT_IN_QUERY),
    ] {
        let text = text_of(marketplace.console.send(get_page(page)).await).await;
        assert!(text.contains("Continue with Omani ID"), "{page}: {text}");
        assert!(
            text.contains(&format!("href=\"/auth/sign-in?next={next}\"")),
            "{page}: {text}"
        );
    }
    let known = continue_to_checkout(&marketplace, &provider).await;
    let text = marketplace.page_as(&known, "/redeem?code=T42-DEMO-100").await;
    assert!(!text.contains("Continue with"), "{text}");
    marketplace.plane.shutdown().await;

    let without = Marketplace::run_by(Tier::Owner).await;
    let text = text_of(without.console.send(get_page(CHECKOUT)).await).await;
    assert!(!text.contains("Continue with"), "{text}");
    without.plane.shutdown().await;
}

#[tokio::test]
async fn cart_and_voucher_survive_the_provider_and_pay() {
    let provider = TestProvider::start().await;
    let mut marketplace = Marketplace::beside(&provider).await;
    marketplace.issue("T42-DEMO-100", "", 3).await;
    provider.behaviour().access_claims = json!({});
    let customer = continue_to_checkout(&marketplace, &provider).await;
    // The browser has kept the code of the voucher all the time.
    let browser = format!("{customer}; catalyst_voucher=T42-DEMO-100");
    let checkout = marketplace.page_as(&browser, CHECKOUT).await;
    for part in ["value=\"Noor\"", "100.000", "Pay with credit"] {
        assert!(checkout.contains(part), "{part}: {checkout}");
    }
    let id = marketplace.shop_for(&customer, "T42-DEMO-100").await;
    let read = call_as(&customer, "GET", &format!("/api/tenant/orgs/{id}"));
    let organization = marketplace.call(read, &Value::Null).await;
    assert_eq!(organization["status"], "active");

    // A code to the same address leads to the same person, and to what is theirs.
    let by_code = marketplace.sign_up("amal@example.om").await;
    assert_eq!(organizations(&marketplace, &by_code).await, ["noor"]);
    let wallet = call_as(&by_code, "GET", "/api/billing/balance");
    let wallet = marketplace.call(wallet, &Value::Null).await;
    assert_eq!(wallet["credit_baisa"], 91_000);
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_provider_leads_to_what_was_bought_with_a_code_if_it_has_verified_the_address() {
    let provider = TestProvider::start().await;
    let mut marketplace = Marketplace::beside(&provider).await;
    let by_code = marketplace.sign_up("amal@example.om").await;
    orders(&marketplace, &by_code, "muttrah-books").await;

    provider.behaviour().access_claims = json!({"email": "Amal@Example.om"});
    let verified = continue_to_checkout(&marketplace, &provider).await;
    assert_eq!(organizations(&marketplace, &verified).await, ["muttrah-books"]);

    provider.behaviour().access_claims = json!({"email_verified": false});
    let claimed = continue_to_checkout(&marketplace, &provider).await;
    assert_eq!(organizations(&marketplace, &claimed).await, [""; 0]);

    // Whoever runs the marketplace does so under an account of their own.
    assert_eq!(organizations(&marketplace, &marketplace.operator).await, [""; 0]);
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_customer_of_the_provider_reaches_nothing_of_the_operators() {
    let provider = TestProvider::start().await;
    let marketplace = Marketplace::beside(&provider).await;
    provider.behaviour().access_claims = json!({});
    let customer = continue_to_checkout(&marketplace, &provider).await;
    for path in [
        "/api/billing/admin/orders",
        "/api/tenant/admin/tenants",
        "/api/v1/org/orders",
        "/api/v1/org/commerce/apps",
        "/api/v1/organizations",
        "/gitea/api/v1/repos/home/blog/contents/README.md",
        "/gitea/api/v1/users/amal@example.om/tokens",
    ] {
        let answer = marketplace
            .try_call(call_as(&customer, "GET", path), &Value::Null)
            .await;
        assert_eq!(answer.status(), 403, "{path}");
    }
    let whoami = marketplace.call(call_as(&customer, "GET", "/api/v1/whoami"), &Value::Null);
    let whoami = whoami.await;
    assert_eq!(
        (&whoami["email"], &whoami["tier"]),
        (&json!("amal@example.om"), &Value::Null)
    );
    for page in ["/", "/marketplace", "/account/sessions"] {
        let answer = marketplace.console.send(get_page_as(&customer, page)).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/plans"), "{page}");
    }
    let shops = marketplace.page_as(&customer, "/shops").await;
    assert!(!shops.contains("Continue with"), "{shops}");
    let allowed = call_as(&marketplace.operator, "GET", "/api/v1/org/commerce/apps");
    marketplace.call(allowed, &Value::Null).await;
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn whether_somebody_is_an_operator_is_asked_once_for_a_page() {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let noted = asked.clone();
    let note = move |request: Request, next: Next| {
        noted.lock().unwrap().push(request.uri().path().to_owned());
        next.run(request)
    };
    let owner = json!({"email": "amal@example.om", "sub": "amal", "verified": true, "tier": "owner"});
    let plane = Router::new()
        .route("/api/v1/whoami", get(|| async { Json(owner) }))
        .fallback_service(control_plane())
        .layer(from_fn(note));
    let provider = TestProvider::start().await;
    let console = TestConsole::signed_in_by(client_of(&provider), Upstream::Embedded(plane));
    let operator = sign_in(&console, &provider).await;
    asked.lock().unwrap().clear();

    let page = console.send(get_page_as(&operator, "/bss")).await;
    assert_eq!(page.status(), 200);
    text_of(page).await;
    let asked = asked.lock().unwrap();
    let times = |what: &str| asked.iter().filter(|path| path.contains(what)).count();
    assert!(times("/admin/") > 1, "{asked:?}");
    assert_eq!(times("/whoami"), 1, "{asked:?}");
}
