//! Own domains. Section D.6.

use super::shop::Shop;
use http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn an_own_domain_is_added_verified_and_given_up() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    let list = format!("/api/domain/domains/{organization}");
    assert_eq!(shop.get_as(&owner.token, &list).await.expect(200), json!([]));

    let body = json!({"tenant_id": organization, "domain": "Books.Example.test."});
    let added = shop
        .post_as(&owner.token, "/api/domain/byod", body.clone())
        .await
        .expect(201);
    assert_eq!(added["cname_target"], "muttrah-books.omani.homes");
    let domain = &added["domain"];
    assert_eq!(
        (
            &domain["domain"],
            &domain["type"],
            &domain["dns_status"],
            &domain["tls_ready"]
        ),
        (
            &json!("books.example.test"),
            &json!("byod"),
            &json!("pending"),
            &json!(false)
        )
    );
    let again = shop.post_as(&owner.token, "/api/domain/byod", body).await.expect(409);
    assert_eq!(again["error"], "books.example.test is already registered");

    let id = domain["id"].as_str().unwrap();
    let verified = shop
        .post_as(&owner.token, &format!("/api/domain/verify/{id}"), Value::Null)
        .await
        .expect(200);
    assert_eq!(
        (&verified["dns_status"], &verified["cname"]),
        (&json!("verified"), &json!("muttrah-books.omani.homes"))
    );
    assert!(
        verified["message"].as_str().unwrap().contains("simulated"),
        "{verified}"
    );
    let own = format!("/api/tenant/orgs/{organization}");
    let now = shop.get_as(&owner.token, &own).await.expect(200);
    assert_eq!(now["custom_domains"], json!(["books.example.test"]));
    assert_eq!(shop.get_as(&owner.token, &list).await.expect(200)[0]["tls_ready"], true);

    let path = format!("/api/domain/domains/{id}");
    let deleted = shop.plane.send(Method::DELETE, &path, Some(&owner.token), None).await;
    assert_eq!((deleted.status.as_u16(), deleted.bytes.len()), (204, 0));
    assert_eq!(shop.get_as(&owner.token, &list).await.expect(200), json!([]));
    assert_eq!(
        shop.get_as(&owner.token, &own).await.expect(200)["custom_domains"],
        json!([])
    );
}

#[tokio::test]
async fn a_record_that_cannot_be_is_not_found() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    let body = json!({"tenant_id": organization, "domain": "books.invalid"});
    let added = shop.post_as(&owner.token, "/api/domain/byod", body).await.expect(201);
    let path = format!("/api/domain/verify/{}", added["domain"]["id"].as_str().unwrap());
    let failed = shop.post_as(&owner.token, &path, Value::Null).await.expect(200);
    assert_eq!((&failed["dns_status"], failed.get("cname")), (&json!("failed"), None));
}

#[tokio::test]
async fn domains_are_their_organization_s_business() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = shop.organization(&owner, "muttrah-books").await;
    let body = json!({"tenant_id": organization, "domain": "books.example.test"});
    let added = shop
        .post_as(&owner.token, "/api/domain/byod", body.clone())
        .await
        .expect(201);
    let id = added["domain"]["id"].as_str().unwrap();
    let stranger = shop.sign_up("stranger@example.test").await;
    let list = format!("/api/domain/domains/{organization}");
    shop.get_as(&stranger.token, &list).await.expect(403);
    shop.post_as(&stranger.token, "/api/domain/byod", body)
        .await
        .expect(403);
    for (method, path) in [
        (Method::POST, format!("/api/domain/verify/{id}")),
        (Method::DELETE, format!("/api/domain/domains/{id}")),
    ] {
        let refused = shop
            .plane
            .send(method, &path, Some(&stranger.token), None)
            .await
            .expect(404);
        assert_eq!(refused["error"], "domain not found");
    }
    for (domain, text) in [
        ("", "domain is required"),
        ("noor.omani.homes", "\"noor.omani.homes\" is not a domain of your own"),
    ] {
        let body = json!({"tenant_id": organization, "domain": domain});
        let refused = shop.post_as(&owner.token, "/api/domain/byod", body).await.expect(400);
        assert_eq!(refused["error"], text);
    }
    let nobodys = shop
        .post_as(&owner.token, "/api/domain/byod", json!({"domain": "a.test"}))
        .await
        .expect(400);
    assert_eq!(nobodys["error"], "tenant_id is required");

    let own = format!("/api/tenant/orgs/{organization}");
    shop.plane
        .send(Method::DELETE, &own, Some(&owner.token), None)
        .await
        .expect(200);
    assert_eq!(
        shop.count("SELECT COUNT(*) FROM domains"),
        0,
        "a deleted Organization gives its domains up"
    );
}
