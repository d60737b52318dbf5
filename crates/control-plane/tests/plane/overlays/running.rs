//! By the page, by the form, by a pull request and after a restart.

use super::{OVERLAY, REPOSITORY, adding, commit, file, parameters, set, until_replicas, without};
use crate::support::TestPlane;
use serde_json::{Value, json};

#[tokio::test]
async fn what_an_environment_sets_runs_and_outlives_a_restart() {
    let plane = TestPlane::with_blog().await;
    until_replicas(&plane, 2).await;
    set(&plane, "replicas: 5 # busy").await.expect(201);
    until_replicas(&plane, 5).await;
    assert_eq!(
        parameters(&plane).await["replicas"],
        Value::Null,
        "the base is as it was"
    );
    let plane = plane.reopen().await;
    until_replicas(&plane, 5).await;
}

#[tokio::test]
async fn the_form_changes_the_base_alone_and_the_overlay_still_wins() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "replicas: 5 # busy").await.expect(201);
    let mut asked = parameters(&plane).await;
    asked["replicas"] = json!(3);
    asked["theme"] = json!("dark");
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": asked}))
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
    until_replicas(&plane, 5).await;
    assert_eq!(parameters(&plane).await["replicas"], 3);
    let text = file(&plane, OVERLAY, "main").await.text().unwrap();
    assert!(text.contains("replicas: 5 # busy\n"), "{text}");
}

#[tokio::test]
async fn a_setting_that_is_taken_away_falls_back_to_the_base_and_null_to_the_default() {
    let plane = TestPlane::with_blog().await;
    let lines = [("values.yaml", "replicas: 4"), (OVERLAY, "replicas: null")];
    let both = adding(&plane, "main", &lines).await;
    commit(&plane, &both).await.expect(201);
    until_replicas(&plane, 2).await;
    let change = without(&plane, "main", OVERLAY, "replicas: null\n").await;
    commit(&plane, &change).await.expect(201);
    until_replicas(&plane, 4).await;
}

#[tokio::test]
async fn a_merge_brings_it_to_what_runs_and_no_step_before() {
    let plane = TestPlane::with_blog().await;
    let change = adding(&plane, "develop", &[(OVERLAY, "replicas: 5")]).await;
    commit(&plane, &change).await.expect(201);
    plane.until("blog", "Ready").await;
    until_replicas(&plane, 2).await;
    let new = json!({"head": "develop", "base": "main", "title": "Busy season"});
    plane.post(&format!("{REPOSITORY}/pulls"), &new).await.expect(201);
    let merge = plane
        .post(&format!("{REPOSITORY}/pulls/1/merge"), &json!({"Do": "merge"}))
        .await;
    assert_eq!(merge.status, 200, "{}", merge.text());
    until_replicas(&plane, 5).await;
}

#[tokio::test]
async fn a_host_name_of_an_environment_is_where_people_are_sent() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "domain: busy.example.test").await.expect(201);
    let object = plane.get(&plane.k8s("/application/home/blog")).await.expect(200);
    let uid = object["metadata"]["uid"].as_str().unwrap();
    let endpoints = plane
        .get(&format!("/catalyst/v1/apps/{uid}/endpoints"))
        .await
        .expect(200);
    assert_eq!(endpoints["items"][0]["hostname"], "busy.example.test", "{endpoints}");
    plane.until("blog", "Ready").await;
    let routes = plane.get(&plane.k8s("/httproute")).await.expect(200);
    assert!(routes.to_string().contains("busy.example.test"), "{routes}");
}

#[tokio::test]
async fn another_placement_leaves_what_hands_set() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "replicas: 5 # busy").await.expect(201);
    let placement = json!({"mode": "active-active", "regions": ["fsn", "hel"]});
    plane
        .put(&plane.applications("/blog"), &json!({"placement": placement}))
        .await
        .expect(200);
    let text = file(&plane, OVERLAY, "main").await.text().unwrap();
    assert!(text.contains("active-active"), "{text}");
    assert!(text.contains("replicas: 5 # busy\n"), "{text}");
}
