//! The Organizations' own sign-in in a few lines: codes by e-mail, refresh tokens that are good once.

use crate::support::control_plane;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::UNIX_EPOCH,
};
use tokio::sync::Notify;

pub const EMAIL: &str = "noor@example.om";
pub const CODE: &str = "012345";

/// The service, and what it was asked.
#[derive(Clone, Default)]
pub struct EmailService {
    state: Arc<Mutex<Behaviour>>,
    /// Told after each sign-out.
    pub signed_out: Arc<Notify>,
}

#[derive(Default)]
pub struct Behaviour {
    /// Seconds that an access token lives; 900 for 0.
    pub life: i64,
    /// Answers every step so.
    pub refusal: Option<(StatusCode, &'static str)>,
    pub sent_to: Vec<String>,
    pub refreshes: u32,
    pub given_up: Vec<String>,
    refresh: String,
    serial: u32,
}

impl EmailService {
    pub fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.state.lock().unwrap()
    }

    /// The control plane with this service in it.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/api/auth/magic-link", post(send))
            .route("/api/auth/verify", post(verify))
            .route("/api/auth/refresh", post(refresh))
            .route("/api/auth/logout", post(logout))
            .route("/api/billing/balance", get(balance))
            .with_state(self.clone())
            .fallback_service(control_plane())
    }

    fn refuses(&self) -> Option<Response> {
        let (status, text) = self.behaviour().refusal?;
        Some((status, Json(json!({"error": text}))).into_response())
    }

    fn tokens(&self) -> Value {
        let now = i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
        let mut behaviour = self.behaviour();
        behaviour.serial += 1;
        behaviour.refresh = format!("refresh-{}", behaviour.serial);
        let life = if behaviour.life == 0 { 900 } else { behaviour.life };
        let claims = json!({
            "sub": "u1", "email": EMAIL, "role": "member", "iat": now, "exp": now + life, "n": behaviour.serial,
        });
        let token = jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(b"shared")).unwrap();
        json!({"token": token, "refresh_token": behaviour.refresh, "user": {"id": "u1", "email": EMAIL}})
    }
}

async fn send(State(service): State<EmailService>, Json(body): Json<Value>) -> Response {
    if let Some(refusal) = service.refuses() {
        return refusal;
    }
    let email = body["email"].as_str().unwrap().to_owned();
    service.behaviour().sent_to.push(email);
    Json(json!({"message": "check your email", "expires_in_sec": 600})).into_response()
}

async fn verify(State(service): State<EmailService>, Json(body): Json<Value>) -> Response {
    if let Some(refusal) = service.refuses() {
        return refusal;
    }
    if body == json!({"email": EMAIL, "code": CODE}) {
        return Json(service.tokens()).into_response();
    }
    (StatusCode::UNAUTHORIZED, Json(json!({"error": "invalid code"}))).into_response()
}

async fn refresh(State(service): State<EmailService>, Json(body): Json<Value>) -> Response {
    if let Some(refusal) = service.refuses() {
        return refusal;
    }
    service.behaviour().refreshes += 1;
    let good = service.behaviour().refresh == body["refresh_token"].as_str().unwrap();
    if good {
        return Json(service.tokens()).into_response();
    }
    let text = json!({"error": "invalid or expired refresh token"});
    (StatusCode::UNAUTHORIZED, Json(text)).into_response()
}

async fn logout(State(service): State<EmailService>, Json(body): Json<Value>) -> Json<Value> {
    let token = body["refresh_token"].as_str().unwrap().to_owned();
    service.behaviour().given_up.push(token);
    service.signed_out.notify_one();
    Json(json!({"message": "logged out"}))
}

/// Only with one of its own tokens.
async fn balance(headers: HeaderMap) -> Response {
    let is_own = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value.to_str().unwrap().starts_with("Bearer eyJ"));
    let status = if is_own {
        StatusCode::OK
    } else {
        StatusCode::UNAUTHORIZED
    };
    (status, Json(json!({"credit_omr": 0, "credit_baisa": 0, "entries": []}))).into_response()
}
