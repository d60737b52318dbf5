//! Codes and tokens. Section A.

use super::shop::Shop;
use contract::session::Tier;
use control_plane::{Identity, Jwk, KeyFuture, KeySource, TrustedIssuer};
use http::Method;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

const EMAIL: &str = "salma@shop.example.test";

#[tokio::test]
async fn a_code_signs_somebody_new_up_and_works_once() {
    let mut shop = Shop::open().await;
    let sent = shop
        .post("/api/auth/magic-link", json!({"email": "  Salma@Shop.example.test "}))
        .await
        .expect(200);
    assert_eq!(sent, json!({"message": "check your email", "expires_in_sec": 600}));
    let mail = shop.mail().await;
    assert_eq!(mail.to, EMAIL);
    let code = mail.data["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let request = json!({"email": EMAIL, "code": code});
    let tokens = shop.post("/api/auth/verify", request.clone()).await.expect(200);
    assert_eq!(
        (&tokens["user"]["email"], &tokens["user"]["role"]),
        (&json!(EMAIL), &json!("member"))
    );
    let me = shop
        .get_as(tokens["token"].as_str().unwrap(), "/api/auth/me")
        .await
        .expect(200);
    assert_eq!(me["user"], tokens["user"]);
    let again = shop.post("/api/auth/verify", request).await.expect(401);
    assert_eq!(again, json!({"error": "invalid or expired code"}));
}

#[tokio::test]
async fn only_a_digest_of_a_code_stays_once_the_mail_is_out() {
    let mut shop = Shop::open().await;
    let code = shop.code_for(EMAIL).await;
    assert_eq!(shop.count("SELECT COUNT(*) FROM outbox"), 0);
    assert_eq!(
        shop.count(&format!(
            "SELECT COUNT(*) FROM sign_in_codes WHERE digest LIKE '%{code}%'"
        )),
        0
    );
}

#[tokio::test]
async fn mail_that_nobody_took_is_there_after_a_restart() {
    let shop = Shop::open().await;
    shop.post("/api/auth/magic-link", json!({ "email": EMAIL }))
        .await
        .expect(200);
    let mut shop = shop.reopen().await;
    assert_eq!(shop.mail().await.to, EMAIL);
}

#[tokio::test]
async fn the_fifth_wrong_try_destroys_a_code_and_a_fresh_one_starts_over() {
    let mut shop = Shop::open().await;
    let code = shop.code_for(EMAIL).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let refused = shop
            .post("/api/auth/verify", json!({"email": EMAIL, "code": wrong}))
            .await
            .expect(401);
        assert_eq!(refused["error"], "invalid code");
    }
    let refused = shop
        .post("/api/auth/verify", json!({"email": EMAIL, "code": wrong}))
        .await
        .expect(401);
    assert_eq!(refused["error"], "code invalidated after too many attempts");
    let gone = shop
        .post("/api/auth/verify", json!({"email": EMAIL, "code": code}))
        .await
        .expect(401);
    assert_eq!(gone["error"], "invalid or expired code");
    let fresh = shop.code_for(EMAIL).await;
    shop.post("/api/auth/verify", json!({"email": EMAIL, "code": fresh}))
        .await
        .expect(200);
}

#[tokio::test]
async fn trying_codes_is_throttled_whatever_is_sent_again() {
    let mut shop = Shop::open().await;
    for _ in 0..10 {
        shop.post("/api/auth/verify", json!({"email": EMAIL, "code": "x"}))
            .await
            .expect(401);
    }
    let code = shop.code_for(EMAIL).await;
    let request = json!({"email": EMAIL, "code": code});
    let refused = shop.post("/api/auth/verify", request.clone()).await.expect(429);
    assert_eq!(refused["error"], "too many attempts, please try again later");
    shop.pass(Duration::from_secs(60));
    shop.post("/api/auth/verify", request).await.expect(200);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_a_fresh_one_replaces_it() {
    let mut shop = Shop::open().await;
    let code = shop.code_for(EMAIL).await;
    shop.pass(Duration::from_secs(600));
    let expired = shop
        .post("/api/auth/verify", json!({"email": EMAIL, "code": code}))
        .await
        .expect(401);
    assert_eq!(expired["error"], "invalid or expired code");
    let first = shop.code_for(EMAIL).await;
    let second = shop.code_for(EMAIL).await;
    if first != second {
        shop.post("/api/auth/verify", json!({"email": EMAIL, "code": first}))
            .await
            .expect(401);
    }
    shop.post("/api/auth/verify", json!({"email": EMAIL, "code": second}))
        .await
        .expect(200);
}

#[tokio::test]
async fn bad_requests_are_refused_in_the_contract_s_words() {
    let shop = Shop::open().await;
    for (path, body, text) in [
        ("magic-link", "nonsense", "invalid request body"),
        ("magic-link", r#"{"email": " "}"#, "email is required"),
        (
            "verify",
            r#"{"email": "a@example.test"}"#,
            "email and code are required",
        ),
        ("refresh", "{}", "refresh_token is required"),
        ("logout", "{}", "refresh_token is required"),
    ] {
        let answer = shop
            .plane
            .send(Method::POST, &format!("/api/auth/{path}"), None, Some(body))
            .await;
        assert_eq!(answer.expect(400), json!({ "error": text }), "{path}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_used_up_by_its_use() {
    let mut shop = Shop::open().await;
    let shopper = shop.sign_up(EMAIL).await;
    let body = json!({"refresh_token": shopper.refresh_token});
    let fresh = shop.post("/api/auth/refresh", body.clone()).await.expect(200);
    let again = shop.post("/api/auth/refresh", body).await.expect(401);
    assert_eq!(again["error"], "invalid or expired refresh token");
    let body = json!({"refresh_token": fresh["refresh_token"]});
    let out = shop.post("/api/auth/logout", body.clone()).await.expect(200);
    assert_eq!(out["message"], "logged out");
    shop.post("/api/auth/refresh", body).await.expect(401);
}

#[tokio::test]
async fn tokens_end_when_they_should_and_survive_a_restart_until_then() {
    let mut shop = Shop::open().await;
    let shopper = shop.sign_up(EMAIL).await;
    let shop = shop.reopen().await;
    shop.get_as(&shopper.token, "/api/auth/me").await.expect(200);
    shop.pass(Duration::from_secs(15 * 60));
    let ended = shop.get_as(&shopper.token, "/api/auth/me").await.expect(401);
    assert_eq!(ended["error"], "invalid or missing token");
    shop.pass(Duration::from_secs(30 * 24 * 60 * 60));
    shop.post("/api/auth/refresh", json!({"refresh_token": shopper.refresh_token}))
        .await
        .expect(401);
}

#[tokio::test]
async fn a_customer_does_not_get_into_the_console() {
    let mut shop = Shop::open().await;
    let shopper = shop.sign_up(EMAIL).await;
    let whoami = shop.get_as(&shopper.token, "/api/v1/whoami").await.expect(200);
    assert_eq!((&whoami["email"], &whoami["tier"]), (&json!(EMAIL), &json!(null)));
    shop.get_as(&shopper.token, "/api/v1/version").await.expect(200);
    for path in ["/api/v1/organizations", "/api/v1/catalog", &shop.plane.applications("")] {
        shop.get_as(&shopper.token, path).await.expect(403);
    }
    let forged = format!("{}x", shopper.token);
    shop.get_as(&forged, "/api/auth/me").await.expect(401);
}

#[tokio::test]
async fn operators_are_projected_by_their_tier() {
    let shop = Shop::open().await;
    for (tier, role, vouchers) in [
        (Tier::Owner, "superadmin", 200),
        (Tier::Admin, "sovereign-admin", 200),
        (Tier::Operator, "member", 403),
        (Tier::OrgAdmin, "member", 403),
    ] {
        let token = shop.plane.token_of(tier);
        let me = shop.get_as(&token, "/api/auth/me").await.expect(200);
        assert_eq!(me["user"]["role"], role);
        shop.get_as(&token, "/api/billing/vouchers/list").await.expect(vouchers);
    }
}

#[tokio::test]
async fn an_account_follows_the_address_that_the_provider_verified() {
    let mut shop = Shop::open().await;
    let token = |shop: &Shop, sub: &str, email: &str| {
        shop.plane.plane.mint_token(Identity {
            email: email.to_owned(),
            verified: true,
            sub: sub.to_owned(),
            tier: Tier::Viewer,
        })
    };
    let (old, new) = (EMAIL, "salma@new.example.test");
    let first = shop
        .get_as(&token(&shop, "salma", old), "/api/auth/me")
        .await
        .expect(200);
    let moved = shop
        .get_as(&token(&shop, "salma", new), "/api/auth/me")
        .await
        .expect(200);
    assert_eq!(first["user"]["id"], moved["user"]["id"]);
    assert_eq!(moved["user"]["email"], new);
    // Whoever has the old address now is somebody else, and a code to the new one is for the same User.
    let stranger = shop.sign_up(old).await;
    let me = shop.get_as(&stranger.token, "/api/auth/me").await.expect(200);
    assert_ne!(me["user"]["id"], first["user"]["id"]);
    let same = shop.sign_up(new).await;
    let me = shop.get_as(&same.token, "/api/auth/me").await.expect(200);
    assert_eq!(me["user"]["id"], first["user"]["id"]);
    // Both addresses are taken: the one that was proved counts, and nobody's changes.
    let back = shop
        .get_as(&token(&shop, "salma", old), "/api/auth/me")
        .await
        .expect(200);
    assert_ne!(back["user"]["id"], first["user"]["id"]);
    assert_eq!(shop.count("SELECT COUNT(*) FROM users"), 2);
}

struct OneKey(Jwk);

impl KeySource for OneKey {
    fn key<'a>(&'a self, _: Option<&'a str>) -> KeyFuture<'a> {
        Box::pin(std::future::ready(Some(self.0.clone())))
    }
}

/// The token of a customer whom the provider of this shop knows and who has no account here yet.
fn token_of_the_provider(shop: &Shop) -> String {
    let issuer = "https://auth.example.test/realms/sovereign";
    let key = EncodingKey::from_rsa_pem(include_bytes!("../../provider.pem")).unwrap();
    shop.plane.plane.trust(TrustedIssuer {
        issuer: issuer.to_owned(),
        client_id: "console".to_owned(),
        keys: Arc::new(OneKey(Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap())),
    });
    let claims = json!({
        "iss": issuer, "sub": "7", "azp": "console", "typ": "Bearer", "exp": UNIX_EPOCH.elapsed().unwrap().as_secs() + 60,
        "email": EMAIL, "email_verified": true,
    });
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
}

#[tokio::test]
async fn whoever_is_refused_gets_no_account_by_asking() {
    let shop = Shop::open().await;
    let token = token_of_the_provider(&shop);
    for path in [
        "/api/billing/vouchers/list",
        "/api/v1/organizations",
        &shop.plane.applications(""),
    ] {
        shop.get_as(&token, path).await.expect(403);
    }
    assert_eq!(shop.count("SELECT COUNT(*) FROM users"), 0);
    let me = shop.get_as(&token, "/api/auth/me").await.expect(200);
    assert_eq!(me["user"]["email"], EMAIL);
    let whoami = shop.get_as(&token, "/api/v1/whoami").await.expect(200);
    assert_eq!((&whoami["email"], &whoami["sub"]), (&json!(EMAIL), &me["user"]["id"]));
    assert_eq!(shop.count("SELECT COUNT(*) FROM users"), 1);
}
