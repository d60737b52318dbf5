//! Clones, fetches and pushes that go well.

use super::{GitServer, Shell};
use contract::gitea::{FileChange, FilesChange};
use contract::session::Tier;
use futures::StreamExt;
use http::header;
use std::time::Duration;

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
async fn a_commit_in_the_page_is_fetched_and_both_stay() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    let files = "/gitea/api/v1/repos/home/blog/contents";
    let change = FilesChange {
        branch: "main".to_owned(),
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
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    // With the database elsewhere the Application needs no other one, which `helmrelease.yaml` says.
    let text = shell.read("values.yaml").replace("mode: embedded", "mode: none");
    assert!(!text.contains("embedded"), "{text}");
    let mut parameters = server.parameters().await;
    parameters["database"] =
        serde_json::json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    let application = server.plane.applications("/blog");
    let update = serde_json::json!({"parameters": parameters});
    server.plane.put(&application, &update).await.expect(200);
    shell.git(&["pull"]).await.ok();
    let (before, _) = shell
        .read("values.yaml")
        .split_once("database:")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    std::fs::write(shell.file("values.yaml"), before).unwrap();
    shell.commit("Back to our own database").await;
    shell.push().await.ok();

    shell.git(&["pull"]).await.ok();
    let log = shell.git(&["log", "--format=%s", "-2"]).await.ok();
    assert_eq!(log, "Write what follows from the settings\nBack to our own database\n");
    assert!(!shell.read("helmrelease.yaml").contains("password"));
    shell.git(&["status", "--porcelain"]).await.ok();
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
async fn a_compressed_request_is_understood() {
    let server = GitServer::start().await;
    let shell = server.shell().await;
    shell.clone().await.ok();
    // Git compresses once it has enough commits to tell of.
    for count in 0..40 {
        let message = format!("Local {count}");
        shell
            .git(&["commit", "--allow-empty", "--message", &message])
            .await
            .ok();
    }
    let ours = shell.file("").parent().unwrap().to_owned();
    let other = server.shell_again(&shell);
    other.clone().await.ok();
    other.append("notes.md", "news\n");
    other.commit("News").await;
    other.push().await.ok();
    for version in ["0", "2"] {
        let option = format!("protocol.version={version}");
        server.requests.lock().unwrap().clear();
        let copy = format!("copy-{version}");
        shell
            .run(ours.clone(), &["clone", "--no-local", "--single-branch", "blog", &copy])
            .await
            .ok();
        let said = shell
            .run(ours.join(&copy), &["-c", &option, "fetch", &shell.url, "main"])
            .await;
        said.ok();
        let requests = server.requests.lock().unwrap();
        let compressed = requests.iter().any(|headers| {
            headers
                .get(header::CONTENT_ENCODING)
                .is_some_and(|value| value == "gzip")
        });
        assert!(compressed, "version {version} sent nothing compressed");
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
