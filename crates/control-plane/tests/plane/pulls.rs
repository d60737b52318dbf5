//! Promotion: changes that wait on a branch, the gates before another one, and what a merge does.

mod following;
mod gates;
mod merging;

use crate::support::{Answer, TestPlane};
use contract::gitea::{Contents, FileChange, FilesChange};
use contract::session::Tier;
use http::Method;
use serde_json::{Value, json};

const REPOSITORY: &str = "/gitea/api/v1/repos/home/blog";

fn at(rest: &str) -> String {
    format!("{REPOSITORY}{rest}")
}

async fn set_policy(plane: &TestPlane, promotion: Value) -> Answer {
    plane.set_policy(promotion).await
}

async fn values(plane: &TestPlane, branch: &str) -> Contents {
    let path = at(&format!("/contents/values.yaml?ref={branch}"));
    serde_json::from_value(plane.get(&path).await.expect(200)).unwrap()
}

/// Commits `values.yaml` with another line to a branch, or to a new one that begins there.
async fn commit(plane: &TestPlane, branch: &str, new_branch: Option<&str>, line: &str) -> Answer {
    let before = values(plane, branch).await;
    let text = format!("{}{line}\n", before.text().unwrap());
    let change = FilesChange {
        branch: branch.to_owned(),
        new_branch: new_branch.map(str::to_owned),
        message: format!("Set {line}"),
        files: vec![FileChange::update("values.yaml".to_owned(), before.sha, &text)],
    };
    plane
        .post(&at("/contents"), &serde_json::to_value(change).unwrap())
        .await
}

async fn open(plane: &TestPlane, head: &str, base: &str) -> Answer {
    let new = json!({"head": head, "base": base, "title": format!("{head} to {base}")});
    plane.post(&at("/pulls"), &new).await
}

async fn review(plane: &TestPlane, token: &str, event: &str) -> Answer {
    let body = json!({"event": event, "body": "looked at it"}).to_string();
    plane
        .send(Method::POST, &at("/pulls/1/reviews"), Some(token), Some(&body))
        .await
}

async fn merge(plane: &TestPlane) -> Answer {
    plane.post(&at("/pulls/1/merge"), &json!({"Do": "merge"})).await
}

fn colleague(plane: &TestPlane) -> String {
    plane.token_of(Tier::Admin)
}

async fn replicas(plane: &TestPlane) -> Value {
    plane.get(&plane.applications("/blog")).await.expect(200)["parameters"]["replicas"].clone()
}
