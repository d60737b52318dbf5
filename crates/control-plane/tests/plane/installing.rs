//! Installing: dependencies, refusals, previews.

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
async fn bad_parameters_answer_with_pointers() {
    let plane = TestPlane::new().await;
    let mut install = wordpress("blog");
    install["parameters"] =
        json!({"domain": "not a host", "replicas": 50, "database": {"mode": "external", "host": "x"}});
    for path in [plane.applications(""), plane.applications("/preview")] {
        let refused = plane.post(&path, &install).await.expect(400);
        assert_eq!(refused["error"], "invalid-parameters");
        assert_eq!(
            (&refused["applied"], &refused["httpStatus"]),
            (&json!(false), &json!("400"))
        );
        let mut found: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["keyword"].as_str().unwrap()))
            .collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("/adminEmail", "required"),
                ("/database/password", "required"),
                ("/domain", "format"),
                ("/replicas", "maximum"),
            ]
        );
    }
    assert_eq!(plane.get(&plane.applications("")).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn a_dependency_can_be_an_application_that_is_there() {
    let plane = TestPlane::new().await;
    let database = json!({
        "blueprintRef": {"name": "bp-postgres", "version": "1.4.0"}, "name": "shared", "organizationRef": "home"
    });
    plane.post(&plane.applications(""), &database).await.expect(201);
    let mut install = wordpress("blog");
    install["ownedDependencies"] = json!([{"alias": "db", "mode": "reuse", "instance": "shared"}]);
    let preview = plane.post(&plane.applications("/preview"), &install).await.expect(200);
    assert_eq!(preview["plan"][0]["mode"], "reuse");
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane.get(&plane.applications("/blog-db")).await.expect(404);
    plane.until("blog", "Ready").await;
    let shared = plane.get(&plane.applications("/shared")).await.expect(200);
    assert_eq!(shared["contexts"][0]["occupiedBy"], "blog");
    let refused = plane.delete(&plane.applications("/shared")).await.expect(409);
    assert_eq!(refused["error"], "application-conflict");
    assert!(refused["hint"].as_str().unwrap().contains("blog"));
    install["name"] = json!("second");
    install["ownedDependencies"] = json!([{"alias": "db", "mode": "reuse", "instance": "blog"}]);
    let refused = plane.post(&plane.applications(""), &install).await.expect(400);
    assert_eq!(refused["errors"][0]["pointer"], "/ownedDependencies/db/instance");
    install["ownedDependencies"] = json!([{"alias": "cache", "mode": "create"}]);
    plane.post(&plane.applications(""), &install).await.expect(400);
}

#[tokio::test]
async fn impossible_installs_are_refused_in_words_and_leave_nothing() {
    let plane = TestPlane::new().await;
    let path = plane.applications("");
    plane.post(&path, &simple("bp-single", "one")).await.expect(201);
    let mut unplaceable = wordpress("far");
    unplaceable["placement"] = json!({"mode": "active-active", "regions": ["fsn"]});
    let mut abroad = wordpress("far");
    abroad["placement"] = json!({"mode": "singleton", "regions": ["mars"]});
    for (install, status, error, says) in [
        (
            simple("bp-chicken", "hen"),
            400,
            "invalid-application-install",
            "needs itself",
        ),
        (
            simple("bp-lonely", "alone"),
            400,
            "invalid-application-install",
            "bp-nowhere",
        ),
        (simple("bp-nothing", "x"), 404, "blueprint-not-found", "bp-nothing"),
        (
            simple("bp-bad-schema", "x"),
            502,
            "blueprint-schema-malformed",
            "configSchema",
        ),
        (simple("reloader", "one"), 409, "application-exists", "one"),
        (simple("bp-single", "two"), 409, "application-conflict", "may have 1"),
        (
            simple("reloader", "Bad_Name"),
            400,
            "invalid-application-install",
            "lower-case",
        ),
        (unplaceable, 400, "invalid-application-install", "2 to 3"),
        (abroad, 400, "invalid-application-install", "mars"),
    ] {
        let refused = plane.post(&path, &install).await.expect(status);
        assert_eq!(refused["error"], error, "{refused}");
        assert!(refused["detail"].as_str().unwrap().contains(says), "{refused}");
    }
    assert_eq!(plane.get(&path).await.expect(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        std::fs::read_dir(plane.folder.path().join("git/home")).unwrap().count(),
        1
    );
}

#[tokio::test]
async fn shared_dependencies_are_created_once_and_odd_predicates_are_warned_about() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &simple("bp-portal", "first"))
        .await
        .expect(201);
    plane
        .post(&plane.applications(""), &simple("bp-portal", "second"))
        .await
        .expect(201);
    let list = plane.get(&plane.applications("")).await.expect(200);
    assert_eq!(
        list["items"].as_array().unwrap().len(),
        3,
        "one reloader for two portals"
    );
    let preview = plane
        .post(&plane.applications("/preview"), &simple("bp-odd-predicate", "odd"))
        .await
        .expect(200);
    assert!(preview["warnings"][0].as_str().unwrap().contains("not understood"));
    assert_eq!(preview["plan"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_short_form_installs_too() {
    let plane = TestPlane::new().await;
    let short = json!({"blueprint": "bp-postgres", "version": "1.4.0", "namespace": "home-prod", "name": "data", "values": {"replicas": 2}});
    plane.post(&plane.applications(""), &short).await.expect(201);
    let detail = plane.get(&plane.applications("/data?namespace=home")).await.expect(200);
    assert_eq!(
        (&detail["environmentRef"], &detail["parameters"]),
        (&json!("home-prod"), &json!({"replicas": 2}))
    );
    let mut unknown = short.clone();
    unknown["colour"] = json!(1);
    assert_eq!(
        plane.post(&plane.applications(""), &unknown).await.expect(400)["error"],
        "invalid-body"
    );
}

#[tokio::test]
async fn a_preview_is_what_the_install_writes() {
    let plane = TestPlane::new().await;
    let preview = plane
        .post(&plane.applications("/preview"), &wordpress("blog"))
        .await
        .expect(200);
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    for manifest in preview["manifests"].as_array().unwrap() {
        let path = manifest["path"].as_str().unwrap();
        let (repository, file) = path.match_indices('/').nth(1).map(|(at, _)| path.split_at(at)).unwrap();
        let written = plane
            .get(&format!("/gitea/api/v1/repos/{repository}/raw{file}"))
            .await
            .text();
        assert_eq!(written, manifest["content"].as_str().unwrap(), "{path}");
    }
    assert!(preview["diff"].as_str().unwrap().contains("+domain: blog.example.test"));
}
