//! What is particular to an Environment: `overlays/<env_type>/values.yaml` runs over the base, by whatever way it came.

mod previewing;
mod refusing;
mod running;

use crate::support::{Answer, TestPlane};
use contract::gitea::{Contents, FileChange, FilesChange};
use serde_json::{Value, json};

const REPOSITORY: &str = "/gitea/api/v1/repos/home/blog";
const OVERLAY: &str = "overlays/prod/values.yaml";
const PREVIEW: &str = "/blog/files/preview?namespace=home";

async fn file(plane: &TestPlane, path: &str, branch: &str) -> Contents {
    let path = format!("{REPOSITORY}/contents/{path}?ref={branch}");
    serde_json::from_value(plane.get(&path).await.expect(200)).unwrap()
}

/// A commit that adds a line to each of these files of a branch.
async fn adding(plane: &TestPlane, branch: &str, lines: &[(&str, &str)]) -> Value {
    let mut files = Vec::new();
    for (path, line) in lines {
        let before = file(plane, path, branch).await;
        let text = format!("{}{line}\n", before.text().unwrap());
        files.push(FileChange::update((*path).to_owned(), before.sha, &text));
    }
    let change = FilesChange {
        branch: branch.to_owned(),
        new_branch: None,
        message: "For this Environment".to_owned(),
        files,
    };
    serde_json::to_value(change).unwrap()
}

/// A commit that takes a part out of a file of a branch.
async fn without(plane: &TestPlane, branch: &str, path: &str, part: &str) -> Value {
    let before = file(plane, path, branch).await;
    let text = before.text().unwrap();
    assert!(text.contains(part), "{text}");
    let change = FileChange::update(path.to_owned(), before.sha, &text.replace(part, ""));
    json!({"branch": branch, "message": "Take it away", "files": [change]})
}

async fn commit(plane: &TestPlane, change: &Value) -> Answer {
    plane.post(&format!("{REPOSITORY}/contents"), change).await
}

/// Commits another line of the overlay to what runs.
async fn set(plane: &TestPlane, line: &str) -> Answer {
    commit(plane, &adding(plane, "main", &[(OVERLAY, line)]).await).await
}

/// What the cluster is asked for.
async fn deployment(plane: &TestPlane) -> Value {
    for _ in 0..200 {
        let list = plane.get(&plane.k8s("/deployment")).await.expect(200);
        let items = list["items"].as_array().unwrap();
        if let Some(found) = items.iter().find(|item| item["metadata"]["name"] == "blog") {
            return found.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no Deployment of blog");
}

/// Waits until the cluster is asked for as many copies.
async fn until_replicas(plane: &TestPlane, replicas: u64) {
    let mut last = Value::Null;
    for _ in 0..500 {
        last = deployment(plane).await["spec"]["replicas"].clone();
        if last == json!(replicas) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{last} replicas instead of {replicas}");
}

async fn parameters(plane: &TestPlane) -> Value {
    plane.get(&plane.applications("/blog")).await.expect(200)["parameters"].clone()
}
