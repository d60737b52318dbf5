//! Installing, reading, changing and removing.

use crate::support::{TestPlane, simple, wordpress};
use serde_json::{Value, json};

#[tokio::test]
async fn wordpress_embedded_installs_its_database_first() {
    let plane = TestPlane::new().await;
    let installed = plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    assert_eq!(installed["applied"], true);
    assert_eq!(installed["httpStatus"], "201");
    let database = plane.get(&plane.applications("/blog-db")).await.expect(200);
    assert_eq!(database["blueprint"], "bp-postgres");
    assert_eq!(database["version"], "1.4.0", "the range ^1.4 excludes 2.0.0");
    assert_eq!(database["parameters"]["databases"][0]["name"], "wordpress");
    plane.until("blog", "Ready").await;
    let (blog, database) = (
        plane.get(&plane.applications("/blog")).await.expect(200),
        plane.get(&plane.applications("/blog-db")).await.expect(200),
    );
    assert_eq!(blog["dependsOn"][0]["instance"], "blog-db");
    assert_eq!(blog["installedBlueprint"]["version"], "1.0.0");
    assert_eq!(blog["externalURL"], "https://blog.example.test/");
    let ready_since = |detail: &Value| detail["lastReconciledAt"].as_str().unwrap().to_owned();
    assert!(
        ready_since(&database) < ready_since(&blog),
        "the consumer waits for its database"
    );
}

#[tokio::test]
async fn a_drill_fails_with_its_reason() {
    let plane = TestPlane::new().await;
    for (blueprint, reason) in [
        ("bp-drill-image-pull", "ImagePullBackOff"),
        ("bp-drill-crash-loop", "CrashLoopBackOff"),
        ("bp-drill-quota", "QuotaExceeded"),
    ] {
        plane
            .post(&plane.applications(""), &simple(blueprint, blueprint))
            .await
            .expect(201);
        let failed = plane.until(blueprint, "Failed").await;
        let conditions = failed["status"]["conditions"].as_array().unwrap();
        let ready = conditions
            .iter()
            .find(|condition| condition["type"] == "Ready")
            .unwrap();
        assert_eq!(ready["reason"], reason, "{conditions:?}");
    }
}

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
