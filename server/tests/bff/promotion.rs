//! Promotion through the BFF: pages that are readable without a script, and the calls behind their buttons.

use crate::support::{BEARER, ORIGIN, OneBearer, TestConsole, call_as, get_page_as, json_of, text_of};
use axum::body::Body;
use axum::http::header;
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, Seed, SystemClock};
use serde_json::{Value, json};
use server::{proxy::Upstream, session::store::InProcess};
use std::sync::Arc;
use tempfile::TempDir;

const REPOSITORY: &str = "/gitea/api/v1/repos/acme/sessions";
const PAGE: &str = "/environments/acme-prod/applications/sessions";

struct Scene {
    console: TestConsole,
    cookie: String,
    _plane: ControlPlane,
    _data: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let data = TempDir::new().unwrap();
        let plane = ControlPlane::open(Config {
            data_dir: data.path().to_owned(),
            blueprint_dirs: vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../blueprints").into()],
            seed: Seed::Demo,
            speed: 1000.0,
            fqdn: "t01.omani.works".to_owned(),
            clock: Arc::new(SystemClock),
            cards: None,
        });
        let plane = plane.await.unwrap();
        let owner = Identity {
            email: "owner@t01.omani.works".to_owned(),
            verified: true,
            sub: "owner".to_owned(),
            tier: Tier::Owner,
        };
        plane.accept_token(BEARER, owner);
        let upstream = Upstream::Embedded(plane.router());
        let store = Box::new(InProcess::default());
        let console = TestConsole::made_of(ORIGIN, upstream, store, Box::new(OneBearer), None);
        Self {
            cookie: console.sign_in().await,
            console,
            _plane: plane,
            _data: data,
        }
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let call = call_as(&self.cookie, method, path).header(header::CONTENT_TYPE, "application/json");
        let answer = self
            .console
            .send(call.body(Body::from(body.to_string())).unwrap())
            .await;
        assert!(answer.status().is_success(), "{path}: {}", text_of(answer).await);
        json_of(answer).await
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.console.send(get_page_as(&self.cookie, path)).await;
        assert_eq!(answer.status(), 200);
        text_of(answer).await
    }

    /// Asks for a pull request before anything becomes of `acme-prod`.
    async fn protect(&self) {
        let path = "/api/v1/sovereigns/sovereign-t01.omani.works/environments/acme-prod/policy";
        let policy = json!({"promotion": {"requiredApprovers": 1, "soakHours": 24}});
        self.call("PUT", path, &policy).await;
    }

    /// Adds a line to the settings on develop.
    async fn commit(&self, line: &str) {
        let path = format!("{REPOSITORY}/contents/values.yaml?ref=develop");
        let answer = self
            .console
            .send(call_as(&self.cookie, "GET", &path).body(Body::empty()).unwrap());
        let held: contract::gitea::Contents = serde_json::from_value(json_of(answer.await).await).unwrap();
        let text = format!("{}{line}\n", held.text().unwrap());
        let change = contract::gitea::FileChange::update("values.yaml".to_owned(), held.sha, &text);
        let body = json!({"branch": "develop", "message": "More memory", "files": [change]});
        self.call("POST", &format!("{REPOSITORY}/contents"), &body).await;
    }
}

#[tokio::test]
async fn a_pull_request_is_readable_with_its_changes_and_gates() {
    let scene = Scene::new().await;
    scene.protect().await;
    scene.commit("memoryMegabytes: 512").await;
    let list = scene.page(&format!("{PAGE}/promotion")).await;
    assert!(
        list.contains("develop → staging") && list.contains("1 commits to promote"),
        "{list}"
    );
    assert!(list.contains("pull requests only"), "{list}");
    let compared = scene.page(&format!("{PAGE}/promotion?from=develop&to=main")).await;
    assert!(
        compared.contains("512") && compared.contains("Open pull request"),
        "{compared}"
    );

    let new = json!({"head": "develop", "base": "main", "title": "<b>More</b> memory"});
    scene.call("POST", &format!("{REPOSITORY}/pulls"), &new).await;
    let pull = scene.page(&format!("{PAGE}/promotion?pull=1")).await;
    let typed = "<bdi>&lt;b&gt;More&lt;/b&gt; memory";
    assert!(pull.contains(typed), "what people type is text: {pull}");
    for text in [
        "512",
        "Approvals by others: 0 of 1",
        "24 of 24 hours are left",
        "Somebody else has to review your own change.",
        "Merge into main",
    ] {
        assert!(pull.contains(text), "{text}: {pull}");
    }
    let closed = json!({"state": "closed"});
    scene.call("PATCH", &format!("{REPOSITORY}/pulls/1"), &closed).await;
    let pull = scene.page(&format!("{PAGE}/promotion?pull=1")).await;
    assert!(!pull.contains("Merge into main"), "{pull}");
    let missing = scene.page(&format!("{PAGE}/promotion?pull=9")).await;
    assert!(
        missing.contains("There is no such branch or pull request."),
        "{missing}"
    );
}

#[tokio::test]
async fn the_editor_says_that_a_branch_takes_pull_requests_only() {
    let scene = Scene::new().await;
    assert!(scene.page(&format!("{PAGE}/code")).await.contains("Commit to main"));
    scene.protect().await;
    let code = scene.page(&format!("{PAGE}/code")).await;
    assert!(
        code.contains("Propose this change") && !code.contains("Commit to main"),
        "{code}"
    );
    let develop = scene.page(&format!("{PAGE}/code?branch=develop")).await;
    assert!(develop.contains("Commit to develop"), "{develop}");
}
