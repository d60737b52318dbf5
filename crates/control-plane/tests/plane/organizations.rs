//! Organizations and their Environments.

use crate::support::{TestPlane, simple};
use futures::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_new_organization_is_set_up_step_by_step_with_its_environments() {
    let plane = TestPlane::new().await;
    let mut frames = plane.frames(&plane.k8s("/stream?kinds=environment")).await;
    let request = json!({"subdomain": "bank", "admin_email": "cio@bank.example.test", "tier": "corporate"});
    let answer = plane.post("/api/v1/organizations", &request).await.expect(202);
    assert_eq!(
        (&answer["state"], &answer["steps"]["dns"]),
        (&json!("pending"), &json!("pending"))
    );
    assert_eq!(
        (&answer["isolation"], &answer["billing_mode"]),
        (&json!("vcluster"), &json!("real"))
    );
    let mut ready = Vec::new();
    let set_up = async {
        while let Some(frame) = frames.next().await {
            if frame["object"]["status"]["phase"] == "Ready" {
                ready.push(frame["object"]["metadata"]["name"].as_str().unwrap().to_owned());
            }
            if ready.len() == 3 {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), set_up).await.unwrap();
    assert_eq!(ready, ["bank-dev", "bank-prod", "bank-stg"]);
    let id = answer["org_tenant_id"].as_str().unwrap();
    let row = plane.get(&format!("/api/v1/organizations/{id}")).await.expect(200);
    assert_eq!(row["state"], "ready");
    assert!(row["steps"].as_object().unwrap().values().all(|step| step == "done"));
    let list = plane.get("/api/v1/organizations").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn each_environment_has_its_branch() {
    let plane = TestPlane::new().await;
    let request = json!({"subdomain": "bank", "admin_email": "cio@bank.example.test", "tier": "corporate"});
    plane.post("/api/v1/organizations", &request).await.expect(202);
    let mut install = simple("bp-postgres", "ledger");
    install["blueprintRef"]["version"] = json!("1.4.0");
    install["organizationRef"] = json!("bank");
    install["environmentRef"] = json!("bank-stg");
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane
        .put(&plane.applications("/ledger"), &json!({"values": {"replicas": 2}}))
        .await
        .expect(200);
    let mut commits = Vec::new();
    for branch in ["develop", "staging", "main"] {
        let path = format!("/gitea/api/v1/repos/bank/ledger/commits?sha={branch}");
        commits.push(plane.get(&path).await.expect(200).as_array().unwrap().len());
    }
    assert_eq!(commits, [1, 2, 1]);
    let overlay = plane
        .get("/gitea/api/v1/repos/bank/ledger/raw/overlays/stg/values.yaml?ref=staging")
        .await;
    assert!(overlay.text().contains("bank-stg"));
}

#[tokio::test]
async fn bad_organizations_are_refused_by_code() {
    let plane = TestPlane::new().await;
    let with = |key: &str, value: &str| {
        let mut request = json!({"subdomain": "acme", "admin_email": "owner@example.test"});
        request[key] = json!(value);
        request
    };
    for (request, status, code) in [
        (with("subdomain", ""), 400, "subdomain-required"),
        (with("subdomain", "Flux!"), 400, "subdomain-invalid"),
        (with("subdomain", "flux"), 400, "subdomain-invalid"),
        (with("admin_email", "nobody"), 400, "admin-email-invalid"),
        (with("domain_mode", "stolen"), 400, "domain-mode-invalid"),
        (with("domain_mode", "byo"), 400, "byo-domain-invalid"),
        (with("colour", "red"), 400, "invalid-body"),
        (with("subdomain", "home"), 409, "subdomain-taken"),
    ] {
        let refused: Value = plane.post("/api/v1/organizations", &request).await.expect(status);
        assert_eq!(refused["error"], code, "{refused}");
    }
    assert_eq!(
        plane.get("/api/v1/organizations/nobody").await.expect(404)["error"],
        "org-tenant-not-found"
    );
}
