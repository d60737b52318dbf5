//! Secret parameters stay secret: in answers, in Git, in the cluster.

use crate::support::{TestPlane, wordpress};
use serde_json::json;

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
    // A mask that comes back means "as it was": nothing differs, so nothing is committed.
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
