//! The mothership hands a Sovereign over (contract §A.7).

use crate::support::{Answer, TestPlane};
use control_plane::{Jwk, Mothership};
use http::Method;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

const KEY: &[u8] = include_bytes!("../provider.pem");
const MOTHERSHIP: &str = "https://console.mother.example.test";
/// When the clock of a test begins, in seconds.
const BEGINNING: i64 = 1_780_000_000;

fn key() -> EncodingKey {
    EncodingKey::from_rsa_pem(KEY).unwrap()
}

fn mothership() -> Mothership {
    Mothership::new(MOTHERSHIP, Jwk::from_encoding_key(&key(), Algorithm::RS256).unwrap()).unwrap()
}

async fn fresh() -> TestPlane {
    let plane = TestPlane::new().await;
    plane.plane.accept_handovers(mothership());
    plane
}

/// A link's token with some claims replaced; null removes one.
fn token(changes: Value) -> String {
    let mut claims = json!({
        "iss": MOTHERSHIP, "aud": ["https://console.sovereign.example.test"], "exp": BEGINNING + 300,
        "role": "sovereign-admin", "email": "Amal@example.om", "email_verified": true, "jti": "one",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key()).unwrap()
}

async fn follow(plane: &TestPlane, token: &str) -> Answer {
    plane
        .send(Method::GET, &format!("/auth/handover?token={token}"), None, None)
        .await
}

#[track_caller]
fn assert_refused(answer: &Answer, text: &str) {
    assert_eq!(answer.expect(401), json!({"error": text}));
    assert!(!answer.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn a_link_makes_its_holder_the_owner_once() {
    let plane = fresh().await;
    let answer = follow(&plane, &token(json!({}))).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["location"]),
        (302, &"/dashboard".parse().unwrap())
    );
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    let session = cookies.next().unwrap().to_str().unwrap();
    assert!(session.ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=28800"));
    assert!(
        cookies
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("catalyst_refresh=; ")
    );
    let session = session.split([';', '=']).nth(1).unwrap();
    let whoami = plane
        .send(Method::GET, "/api/v1/whoami", Some(session), None)
        .await
        .expect(200);
    assert_eq!(
        (&whoami["email"], &whoami["tier"]),
        (&json!("amal@example.om"), &json!("owner"))
    );

    assert_refused(&follow(&plane, &token(json!({}))).await, "token already used");
    // The id is what counts, not the letters of the token.
    assert_refused(
        &follow(&plane, &token(json!({"exp": BEGINNING + 301}))).await,
        "token already used",
    );
}

#[tokio::test]
async fn a_restart_makes_no_link_good_again() {
    let plane = fresh().await;
    assert_eq!(follow(&plane, &token(json!({}))).await.status, 302);
    let plane = plane.reopen().await;
    plane.plane.accept_handovers(mothership());
    assert_refused(&follow(&plane, &token(json!({}))).await, "token already used");
}

#[tokio::test]
async fn of_two_who_follow_a_link_at_once_one_is_let_in() {
    let plane = fresh().await;
    let link = token(json!({}));
    let answers = futures::future::join_all((0..8).map(|_| follow(&plane, &link))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 302).count(), 1);
}

#[tokio::test]
async fn every_claim_is_held_against_this_sovereign() {
    let plane = fresh().await;
    for (changes, text) in [
        (json!({"exp": BEGINNING - 60}), "token expired"),
        (json!({"exp": null}), "invalid token"),
        (json!({"nbf": BEGINNING + 3600}), "invalid token"),
        (json!({"iss": "https://console.evil.example"}), "invalid issuer"),
        (json!({"iss": null}), "invalid issuer"),
        (json!({"aud": ["https://console.t02.omani.works"]}), "invalid audience"),
        (
            json!({"aud": "https://console.sovereign.example.test.evil.example"}),
            "invalid audience",
        ),
        (json!({"aud": null}), "invalid audience"),
        (json!({"role": "viewer"}), "insufficient role"),
        (json!({"role": null}), "insufficient role"),
        (json!({"email_verified": false}), "email not verified"),
        (json!({"email_verified": null}), "email not verified"),
        (json!({"email": " "}), "missing email claim"),
        (json!({"email": null}), "missing email claim"),
        (json!({"jti": ""}), "missing jti"),
        (json!({"jti": "x".repeat(201)}), "missing jti"),
    ] {
        assert_refused(&follow(&plane, &token(changes)).await, text);
    }
    // None of them used the link up.
    assert_eq!(follow(&plane, &token(json!({}))).await.status, 302);
}

#[tokio::test]
async fn only_the_motherships_signature_counts() {
    let plane = fresh().await;
    let good = token(json!({}));
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let other = token(json!({"email": "mallory@evil.example"}));
    let other_claims = other.split('.').nth(1).unwrap();
    // {"alg":"none"}, and RS256's key as a secret that both sides know.
    let none = "eyJhbGciOiJub25lIn0";
    let public = serde_json::to_vec(&Jwk::from_encoding_key(&key(), Algorithm::RS256).unwrap()).unwrap();
    let confused = jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        &json!({"exp": BEGINNING + 300, "jti": "two"}),
        &EncodingKey::from_secret(&public),
    );
    for forged in [
        format!("{header}.{other_claims}.{signature}"),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        confused.unwrap(),
        "x".to_owned(),
    ] {
        assert_refused(&follow(&plane, &forged).await, "invalid token");
    }
}

#[tokio::test]
async fn without_a_mothership_or_a_token_there_is_no_handover() {
    let plane = TestPlane::new().await;
    assert_refused(&follow(&plane, &token(json!({}))).await, "handover not configured");
    plane.plane.accept_handovers(mothership());
    assert_refused(&follow(&plane, "").await, "missing token parameter");
    for path in ["/auth/handover", "/auth/handover?token=a&token=b"] {
        assert_refused(
            &plane.send(Method::GET, path, None, None).await,
            "missing token parameter",
        );
    }
    // Looking does not use a link up.
    let path = format!("/auth/handover?token={}", token(json!({})));
    assert_eq!(plane.send(Method::HEAD, &path, None, None).await.status, 401);
    assert_eq!(follow(&plane, &token(json!({}))).await.status, 302);
}

#[test]
fn a_key_that_checks_no_rs256_is_refused() {
    let secret = json!({"kty": "oct", "k": "c2VjcmV0"});
    assert!(Mothership::new(MOTHERSHIP, serde_json::from_value(secret).unwrap()).is_err());
}
