//! Blueprints that are written here: published, installed, curated, and kept.

use crate::support::TestPlane;
use contract::session::Tier;
use http::Method;
use serde_json::{Value, json};

fn manifest(name: &str, version: &str) -> String {
    format!(
        "# by hand
apiVersion: catalyst.openova.io/v1
kind: Blueprint
metadata:
  name: {name}
spec:
  version: {version}
  visibility: listed
  card:
    title: Night shift
    tagline: Plans who is there at night
  configSchema:
    type: object
    required: [nurses]
    properties:
      nurses:
        type: integer
        title: Nurses
        minimum: 1
"
    )
}

pub(crate) fn publication(name: &str, version: &str) -> Value {
    json!({"org": "acme", "name": name, "version": version, "blueprintYaml": manifest(name, version)})
}

fn blueprints(plane: &TestPlane, call: &str) -> String {
    format!("/api/v1/sovereigns/{}/blueprints/{call}", plane.sovereign)
}

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            format!(
                "{}@{} {}",
                item["name"].as_str().unwrap(),
                item["version"].as_str().unwrap(),
                item["source"].as_str().unwrap_or("-")
            )
        })
        .filter(|name| name.starts_with("bp-night"))
        .collect()
}

async fn publish(plane: &TestPlane, name: &str, version: &str) -> crate::support::Answer {
    plane
        .post(&blueprints(plane, "publish"), &publication(name, version))
        .await
}

/// A plane with the Organizations `acme` and `beta`.
async fn with_organizations() -> TestPlane {
    let plane = TestPlane::new().await;
    let known = plane.get("/api/v1/organizations").await.expect(200).to_string();
    for slug in ["acme", "beta"] {
        if !known.contains(&format!("\"{slug}\"")) {
            let body = json!({"subdomain": slug, "admin_email": "owner@example.test"});
            let answer = plane.post("/api/v1/organizations", &body).await;
            assert!(answer.status.is_success(), "{}", answer.text());
        }
    }
    plane
}

#[tokio::test]
async fn a_published_version_is_seen_and_installed_in_its_organization_only() {
    let plane = with_organizations().await;
    let answer = publish(&plane, "bp-night", "1.0.0").await.expect(200);
    assert_eq!(answer["repo"], "shared-blueprints");
    assert_eq!(answer["path"], "bp-night/blueprint.yaml");
    assert!(names(&plane.get("/api/v1/catalog").await.expect(200)).is_empty());
    assert!(names(&plane.get("/api/v1/catalog?org=beta").await.expect(200)).is_empty());
    let own = plane.get("/api/v1/catalog?org=acme").await.expect(200);
    assert_eq!(names(&own), ["bp-night@1.0.0 org-private"]);

    let install = |organization: &str, parameters: Value| {
        json!({
            "name": "nights",
            "organizationRef": organization,
            "blueprintRef": {"name": "bp-night", "version": "1.0.0"},
            "parameters": parameters,
        })
    };
    let elsewhere = plane
        .post(&plane.applications(""), &install("beta", json!({"nurses": 1})))
        .await;
    assert!(
        elsewhere.expect(400)["detail"]
            .as_str()
            .unwrap()
            .contains("private to acme")
    );
    let refused = plane
        .post(&plane.applications(""), &install("acme", json!({"nurses": 0})))
        .await;
    assert_eq!(refused.expect(400)["errors"][0]["pointer"], "/nurses");
    plane
        .post(&plane.applications(""), &install("acme", json!({"nurses": 2})))
        .await
        .expect(201);
    plane.until("nights", "Ready").await;
}

#[tokio::test]
async fn a_version_is_a_commit_by_its_author_and_outlives_a_restart() {
    let plane = with_organizations().await;
    publish(&plane, "bp-night", "1.0.0").await.expect(200);
    publish(&plane, "bp-night", "1.1.0").await.expect(200);
    let plane = plane.reopen().await;
    let repository = git2::Repository::open_bare(plane.folder.path().join("git/acme/shared-blueprints.git")).unwrap();
    let head = repository
        .find_branch("main", git2::BranchType::Local)
        .unwrap()
        .get()
        .peel_to_commit()
        .unwrap();
    assert_eq!(head.author().email(), Ok("owner@example.test"));
    assert_eq!(head.summary().ok().flatten(), Some("Publish bp-night 1.1.0"));
    assert_eq!(head.parent_count(), 1);
    let written = plane.get("/api/v1/catalog/bp-night/iac").await.expect(200);
    assert_eq!(written["blueprintYaml"], manifest("bp-night", "1.1.0"));
    let own = plane.get("/api/v1/catalog?org=acme").await.expect(200);
    assert_eq!(names(&own), ["bp-night@1.1.0 org-private"]);
    plane.get("/api/v1/catalog/bp-night/versions/1.0.0").await.expect(200);
}

#[tokio::test]
async fn what_cannot_be_published_says_why_and_where() {
    let plane = with_organizations().await;
    let path = blueprints(&plane, "publish");
    let send = async |change: Value| {
        let mut body = publication("bp-night", "1.0.0");
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        plane.post(&path, &body).await
    };
    assert_eq!(
        send(json!({"blueprintYaml": " "})).await.expect(400)["error"],
        "empty-blueprint"
    );
    assert_eq!(
        send(json!({"blueprintYaml": "a: [1"})).await.expect(400)["error"],
        "invalid-blueprint-yaml"
    );
    assert_eq!(
        send(json!({"org": "nobody"})).await.expect(404)["error"],
        "organization-not-found"
    );
    assert_eq!(
        send(json!({"org": "catalog-sovereign"})).await.expect(404)["error"],
        "organization-not-found"
    );
    assert_eq!(send(json!({"surprise": 1})).await.expect(400)["error"], "invalid-body");
    let other = send(json!({"version": "2.0.0"})).await.expect(400);
    assert_eq!(other["errors"][0]["pointer"], "/spec/version");
    let oam = manifest("bp-night", "1.0.0") + "  manifests:\n    source: {kind: OAM, ref: x}\n";
    let oam = send(json!({"blueprintYaml": oam})).await.expect(400);
    assert_eq!(oam["errors"][0]["keyword"], "oam");
    let hostile = send(json!({"name": "../../x", "blueprintYaml": manifest("../../x", "1.0.0")}))
        .await
        .expect(400);
    assert_eq!(hostile["errors"][0]["pointer"], "/metadata/name");
    assert_eq!(
        publish(&plane, "bp-wordpress", "9.0.0").await.expect(409)["error"],
        "name-taken"
    );
    publish(&plane, "bp-night", "1.0.0").await.expect(200);
    assert_eq!(
        publish(&plane, "bp-night", "1.0.0").await.expect(409)["error"],
        "version-exists"
    );
    assert_eq!(
        send(json!({"org": "beta", "version": "3.0.0", "blueprintYaml": manifest("bp-night", "3.0.0")}))
            .await
            .expect(409)["error"],
        "name-taken"
    );
}

#[tokio::test]
async fn a_whole_manifest_is_replaced_by_a_new_version() {
    let plane = with_organizations().await;
    let path = "/api/v1/catalog/bp-night/iac";
    let put = async |text: String| {
        let body = json!({"blueprintYaml": text}).to_string();
        plane.send(Method::PUT, path, Some(&plane.token), Some(&body)).await
    };
    assert_eq!(
        put(manifest("bp-night", "1.0.0")).await.expect(404)["error"],
        "not-committed"
    );
    publish(&plane, "bp-night", "1.0.0").await.expect(200);
    assert_eq!(put(manifest("bp-night", "1.0.0")).await.expect(200)["committed"], false);
    assert_eq!(put(manifest("bp-night", "1.0.1")).await.expect(200)["committed"], true);
    let own = plane.get("/api/v1/catalog?org=acme").await.expect(200);
    assert_eq!(names(&own), ["bp-night@1.0.1 org-private"]);
}

#[tokio::test]
async fn what_is_curated_is_seen_by_all() {
    let plane = with_organizations().await;
    publish(&plane, "bp-night", "1.0.0").await.expect(200);
    let curatable = blueprints(&plane, "curatable");
    let list = plane.get(&curatable).await.expect(200);
    assert_eq!(
        list["items"],
        json!([{"org": "acme", "name": "bp-night", "version": "1.0.0", "title": "Night shift"}])
    );
    assert_eq!(
        plane.get(&format!("{curatable}?orgs=beta")).await.expect(200)["items"],
        json!([])
    );
    let curate = blueprints(&plane, "curate");
    let body = json!({"sourceOrg": "acme", "blueprintName": "bp-night"});
    let viewer = plane.token_of(Tier::Viewer);
    plane
        .send(Method::POST, &curate, Some(&viewer), Some(&body.to_string()))
        .await
        .expect(403);
    let unknown = json!({"sourceOrg": "beta", "blueprintName": "bp-night"});
    assert_eq!(
        plane.post(&curate, &unknown).await.expect(404)["error"],
        "blueprint-not-found"
    );
    assert_eq!(
        plane.post(&curate, &body).await.expect(200)["targetOrg"],
        "catalog-sovereign"
    );
    assert_eq!(plane.get(&curatable).await.expect(200)["items"], json!([]));
    let plane = plane.reopen().await;
    let all = plane.get("/api/v1/catalog").await.expect(200);
    assert_eq!(names(&all), ["bp-night@1.0.0 sovereign"]);
    // A newer version stays private until it is curated too.
    publish(&plane, "bp-night", "1.1.0").await.expect(200);
    assert_eq!(
        names(&plane.get("/api/v1/catalog").await.expect(200)),
        ["bp-night@1.0.0 sovereign"]
    );
    let own = plane.get("/api/v1/catalog?org=acme").await.expect(200);
    assert_eq!(names(&own), ["bp-night@1.1.0 org-private"]);
}
