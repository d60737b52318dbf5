//! Pushes that the rules do not allow: Git says why, and nothing has changed.

use super::{GitServer, Shell};
use contract::session::Tier;
use serde_json::Value;

/// A cloned repository, and what must stay as it is.
struct Scene {
    server: GitServer,
    shell: Shell,
    parameters: Value,
    head: String,
}

impl Scene {
    async fn new() -> Self {
        let server = GitServer::start().await;
        let shell = server.shell().await;
        shell.clone().await.ok();
        Self {
            parameters: server.parameters().await,
            head: remote_heads(&shell).await,
            server,
            shell,
        }
    }

    async fn unchanged(&self) {
        assert_eq!(self.server.parameters().await, self.parameters);
        assert_eq!(remote_heads(&self.shell).await, self.head);
        let repository = self.server.plane.folder.path().join("git/home/blog.git");
        let left: Vec<_> = std::fs::read_dir(repository)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("incoming-"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

async fn remote_heads(shell: &Shell) -> String {
    shell.git(&["ls-remote", "origin"]).await.ok()
}

#[tokio::test]
async fn only_the_environment_s_branch_can_be_pushed() {
    let scene = Scene::new().await;
    scene.shell.append("notes.md", "x\n");
    scene.shell.commit("Note").await;
    for target in ["HEAD:refs/heads/develop", "HEAD:refs/heads/new", "HEAD:refs/tags/v1"] {
        let push = scene.shell.git(&["push", "origin", target]).await;
        push.fails_with("it feeds no Environment of blog; push to main");
    }
    scene.unchanged().await;
}

#[tokio::test]
async fn a_protected_branch_takes_no_push() {
    let scene = Scene::new().await;
    let plane = &scene.server.plane;
    let path = format!("/api/v1/sovereigns/{}/environments/home-prod/policy", plane.sovereign);
    let policy = serde_json::json!({"promotion": {"requiredApprovers": 1}});
    plane.put(&path, &policy).await.expect(200);
    scene.shell.append("values.yaml", "replicas: 3\n");
    scene.shell.commit("Three").await;
    let push = scene.shell.git(&["push", "origin", "main"]).await;
    push.fails_with("pr-required");
    scene.unchanged().await;
}

#[tokio::test]
async fn history_is_neither_rewritten_nor_deleted() {
    let scene = Scene::new().await;
    scene
        .shell
        .git(&["commit", "--amend", "--message", "Another past"])
        .await
        .ok();
    let forced = scene.shell.git(&["push", "--force", "origin", "main"]).await;
    forced.fails_with("non-fast-forward");
    let deletion = scene.shell.git(&["push", "origin", ":main"]).await;
    deletion.fails_with("cannot be deleted");
    scene.unchanged().await;
}

#[tokio::test]
async fn settings_that_do_not_fit_are_refused_in_words() {
    let scene = Scene::new().await;
    scene.shell.append("values.yaml", "replicas: many\n");
    scene.shell.commit("Too many").await;
    let said = scene.shell.push().await;
    assert!(said.text.contains("values.yaml /replicas: "), "{}", said.text);
    said.fails_with("values.yaml does not fit the Blueprint");
    scene.shell.append("values.yaml", "a: [\n");
    scene.shell.commit("Broken").await;
    scene.shell.push().await.fails_with("values.yaml, line");
    scene.shell.git(&["rm", "values.yaml"]).await.ok();
    scene.shell.commit("None").await;
    scene.shell.push().await.fails_with("values.yaml is needed");
    scene.unchanged().await;
}

#[tokio::test]
async fn an_overlay_that_does_not_fit_is_refused_by_its_name() {
    let scene = Scene::new().await;
    let overlay = "overlays/prod/values.yaml";
    scene.shell.append(overlay, "replicas: many\n");
    scene.shell.commit("Too many").await;
    let said = scene.shell.push().await;
    assert!(
        said.text.contains("overlays/prod/values.yaml /replicas: "),
        "{}",
        said.text
    );
    said.fails_with("overlays/prod/values.yaml does not fit the Blueprint");
    scene.shell.append(overlay, "a: [\n");
    scene.shell.commit("Broken").await;
    scene.shell.push().await.fails_with("overlays/prod/values.yaml, line");
    scene.shell.git(&["reset", "--hard", "origin/main"]).await.ok();
    scene.shell.append(
        overlay,
        "database: {mode: external, host: db.example.test, password: correct horse}\n",
    );
    scene.shell.commit("With a secret").await;
    scene.shell.git(&["revert", "--no-edit", "HEAD"]).await.ok();
    scene
        .shell
        .push()
        .await
        .fails_with("/database/password: a secret does not belong into Git");
    scene.shell.git(&["reset", "--hard", "origin/main"]).await.ok();
    scene.shell.git(&["rm", overlay]).await.ok();
    scene.shell.commit("None").await;
    scene
        .shell
        .push()
        .await
        .fails_with("overlays/prod/values.yaml is needed");
    scene.unchanged().await;
}

#[tokio::test]
async fn a_secret_is_refused_even_when_a_later_commit_takes_it_away() {
    let scene = Scene::new().await;
    let before = scene.shell.read("values.yaml");
    let database = "database: {mode: external, host: db.example.test, password: correct horse}\n";
    let text: Vec<&str> = before.lines().filter(|line| !line.starts_with("database")).collect();
    std::fs::write(scene.shell.file("values.yaml"), text.join("\n") + "\n" + database).unwrap();
    scene.shell.commit("With a secret").await;
    std::fs::write(scene.shell.file("values.yaml"), before + "replicas: 2\n").unwrap();
    scene.shell.commit("Without it").await;
    scene
        .shell
        .push()
        .await
        .fails_with("/database/password: a secret does not belong into Git");
    scene.unchanged().await;
}

#[tokio::test]
async fn files_of_the_platform_and_what_is_no_file_are_refused() {
    let scene = Scene::new().await;
    for path in ["application.yaml", "helmrelease.yaml", "secrets/mine.yaml"] {
        std::fs::create_dir_all(scene.shell.file("secrets")).unwrap();
        scene.shell.append(path, "# mine\n");
        scene.shell.commit(path).await;
        scene.shell.push().await.fails_with("cannot be changed by hand");
        scene.shell.git(&["reset", "--hard", "origin/main"]).await.ok();
    }
    std::os::unix::fs::symlink("/etc/passwd", scene.shell.file("link")).unwrap();
    scene.shell.commit("A link").await;
    scene
        .shell
        .push()
        .await
        .fails_with("link is a link or another repository");
    scene.unchanged().await;
}

#[tokio::test]
async fn a_push_that_is_too_large_is_refused() {
    let scene = Scene::new().await;
    let large = std::fs::File::create(scene.shell.file("large.bin")).unwrap();
    large.set_len(6 << 20).unwrap();
    scene.shell.commit("Large").await;
    scene.shell.push().await.fails_with("large.bin is larger than");
    large.set_len(65 << 20).unwrap();
    scene.shell.git(&["config", "core.compression", "0"]).await.ok();
    scene.shell.commit("Larger").await;
    scene.shell.push().await.fails_with("the push is larger than 64 MiB");
    scene.unchanged().await;
}

#[tokio::test]
async fn whoever_may_not_commit_may_not_push() {
    let scene = Scene::new().await;
    scene.shell.append("notes.md", "x\n");
    scene.shell.commit("Note").await;
    for (tier, scope, words) in [
        (Tier::Viewer, "all", "yours is viewer"),
        (Tier::Operator, "write:repository", "yours is operator"),
        (Tier::Owner, "read:repository", "has not the scope write:repository"),
    ] {
        let token = scene.server.token_of(&tier, scope).await;
        let url = Shell::new(&scene.server.address, &token).url;
        let push = scene.shell.git(&["push", &url, "main"]).await;
        push.fails_with(words);
    }
    scene.unchanged().await;
}
