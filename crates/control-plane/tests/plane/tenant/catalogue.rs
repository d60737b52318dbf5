//! The catalogue as operators keep it. Sections C.1, and E.10 of the operator-side contract.

use super::shop::{Shop, Shopper, order};
use crate::support::Answer;
use http::Method;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/v1/org/commerce/{rest}")
}

fn small() -> Value {
    json!({
        "slug": "xs", "name": "XS", "description": "A page", "cpu": "1 vCPU", "memory": "1 GB", "storage": "5 GB",
        "price_omr": 2, "price_baisa": 2500, "popular": false, "sort_order": 0, "features": ["Mail"]
    })
}

#[tokio::test]
async fn what_is_sold_is_called_something_in_arabic_too() {
    let shop = Shop::open().await;
    let arabic = |text: &Value| {
        text.as_str()
            .is_some_and(|text| text.contains(['ا', 'م', 'ل', 'ت', 'ن']))
    };
    for (list, title, about) in [
        ("plans", None, Some("description")),
        ("addons", Some("title"), Some("description")),
        ("bundles", Some("title"), Some("tagline")),
        ("industries", Some("title"), None),
    ] {
        for row in shop.plane.get(&path(list)).await.expect(200).as_array().unwrap() {
            for word in [title, about].into_iter().flatten() {
                assert!(arabic(&row["translations"]["ar"][word]), "{word}: {row}");
            }
        }
    }
    let quote = json!({"plan_id": "plan-m", "addons": ["addon-daily-backup"]});
    let quote = shop.post("/api/billing/quote", quote).await.expect(200);
    assert!(arabic(&quote["lines"][1]["translations"]["ar"]["title"]), "{quote}");

    let mut plan = small();
    plan["translations"] = json!({"ar": {"title": "صغيرة جدًا"}, "fr": {}});
    let made = shop.plane.post(&path("plans"), &plan).await.expect(201);
    assert_eq!(made["translations"], json!({"ar": {"title": "صغيرة جدًا"}}));
    plan["slug"] = json!("xxs");
    plan["translations"]["ar"]["title"] = json!("م".repeat(501));
    let refused = shop.plane.post(&path("plans"), &plan).await.expect(400);
    assert_eq!(
        refused["error"],
        "translations.ar.title may have at most 500 characters"
    );
}

#[tokio::test]
async fn an_app_that_is_kept_from_customers_goes_on_where_it_runs() {
    let mut shop = Shop::open().await;
    shop.voucher("HUNDRED", 100, 5).await;
    let owner = shop.sign_up("noor@example.test").await;
    let (first, second) = (
        shop.organization(&owner, "first").await,
        shop.organization(&owner, "second").await,
    );
    let with_wordpress = |organization: &str| {
        let mut order = order(organization, None);
        order["apps"] = json!(["app-wordpress"]);
        order
    };
    let mut paid = with_wordpress(&first);
    paid["promo_code"] = json!("HUNDRED");
    shop.checkout(&owner, &paid, None).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");

    let publish = async |shop: &Shop, slug: &str, value: &str| {
        let path = format!("/api/catalog/admin/apps/{slug}/publish?value={value}");
        shop.plane.patch(&path).await
    };
    let hidden = publish(&shop, "wordpress", "false").await.expect(200);
    assert_eq!(hidden["published"], false);
    let slugs = async |shop: &Shop, path: &str| -> Vec<String> {
        let apps = shop.plane.get(path).await.expect(200);
        let slug = |app: &Value| app["slug"].as_str().unwrap().to_owned();
        apps.as_array().unwrap().iter().map(slug).collect()
    };
    let all = slugs(&shop, "/api/catalog/apps").await;
    assert_eq!(slugs(&shop, &path("apps")).await, all);
    let published = slugs(&shop, "/api/catalog/apps?published=true").await;
    for kept in ["wordpress", "postgres"] {
        let kept = kept.to_owned();
        assert!(
            all.contains(&kept) && !published.contains(&kept),
            "{kept}: {published:?}"
        );
    }
    for industry in shop
        .plane
        .get("/api/catalog/industries")
        .await
        .expect(200)
        .as_array()
        .unwrap()
    {
        assert!(
            !industry["suggested_apps"]
                .as_array()
                .unwrap()
                .contains(&json!("wordpress"))
        );
    }
    let refused = shop.checkout(&owner, &with_wordpress(&second), None).await.expect(400);
    assert_eq!(refused["error"], "app \"app-wordpress\" not found in catalog");
    let install = format!("/api/tenant/orgs/{second}/apps");
    shop.checkout(&owner, &order(&second, None), None).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let refused = shop
        .post_as(&owner.token, &install, json!({"slug": "wordpress"}))
        .await
        .expect(404);
    assert_eq!(refused["error"], "app not found in catalog");

    let running = format!("/api/tenant/orgs/{first}");
    let running = shop.get_as(&owner.token, &running).await.expect(200);
    assert_eq!(running["apps"], json!(["app-wordpress"]));
    let there = format!("/api/tenant/orgs/{first}/apps");
    let there = shop
        .post_as(&owner.token, &there, json!({"slug": "wordpress"}))
        .await
        .expect(200);
    assert_eq!(there["status"], "already_installed");

    let mut shop = shop.reopen().await;
    assert!(
        !slugs(&shop, "/api/catalog/apps?published=true")
            .await
            .contains(&"wordpress".to_owned())
    );
    publish(&shop, "wordpress", "true").await.expect(200);
    publish(&shop, "postgres", "true").await.expect(200);
    let published = slugs(&shop, "/api/catalog/apps?published=true").await;
    assert!(published.contains(&"wordpress".to_owned()) && !published.contains(&"postgres".to_owned()));
    let unclear = publish(&shop, "wordpress", "perhaps").await.expect(400);
    assert_eq!(unclear["error"], "value must be true or false");
    publish(&shop, "nothing", "true").await.expect(404);
    let customer = shop.sign_up("lina@example.test").await;
    let path = "/api/catalog/admin/apps/wordpress/publish?value=false";
    shop.plane
        .send(Method::PATCH, path, Some(&customer.token), None)
        .await
        .expect(403);
}

/// Creates an Organization that waits for its payment, and orders these apps for it.
async fn order_of(shop: &Shop, owner: &Shopper, slug: &str, apps: Value) -> Answer {
    let organization = shop.organization(owner, slug).await;
    let mut body = order(&organization, None);
    body["apps"] = apps;
    shop.checkout(owner, &body, None).await
}

#[tokio::test]
async fn an_app_that_is_kept_from_customers_is_kept_under_every_spelling() {
    let mut shop = Shop::open().await;
    shop.voucher("HUNDRED", 100, 5).await;
    let owner = shop.sign_up("noor@example.test").await;
    let organization = shop.organization(&owner, "first").await;
    let paid = order(&organization, Some("HUNDRED"));
    shop.checkout(&owner, &paid, None).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let install = format!("/api/tenant/orgs/{organization}/apps");

    for (hidden, nth) in [("wordpress", "second"), ("bp-wordpress", "third")] {
        let publish = |value: &str| format!("/api/catalog/admin/apps/{hidden}/publish?value={value}");
        shop.plane.patch(&publish("false")).await.expect(200);
        let app = shop.plane.get("/api/catalog/apps/wordpress").await.expect(200);
        assert_eq!(app["published"], false, "{hidden}");
        for asked in ["wordpress", "bp-wordpress", "bp-bp-wordpress"] {
            let app = json!({ "slug": asked });
            let refused = shop.post_as(&owner.token, &install, app).await.expect(404);
            assert_eq!(refused["error"], "app not found in catalog", "{asked}");
            let apps = json!([format!("app-{asked}")]);
            order_of(&shop, &owner, &format!("{nth}-{asked}"), apps)
                .await
                .expect(400);
        }
        // Whoever chose it before paying is not let in either.
        let body = json!({
            "slug": nth, "name": nth, "plan_id": "plan-m", "defer_launch": true, "apps": ["app-bp-wordpress"]
        });
        let chosen = shop.post_as(&owner.token, "/api/tenant/orgs", body).await.expect(201);
        let chosen = order(chosen["id"].as_str().unwrap(), None);
        shop.checkout(&owner, &chosen, None).await.expect(400);
        shop.plane.patch(&publish("true")).await.expect(200);
    }
}

#[tokio::test]
async fn an_app_is_the_same_one_under_every_spelling() {
    let mut shop = Shop::open().await;
    shop.voucher("HUNDRED", 100, 5).await;
    let owner = shop.sign_up("noor@example.test").await;
    let body = json!({
        "slug": "first", "name": "first", "plan_id": "plan-m", "defer_launch": true,
        "apps": ["app-bp-wordpress", "app-wordpress"], "app_configs": {"bp-wordpress": {"title": "Muttrah Books"}}
    });
    let made = shop.post_as(&owner.token, "/api/tenant/orgs", body).await.expect(201);
    assert_eq!(made["apps"], json!(["app-wordpress"]));
    let organization = made["id"].as_str().unwrap();
    let mut paid = order(organization, Some("HUNDRED"));
    paid["apps"] = json!(["app-bp-wordpress"]);
    shop.checkout(&owner, &paid, None).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    let app = shop.plane.get(&shop.plane.applications("/wordpress")).await.expect(200);
    assert_eq!(app["parameters"]["title"], "Muttrah Books");

    let path = format!("/api/tenant/orgs/{organization}");
    let there = json!({"slug": "bp-wordpress"});
    let there = shop.post_as(&owner.token, &format!("{path}/apps"), there).await;
    assert_eq!(there.expect(200)["status"], "already_installed");
    let gone = format!("{path}/apps/bp-wordpress");
    let gone = shop.plane.send(Method::DELETE, &gone, Some(&owner.token), None).await;
    assert_eq!(gone.expect(200)["app_states"], json!({"app-wordpress": "uninstalling"}));
}

#[tokio::test]
async fn a_plan_is_made_sold_changed_and_taken_out() {
    let mut shop = Shop::open().await;
    let made = shop.plane.post(&path("plans"), &small()).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let public = shop.plane.get("/api/catalog/plans").await.expect(200);
    assert_eq!(
        (&public[0]["id"], &public[0]["price_baisa"]),
        (&json!(id), &json!(2500))
    );
    assert_eq!(public.as_array().unwrap().len(), 5);

    shop.voucher("TWENTY", 20, 5).await;
    let owner = shop.sign_up("noor@example.test").await;
    let organization = shop.organization(&owner, "first").await;
    let mut buying = order(&organization, Some("TWENTY"));
    buying["plan_id"] = json!(id);
    let quote = shop.post("/api/billing/quote", buying.clone()).await.expect(200);
    assert_eq!(quote["amount_baisa"], json!(2500));
    shop.checkout(&owner, &buying, None).await.expect(200);
    assert_eq!(shop.balance(&owner).await["credit_baisa"], json!(17_500));

    let mut dearer = small();
    dearer["price_baisa"] = json!(3750);
    let changed = shop.plane.put(&path(&format!("plans/{id}")), &dearer).await.expect(200);
    assert_eq!((&changed["id"], &changed["price_omr"]), (&json!(id), &json!(3)));
    let quote = shop.post("/api/billing/quote", buying.clone()).await.expect(200);
    assert_eq!(quote["amount_baisa"], json!(3750));
    let revenue = shop.plane.get("/api/billing/admin/revenue").await.expect(200);
    assert_eq!(
        revenue["total_mrr_baisa"],
        json!(2500),
        "what was ordered keeps its price"
    );

    let gone = shop.plane.delete(&path(&format!("plans/{id}"))).await;
    assert_eq!(gone.status, 204);
    shop.post("/api/billing/quote", buying).await.expect(400);
    shop.plane.delete(&path(&format!("plans/{id}"))).await.expect(500);
    shop.plane.put(&path(&format!("plans/{id}")), &dearer).await.expect(500);
}

#[tokio::test]
async fn what_is_taken_out_stays_out_after_a_restart() {
    let shop = Shop::open().await;
    for plan in ["plan-s", "plan-m", "plan-l", "plan-xl"] {
        assert_eq!(shop.plane.delete(&path(&format!("plans/{plan}"))).await.status, 204);
    }
    let shop = shop.reopen().await;
    assert_eq!(shop.plane.get("/api/catalog/plans").await.expect(200), json!([]));
    let add_ons = shop.plane.get("/api/catalog/addons").await.expect(200);
    assert_eq!(add_ons.as_array().unwrap().len(), 9);
}

#[tokio::test]
async fn impossible_rows_are_refused_by_field() {
    let shop = Shop::open().await;
    let with = |field: &str, value: Value| {
        let mut row = small();
        row[field] = value;
        row
    };
    let wrong = [
        (with("slug", json!("")), 400, "slug must be"),
        (with("slug", json!("X S")), 400, "slug must be"),
        (with("slug", Value::Null), 400, "slug is required"),
        (with("slug", json!("m")), 409, "slug is already taken"),
        (with("name", json!(" ")), 400, "name is required"),
        (with("price_baisa", json!(-1)), 400, "price must be"),
        (with("price_baisa", json!(i64::MAX)), 400, "price must be"),
        (with("cpu", json!("x".repeat(501))), 400, "cpu may have"),
        (json!([1]), 400, "invalid JSON body"),
    ];
    for (row, status, text) in wrong {
        let refused = shop.plane.post(&path("plans"), &row).await.expect(status);
        assert!(refused["error"].as_str().unwrap().starts_with(text), "{refused}");
    }
    let included = json!({"slug": "x", "name": "X", "price_omr": 1, "included": true});
    let refused = shop.plane.post(&path("addons"), &included).await.expect(400);
    assert!(refused["error"].as_str().unwrap().starts_with("price"), "{refused}");
    let empty = json!({"slug": "x", "name": "X", "apps": []});
    let refused = shop.plane.post(&path("bundles"), &empty).await.expect(400);
    assert_eq!(refused, json!({"error": "apps are required"}));
    // Apps are Blueprints: nobody makes one here.
    assert_eq!(shop.plane.post(&path("apps"), &small()).await.status, 405);
}

#[tokio::test]
async fn the_service_s_own_routes_do_the_same_and_customers_reach_neither() {
    let mut shop = Shop::open().await;
    let made = shop
        .plane
        .post("/api/catalog/admin/industries", &json!({"slug": "sea", "name": "Sea"}))
        .await;
    let id = made.expect(201)["id"].as_str().unwrap().to_owned();
    let industries = shop.plane.get("/api/catalog/industries").await.expect(200);
    assert!(industries.as_array().unwrap().iter().any(|row| row["id"] == json!(id)));
    let row = format!("/api/catalog/admin/industries/{id}");
    assert_eq!(shop.plane.delete(&row).await.status, 204);

    let customer = shop.sign_up("noor@example.test").await;
    for (method, path) in [
        (Method::GET, path("plans")),
        (Method::POST, path("plans")),
        (Method::PUT, path("plans/plan-m")),
        (Method::DELETE, path("plans/plan-m")),
        (Method::POST, "/api/catalog/admin/plans".to_owned()),
        (Method::DELETE, "/api/catalog/admin/plans/plan-m".to_owned()),
    ] {
        let body = small().to_string();
        shop.plane
            .send(method, &path, Some(&customer.token), Some(&body))
            .await
            .expect(403);
    }
}
