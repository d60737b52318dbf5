//! An identity provider of a few lines, on a port of its own: it signs everybody in at once.

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::UNIX_EPOCH,
};
use tokio::net::TcpListener;

const KEY: &[u8] = include_bytes!("../../../crates/control-plane/tests/provider.pem");
pub const CLIENT: &str = "console";
pub const SECRET: &str = "secret-of-the-console";
pub const SID: &str = "session-at-the-provider";

/// A provider on loopback.
#[derive(Clone)]
pub struct TestProvider {
    pub issuer: String,
    state: Arc<Mutex<Behaviour>>,
}

/// What it does and what it was asked.
pub struct Behaviour {
    /// Answers nothing but 503.
    pub down: bool,
    /// Seconds that an access token lives.
    pub life: i64,
    /// Seconds that its clock is ahead of ours.
    pub ahead: i64,
    /// Claims of ID tokens to replace; null removes one.
    pub id_claims: Value,
    /// Claims of access tokens to add.
    pub access_claims: Value,
    /// `iss` of the way back.
    pub iss: Option<String>,
    /// Its client proves itself by PKCE alone.
    pub is_public: bool,
    /// Refuses to refresh.
    pub revoked: bool,
    /// How often tokens were refreshed.
    pub refreshes: u32,
    /// The refresh token that is good now.
    refresh: Option<String>,
    codes: HashMap<String, HashMap<String, String>>,
    serial: u32,
}

impl TestProvider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/sovereign", listener.local_addr().unwrap());
        let state = Behaviour {
            down: false,
            life: 900,
            ahead: 0,
            id_claims: json!({}),
            access_claims: json!({"realm_access": {"roles": ["catalyst-owner"]}}),
            iss: Some(issuer.clone()),
            is_public: false,
            revoked: false,
            refreshes: 0,
            refresh: None,
            codes: HashMap::new(),
            serial: 0,
        };
        let provider = Self {
            issuer,
            state: Arc::new(Mutex::new(state)),
        };
        let realm = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/certs", get(certs))
            .route("/auth", get(authorize))
            .route("/token", post(token))
            .with_state(provider.clone());
        let router = Router::new().nest("/realms/sovereign", realm);
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.state.lock().unwrap()
    }

    fn refuses(&self) -> Option<Response> {
        self.behaviour()
            .down
            .then(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
    }

    /// A token with these claims, signed with the provider's key.
    pub fn sign(&self, claims: &Value) -> String {
        signed(&Header::new(Algorithm::RS256), claims)
    }

    pub fn now(&self) -> i64 {
        i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap() + self.behaviour().ahead
    }

    fn tokens(&self, nonce: Option<&str>) -> Value {
        let now = self.now();
        let mut behaviour = self.behaviour();
        behaviour.serial += 1;
        let refresh = format!("refresh-{}", behaviour.serial);
        behaviour.refresh = Some(refresh.clone());
        let common = json!({"iss": self.issuer, "sub": "amal", "iat": now, "sid": SID, "azp": CLIENT});
        let with = |more: &[&Value]| {
            let mut claims = common.clone();
            for (name, value) in more.iter().flat_map(|more| more.as_object().unwrap()) {
                claims[name] = value.clone();
            }
            claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            claims
        };
        let access = json!({
            "aud": "account", "typ": "Bearer", "exp": now + behaviour.life, "jti": behaviour.serial.to_string(),
            "email": "amal@example.om", "email_verified": true,
        });
        let access = self.sign(&with(&[&access, &behaviour.access_claims]));
        let digest = Sha256::digest(&access);
        let id = json!({
            "aud": CLIENT, "typ": "ID", "exp": now + 300, "nonce": nonce,
            "at_hash": URL_SAFE_NO_PAD.encode(&digest[..16]),
        });
        let id = self.sign(&with(&[&id, &behaviour.id_claims]));
        json!({
            "access_token": access, "id_token": id, "refresh_token": refresh, "token_type": "Bearer",
            "expires_in": behaviour.life,
        })
    }
}

fn signed(header: &Header, claims: &Value) -> String {
    let header = Header {
        kid: Some("known".to_owned()),
        ..header.clone()
    };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_rsa_pem(KEY).unwrap()).unwrap()
}

async fn discovery(State(provider): State<TestProvider>) -> Response {
    if let Some(refusal) = provider.refuses() {
        return refusal;
    }
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/certs"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn certs(State(provider): State<TestProvider>) -> Response {
    if let Some(refusal) = provider.refuses() {
        return refusal;
    }
    let key = EncodingKey::from_rsa_pem(KEY).unwrap();
    let mut key = Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap();
    key.common.key_id = Some("known".to_owned());
    let mut key = serde_json::to_value(key).unwrap();
    key["use"] = json!("sig");
    Json(json!({"keys": [key]})).into_response()
}

async fn authorize(State(provider): State<TestProvider>, Query(query): Query<HashMap<String, String>>) -> Redirect {
    let mut behaviour = provider.behaviour();
    behaviour.serial += 1;
    let code = format!("code-{}", behaviour.serial);
    let iss = behaviour
        .iss
        .as_ref()
        .map(|iss| format!("&iss={iss}"))
        .unwrap_or_default();
    let back = format!("{}?code={code}&state={}{iss}", query["redirect_uri"], query["state"]);
    behaviour.codes.insert(code, query);
    Redirect::to(&back)
}

async fn token(
    State(provider): State<TestProvider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    if let Some(refusal) = provider.refuses() {
        return refusal;
    }
    let expected = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{SECRET}"));
    let is_client = match provider.behaviour().is_public {
        true => form.get("client_id").is_some_and(|id| id == CLIENT),
        false => headers
            .get(header::AUTHORIZATION)
            .is_some_and(|value| value == &format!("Basic {expected}")),
    };
    if !is_client {
        return refused("invalid_client");
    }
    match form["grant_type"].as_str() {
        "authorization_code" => {
            let begun = provider.behaviour().codes.remove(&form["code"]);
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
            match begun {
                Some(begun)
                    if begun["code_challenge"] == challenge
                        && begun["code_challenge_method"] == "S256"
                        && begun["redirect_uri"] == form["redirect_uri"] =>
                {
                    Json(provider.tokens(begun.get("nonce").map(String::as_str))).into_response()
                }
                _ => refused("invalid_grant"),
            }
        }
        "refresh_token" => {
            let good = {
                let mut behaviour = provider.behaviour();
                behaviour.refreshes += 1;
                // Each is good once, as Keycloak can be told to and tenant services do.
                behaviour.refresh.take().as_ref() == form.get("refresh_token") && !behaviour.revoked
            };
            if good {
                Json(provider.tokens(None)).into_response()
            } else {
                refused("invalid_grant")
            }
        }
        _ => refused("unsupported_grant_type"),
    }
}

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response()
}
