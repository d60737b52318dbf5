use super::*;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use std::time::UNIX_EPOCH;

const KEY: &[u8] = include_bytes!("../../../tests/provider.pem");
const ISSUER: &str = "https://auth.t01.omani.works/realms/sovereign";

struct OneKey(Jwk);

impl KeySource for OneKey {
    fn key<'a>(&'a self, kid: Option<&'a str>) -> KeyFuture<'a> {
        let found = (kid == Some("known")).then(|| self.0.clone());
        Box::pin(std::future::ready(found))
    }
}

fn trusted() -> TrustedIssuer {
    let key = EncodingKey::from_rsa_pem(KEY).unwrap();
    TrustedIssuer {
        issuer: ISSUER.to_owned(),
        client_id: "console".to_owned(),
        keys: Arc::new(OneKey(Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap())),
    }
}

fn seconds_from_now(seconds: i64) -> i64 {
    i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap() + seconds
}

/// A token as Keycloak issues it, with some claims replaced; null removes one.
fn claims(changes: Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "7", "aud": "account", "azp": "console", "typ": "Bearer",
        "exp": seconds_from_now(60), "email": "amal@example.om", "email_verified": true,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

fn signed(header: &Header, claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_rsa_pem(KEY).unwrap()).unwrap()
}

fn known_key() -> Header {
    Header {
        kid: Some("known".to_owned()),
        ..Header::new(Algorithm::RS256)
    }
}

async fn identified(changes: Value) -> Option<Person> {
    trusted().identify(&signed(&known_key(), &claims(changes))).await
}

#[tokio::test]
async fn a_token_of_the_provider_stands_for_its_user() {
    let amal = Person {
        email: "amal@example.om".to_owned(),
        verified: true,
        sub: "7".to_owned(),
        tier: None,
    };
    assert_eq!(identified(json!({})).await, Some(amal));
    let nameless = identified(json!({"email": null, "email_verified": null, "preferred_username": "amal"})).await;
    let nameless = nameless.unwrap();
    assert_eq!((nameless.email.as_str(), nameless.verified), ("amal", false));
}

#[tokio::test]
async fn roles_groups_and_the_tier_claim_grant_the_highest_tier_and_nothing_else_does() {
    for (granted, tier) in [
        (
            json!({"realm_access": {"roles": ["offline_access", "catalyst-operator"]}}),
            Some(Tier::Operator),
        ),
        (
            json!({"realm_access": {"roles": ["catalyst-viewer", "catalyst-owner", "catalyst-admin"]}}),
            Some(Tier::Owner),
        ),
        (
            json!({"resource_access": {"console": {"roles": ["catalyst-developer"]}}}),
            Some(Tier::Developer),
        ),
        (
            json!({"realm_access": {"roles": ["catalyst-viewer"]}}),
            Some(Tier::Viewer),
        ),
        (
            json!({"resource_access": {"other": {"roles": ["catalyst-owner"]}}}),
            None,
        ),
        (json!({"groups": ["/sovereign-admins"]}), Some(Tier::Admin)),
        (json!({"groups": ["/tenants/sovereign-admins"]}), None),
        (
            json!({"realm_access": {"roles": ["application-admin"]}}),
            Some(Tier::Admin),
        ),
        (
            json!({"tier": "operator", "realm_access": {"roles": ["catalyst-viewer"]}}),
            Some(Tier::Operator),
        ),
        (
            json!({"tier": "org-admin", "groups": ["sovereign-admins"]}),
            Some(Tier::OrgAdmin),
        ),
        (
            json!({"tier": "emperor", "realm_access": {"roles": ["catalyst-emperor"]}}),
            None,
        ),
    ] {
        assert_eq!(identified(granted.clone()).await.unwrap().tier, tier, "{granted}");
    }
}

#[tokio::test]
async fn a_token_for_somebody_else_or_for_something_else_is_refused() {
    for changes in [
        json!({"iss": "https://evil.example"}),
        json!({"iss": null}),
        json!({"sub": null}),
        json!({"exp": null}),
        json!({"azp": "other"}),
        json!({"azp": null}),
        json!({"typ": "ID"}),
        json!({"typ": "Refresh"}),
        json!({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}),
    ] {
        assert_eq!(identified(changes.clone()).await, None, "{changes}");
    }
    assert!(
        identified(json!({"azp": null, "aud": ["account", "console"]}))
            .await
            .is_some()
    );
    assert!(identified(json!({"azp": null, "client_id": "console"})).await.is_some());
}

#[tokio::test]
async fn clocks_may_differ_by_two_minutes() {
    for (changes, taken) in [
        (json!({"exp": seconds_from_now(-110)}), true),
        (json!({"exp": seconds_from_now(-130)}), false),
        (json!({"nbf": seconds_from_now(110)}), true),
        (json!({"nbf": seconds_from_now(130)}), false),
    ] {
        assert_eq!(identified(changes.clone()).await.is_some(), taken, "{changes}");
    }
}

#[tokio::test]
async fn only_a_signature_of_the_provider_counts() {
    let token = signed(&known_key(), &claims(json!({})));
    let (signed_part, signature) = token.rsplit_once('.').unwrap();
    let others = claims(json!({"realm_access": {"roles": ["catalyst-owner"]}}));
    let forged = signed(&known_key(), &others);
    let forged = forged.rsplit_once('.').unwrap().0;
    let unknown = Header {
        kid: Some("unknown".to_owned()),
        ..known_key()
    };
    // A public key is no shared secret, whatever the header says.
    let confused = Header {
        kid: Some("known".to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let confused = jsonwebtoken::encode(&confused, &others, &EncodingKey::from_secret(KEY)).unwrap();
    for bad in [
        format!("{forged}.{signature}"),
        format!("{signed_part}."),
        signed(&unknown, &claims(json!({}))),
        confused,
        "eyJhbGciOiJub25lIn0.e30.".to_owned(),
        String::new(),
    ] {
        assert_eq!(trusted().identify(&bad).await, None, "{bad}");
    }
    assert!(trusted().identify(&token).await.is_some());
}
