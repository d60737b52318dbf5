//! Settings, versions and placements: one call, one commit.

use crate::support::{TestPlane, wordpress};
use serde_json::{Value, json};

#[tokio::test]
async fn a_sentinel_in_an_update_degrades_what_was_running() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    let parameters =
        json!({"domain": "blog.example.test", "adminEmail": "owner@example.test", "title": "drill:crash-loop"});
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    plane.until("blog", "Degraded").await;
    let parameters = json!({"domain": "blog.example.test", "adminEmail": "owner@example.test"});
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
}

#[tokio::test]
async fn an_update_is_a_commit_with_a_diff_and_can_be_reverted() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    let before = plane.get(&plane.applications("/blog")).await.expect(200)["parameters"].clone();
    let mut after = before.clone();
    after["replicas"] = json!(3);
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": after}))
        .await
        .expect(200);
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": before}))
        .await
        .expect(200);
    let commits = plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main&files=true")
        .await
        .expect(200);
    let commits: Vec<contract::gitea::Commit> = serde_json::from_value(commits).unwrap();
    let subjects: Vec<_> = commits
        .iter()
        .map(|commit| commit.commit.message.lines().next().unwrap())
        .collect();
    let first = &commits[2].sha.as_str()[..7];
    assert_eq!(
        subjects,
        [
            format!("Revert to {first}").as_str(),
            "Set replicas",
            "Install bp-wordpress@1.0.0"
        ]
    );
    assert_eq!(commits[1].commit.author.email, "owner@example.test");
    assert_eq!(
        commits[1]
            .files
            .iter()
            .map(|file| file.filename.as_str())
            .collect::<Vec<_>>(),
        ["values.yaml"]
    );
    let diff = plane
        .get(&format!(
            "/gitea/api/v1/repos/home/blog/git/commits/{}.diff",
            commits[1].sha
        ))
        .await
        .text();
    assert!(
        diff.contains("+replicas: 3") && diff.contains("--- a/values.yaml"),
        "{diff}"
    );
    let of_values = plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main&path=values.yaml&limit=1&page=2")
        .await;
    assert_eq!(of_values.expect(200)[0]["sha"], commits[1].sha.as_str());
    assert_eq!(of_values.headers["x-hasmore"], "true");
    assert!(
        !of_values.headers.contains_key("x-total-count"),
        "a page of a file's commits counts no others"
    );
    let of_owners = plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main&path=CODEOWNERS")
        .await
        .expect(200);
    assert_eq!(of_owners.as_array().unwrap().len(), 1, "only the install wrote it");
    let develop = plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=develop")
        .await
        .expect(200);
    assert_eq!(
        develop.as_array().unwrap().len(),
        1,
        "other Environments stay where they were"
    );
    let missing = plane.get("/gitea/api/v1/repos/home/blog/raw/nothing.yaml").await;
    assert_eq!(missing.status, 404);
    plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main~1")
        .await
        .expect(404);
    plane
        .get("/gitea/api/v1/repos/home/..%2Fblog/commits")
        .await
        .expect(404);
    plane.until("blog", "Ready").await;
}

#[tokio::test]
async fn an_upgrade_warns_of_what_goes_and_then_happens() {
    let plane = TestPlane::new().await;
    let mut install = wordpress("blog");
    install["parameters"]["theme"] = json!("dark");
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane.until("blog", "Ready").await;
    let preview = plane
        .post(
            &plane.applications("/blog/upgrade/preview?targetVersion=2.0.0"),
            &Value::Null,
        )
        .await
        .expect(200);
    assert_eq!(preview["toVersion"], "2.0.0");
    let warnings = preview["warnings"].to_string();
    assert!(
        warnings.contains("theme no longer exists") && warnings.contains("style"),
        "{warnings}"
    );
    assert!(preview["diff"].as_str().unwrap().contains("-theme: dark"), "{preview}");
    plane
        .put(&plane.applications("/blog"), &json!({"version": "2.0.0"}))
        .await
        .expect(200);
    let detail = plane.until("blog", "Ready").await;
    assert_eq!(detail["status"]["installedBlueprint"]["version"], "2.0.0");
    let missing = plane
        .put(&plane.applications("/blog"), &json!({"toVersion": "9.0.0"}))
        .await
        .expect(404);
    assert_eq!(missing["error"], "blueprint-not-found");
}

#[tokio::test]
async fn a_placement_that_would_lose_data_is_blocked_unless_forced() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    let wider = json!({"mode": "active-hot-standby", "regions": ["fsn", "hel"]});
    let preview = plane
        .post(&plane.applications("/blog/topology/preview"), &wider)
        .await
        .expect(200);
    assert_eq!(preview["placement"]["regions"], json!(["fsn", "hel"]));
    plane
        .put(&plane.applications("/blog"), &json!({"placement": wider}))
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["regionStatuses"][1]["role"], "standby");
    let placement = plane.get(&plane.applications("/blog/placement")).await.expect(200);
    assert_eq!(placement["targets"][1]["standbyType"], "Hot");
    assert_eq!(placement["regionsObserved"], json!(["fsn", "hel"]));
    let away = json!({"placement": {"mode": "singleton", "regions": ["nbg"]}});
    let blocked = plane.put(&plane.applications("/blog"), &away).await.expect(409);
    assert_eq!(blocked["error"], "placement-transition-blocked");
    assert!(blocked["hint"].is_string());
    plane
        .put(&plane.applications("/blog?force=true"), &away)
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
}

#[tokio::test]
async fn a_setting_that_needs_something_new_brings_it_along() {
    let plane = TestPlane::new().await;
    let mut install = wordpress("blog");
    let external = json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    install["parameters"]["database"] = external.clone();
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane.until("blog", "Ready").await;
    let mut parameters = install["parameters"].clone();
    parameters["database"] = json!({"mode": "embedded"});
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
    plane.get(&plane.applications("/blog-db")).await.expect(200);
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["dependsOn"][0]["instance"], "blog-db");
    parameters["database"] = external;
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["dependsOn"], json!([]));
    plane.get(&plane.applications("/blog-db")).await.expect(200);
}
