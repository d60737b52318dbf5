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

#[tokio::test]
async fn an_external_database_is_not_installed_and_its_password_is_never_shown() {
    let plane = TestPlane::new().await;
    let mut install = wordpress("blog");
    install["parameters"]["database"] =
        json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    let preview = plane.post(&plane.applications("/preview"), &install).await;
    assert_eq!(preview.expect(200)["plan"].as_array().unwrap().len(), 1);
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane.get(&plane.applications("/blog-db")).await.expect(404);
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["parameters"]["database"]["password"], "********");
    let raw = |file: &str| format!("/gitea/api/v1/repos/home/blog/raw/{file}?ref=main");
    let (values, reference, release) = (
        plane.get(&raw("values.yaml")).await.text(),
        plane.get(&raw("secrets/blog-parameters.yaml")).await.text(),
        plane.get(&raw("helmrelease.yaml")).await.text(),
    );
    assert!(
        values.contains("db.example.test") && !values.contains("password"),
        "{values}"
    );
    assert!(
        reference.contains("ExternalSecret") && reference.contains("database-password"),
        "{reference}"
    );
    assert!(release.contains("targetPath: database.password"), "{release}");
    for text in [preview.text(), values, reference, release, detail.to_string()] {
        assert!(!text.contains("horse"), "{text}");
    }
    // The mask keeps the stored value: it is 13 characters long, the minimum is 8, the mask alone would pass too, so the
    // proof is that nothing changed.
    let parameters = detail["parameters"].clone();
    let same = plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    assert!(same["message"].as_str().unwrap().contains("nothing differs"));
    let mut changed = detail["parameters"].clone();
    changed["database"]["password"] = json!("another horse");
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": changed}))
        .await
        .expect(200);
    let commits = plane
        .get("/gitea/api/v1/repos/home/blog/commits?files=true")
        .await
        .expect(200);
    assert_eq!(commits[0]["commit"]["message"], "Set secrets");
    let files = fs_contents(&plane);
    assert!(!files.contains("horse"), "a secret is in a repository");
}

/// Every object of every repository, decompressed.
fn fs_contents(plane: &TestPlane) -> String {
    let mut text = String::new();
    let owner = plane.folder.path().join("git/home");
    for entry in std::fs::read_dir(owner).unwrap() {
        let repository = git2::Repository::open_bare(entry.unwrap().path()).unwrap();
        let database = repository.odb().unwrap();
        database
            .foreach(|id| {
                text.push_str(&String::from_utf8_lossy(database.read(*id).unwrap().data()));
                true
            })
            .unwrap();
    }
    text
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
    plane.post(&plane.applications(""), &install).await.expect(400);
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
