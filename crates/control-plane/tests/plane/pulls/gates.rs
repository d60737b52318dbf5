//! What an Environment's policy asks for.

use super::{at, colleague, commit, merge, open, replicas, review, set_policy, values};
use crate::support::{TestPlane, wordpress};
use serde_json::{Value, json};

#[tokio::test]
async fn a_protected_branch_takes_no_commit_but_a_proposal() {
    let plane = TestPlane::with_blog().await;
    set_policy(&plane, json!({"requiredApprovers": 1})).await.expect(200);
    let refused = commit(&plane, "main", None, "replicas: 3").await.expect(403);
    assert_eq!(refused["error"], "pr-required");
    assert!(refused["message"].as_str().unwrap().contains("home-prod"), "{refused}");
    let form =
        json!({"parameters": {"domain": "blog.example.test", "adminEmail": "owner@example.test", "replicas": 3}});
    let refused = plane.put(&plane.applications("/blog"), &form).await.expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("pr-required"), "{refused}");
    plane
        .put(&plane.applications("/blog"), &json!({"displayName": "Our blog"}))
        .await
        .expect(200);
    commit(&plane, "main", Some("change-1"), "replicas: 3")
        .await
        .expect(201);
    assert_eq!(replicas(&plane).await, Value::Null);

    set_policy(&plane, Value::Null).await.expect(200);
    commit(&plane, "main", None, "replicas: 2").await.expect(201);
}

#[tokio::test]
async fn a_merge_needs_the_approval_of_somebody_else() {
    let plane = TestPlane::with_blog().await;
    set_policy(&plane, json!({"requiredApprovers": 1})).await.expect(200);
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    let refused = merge(&plane).await.expect(405);
    assert!(refused["message"].as_str().unwrap().contains("0 of 1"), "{refused}");
    let own = review(&plane, &plane.token, "APPROVED").await.expect(422);
    assert!(own["message"].as_str().unwrap().contains("your own"), "{own}");

    let colleague = colleague(&plane);
    review(&plane, &colleague, "REQUEST_CHANGES").await.expect(200);
    merge(&plane).await.expect(405);
    review(&plane, &colleague, "APPROVED").await.expect(200);
    commit(&plane, "develop", None, "title: Later").await.expect(201);
    let reviews = plane.get(&at("/pulls/1/reviews")).await.expect(200);
    assert_eq!(reviews[1]["stale"], true);
    merge(&plane).await.expect(405);

    let approved = review(&plane, &colleague, "APPROVED").await.expect(200);
    assert_eq!(
        (&approved["official"], &approved["stale"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(merge(&plane).await.status, 200);
    assert_eq!(replicas(&plane).await, 3);
    assert!(values(&plane, "main").await.text().unwrap().contains("title: Later"));
}

#[tokio::test]
async fn only_named_approvers_count() {
    let plane = TestPlane::with_blog().await;
    let promotion = json!({"requiredApprovers": 1, "approvers": ["cio@example.test"]});
    set_policy(&plane, promotion).await.expect(200);
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    let given = review(&plane, &colleague(&plane), "APPROVED").await.expect(200);
    assert_eq!(given["official"], false);
    merge(&plane).await.expect(405);
    let protections = plane.get(&at("/branch_protections")).await.expect(200);
    assert_eq!(
        protections[0]["approvals_whitelist_username"],
        json!(["cio@example.test"])
    );
}

#[tokio::test]
async fn gates_are_listed_and_hold_the_merge() {
    let plane = TestPlane::with_blog().await;
    assert_eq!(plane.get(&at("/branch_protections")).await.expect(200), json!([]));
    let promotion = json!({"soakHours": 72, "requiredComplianceScore": 80});
    let applied = set_policy(&plane, promotion).await.expect(200);
    assert_eq!(applied["applied"], "created");
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    let protection = plane.get(&at("/branch_protections")).await.expect(200)[0].clone();
    assert_eq!(
        (&protection["branch_name"], &protection["enable_push"]),
        (&json!("main"), &json!(false))
    );
    let contexts = json!(["policy/home-prod/soak", "policy/home-prod/re-score-gate"]);
    assert_eq!(protection["status_check_contexts"], contexts);
    let status = plane.get(&at("/commits/develop/status")).await.expect(200);
    assert_eq!(status["state"], "failure");
    assert_eq!(status["statuses"][0]["status"], "pending");
    let refused = merge(&plane).await.expect(405);
    assert!(refused["message"].as_str().unwrap().contains("soak"), "{refused}");
}

#[tokio::test]
async fn the_score_of_what_is_proposed_opens_its_gate_or_says_what_is_missing() {
    let plane = TestPlane::with_blog().await;
    set_policy(&plane, json!({"requiredComplianceScore": 70}))
        .await
        .expect(200);
    commit(&plane, "develop", None, "replicas: 1").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    let refused = merge(&plane).await.expect(405);
    let message = refused["message"].as_str().unwrap();
    for words in [
        "re-score-gate: 52 of 70 asked for, by the simulated cluster's own measure",
        "multi-replica (weight 15): 1 replica where production needs 2",
        "limits (weight 4): no setting bounds its memory or CPU",
        "Passed: flux-managed, secret-not-in-env, probes, image-pinned.",
    ] {
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(replicas(&plane).await, Value::Null);

    set_policy(&plane, json!({"requiredComplianceScore": 52}))
        .await
        .expect(200);
    assert_eq!(
        plane.get(&at("/commits/develop/status")).await.expect(200)["statuses"][0]["status"],
        "success"
    );
    assert_eq!(merge(&plane).await.status, 200);
    assert_eq!(replicas(&plane).await, 1);
}

/// The clock of a test begins on Thursday, 2026-05-28, at 20:26:40 UTC, and ticks a second a reading.
#[tokio::test]
async fn a_merge_waits_for_the_change_window() {
    let plane = TestPlane::with_blog().await;
    let night = json!({"changeWindow": {"cron": "0 23 * * *", "duration": "2h"}});
    set_policy(&plane, night).await.expect(200);
    // A change becomes a pull request; inside the window or not.
    let refused = commit(&plane, "main", None, "replicas: 3").await.expect(403);
    assert_eq!(refused["error"], "pr-required");
    commit(&plane, "develop", None, "replicas: 3").await.expect(201);
    open(&plane, "develop", "main").await.expect(201);
    let refused = merge(&plane).await.expect(405);
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.contains("change-window") && message.contains("2026-05-28T23:00:00Z"),
        "{message}"
    );
    let protection = plane.get(&at("/branch_protections")).await.expect(200)[0].clone();
    assert_eq!(
        protection["status_check_contexts"],
        json!(["policy/home-prod/change-window"])
    );
    assert_eq!(
        plane.get(&at("/commits/develop/status")).await.expect(200)["state"],
        "pending"
    );
    assert_eq!(replicas(&plane).await, Value::Null);
    // A name harms nobody.
    plane
        .put(&plane.applications("/blog"), &json!({"displayName": "Blog"}))
        .await
        .expect(200);

    let evening = json!({"changeWindow": {"cron": "0 20 * * THU", "duration": "4h"}});
    set_policy(&plane, evening).await.expect(200);
    assert_eq!(
        plane.get(&at("/commits/develop/status")).await.expect(200)["state"],
        "success"
    );
    assert_eq!(merge(&plane).await.status, 200);
    assert_eq!(replicas(&plane).await, 3);
}

#[tokio::test]
async fn what_no_pull_request_carries_waits_for_the_change_window_too() {
    let plane = TestPlane::with_blog().await;
    let night = json!({"changeWindow": {"cron": "0 23 * * *", "duration": "2h"}});
    set_policy(&plane, night).await.expect(200);
    let upgrade = json!({"version": "2.0.0"});
    let refused = plane.put(&plane.applications("/blog"), &upgrade).await.expect(409);
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .contains("it opens at 2026-05-28T23:00:00Z"),
        "{refused}"
    );
    set_policy(&plane, Value::Null).await.expect(200);
    plane.put(&plane.applications("/blog"), &upgrade).await.expect(200);
}

#[tokio::test]
async fn nothing_comes_or_goes_outside_the_change_window() {
    let plane = TestPlane::with_blog().await;
    let night = json!({"changeWindow": {"cron": "0 23 * * *", "duration": "2h"}});
    plane.set_policy(night).await.expect(200);
    let (install, preview) = (plane.applications(""), plane.applications("/preview"));
    let previewed = plane.post(&preview, &wordpress("store")).await.expect(200);
    let closed = "policy/home-prod/change-window: outside the change window";
    assert!(previewed["warnings"].to_string().contains(closed), "{previewed}");
    let refused = plane.post(&install, &wordpress("store")).await.expect(409);
    assert!(refused["detail"].as_str().unwrap().starts_with(closed), "{refused}");
    assert!(refused["hint"].is_string(), "{refused}");
    let refused = plane.delete(&plane.applications("/blog")).await.expect(409);
    assert!(refused["detail"].as_str().unwrap().starts_with(closed), "{refused}");

    plane.set_policy(Value::Null).await.expect(200);
    plane.post(&install, &wordpress("store")).await.expect(201);
    assert!(plane.delete(&plane.applications("/blog")).await.status.is_success());
}

#[tokio::test]
async fn gates_that_the_contract_does_not_know_are_refused() {
    let plane = TestPlane::with_blog().await;
    for promotion in [
        json!({"requiredApprovers": 11}),
        json!({"soakHours": 721}),
        json!({"requiredComplianceScore": 101}),
        json!({"requiredApprovers": 2, "approvers": ["a@example.test"]}),
        json!({"changeWindow": "* * * * *"}),
        json!({"changeWindow": {"cron": "0 0 30 2 *", "duration": "1h"}}),
        json!({"changeWindow": {"cron": "* * * * *", "duration": "1y"}}),
    ] {
        set_policy(&plane, promotion).await.expect(400);
    }
    let path = format!("/api/v1/sovereigns/{}/environments/none/policy", plane.sovereign);
    plane.put(&path, &json!({"promotion": null})).await.expect(404);
}
