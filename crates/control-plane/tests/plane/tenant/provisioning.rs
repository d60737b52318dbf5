//! From a paid order to a running app. Section E.

use super::shop::{Shop, Shopper, order};
use futures::StreamExt;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Orders WordPress for a new Organization; answers the Organization's id and the order's.
async fn buy(shop: &Shop, shopper: &Shopper, slug: &str) -> (String, String) {
    let body = json!({
        "slug": slug, "name": "Muttrah Books", "plan_id": "plan-m", "apps": ["app-wordpress"],
        "app_configs": {"wordpress": {"title": "Muttrah Books"}}, "defer_launch": true
    });
    let created = shop.post_as(&shopper.token, "/api/tenant/orgs", body).await.expect(201);
    let id = created["id"].as_str().unwrap().to_owned();
    let body = json!({
        "plan_id": "plan-m", "tenant_id": id, "apps": ["app-wordpress"], "promo_code": "T42-DEMO-100"
    });
    let paid = shop.checkout(shopper, &body, None).await.expect(200);
    (id, paid["order_id"].as_str().unwrap().to_owned())
}

async fn run(shop: &Shop, shopper: &Shopper, id: &str) -> Value {
    let path = format!("/api/provisioning/tenant/{id}");
    shop.get_as(&shopper.token, &path).await.expect(200)
}

#[tokio::test]
async fn a_paid_order_becomes_a_running_app() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let (id, order) = buy(&shop, &shopper, "muttrah-books").await;
    let mail = shop.mail().await;
    assert_eq!(
        (mail.to.as_str(), mail.template.as_str()),
        ("salma@example.test", "provision-completed"),
        "{mail:?}"
    );
    let run = run(&shop, &shopper, &id).await;
    assert_eq!(
        (&run["status"], &run["progress"], &run["order_id"]),
        (&json!("completed"), &json!(100), &json!(order))
    );
    let steps = run["steps"].as_array().unwrap();
    assert!(
        steps
            .iter()
            .all(|step| step["status"] == "completed" && step["done_at"].is_string())
    );
    let names: Vec<_> = steps.iter().map(|step| step["name"].clone()).collect();
    assert_eq!(
        names,
        [
            "Create Organization",
            "Commit manifests",
            "Start virtual cluster",
            "Install wordpress",
            "Issue certificates",
            "Check health"
        ]
    );
    assert_eq!(steps[3]["message"], "https://wordpress.muttrah-books.omani.homes");
    let organization = shop
        .get_as(&shopper.token, &format!("/api/tenant/orgs/{id}"))
        .await
        .expect(200);
    assert_eq!(
        (&organization["status"], organization.get("app_states")),
        (&json!("active"), None)
    );
    let app = shop.plane.get(&shop.plane.applications("/wordpress")).await.expect(200);
    assert_eq!(app["environmentRef"], "muttrah-books-prod", "{app}");
    assert_eq!(
        app["parameters"],
        json!({"domain": "wordpress.muttrah-books.omani.homes", "adminEmail": "salma@example.test",
               "title": "Muttrah Books"})
    );
}

#[tokio::test]
async fn a_run_can_be_followed_from_before_the_payment_to_the_end() {
    let mut shop = Shop::with_cards().await;
    let shopper = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&shopper, "muttrah-books").await;
    let path = format!("/api/provisioning/tenant/{organization}/stream");
    let mut frames = shop.plane.frames_as(&shopper.token, &path).await;
    let begun = shop
        .checkout(&shopper, &order(&organization, None), None)
        .await
        .expect(200);
    shop.card(begun["session_url"].as_str().unwrap(), true)
        .await
        .expect(200);
    let mut progress = Vec::new();
    let followed = async {
        while let Some(frame) = frames.next().await {
            progress.push(frame["progress"].as_u64().unwrap());
            if frame["status"] == "completed" {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), followed).await.unwrap();
    assert!(progress.is_sorted() && progress.last() == Some(&100), "{progress:?}");
    assert_eq!(shop.mail().await.template, "provision-completed");
    let stranger = shop.sign_up("stranger@example.test").await;
    shop.get_as(&stranger.token, &path).await.expect(403);
}

#[tokio::test]
async fn a_restart_carries_on_with_what_was_paid_for() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let (id, _) = buy(&shop, &shopper, "muttrah-books").await;
    let mut shop = shop.reopen().await;
    let mail = shop.mail().await;
    assert_eq!(mail.template, "provision-completed", "{mail:?}");
    assert_eq!(run(&shop, &shopper, &id).await["status"], "completed");
}

#[tokio::test]
async fn a_run_is_its_organization_s_business() {
    let mut shop = Shop::open().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let unpaid = shop.organization(&shopper, "unpaid").await;
    let none = shop
        .get_as(&shopper.token, &format!("/api/provisioning/tenant/{unpaid}"))
        .await
        .expect(404);
    assert_eq!(none["error"], "provision not found for tenant");
    let (id, order) = buy(&shop, &shopper, "muttrah-books").await;
    let body = json!({"tenant_id": id, "order_id": order, "plan_id": "plan-m"});
    let started = shop
        .post_as(&shopper.token, "/api/provisioning/start", body.clone())
        .await
        .expect(201);
    let path = format!("/api/provisioning/status/{}", started["id"].as_str().unwrap());
    shop.get_as(&shopper.token, &path).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let stranger = shop.sign_up("stranger@example.test").await;
    shop.get_as(&stranger.token, &path).await.expect(404);
    shop.get_as(&stranger.token, &format!("/api/provisioning/tenant/{id}"))
        .await
        .expect(403);
    shop.post_as(&stranger.token, "/api/provisioning/start", body)
        .await
        .expect(403);
    let empty = shop
        .post_as(&shopper.token, "/api/provisioning/start", json!({}))
        .await
        .expect(400);
    assert_eq!(empty["error"], "tenant_id, order_id, and plan_id are required");
}

#[tokio::test]
async fn the_starter_catalogue_sells_what_it_shows() {
    let mut shop = Shop::of_starter_catalogue().await;
    let apps = shop
        .plane
        .send(Method::GET, "/api/catalog/apps", None, None)
        .await
        .expect(200);
    let sold: Vec<_> = apps
        .as_array()
        .unwrap()
        .iter()
        .filter(|app| app["system"] == false)
        .collect();
    assert!(sold.len() >= 10 && sold.iter().all(|app| app["deployable"] == true));
    let mut refused = Vec::new();
    for app in sold {
        let slug = app["slug"].as_str().unwrap();
        shop.voucher(&format!("FOR-{slug}"), 100, 0).await;
        let shopper = shop.sign_up(&format!("{slug}@example.test")).await;
        let organization = shop.organization(&shopper, &format!("shop-{slug}")).await;
        let body = json!({
            "plan_id": "plan-m", "tenant_id": organization, "apps": [app["id"]], "promo_code": format!("FOR-{slug}")
        });
        let answer = shop.checkout(&shopper, &body, None).await;
        match answer.status.as_u16() {
            200 => assert_eq!(shop.mail().await.template, "provision-completed", "{slug}"),
            _ => refused.push(format!("{slug}: {}", answer.expect(400)["error"])),
        }
    }
    assert!(
        !refused.iter().any(|line| line.starts_with("wordpress")),
        "{refused:#?}"
    );
    // The others ask for something that nobody can know beforehand.
    for line in refused {
        assert!(
            line.contains("cannot be installed: /") && line.ends_with("is required\""),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_standby_that_is_paid_for_is_where_the_app_is_placed() {
    let mut shop = Shop::of_starter_catalogue().await;
    shop.voucher("T42-DEMO-100", 100, 1).await;
    let shopper = shop.sign_up("salma@example.test").await;
    let body = json!({
        "slug": "muttrah-books", "name": "Muttrah Books", "plan_id": "plan-m", "apps": ["app-wordpress"],
        "defer_launch": true
    });
    let created = shop.post_as(&shopper.token, "/api/tenant/orgs", body).await.expect(201);
    let body = json!({
        "plan_id": "plan-m", "tenant_id": created["id"], "promo_code": "T42-DEMO-100",
        "topology": "active-hot-standby"
    });
    let paid = shop.checkout(&shopper, &body, None).await.expect(200);
    assert_eq!(paid["credit_balance"], 100 - 9 - 5);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let app = shop.plane.get(&shop.plane.applications("/wordpress")).await.expect(200);
    assert_eq!(app["placement"]["mode"], "active-hot-standby", "{app}");
}
