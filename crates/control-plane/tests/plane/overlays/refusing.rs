//! Overlays that the rules do not allow.

use super::{OVERLAY, PREVIEW, REPOSITORY, adding, commit, file, parameters, set, until_replicas, without};
use crate::support::TestPlane;
use contract::gitea::FileChange;
use serde_json::{Value, json};

/// Commit and preview both refuse it, in these words; answers what was said.
async fn refused(plane: &TestPlane, change: &Value, words: &str) -> Value {
    let before = file(plane, OVERLAY, "main").await;
    let preview = plane.post(&plane.applications(PREVIEW), change).await.expect(422);
    let said = commit(plane, change).await.expect(422);
    assert_eq!(preview["message"], said["message"]);
    assert!(said["message"].as_str().unwrap().contains(words), "{said}");
    assert_eq!(file(plane, OVERLAY, "main").await, before);
    said
}

async fn with(plane: &TestPlane, line: &str) -> Value {
    adding(plane, "main", &[(OVERLAY, line)]).await
}

#[tokio::test]
async fn the_merged_settings_fit_the_blueprint() {
    let plane = TestPlane::with_blog().await;
    let change = with(&plane, "replicas: many").await;
    let said = refused(&plane, &change, "overlays/prod/values.yaml does not fit the Blueprint").await;
    assert_eq!(said["errors"][0]["pointer"], "/replicas", "{said}");
    assert_eq!(said["error"], "invalid-parameters");
    let without = with(&plane, "domain: null").await;
    let said = refused(&plane, &without, "overlays/prod/values.yaml does not fit").await;
    assert_eq!(said["errors"][0]["pointer"], "/domain", "{said}");
    let base = adding(&plane, "main", &[("values.yaml", "theme: 3")]).await;
    refused(&plane, &base, "values.yaml does not fit the Blueprint").await;
    let lines = [("values.yaml", "theme: 3"), (OVERLAY, "replicas: 5")];
    let both = adding(&plane, "main", &lines).await;
    let said = refused(&plane, &both, "values.yaml does not fit the Blueprint").await;
    assert_eq!(said["message"], "values.yaml does not fit the Blueprint");
    // What is missing stands in neither file: the one that asks for it is at fault.
    let lines = [("values.yaml", "theme: dark"), (OVERLAY, "database: {mode: external}")];
    let asking = adding(&plane, "main", &lines).await;
    let said = refused(&plane, &asking, "overlays/prod/values.yaml does not fit the Blueprint").await;
    assert_eq!(said["errors"][0]["pointer"], "/database/host", "{said}");
}

#[tokio::test]
async fn settings_that_fit_alone_do_not_make_unfit_what_runs() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "database: {host: null}").await.expect(201);
    let mut asked = parameters(&plane).await;
    asked["database"] = json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    let update = json!({ "parameters": asked });
    let said = plane.put(&plane.applications("/blog"), &update).await.expect(400);
    assert_eq!(said["errors"][0]["pointer"], "/database/host", "{said}");
    let message = said["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("with overlays/prod/values.yaml over it: "),
        "{said}"
    );
    let away = without(&plane, "main", OVERLAY, "database: {host: null}\n").await;
    commit(&plane, &away).await.expect(201);
    plane.put(&plane.applications("/blog"), &update).await.expect(200);
}

#[tokio::test]
async fn it_is_yaml_with_keys_and_values() {
    let plane = TestPlane::with_blog().await;
    let broken = with(&plane, "a: [").await;
    refused(&plane, &broken, "overlays/prod/values.yaml, line ").await;
    let held = file(&plane, OVERLAY, "main").await;
    let list = FileChange::update(OVERLAY.to_owned(), held.sha.clone(), "- a\n");
    let list = json!({"branch": "main", "files": [list]});
    refused(&plane, &list, "overlays/prod/values.yaml must hold keys and values").await;
    let gone = json!({"branch": "main", "files": [FileChange::delete(OVERLAY.to_owned(), held.sha)]});
    refused(&plane, &gone, "overlays/prod/values.yaml is needed").await;
}

#[tokio::test]
async fn a_secret_does_not_belong_into_it() {
    let plane = TestPlane::with_blog().await;
    let line = "database: {mode: external, host: db.example.test, password: correct horse}";
    let change = with(&plane, line).await;
    let said = refused(&plane, &change, "overlays/prod/values.yaml").await;
    assert_eq!(said["errors"][0]["pointer"], "/database/password", "{said}");
    assert_eq!(said["errors"][0]["keyword"], "writeOnly");
}

#[tokio::test]
async fn another_branch_is_held_to_its_own_base() {
    let plane = TestPlane::with_blog().await;
    let overlay = adding(&plane, "develop", &[(OVERLAY, "adminEmail: busy@example.test")]).await;
    commit(&plane, &overlay).await.expect(201);
    let base = without(&plane, "develop", "values.yaml", "adminEmail: owner@example.test\n").await;
    commit(&plane, &base).await.expect(201);
    // On main the base has one.
    let change = without(&plane, "develop", OVERLAY, "adminEmail: busy@example.test\n").await;
    let said = commit(&plane, &change).await.expect(422);
    assert!(said["message"].as_str().unwrap().starts_with(OVERLAY), "{said}");
    assert_eq!(said["errors"][0]["pointer"], "/adminEmail", "{said}");
}

#[tokio::test]
async fn a_base_is_not_refused_for_what_only_the_overlay_sets() {
    let plane = TestPlane::with_blog().await;
    set(&plane, "adminEmail: busy@example.test").await.expect(201);
    let mut asked = parameters(&plane).await;
    asked.as_object_mut().unwrap().remove("adminEmail");
    asked["theme"] = json!("dark");
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": asked}))
        .await
        .expect(200);
    asked["theme"] = json!(3);
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": asked}))
        .await
        .expect(400);
    let text = file(&plane, "values.yaml", "main").await.text().unwrap();
    assert!(!text.contains("adminEmail") && text.contains("theme: dark"), "{text}");
    // What the base does without, the overlay cannot give up.
    let change = without(&plane, "main", OVERLAY, "adminEmail: busy@example.test\n").await;
    refused(&plane, &change, "overlays/prod/values.yaml does not fit").await;
}

#[tokio::test]
async fn both_sides_of_a_merge_are_held_to_it_together() {
    let plane = TestPlane::with_blog().await;
    let overlay = adding(&plane, "develop", &[(OVERLAY, "database: {mode: external}")]).await;
    commit(&plane, &overlay).await.expect(422);
    let fits = adding(&plane, "develop", &[(OVERLAY, "database: {mode: embedded}")]).await;
    commit(&plane, &fits).await.expect(201);
    let mut asked = parameters(&plane).await;
    asked["database"] = json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": asked}))
        .await
        .expect(200);
    let new = json!({"head": "develop", "base": "main", "title": "Back"});
    plane.post(&format!("{REPOSITORY}/pulls"), &new).await.expect(201);
    let merge = plane
        .post(&format!("{REPOSITORY}/pulls/1/merge"), &json!({"Do": "merge"}))
        .await;
    assert!(merge.status.is_client_error(), "{}", merge.text());
    assert!(merge.text().contains(OVERLAY), "{}", merge.text());
    until_replicas(&plane, 2).await;
}
