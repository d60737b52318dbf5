//! A control plane in a temporary folder, and a caller in front of it.

use axum::Router;
use axum::body::{Body, Bytes};
use contract::{Timestamp, session::Tier};
use control_plane::{Clock, Config, ControlPlane, Identity, Seed};
use futures::StreamExt;
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// Fast enough that a whole install takes a few milliseconds.
pub(crate) const FAST: f64 = 2000.0;

/// Each reading is a second after the one before: no two writes share a time.
pub(crate) struct TickingClock(AtomicI64);

impl TickingClock {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(1_780_000_000_000))
    }
}

impl Clock for TickingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.fetch_add(1000, Ordering::Relaxed)).unwrap()
    }
}

pub(crate) fn blueprints() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/blueprints"))
}

pub(crate) struct TestPlane {
    pub(crate) plane: ControlPlane,
    pub(crate) router: Router,
    pub(crate) token: String,
    pub(crate) folder: TempDir,
    pub(crate) sovereign: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self.json()
    }
}

pub(crate) fn config(folder: &TempDir, speed: f64) -> Config {
    Config {
        data_dir: folder.path().to_owned(),
        blueprint_dirs: vec![blueprints()],
        seed: Seed::Empty,
        speed,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(TickingClock::new()),
        cards: None,
    }
}

impl TestPlane {
    pub(crate) async fn new() -> Self {
        Self::at_speed(FAST).await
    }

    /// With the Application `blog` in production.
    pub(crate) async fn with_blog() -> Self {
        let plane = Self::new().await;
        plane
            .post(&plane.applications(""), &wordpress("blog"))
            .await
            .expect(201);
        plane.until("blog", "Ready").await;
        plane
    }

    pub(crate) async fn at_speed(speed: f64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder, speed);
        Self::open(folder, config).await
    }

    pub(crate) async fn open(folder: TempDir, config: Config) -> Self {
        let sovereign = format!("sovereign-{}", config.fqdn);
        let plane = ControlPlane::open(config).await.unwrap();
        let token = plane.mint_token(Identity {
            email: "owner@example.test".to_owned(),
            verified: true,
            sub: "owner".to_owned(),
            tier: Tier::Owner,
        });
        Self {
            router: plane.router(),
            plane,
            token,
            folder,
            sovereign,
        }
    }

    /// Stops this one and opens the same folder again.
    pub(crate) async fn reopen(self) -> Self {
        self.plane.shutdown().await;
        let config = config(&self.folder, FAST);
        Self::open(self.folder, config).await
    }

    pub(crate) fn token_of(&self, tier: Tier) -> String {
        self.plane.mint_token(Identity {
            email: format!("{tier}@example.test"),
            verified: true,
            sub: tier.to_string(),
            tier,
        })
    }

    pub(crate) fn applications(&self, rest: &str) -> String {
        format!("/api/v1/sovereigns/{}/applications{rest}", self.sovereign)
    }

    pub(crate) fn k8s(&self, rest: &str) -> String {
        format!("/api/v1/sovereigns/{}/k8s{rest}", self.sovereign)
    }

    pub(crate) async fn send(&self, method: Method, path: &str, token: Option<&str>, body: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.unwrap_or_default().to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Some(&self.token), None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(&self.token), Some(&body.to_string()))
            .await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(&self.token), Some(&body.to_string()))
            .await
    }

    pub(crate) async fn patch(&self, path: &str) -> Answer {
        self.send(Method::PATCH, path, Some(&self.token), None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Some(&self.token), None).await
    }

    /// Opens a stream and answers its frames' JSON, comments left out.
    pub(crate) async fn frames(&self, path: &str) -> impl futures::Stream<Item = Value> + Unpin + use<> {
        self.frames_as(&self.token, path).await
    }

    pub(crate) async fn frames_as(
        &self,
        token: &str,
        path: &str,
    ) -> impl futures::Stream<Item = Value> + Unpin + use<> {
        let request = Request::builder()
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let chunks = response.into_body().into_data_stream();
        let lines = chunks.flat_map(|chunk| {
            let text = String::from_utf8(chunk.unwrap().to_vec()).unwrap();
            let data = text
                .lines()
                .filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
            futures::stream::iter(data.collect::<Vec<_>>())
        });
        Box::pin(lines.map(|data| serde_json::from_str(&data).unwrap()))
    }

    /// Follows the Application's stream until it reaches a phase. Fails after ten seconds.
    #[track_caller]
    pub(crate) fn until(&self, name: &str, phase: &str) -> impl Future<Output = Value> {
        let path = self.applications(&format!("/{name}/stream"));
        let (name, phase) = (name.to_owned(), phase.to_owned());
        async move {
            let mut frames = self.frames(&path).await;
            let mut last = Value::Null;
            let found = tokio::time::timeout(Duration::from_secs(10), async {
                while let Some(frame) = frames.next().await {
                    if frame["phase"] == phase.as_str() || (phase == "gone" && frame["notFound"] == true) {
                        return Some(frame);
                    }
                    last = frame;
                }
                None
            });
            match found.await {
                Ok(Some(frame)) => frame,
                _ => panic!("{name} did not become {phase}; last seen: {last}"),
            }
        }
    }
}

/// A WordPress install with an embedded database.
pub(crate) fn wordpress(name: &str) -> Value {
    serde_json::json!({
        "blueprintRef": {"name": "bp-wordpress", "version": "1.0.0"},
        "name": name,
        "organizationRef": "home",
        "parameters": {"domain": "blog.example.test", "adminEmail": "owner@example.test"},
    })
}

/// An install of a Blueprint that needs no parameters.
pub(crate) fn simple(blueprint: &str, name: &str) -> Value {
    serde_json::json!({
        "blueprintRef": {"name": blueprint, "version": "1.0.0"},
        "name": name,
        "organizationRef": "home",
    })
}
