//! The catalogue: what is listed, what is broken, and what changes on disk.

use crate::support::{TestPlane, blueprints, config};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn by_name<'a>(list: &'a Value, name: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .find(|item| item["name"] == name)
        .unwrap_or_else(|| panic!("{name} is not listed"))
}

/// A plane whose catalogue is this folder.
async fn with_catalogue(directories: Vec<PathBuf>) -> TestPlane {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, crate::support::FAST);
    config.blueprint_dirs = directories;
    TestPlane::open(folder, config).await
}

#[tokio::test]
async fn the_newest_version_is_listed_with_its_card() {
    let plane = TestPlane::new().await;
    let list = plane.get("/api/v1/catalog").await.expect(200);
    let wordpress = by_name(&list, "bp-wordpress");
    assert_eq!(wordpress["version"], "2.0.0");
    assert_eq!(wordpress["versions"][1]["version"], "1.0.0");
    assert_eq!(
        wordpress["card"]["price"],
        serde_json::json!({"minor": 4500, "currency": "OMR"})
    );
    assert_eq!(wordpress["card"]["translations"]["ar"]["title"], "ووردبريس");
    assert!(wordpress.get("raw").is_none(), "documents are only in version answers");
    assert_eq!(by_name(&list, "reloader")["card"]["icon"], Value::Null);
}

#[tokio::test]
async fn a_version_has_its_document_and_readme() {
    let plane = TestPlane::new().await;
    let version = plane
        .get("/api/v1/catalog/bp-wordpress/versions/2.0.0")
        .await
        .expect(200);
    assert!(version["readme"].as_str().unwrap().contains("Faster pages"));
    assert_eq!(
        version["raw"]["spec"]["configSchema"]["properties"]["style"]["default"],
        "modern"
    );
    let postgres = plane
        .get("/api/v1/catalog/bp-postgres/versions/1.4.0")
        .await
        .expect(200);
    let options = &postgres["raw"]["spec"]["configSchema"]["properties"]["scaling"]["enum"];
    assert_eq!(options[0], "Off", "YAML 1.2: Off is a word, not false");
}

#[tokio::test]
async fn a_missing_blueprint_or_version_answers_in_the_catalogue_s_shape() {
    let plane = TestPlane::new().await;
    let missing = plane.get("/api/v1/catalog/bp-nothing").await.expect(404);
    assert_eq!(missing["error"], "blueprint_not_found");
    assert!(missing["message"].is_string());
    let missing = plane
        .get("/api/v1/catalog/bp-wordpress/versions/9.9.9")
        .await
        .expect(404);
    assert_eq!(missing["error"], "blueprint_version_not_found");
}

#[tokio::test]
async fn broken_blueprints_are_listed_with_their_error_and_hide_no_other() {
    let plane = TestPlane::new().await;
    let list = plane.get("/api/v1/catalog").await.expect(200);
    for (name, says) in [("bp-unreadable", "YAML"), ("bp-bad-schema", "configSchema")] {
        let error = by_name(&list, name)["error"].as_str().unwrap();
        assert!(error.contains(says), "{error}");
    }
    assert!(by_name(&list, "bp-wordpress").get("error").is_none());
}

#[tokio::test]
async fn an_icon_is_served_as_a_picture_that_cannot_run() {
    let plane = TestPlane::new().await;
    let card = plane.get("/api/v1/catalog/bp-wordpress").await.expect(200);
    let icon = plane.get(card["card"]["icon"].as_str().unwrap()).await;
    assert_eq!(icon.headers["content-type"], "image/svg+xml");
    assert!(
        icon.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sandbox")
    );
    plane.get("/api/v1/catalog/reloader/icon").await.expect(404);
}

#[tokio::test]
async fn a_new_file_is_seen_by_the_next_request() {
    let shelf = tempfile::tempdir().unwrap();
    let plane = with_catalogue(vec![shelf.path().to_owned()]).await;
    assert_eq!(
        plane.get("/api/v1/catalog").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    std::fs::copy(blueprints().join("others.yaml"), shelf.path().join("late.yaml")).unwrap();
    let list = plane.get("/api/v1/catalog").await.expect(200);
    assert_eq!(by_name(&list, "reloader")["version"], "1.0.0");
    std::fs::remove_file(shelf.path().join("late.yaml")).unwrap();
    assert_eq!(
        plane.get("/api/v1/catalog").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

/// Every Blueprint that ships is usable.
#[tokio::test]
async fn the_starter_catalogue_has_no_broken_blueprint() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let plane = with_catalogue(vec![root]).await;
    let list = plane.get("/api/v1/catalog").await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert!(items.len() >= 16, "{} Blueprints", items.len());
    for item in items {
        assert!(item.get("error").is_none(), "{}: {}", item["name"], item["error"]);
        for version in item["versions"].as_array().unwrap() {
            let answer = plane
                .post(
                    &plane.applications("/preview"),
                    &serde_json::json!({
                        "blueprintRef": {"name": item["name"], "version": version["version"]},
                        "name": "app",
                        "organizationRef": "home",
                        "parameters": {},
                    }),
                )
                .await;
            // With nothing typed, the only thing that may be wrong is that something must be typed.
            if answer.status != 200 {
                let refused = answer.expect(400);
                for error in refused["errors"]
                    .as_array()
                    .unwrap_or_else(|| panic!("{}: {refused}", item["name"]))
                {
                    assert_eq!(error["keyword"], "required", "{}: {error}", item["name"]);
                }
            }
        }
    }
}

/// Real documents: each is listed, and each that has what it needs installs with its defaults.
#[tokio::test]
async fn real_blueprints_are_listed_and_installable() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/blueprints");
    if !root.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "{} is missing", root.display());
        println!("skipped: {} is missing", root.display());
        return;
    }
    let plane = with_catalogue(vec![root]).await;
    let list = plane.get("/api/v1/catalog").await.expect(200);
    let mut installed = 0;
    for item in list["items"].as_array().unwrap() {
        assert!(item.get("error").is_none(), "{}: {}", item["name"], item["error"]);
        let answer = plane
            .post(
                &plane.applications("/preview"),
                &serde_json::json!({
                    "blueprintRef": {"name": item["name"], "version": item["version"]},
                    "name": "app",
                    "organizationRef": "home",
                    "parameters": {},
                }),
            )
            .await;
        let body = answer.json();
        match answer.status.as_u16() {
            200 => installed += 1,
            400 => println!("{}: {} {}", item["name"], body["detail"], body["errors"]),
            status => panic!("{}: {status} {}", item["name"], answer.text()),
        }
    }
    println!("{installed} of {}", list["items"].as_array().unwrap().len());
    assert!(installed > 20);
}
