//! What a commit of an overlay would change, said beforehand.

use super::{OVERLAY, PREVIEW, adding, commit, set};
use crate::support::TestPlane;
use contract::gitea::FileChange;
use serde_json::json;

#[tokio::test]
async fn a_preview_renders_what_would_run() {
    let plane = TestPlane::with_blog().await;
    let change = adding(&plane, "main", &[(OVERLAY, "replicas: 5")]).await;
    let preview = plane.post(&plane.applications(PREVIEW), &change).await.expect(200);
    let diff = preview["diff"].as_str().unwrap();
    assert!(diff.contains("-  replicas: 2\n+  replicas: 5\n"), "{diff}");
    assert_eq!(preview["requests"]["before"]["pods"], 2);
    assert_eq!(preview["requests"]["after"]["pods"], 5);
    assert_eq!(preview["warnings"], json!([]));
    commit(&plane, &change).await.expect(201);

    let base = adding(&plane, "main", &[("values.yaml", "replicas: 3")]).await;
    let preview = plane.post(&plane.applications(PREVIEW), &base).await.expect(200);
    assert_eq!(preview["diff"], "", "the base does not reach what runs");
    assert_eq!(preview["requests"]["before"]["pods"], 5);
    assert_eq!(preview["requests"]["after"]["pods"], 5);
}

#[tokio::test]
async fn a_preview_of_another_branch_reads_the_overlay_of_that_branch() {
    let plane = TestPlane::with_blog().await;
    let change = adding(&plane, "develop", &[(OVERLAY, "replicas: 5")]).await;
    commit(&plane, &change).await.expect(201);
    let base = adding(&plane, "develop", &[("values.yaml", "replicas: 3")]).await;
    let preview = plane.post(&plane.applications(PREVIEW), &base).await.expect(200);
    assert_eq!(preview["diff"], "", "{preview}");
    assert_eq!(preview["requests"]["after"]["pods"], 5);
}

#[tokio::test]
async fn the_overlay_of_another_environment_renders_nothing_and_that_is_said() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "replicas: 5").await.expect(201);
    let path = "overlays/dev/values.yaml";
    let change = FileChange::create(path.to_owned(), "replicas: 1\n");
    let change = json!({"branch": "main", "message": "", "files": [change]});
    let preview = plane.post(&plane.applications(PREVIEW), &change).await.expect(200);
    assert!(preview["warnings"][0].as_str().unwrap().starts_with(path), "{preview}");
    assert_eq!(preview["requests"]["after"]["pods"], 5);
}
