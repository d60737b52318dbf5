//! Clones, fetches and pushes that go well.

use super::tokens::basic;
use super::{GitServer, Shell};
use crate::support::{simple, wordpress};
use async_compression::tokio::bufread::GzipEncoder;
use axum::body::Body;
use contract::gitea::{FileChange, FilesChange};
use contract::session::Tier;
use futures::StreamExt;
use http::{Request, header};
use serde_json::json;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tower::ServiceExt;

#[tokio::test]
async fn a_push_runs_and_is_told_to_who_is_watching() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    let mut frames = server.plane.frames(&server.plane.applications("/blog/stream")).await;
    let first = frames.next().await.unwrap();
    assert_eq!(first["phase"], "Ready");

    shell.append("values.yaml", "replicas: 3 # busy season\n");
    shell.append("docs.md", "Ours.\n");
    shell.commit("Scale up").await;
    shell.push().await.ok();

    let changed = tokio::time::timeout(Duration::from_secs(10), frames.next()).await;
    let changed = changed.unwrap().unwrap();
    assert_ne!(changed["status"], first["status"]);
    assert_eq!(server.parameters().await["replicas"], 3);
    let commits = server
        .plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main")
        .await
        .expect(200);
    let head = shell.git(&["rev-parse", "HEAD"]).await.ok();
    assert_eq!(commits[0]["sha"], head.trim());
    assert_eq!(commits[0]["commit"]["message"], "Scale up\n");

    // It is as durable as any other change.
    let plane = server.plane.reopen().await;
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["parameters"]["replicas"], 3);
    let raw = plane.get("/gitea/api/v1/repos/home/blog/raw/docs.md?ref=main").await;
    assert_eq!(raw.text(), "Ours.\n");
}

#[tokio::test]
async fn what_is_particular_to_the_environment_runs_as_it_was_pushed() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    shell.append("overlays/prod/values.yaml", "replicas: 5 # busy season\n");
    shell.commit("Scale up here").await;
    shell.push().await.ok();
    server.plane.until("blog", "Ready").await;
    let list = server.plane.get(&server.plane.k8s("/deployment")).await.expect(200);
    let named = |item: &&serde_json::Value| item["metadata"]["name"] == "blog";
    let blog = list["items"].as_array().unwrap().iter().find(named).unwrap();
    assert_eq!(blog["spec"]["replicas"], 5);
    assert_eq!(server.parameters().await["replicas"], json!(null));
    shell.git(&["pull"]).await.ok();
    let log = shell.git(&["log", "--format=%s", "-1"]).await.ok();
    assert_eq!(log, "Scale up here\n", "nothing of the platform follows from it");
}

#[tokio::test]
async fn a_commit_in_the_page_is_fetched_and_both_stay() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    let files = "/gitea/api/v1/repos/home/blog/contents";
    let change = FilesChange {
        branch: "main".to_owned(),
        new_branch: None,
        message: "In the page".to_owned(),
        files: vec![FileChange::create("page.md".to_owned(), "page\n")],
    };
    let change = serde_json::to_value(change).unwrap();
    server.plane.post(files, &change).await.expect(201);

    shell.append("values.yaml", "replicas: 2\n");
    shell.commit("At the shell").await;
    shell.push().await.fails_with("fetch first");
    shell.git(&["pull", "--no-rebase", "--no-edit"]).await.ok();
    assert_eq!(shell.read("page.md"), "page\n");
    shell.push().await.ok();
    assert_eq!(server.parameters().await["replicas"], 2);
    server.plane.get(&format!("{files}/page.md?ref=main")).await.expect(200);
}

#[tokio::test]
async fn what_follows_from_pushed_settings_comes_on_top() {
    let mut install = wordpress("blog");
    install["parameters"]["database"] =
        json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    let server = GitServer::with(install).await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    let text = shell.read("values.yaml");
    let (before, _) = text.split_once("database:").unwrap();
    std::fs::write(shell.file("values.yaml"), before).unwrap();
    shell.commit("Back to our own database").await;
    shell.push().await.ok();

    shell.git(&["pull"]).await.ok();
    let log = shell.git(&["log", "--format=%s", "-2"]).await.ok();
    assert_eq!(log, "Write what follows from the settings\nBack to our own database\n");
    assert!(!shell.read("helmrelease.yaml").contains("password"));
    // The database that it needs instead was set up with it.
    server.plane.until("blog-db", "Ready").await;
}

#[tokio::test]
async fn a_clone_is_on_the_branch_of_the_environment() {
    let server = GitServer::start().await;
    let bank = json!({"subdomain": "bank", "admin_email": "cio@bank.example.test", "tier": "corporate"});
    server.plane.post("/api/v1/organizations", &bank).await.expect(202);
    let mut install = simple("bp-postgres", "ledger");
    install["blueprintRef"]["version"] = json!("1.4.0");
    install["organizationRef"] = json!("bank");
    install["environmentRef"] = json!("bank-stg");
    server
        .plane
        .post(&server.plane.applications(""), &install)
        .await
        .expect(201);
    let token = server.token_of(&Tier::Owner, "all").await;
    let shell = Shell::at(&server.address, &token, "bank/ledger");
    shell.clone().await.ok();
    assert_eq!(shell.git(&["branch", "--show-current"]).await.ok(), "staging\n");
    shell.append("notes.md", "Ours.\n");
    shell.commit("Note").await;
    shell.git(&["push"]).await.ok();
}

#[tokio::test]
async fn a_shallow_clone_can_be_pushed_from() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    shell.append("notes.md", "one\n");
    shell.commit("One").await;
    shell.push().await.ok();
    let shallow = server.shell_again(&shell);
    let folder = shallow.file("").parent().unwrap().to_owned();
    let arguments = ["clone", "--depth", "1", &shallow.url, "blog"];
    shallow.run(folder, &arguments).await.ok();
    shallow.append("notes.md", "two\n");
    shallow.commit("Two").await;
    shallow.push().await.ok();
    shell.git(&["pull"]).await.ok();
    assert_eq!(shell.read("notes.md"), "one\ntwo\n");
}

#[tokio::test]
async fn whoever_may_only_read_fetches() {
    let server = GitServer::start().await;
    for (tier, scope) in [(Tier::Viewer, "all"), (Tier::Owner, "read:repository")] {
        let token = server.token_of(&tier, scope).await;
        let shell = Shell::new(&server.address, &token);
        shell.clone().await.ok();
        assert!(shell.read("values.yaml").contains("blog.example.test"));
    }
}

#[tokio::test]
async fn every_version_of_the_protocol_is_spoken() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    for version in ["0", "1", "2"] {
        let other = server.shell_again(&shell);
        other.clone().await.ok();
        other.append("notes.md", "news\n");
        other.commit(version).await;
        other.push().await.ok();
        let version_option = format!("protocol.version={version}");
        shell.git(&["-c", &version_option, "fetch"]).await.ok();
        let subject = shell.git(&["log", "--format=%s", "-1", "origin/main"]).await.ok();
        assert_eq!(subject.trim(), version);
    }
}

#[tokio::test]
async fn a_compressed_request_is_understood() {
    let server = GitServer::start().await;
    let token = server.token_of(&Tier::Owner, "all").await;
    let list = b"0014command=ls-refs\n0000".as_slice();
    let mut compressed = Vec::new();
    GzipEncoder::new(list).read_to_end(&mut compressed).await.unwrap();
    for (encoding, body, status) in [
        ("identity", list, 200),
        ("gzip", &compressed, 200),
        ("x-gzip", &compressed, 200),
        ("zstd", &compressed, 415),
    ] {
        let request = Request::post("/gitea/home/blog.git/git-upload-pack")
            .header(header::AUTHORIZATION, basic(&token))
            .header(header::CONTENT_TYPE, "application/x-git-upload-pack-request")
            .header(header::CONTENT_ENCODING, encoding)
            .header("git-protocol", "version=2")
            .body(Body::from(body.to_vec()))
            .unwrap();
        let answer = server.plane.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{encoding}");
        let text = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let lists = String::from_utf8_lossy(&text).contains("refs/heads/main");
        assert_eq!(lists, status == 200, "{encoding}");
    }
}

impl GitServer {
    /// Another home folder of the same person.
    fn shell_again(&self, shell: &Shell) -> Shell {
        let (_, rest) = shell.url.split_once("anybody:").unwrap();
        let (token, _) = rest.split_once('@').unwrap();
        Shell::new(&self.address, token)
    }
}
