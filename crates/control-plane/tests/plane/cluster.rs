//! The resource browser's reads: lists, watches, trees, events.

use crate::support::{TestPlane, simple, wordpress};
use futures::StreamExt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["metadata"]["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_environment_is_listed_with_its_regions() {
    let plane = TestPlane::new().await;
    let answer = plane.get(&plane.k8s("/environment")).await;
    assert_eq!(answer.headers["x-cache-stale-seconds"], "0");
    let list = answer.expect(200);
    assert_eq!(names(&list), ["home-prod"]);
    let environment = contract::environment::Environment::read(&list["items"][0]).unwrap();
    assert_eq!(environment.phase, Some(contract::environment::EnvironmentPhase::Ready));
    assert_eq!(environment.regions.len(), 3);
}

#[tokio::test]
async fn every_object_of_an_application_is_labelled_and_marked_as_simulated() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &wordpress("blog"))
        .await
        .expect(201);
    plane.until("blog", "Ready").await;
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    let selector = detail["installLabelSelector"]
        .as_str()
        .unwrap()
        .replace('=', "%3D")
        .replace(',', "%2C");
    for kind in [
        "deployment",
        "replicaset",
        "pod",
        "service",
        "httproute",
        "helmrelease",
        "configmap",
        "application",
    ] {
        let list = plane
            .get(&plane.k8s(&format!("/{kind}?labelSelector={selector}")))
            .await
            .expect(200);
        assert!(!names(&list).is_empty(), "no {kind}");
        for item in list["items"].as_array().unwrap() {
            let metadata = &item["metadata"];
            assert_eq!(metadata["annotations"]["catalyst.openova.io/simulated"], "true");
            for label in [
                "organization",
                "environment",
                "application",
                "blueprint",
                "blueprint-version",
                "sovereign",
            ] {
                assert!(
                    metadata["labels"][format!("openova.io/{label}")].is_string(),
                    "{kind} lacks {label}"
                );
            }
            assert!(metadata["resourceVersion"].is_string() && metadata["uid"].is_string());
        }
    }
    let pods = plane.get(&plane.k8s("/po?ns=home-prod")).await.expect(200);
    assert_eq!(names(&pods).len(), 3, "two copies and one database: {:?}", names(&pods));
    assert!(pods["items"].as_array().unwrap().iter().all(|pod| pod["ready"] == true));
}

#[tokio::test]
async fn a_watch_starts_with_the_state_marks_its_end_and_goes_on_live() {
    let plane = TestPlane::new().await;
    let mut frames = plane
        .frames(&plane.k8s("/stream?kinds=applications,pod&initialState=1"))
        .await;
    let ready = frames.next().await.unwrap();
    assert_eq!(
        (&ready["type"], &ready["kinds"]),
        (&json!("ready"), &json!(["application", "pod"]))
    );
    assert_eq!(frames.next().await.unwrap()["type"], "SYNCED", "nothing is installed");
    plane
        .post(&plane.applications(""), &simple("reloader", "reload"))
        .await
        .expect(201);
    let mut seen = Vec::new();
    let live = async {
        while let Some(frame) = frames.next().await {
            let done = frame["object"]["status"]["phase"] == "Ready";
            seen.push(frame);
            if done {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), live).await.unwrap();
    assert_eq!(
        (&seen[0]["type"], &seen[0]["kind"]),
        (&json!("ADDED"), &json!("application"))
    );
    let pod_states: BTreeSet<&str> = seen
        .iter()
        .filter(|frame| frame["kind"] == "pod")
        .map(|frame| {
            frame["object"]["status"]["containerStatuses"][0]["state"]
                .as_object()
                .map_or("pending", |state| {
                    if state.contains_key("running") {
                        "running"
                    } else {
                        "creating"
                    }
                })
        })
        .collect();
    assert_eq!(pod_states, BTreeSet::from(["creating", "pending", "running"]));
    let mut again = plane
        .frames(&plane.k8s("/stream?kinds=application&initialState=1"))
        .await;
    let initial: Vec<Value> = again.by_ref().take(3).collect().await;
    let types: Vec<_> = initial.iter().map(|frame| frame["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["ready", "ADDED", "SYNCED"]);
}

#[tokio::test]
async fn streams_end_when_the_control_plane_goes_down() {
    let plane = TestPlane::new().await;
    let frames = plane.frames(&plane.k8s("/stream?kinds=pod")).await;
    plane.plane.shutdown().await;
    let rest: Vec<Value> = tokio::time::timeout(Duration::from_secs(5), frames.collect())
        .await
        .unwrap();
    assert!(rest.len() <= 1);
}

#[tokio::test]
async fn an_unknown_kind_lists_those_there_are() {
    let plane = TestPlane::new().await;
    let answer = plane.get(&plane.k8s("/gizmo")).await.expect(404);
    assert_eq!(
        (&answer["error"], &answer["kind"]),
        (&json!("unknown kind"), &json!("gizmo"))
    );
    let synced = plane.get(&plane.k8s("/sync")).await.expect(200);
    let available = answer["availableKinds"].as_array().unwrap();
    assert_eq!(available.len(), synced["synced"].as_object().unwrap().len());
    plane.get(&plane.k8s("/stream?kinds=gizmo")).await.expect(400);
    assert_eq!(plane.get(&plane.k8s("/pod?labelSelector=a%20b")).await.status, 400);
}

#[tokio::test]
async fn the_tree_goes_from_application_to_pod() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &simple("reloader", "reload"))
        .await
        .expect(201);
    plane.until("reload", "Ready").await;
    let tree = plane.get(&plane.k8s("/application/home/reload/tree")).await.expect(200);
    let child = |node: &Value, kind: &str| {
        let children = node["children"].as_array().unwrap();
        children
            .iter()
            .find(|child| child["kind"] == kind)
            .unwrap_or_else(|| panic!("no {kind} in {node}"))
            .clone()
    };
    let release = child(&tree, "HelmRelease");
    let set = child(&child(&release, "Deployment"), "ReplicaSet");
    assert_eq!(child(&set, "Pod")["ready"], true);
    assert_eq!(child(&release, "Service")["passive"], true);
    let pod = child(&set, "Pod");
    let path = plane.k8s(&format!("/pod/home-prod/{}/tree", pod["name"].as_str().unwrap()));
    let owners = plane.get(&path).await.expect(200)["owners"].as_array().unwrap().len();
    assert_eq!(owners, 4);
}

#[tokio::test]
async fn events_say_why_a_pod_does_not_start() {
    let plane = TestPlane::new().await;
    plane
        .post(&plane.applications(""), &simple("bp-drill-image-pull", "drill"))
        .await
        .expect(201);
    plane.until("drill", "Failed").await;
    let pods = plane.get(&plane.k8s("/pod?ns=home-prod")).await.expect(200);
    let path = plane.k8s(&format!("/events-for/pod/home-prod/{}", names(&pods)[0]));
    let events = plane.get(&path).await.expect(200);
    assert_eq!(events["kind"], "Pod");
    let failed = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["reason"] == "Failed")
        .unwrap();
    assert_eq!(failed["type"], "Warning");
    assert!(failed["note"].as_str().unwrap().contains("pull image"));
}

#[tokio::test]
async fn lists_are_paged() {
    let plane = TestPlane::new().await;
    let first = plane.get(&plane.k8s("/nodes?limit=4")).await.expect(200);
    let cursor = first["continue"].as_str().unwrap();
    let second = plane
        .get(&plane.k8s(&format!("/nodes?limit=5&continue={cursor}")))
        .await
        .expect(200);
    assert_eq!((names(&first).len(), names(&second).len()), (4, 5));
    assert!(second.get("continue").is_none());
    let one = plane
        .get(&plane.k8s("/node?fieldSelector=metadata.name%3Dhz-fsn-rtz-node-1"))
        .await
        .expect(200);
    assert_eq!(names(&one), ["hz-fsn-rtz-node-1"]);
}

#[tokio::test]
async fn secrets_have_no_data() {
    let plane = TestPlane::new().await;
    let mut install = wordpress("blog");
    install["parameters"]["database"] =
        json!({"mode": "external", "host": "db.example.test", "password": "correct horse"});
    plane.post(&plane.applications(""), &install).await.expect(201);
    plane.until("blog", "Ready").await;
    let secrets = plane.get(&plane.k8s("/secret")).await;
    assert_eq!(names(&secrets.expect(200)), ["blog-parameters"]);
    assert!(!secrets.text().contains("horse") && secrets.json()["items"][0].get("data").is_none());
}
