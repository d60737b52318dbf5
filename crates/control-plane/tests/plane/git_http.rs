//! The repositories as the `git` program meets them: over a socket, with a personal token. These tests need `git`.

mod pushing;
mod raw;
mod refusing;
mod shell;
mod shelves;
mod tokens;

use crate::support::{TestPlane, wordpress};
use contract::session::Tier;
use http::Method;
use serde_json::{Value, json};
use shell::Shell;
use tokio::net::TcpListener;

/// A control plane with an Application named `blog`, behind a socket.
struct GitServer {
    plane: TestPlane,
    /// Such as `127.0.0.1:40000`.
    address: String,
}

impl GitServer {
    async fn start() -> Self {
        Self::with(wordpress("blog")).await
    }

    async fn with(install: Value) -> Self {
        let plane = TestPlane::new().await;
        plane.post(&plane.applications(""), &install).await.expect(201);
        plane.until("blog", "Ready").await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = plane.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { plane, address }
    }

    /// The owner's shell, with a token that opens everything.
    async fn shell(&self) -> Shell {
        let token = self.token_of(&Tier::Owner, "all").await;
        Shell::new(&self.address, &token)
    }

    /// A new personal token of somebody of this tier.
    async fn token_of(&self, tier: &Tier, scope: &str) -> String {
        let session = self.plane.token_of(tier.clone());
        let made = self
            .plane
            .send(
                Method::POST,
                &format!("/gitea/api/v1/users/{tier}@example.test/tokens"),
                Some(&session),
                Some(&json!({"name": scope, "scopes": [scope]}).to_string()),
            )
            .await
            .expect(201);
        made["sha1"].as_str().unwrap().to_owned()
    }

    async fn parameters(&self) -> Value {
        let detail = self.plane.get(&self.plane.applications("/blog")).await.expect(200);
        detail["parameters"].clone()
    }
}
