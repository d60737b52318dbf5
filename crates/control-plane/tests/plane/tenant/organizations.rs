//! Organizations and their members. Section D.

use super::shop::Shop;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_slug_is_available_until_somebody_has_it() {
    let mut shop = Shop::open().await;
    let available = async |shop: &Shop, slug: &str| {
        let path = format!("/api/tenant/check-slug/{slug}");
        shop.plane.send(Method::GET, &path, None, None).await.expect(200)["available"].clone()
    };
    assert_eq!(available(&shop, "muttrah-books").await, true);
    for taken in ["home", "flux", "kube-anything", "ab", "Upper", &"a".repeat(32)] {
        assert_eq!(available(&shop, taken).await, false, "{taken}");
    }
    let shopper = shop.sign_up("a@example.test").await;
    shop.organization(&shopper, "muttrah-books").await;
    assert_eq!(available(&shop, "muttrah-books").await, false);
    let request = json!({"subdomain": "muttrah-books", "admin_email": "cio@example.test"});
    let refused = shop.plane.post("/api/v1/organizations", &request).await.expect(409);
    assert_eq!(refused["error"], "subdomain-taken");
    for (body, status, text) in [
        (
            json!({"slug": "muttrah-books", "name": "B"}),
            409,
            "slug is already taken",
        ),
        (json!({"slug": "home", "name": "B"}), 409, "slug is already taken"),
        (json!({"slug": "x", "name": ""}), 400, "slug and name are required"),
        (
            json!({"slug": "flux", "name": "B"}),
            400,
            "slug is not valid: this name is reserved by the platform",
        ),
    ] {
        let refused = shop
            .post_as(&shopper.token, "/api/tenant/orgs", body)
            .await
            .expect(status);
        assert_eq!(refused, json!({ "error": text }));
    }
}

#[tokio::test]
async fn its_managers_rename_an_organization_and_answer_for_its_apps() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("owner@example.test").await;
    let id = shop.organization(&owner, "muttrah-books").await;
    let path = format!("/api/tenant/orgs/{id}");
    let update = json!({"name": " Muttrah Books & Maps ", "app_configs": {"invoices": {"company": "Muttrah"}}});
    let renamed = shop.put_as(&owner.token, &path, update).await.expect(200);
    assert_eq!(renamed["name"], "Muttrah Books & Maps");
    assert_eq!(
        shop.get_as(&owner.token, &path).await.expect(200)["name"],
        renamed["name"]
    );
    let nameless = shop.put_as(&owner.token, &path, json!({"name": " "})).await.expect(400);
    assert_eq!(nameless["error"], "slug and name are required");

    let stranger = shop.sign_up("stranger@example.test").await;
    shop.put_as(&stranger.token, &path, json!({"name": "Mine"}))
        .await
        .expect(403);
    let viewer = json!({"email": "stranger@example.test", "role": "viewer"});
    shop.post_as(&owner.token, &format!("{path}/members"), viewer)
        .await
        .expect(201);
    let refused = shop
        .put_as(&stranger.token, &path, json!({"name": "Mine"}))
        .await
        .expect(403);
    assert_eq!(refused["error"], "owner or admin role required");
}

#[tokio::test]
async fn an_organization_waits_for_its_payment_and_is_its_members_business() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("owner@example.test").await;
    let id = shop.organization(&owner, "muttrah-books").await;
    let path = format!("/api/tenant/orgs/{id}");
    let organization = shop.get_as(&owner.token, &path).await.expect(200);
    assert_eq!(
        (&organization["status"], &organization["console_host"]),
        (&json!("pending_payment"), &json!("console.muttrah-books.omani.homes"))
    );
    let stranger = shop.sign_up("stranger@example.test").await;
    for path in [&path, "/api/tenant/orgs/no-such-id", &format!("{path}/members")] {
        let refused = shop.get_as(&stranger.token, path).await.expect(403);
        assert_eq!(refused["error"], "not a member of this organization");
    }
    assert_eq!(
        shop.get_as(&stranger.token, "/api/tenant/orgs").await.expect(200),
        json!([])
    );
    let mine = shop.get_as(&owner.token, "/api/tenant/orgs").await.expect(200);
    assert_eq!(mine[0]["id"], id.as_str());
    // Operators are not members either.
    shop.plane.get(&path).await.expect(403);
}

#[tokio::test]
async fn somebody_invited_belongs_as_soon_as_they_sign_in() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("owner@example.test").await;
    let id = shop.organization(&owner, "muttrah-books").await;
    let members = format!("/api/tenant/orgs/{id}/members");
    let invite = json!({"email": "Friend@example.test", "role": "viewer"});
    let member = shop.post_as(&owner.token, &members, invite).await.expect(201);
    assert_eq!((&member["user_id"], &member["role"]), (&json!(""), &json!("viewer")));
    for (body, text) in [
        (json!({}), "email is required"),
        (
            json!({"email": "x@example.test", "role": "owner"}),
            "cannot assign owner role via invitation",
        ),
        (
            json!({"email": "x@example.test", "role": "king"}),
            "role must be admin, member, or viewer",
        ),
    ] {
        let refused = shop.post_as(&owner.token, &members, body).await.expect(400);
        assert_eq!(refused, json!({ "error": text }));
    }
    let friend = shop.sign_up("friend@example.test").await;
    shop.get_as(&friend.token, &format!("/api/tenant/orgs/{id}"))
        .await
        .expect(200);
    let people = shop.get_as(&owner.token, &members).await.expect(200);
    assert_eq!(people[1]["user_id"], friend.id.as_str(), "the invitation was taken up");
    let refused = shop
        .post_as(&friend.token, &members, json!({"email": "x@example.test"}))
        .await
        .expect(403);
    assert_eq!(refused["error"], "owner or admin role required");
    let again = shop
        .post_as(
            &owner.token,
            &members,
            json!({"email": "friend@example.test", "role": "admin"}),
        )
        .await;
    assert_eq!(again.expect(201)["user_id"], friend.id.as_str());
    assert_eq!(
        shop.get_as(&owner.token, &members)
            .await
            .expect(200)
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for (user, status, text) in [
        (owner.id.as_str(), 403, json!({"error": "cannot remove the owner"})),
        ("nobody", 404, json!({"error": "member not found"})),
        (friend.id.as_str(), 200, json!({"status": "removed"})),
    ] {
        let path = format!("{members}/{user}");
        let answer = shop.plane.send(Method::DELETE, &path, Some(&owner.token), None).await;
        assert_eq!(answer.expect(status), text);
    }
    shop.get_as(&friend.token, &format!("/api/tenant/orgs/{id}"))
        .await
        .expect(403);
}

#[tokio::test]
async fn an_invitation_can_be_withdrawn_before_and_after_it_was_taken_up() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("owner@example.test").await;
    let id = shop.organization(&owner, "muttrah-books").await;
    let members = format!("/api/tenant/orgs/{id}/members");
    let invite = async |shop: &Shop, email: &str| {
        let answer = shop.post_as(&owner.token, &members, json!({ "email": email })).await;
        answer.expect(201)["id"].as_str().unwrap().to_owned()
    };
    let remove = async |shop: &Shop, who: &str| {
        let path = format!("{members}/{who}");
        shop.plane.send(Method::DELETE, &path, Some(&owner.token), None).await
    };
    let mistaken = invite(&shop, "mistaken@example.test").await;
    remove(&shop, &mistaken).await.expect(200);
    let stranger = shop.sign_up("mistaken@example.test").await;
    let organization = format!("/api/tenant/orgs/{id}");
    shop.get_as(&stranger.token, &organization).await.expect(403);

    let row = invite(&shop, "friend@example.test").await;
    let friend = shop.sign_up("friend@example.test").await;
    remove(&shop, &row).await.expect(404);
    remove(&shop, friend.id.as_str()).await.expect(200);
    shop.get_as(&friend.token, &organization).await.expect(403);

    let oneself = shop
        .post_as(&owner.token, &members, json!({"email": "Owner@example.test"}))
        .await;
    assert_eq!(oneself.expect(400), json!({"error": "the owner is a member already"}));
}
