//! Samples of pull requests, written from Gitea's published API definition: each is read and written back unchanged.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::Endpoint;
use contract::environment::{EnvironmentPolicy, PolicyApplied};
use contract::gitea::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

const SHA: &str = "0123456789012345678901234567890123456789";

#[track_caller]
fn unchanged<T: DeserializeOwned + Serialize>(sample: Value) -> T {
    let value: T = serde_json::from_value(sample.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), sample);
    value
}

fn user() -> Value {
    json!({"login": "owner@example.test", "email": "owner@example.test"})
}

fn pull() -> Value {
    json!({
        "number": 7, "user": user(), "title": "Three replicas", "body": "", "state": "open", "mergeable": true,
        "merged": false, "merged_at": null, "merge_commit_sha": null, "merged_by": null,
        "base": {"label": "main", "ref": "main", "sha": SHA}, "head": {"label": "develop", "ref": "develop", "sha": SHA},
        "merge_base": SHA, "created_at": "2026-05-01T10:00:00Z", "closed_at": null
    })
}

#[test]
fn pull_requests() {
    unchanged::<PullRequest>(pull());
    let mut merged = pull();
    merged["merged_by"] = user();
    merged["merged_at"] = json!("2026-05-02T10:00:00Z");
    merged["merge_commit_sha"] = json!(SHA);
    let merged: PullRequest = unchanged(merged);
    assert_eq!(merged.base.branch, "main");
    // What a real server says more is left out.
    let mut real = pull();
    real["id"] = json!(99);
    real["user"]["avatar_url"] = json!("https://git.example.test/a.png");
    real["closed_at"] = json!("0001-01-01T00:00:00Z");
    let read: PullRequest = serde_json::from_value(real).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), pull());
}

#[test]
fn what_is_sent() {
    unchanged::<NewPull>(json!({"head": "develop", "base": "main", "title": "Three replicas", "body": ""}));
    unchanged::<PullEdit>(json!({"state": "closed"}));
    unchanged::<PullMerge>(json!({
        "Do": "merge", "MergeTitleField": "Three replicas", "head_commit_id": SHA, "delete_branch_after_merge": true
    }));
    unchanged::<NewReview>(json!({"event": "REQUEST_CHANGES", "body": "Two are enough", "commit_id": SHA}));
}

#[test]
fn reviews_files_and_gates() {
    unchanged::<PullReview>(json!({
        "id": 1, "user": user(), "state": "APPROVED", "body": "", "commit_id": SHA, "stale": false, "official": true,
        "submitted_at": "2026-05-01T10:00:00Z"
    }));
    unchanged::<Comparison>(json!({"total_commits": 0, "commits": []}));
    unchanged::<ChangedFile>(json!({
        "filename": "values.yaml", "status": "changed", "additions": 2, "deletions": 1, "changes": 3
    }));
    unchanged::<BranchProtection>(json!({
        "branch_name": "main", "rule_name": "main", "enable_push": false, "required_approvals": 2,
        "enable_approvals_whitelist": true, "approvals_whitelist_username": ["cio@example.test"],
        "block_on_rejected_reviews": true, "dismiss_stale_approvals": true, "enable_status_check": true,
        "status_check_contexts": ["policy/acme-prod/soak"]
    }));
    unchanged::<CombinedStatus>(json!({
        "state": "pending", "sha": SHA, "total_count": 1,
        "statuses": [{"context": "policy/acme-prod/soak", "status": "pending", "description": "71 hours are left"}]
    }));
}

#[test]
fn policies() {
    unchanged::<EnvironmentPolicy>(json!({"promotion": {
        "requiredApprovers": 1, "approvers": [], "requiredComplianceScore": 0, "soakHours": 72
    }}));
    unchanged::<PolicyApplied>(json!({"environment": "acme-prod", "promotion": null, "applied": "no-op"}));
}

#[test]
fn paths() {
    let repository = Repository::parse("acme/shop").unwrap();
    let compare = CompareBranches {
        repository: repository.clone(),
        base: "main".to_owned(),
        head: "a b".to_owned(),
    };
    assert_eq!(compare.path(), "/gitea/api/v1/repos/acme/shop/compare/main...a%20b");
    let list = ListPulls {
        repository,
        state: PullFilter::All,
        page: 1,
        limit: 50,
    };
    assert_eq!(
        list.path(),
        "/gitea/api/v1/repos/acme/shop/pulls?state=all&page=1&limit=50"
    );
}
