//! What the marketplace sells. Section C.1.

use super::shop::Shop;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn anybody_sees_plans_add_ons_and_apps() {
    let shop = Shop::open().await;
    let get = async |path: &str| shop.plane.send(Method::GET, path, None, None).await;
    let plans = get("/api/catalog/plans").await;
    assert_eq!(plans.headers["cache-control"], "public, max-age=300");
    let prices: Vec<_> = plans
        .expect(200)
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| plan["price_omr"].clone())
        .collect();
    assert_eq!(prices, [5, 9, 16, 30]);
    let add_ons = get("/api/catalog/addons").await.expect(200);
    assert_eq!(add_ons.as_array().unwrap().len(), 9);
    let wordpress = get("/api/catalog/apps/wordpress").await.expect(200);
    assert_eq!(
        (
            &wordpress["id"],
            &wordpress["name"],
            &wordpress["deployable"],
            &wordpress["dependencies"]
        ),
        (
            &json!("app-wordpress"),
            &json!("WordPress"),
            &json!(true),
            &json!(["postgres"])
        )
    );
    let required = &wordpress["configSchema"]["required"];
    assert_eq!(*required, json!([]), "domain and address are known without asking");
    let apps = get("/api/catalog/apps").await.expect(200);
    let listed = apps
        .as_array()
        .unwrap()
        .iter()
        .find(|app| app["id"] == "app-wordpress")
        .unwrap();
    assert_eq!(
        (&listed["tagline"], listed.get("configSchema")),
        (&wordpress["tagline"], None)
    );
    assert_eq!(
        get("/api/catalog/apps/nothing").await.expect(404),
        json!({"error": "app not found"})
    );
    for industry in get("/api/catalog/industries").await.expect(200).as_array().unwrap() {
        for app in industry["suggested_apps"].as_array().unwrap() {
            get(&format!("/api/catalog/apps/{}", app.as_str().unwrap()))
                .await
                .expect(200);
        }
    }
    get("/api/catalog/bundles").await.expect(200);
}
