//! From branch to branch, and into what runs.

use super::{at, commit, merge, open, replicas, values};
use crate::support::TestPlane;
use serde_json::{Value, json};

/// Opens a pull request that must be possible, and merges it.
async fn promote(plane: &TestPlane, head: &str, base: &str) -> Value {
    let number = open(plane, head, base).await.expect(201)["number"].clone();
    let path = at(&format!("/pulls/{number}/merge"));
    let merged = plane.post(&path, &json!({"Do": "merge"})).await;
    assert_eq!(merged.status, 200, "{}", merged.text());
    plane.get(&at(&format!("/pulls/{number}"))).await.expect(200)
}

#[tokio::test]
async fn a_change_goes_from_develop_by_staging_to_main_and_runs_only_there() {
    let plane = TestPlane::with_blog().await;
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    assert_eq!(replicas(&plane).await, Value::Null);
    let compared = plane.get(&at("/compare/main...develop")).await.expect(200);
    assert_eq!(compared["total_commits"], 1);
    assert_eq!(
        compared["commits"][0]["files"],
        json!([{"filename": "values.yaml", "status": "modified"}])
    );

    promote(&plane, "develop", "staging").await;
    assert_eq!(replicas(&plane).await, Value::Null);
    assert!(values(&plane, "staging").await.text().unwrap().contains("replicas: 3"));

    let generation = plane.get(&plane.k8s("/application/home/blog")).await.expect(200)["metadata"]["generation"]
        .as_u64()
        .unwrap();
    let pull = promote(&plane, "staging", "main").await;
    assert_eq!(replicas(&plane).await, 3);
    let object = plane.get(&plane.k8s("/application/home/blog")).await.expect(200);
    assert_eq!(object["metadata"]["generation"], generation + 1);
    let (merged, state) = (&pull["merged"], &pull["state"]);
    assert_eq!((merged, state), (&json!(true), &json!("closed")));
    let commits = plane.get(&at("/commits?sha=main")).await.expect(200);
    assert_eq!(commits[0]["sha"], pull["merge_commit_sha"]);
    assert_eq!(commits[0]["parents"].as_array().unwrap().len(), 2);
    assert_eq!(
        plane.get(&at("/compare/main...staging")).await.expect(200)["total_commits"],
        0
    );
}

#[tokio::test]
async fn what_was_merged_outlives_a_restart() {
    let plane = TestPlane::with_blog().await;
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    promote(&plane, "develop", "main").await;
    commit(&plane, "main", Some("change-1"), "title: Ours")
        .await
        .expect(201);
    open(&plane, "change-1", "main").await.expect(201);
    let plane = plane.reopen().await;
    assert!(values(&plane, "develop").await.text().unwrap().contains("replicas: 3"));
    let pulls = plane.get(&at("/pulls?state=all")).await.expect(200);
    let numbers: Vec<_> = pulls.as_array().unwrap().iter().map(|pull| &pull["number"]).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(
        (&pulls[0]["mergeable"], &pulls[1]["merged"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn what_both_sides_changed_is_a_conflict_and_changes_nothing() {
    let plane = TestPlane::with_blog().await;
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    commit(&plane, "main", None, "replicas: 2").await.expect(201);
    let pull = open(&plane, "develop", "main").await.expect(201);
    assert_eq!(pull["mergeable"], false);
    let refused = merge(&plane).await.expect(409);
    assert!(
        refused["message"].as_str().unwrap().contains("values.yaml"),
        "{refused}"
    );
    assert_eq!(replicas(&plane).await, 2);
    assert_eq!(plane.get(&at("/pulls/1")).await.expect(200)["state"], "open");
}

#[tokio::test]
async fn settings_that_no_longer_fit_are_refused_on_their_field() {
    let plane = TestPlane::with_blog().await;
    let refused = commit(&plane, "develop", None, "replicas: many").await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/replicas");
}

#[tokio::test]
async fn a_head_that_moved_on_is_not_merged_unseen() {
    let plane = TestPlane::with_blog().await;
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    let seen = open(&plane, "develop", "main").await.expect(201)["head"]["sha"].clone();
    commit(&plane, "develop", None, "title: Later").await.expect(201);
    let body = json!({"Do": "merge", "head_commit_id": seen});
    plane.post(&at("/pulls/1/merge"), &body).await.expect(409);
    assert_eq!(replicas(&plane).await, Value::Null);
}

#[tokio::test]
async fn a_branch_made_for_a_change_goes_with_it() {
    let plane = TestPlane::with_blog().await;
    commit(&plane, "main", Some("change-1"), "replicas: 3")
        .await
        .expect(201);
    commit(&plane, "main", Some("change-1"), "replicas: 4")
        .await
        .expect(422);
    commit(&plane, "main", Some("a/b"), "replicas: 4").await.expect(422);
    open(&plane, "change-1", "main").await.expect(201);
    let body = json!({"Do": "merge", "delete_branch_after_merge": true});
    assert_eq!(plane.post(&at("/pulls/1/merge"), &body).await.status, 200);
    assert_eq!(replicas(&plane).await, 3);
    plane.get(&at("/git/trees/change-1")).await.expect(404);
    let files = plane.get(&at("/pulls/1/files")).await.expect(200);
    assert_eq!(files[0]["filename"], "values.yaml", "what it was about stays");
    plane.post(&at("/pulls/1/merge"), &body).await.expect(405);
}

#[tokio::test]
async fn pull_requests_without_sense_are_refused() {
    let plane = TestPlane::with_blog().await;
    open(&plane, "develop", "main").await.expect(422);
    open(&plane, "nowhere", "main").await.expect(404);
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    open(&plane, "develop", "main").await.expect(409);
    let untitled = json!({"head": "develop", "base": "staging", "title": " "});
    plane.post(&at("/pulls"), &untitled).await.expect(422);
    plane.get(&at("/pulls/7")).await.expect(404);
    let path = at("/pulls/1");
    let patch = |body: Value| {
        let (plane, path) = (&plane, path.clone());
        async move {
            let body = body.to_string();
            plane
                .send(http::Method::PATCH, &path, Some(&plane.token), Some(&body))
                .await
        }
    };
    assert_eq!(patch(json!({"state": "closed"})).await.expect(201)["state"], "closed");
    merge(&plane).await.expect(405);
    assert_eq!(patch(json!({"state": "open"})).await.expect(201)["state"], "open");
    assert_eq!(merge(&plane).await.status, 200);
    patch(json!({"state": "open"})).await.expect(412);
}
