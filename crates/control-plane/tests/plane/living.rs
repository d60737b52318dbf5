//! Failing, opening, restarting, leaving.

use crate::support::{TestPlane, simple, wordpress};
use serde_json::json;

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
async fn a_deleted_application_is_uninstalled_and_then_gone() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    let gone = plane.until("blog", "gone");
    let deleted = plane.delete(&plane.applications("/blog")).await.expect(200);
    assert_eq!(deleted["status"], "deleted");
    gone.await;
    plane.get(&plane.applications("/blog")).await.expect(404);
    assert_eq!(
        plane.delete(&plane.applications("/blog")).await.expect(200)["status"],
        "already-deleted"
    );
    plane.get(&plane.applications("/blog-db")).await.expect(200);
    assert!(!plane.folder.path().join("git/home/blog.git").exists());
    let pods = plane
        .get(&plane.k8s("/pod?labelSelector=openova.io%2Fapplication%3Dblog"))
        .await
        .expect(200);
    assert_eq!(pods["items"], json!([]));
}

#[tokio::test]
async fn a_restart_keeps_everything_and_replays_nothing() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    plane
        .put(&plane.applications("/blog"), &json!({"displayName": "Our blog"}))
        .await
        .expect(200);
    plane.until("blog", "Ready").await;
    // The record of readiness is written after the stream says so.
    let settled = |plane: &TestPlane| {
        let database = rusqlite::Connection::open(plane.folder.path().join("state.sqlite")).unwrap();
        let count = "SELECT count(*) FROM applications WHERE json_extract(record, '$.settled.generation') = generation";
        database.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    while settled(&plane) < 2 {
        tokio::task::yield_now().await;
    }
    // As a process leaves it that is killed while it moves a branch.
    std::fs::write(
        plane.folder.path().join("git/home/blog.git/refs/heads/staging.lock"),
        "",
    )
    .unwrap();
    std::fs::remove_file(plane.folder.path().join("git/home/blog.git/refs/heads/staging")).unwrap();
    let plane = plane.reopen().await;
    let mut frames = plane.frames(&plane.applications("/blog/stream")).await;
    let first = futures::StreamExt::next(&mut frames).await.unwrap();
    assert_eq!(first["phase"], "Ready", "{first}");
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["displayName"], "Our blog");
    assert_eq!(detail["regionStatuses"][0]["ready"], 2);
}

#[tokio::test]
async fn an_application_can_be_opened_where_its_blueprint_says() {
    let plane = TestPlane::new().await;
    let uid = plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201)["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    let silent = plane
        .post(&plane.applications(""), &simple("reloader", "reload"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    let launch = plane
        .get(&format!("/catalyst/v1/apps/{uid}/launch-url"))
        .await
        .expect(200);
    assert_eq!(launch["url"], "https://blog.example.test/");
    let endpoints = plane
        .get(&format!("/catalyst/v1/apps/{uid}/endpoints"))
        .await
        .expect(200);
    assert_eq!(
        (
            &endpoints["items"][0]["status"],
            &endpoints["items"][0]["certificateStatus"]
        ),
        (&json!("Ready"), &json!("Issued"))
    );
    let none = plane
        .get(&format!(
            "/catalyst/v1/apps/{}/launch-url",
            silent["uid"].as_str().unwrap()
        ))
        .await
        .expect(404);
    assert_eq!(none["code"], "endpoint-not-found");
    assert_eq!(
        plane.get("/catalyst/v1/apps/nobody/endpoints").await.expect(404)["code"],
        "application-not-found"
    );
    let instances = plane
        .get("/catalyst/v1/catalog/bp-postgres/instances?org=home")
        .await
        .expect(200);
    assert_eq!(
        (&instances["items"][0]["name"], &instances["items"][0]["version"]),
        (&json!("blog-db"), &json!("1.4.0"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_an_application_while_it_goes_finds_it_or_not() {
    let plane = &TestPlane::new().await;
    // One round in five meets the moment between being let in and reading.
    for round in 0..8 {
        let name = format!("brief-{round}");
        let installed = plane.post(&plane.applications(""), &simple("bp-single", &name)).await;
        let installed = installed.expect(201);
        plane.until(&name, "Ready").await;
        let paths = [
            format!("/catalyst/v1/apps/{}/endpoints", installed["uid"].as_str().unwrap()),
            format!("/gitea/api/v1/repos/home/{name}/git/trees/main?recursive=true"),
            format!("/gitea/api/v1/repos/home/{name}/contents/values.yaml"),
            format!("/gitea/api/v1/repos/home/{name}/commits"),
            format!("/gitea/api/v1/repos/home/{name}/compare/develop...main"),
            format!("/gitea/api/v1/repos/home/{name}/pulls"),
        ];
        let read = |path: String| async move {
            let mut answers = Vec::new();
            while answers.last() != Some(&404) {
                answers.push(plane.get(&path).await.status.as_u16());
            }
            answers
        };
        let readers = std::iter::repeat_n(paths, 40).flatten().map(read);
        let path = plane.applications(&format!("/{name}"));
        let (answers, deleted) = tokio::join!(futures::future::join_all(readers), plane.delete(&path));
        deleted.expect(200);
        for answers in answers {
            assert!(answers.iter().all(|status| matches!(status, 200 | 404)), "{answers:?}");
        }
    }
}
