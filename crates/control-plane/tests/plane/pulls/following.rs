//! What becomes of branches and pull requests reaches whoever follows the Application, without asking.

use super::{at, colleague, commit, merge, open, review};
use crate::support::TestPlane;
use futures::{Stream, StreamExt};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Waits for the next word on the repository.
async fn next(frames: &mut (impl Stream<Item = Value> + Unpin), last: &str) -> String {
    let other = async {
        while let Some(frame) = frames.next().await {
            let revision =
                frame["object"]["metadata"]["annotations"]["catalyst.openova.io/repository-revision"].as_str();
            if let Some(revision) = revision.filter(|revision| *revision != last) {
                return revision.to_owned();
            }
        }
        panic!("the stream is over");
    };
    let waited = tokio::time::timeout(Duration::from_secs(10), other).await;
    waited.unwrap_or_else(|_| panic!("nothing came after {last}"))
}

#[tokio::test]
async fn each_step_of_a_pull_request_is_an_event() {
    let plane = TestPlane::with_blog().await;
    let mut frames = plane
        .frames(&plane.k8s("/stream?kinds=application&initialState=1"))
        .await;
    let mut last = next(&mut frames, "").await;
    let colleague = colleague(&plane);
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    last = next(&mut frames, &last).await;
    open(&plane, "develop", "main").await.expect(201);
    last = next(&mut frames, &last).await;
    review(&plane, &colleague, "APPROVED").await.expect(200);
    last = next(&mut frames, &last).await;
    for edit in [
        json!({"title": "Another"}),
        json!({"state": "closed"}),
        json!({"state": "open"}),
    ] {
        plane
            .send(
                Method::PATCH,
                &at("/pulls/1"),
                Some(&colleague),
                Some(&edit.to_string()),
            )
            .await
            .expect(201);
        last = next(&mut frames, &last).await;
    }
    assert_eq!(merge(&plane).await.status, 200);
    last = next(&mut frames, &last).await;
    commit(&plane, "main", Some("change-1"), "title: Ours")
        .await
        .expect(201);
    last = next(&mut frames, &last).await;
    assert_eq!(plane.delete(&at("/branches/change-1")).await.status, 204);
    next(&mut frames, &last).await;
}
