//! A control plane whose clock stands still, and people who shop in it.

use crate::support::{Answer, FAST, TestPlane, config};
use axum::body::Body;
use contract::Timestamp;
use control_plane::{CardProcessor, Clock, LocalCards, Mail, Mailbox};
use http::{Method, Request};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// Moves only when it is told to.
pub(super) struct StandingClock(AtomicI64);

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

pub(super) struct Shop {
    pub(super) plane: TestPlane,
    pub(super) mailbox: Mailbox,
    cards: Option<Arc<dyn CardProcessor>>,
    clock: Arc<StandingClock>,
}

/// Somebody who signed up.
#[derive(Clone)]
pub(super) struct Shopper {
    pub(super) token: String,
    pub(super) refresh_token: String,
    pub(super) id: String,
}

impl Shop {
    pub(super) async fn open() -> Self {
        let clock = Arc::new(StandingClock(AtomicI64::new(1_780_000_000_000)));
        Self::of(tempfile::tempdir().unwrap(), None, clock).await
    }

    /// One that takes cards.
    pub(super) async fn with_cards() -> Self {
        let clock = Arc::new(StandingClock(AtomicI64::new(1_780_000_000_000)));
        Self::of(
            tempfile::tempdir().unwrap(),
            Some(Arc::new(LocalCards::default())),
            clock,
        )
        .await
    }

    /// One that sells the starter catalogue.
    pub(super) async fn of_starter_catalogue() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StandingClock(AtomicI64::new(1_780_000_000_000)));
        let mut config = config(&folder, FAST);
        config.clock = clock.clone();
        config.blueprint_dirs = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../../blueprints").into()];
        let plane = TestPlane::open(folder, config).await;
        Self {
            mailbox: plane.plane.mailbox(),
            plane,
            cards: None,
            clock,
        }
    }

    async fn of(folder: TempDir, cards: Option<Arc<dyn CardProcessor>>, clock: Arc<StandingClock>) -> Self {
        let mut config = config(&folder, FAST);
        config.clock = clock.clone();
        config.cards = cards.clone();
        let plane = TestPlane::open(folder, config).await;
        Self {
            mailbox: plane.plane.mailbox(),
            plane,
            cards,
            clock,
        }
    }

    /// Stops this one and opens the same folder again.
    pub(super) async fn reopen(self) -> Self {
        self.plane.plane.shutdown().await;
        Self::of(self.plane.folder, self.cards, self.clock).await
    }

    pub(super) fn pass(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    pub(super) async fn mail(&mut self) -> Mail {
        let next = tokio::time::timeout(Duration::from_secs(10), self.mailbox.next());
        next.await.unwrap().unwrap()
    }

    /// As nobody.
    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.plane.send(Method::POST, path, None, Some(&body.to_string())).await
    }

    pub(super) async fn post_as(&self, token: &str, path: &str, body: Value) -> Answer {
        self.plane
            .send(Method::POST, path, Some(token), Some(&body.to_string()))
            .await
    }

    pub(super) async fn put_as(&self, token: &str, path: &str, body: Value) -> Answer {
        self.plane
            .send(Method::PUT, path, Some(token), Some(&body.to_string()))
            .await
    }

    pub(super) async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.plane.send(Method::GET, path, Some(token), None).await
    }

    /// Asks for a code and reads it from the mail.
    pub(super) async fn code_for(&mut self, email: &str) -> String {
        self.post("/api/auth/magic-link", json!({ "email": email }))
            .await
            .expect(200);
        let mail = self.mail().await;
        assert_eq!((mail.to.as_str(), mail.template.as_str()), (email, "magic-link"));
        mail.data["code"].as_str().unwrap().to_owned()
    }

    pub(super) async fn sign_up(&mut self, email: &str) -> Shopper {
        let code = self.code_for(email).await;
        let body = json!({"email": email, "code": code});
        let tokens = self.post("/api/auth/verify", body).await.expect(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Shopper {
            token: text(&tokens["token"]),
            refresh_token: text(&tokens["refresh_token"]),
            id: text(&tokens["user"]["id"]),
        }
    }

    /// Creates an Organization; answers its id.
    pub(super) async fn organization(&self, shopper: &Shopper, slug: &str) -> String {
        let body = json!({"slug": slug, "name": slug, "plan_id": "plan-m", "defer_launch": true});
        let created = self.post_as(&shopper.token, "/api/tenant/orgs", body).await.expect(201);
        created["id"].as_str().unwrap().to_owned()
    }

    /// Issues an active voucher, as the operator.
    pub(super) async fn voucher(&self, code: &str, credit_omr: i64, max_redemptions: i64) {
        let body = json!({
            "code": code, "credit_omr": credit_omr, "active": true, "max_redemptions": max_redemptions
        });
        self.plane.post("/api/billing/vouchers/issue", &body).await.expect(200);
    }

    pub(super) async fn checkout(&self, shopper: &Shopper, body: &Value, key: Option<&str>) -> Answer {
        let mut request =
            Request::post("/api/billing/checkout").header("authorization", format!("Bearer {}", shopper.token));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = self.plane.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, bytes }
    }

    /// The customer pays in a session, or turns back.
    pub(super) async fn card(&self, session_url: &str, pay: bool) -> Answer {
        let session = session_url.strip_prefix("/pay/").unwrap();
        self.post(&format!("/api/billing/local-cards/{session}"), json!({ "pay": pay }))
            .await
    }

    pub(super) async fn balance(&self, shopper: &Shopper) -> Value {
        self.get_as(&shopper.token, "/api/billing/balance").await.expect(200)
    }

    /// One number from the database.
    pub(super) fn count(&self, query: &str) -> i64 {
        let database = rusqlite::Connection::open(self.plane.folder.path().join("state.sqlite")).unwrap();
        database.query_row(query, [], |row| row.get(0)).unwrap()
    }
}

/// An order of plan M, which costs 9 rials.
pub(super) fn order(organization: &str, code: Option<&str>) -> Value {
    match code {
        Some(code) => json!({"plan_id": "plan-m", "tenant_id": organization, "promo_code": code}),
        None => json!({"plan_id": "plan-m", "tenant_id": organization}),
    }
}
