//! What a new folder starts with, over the catalogue that ships.

use crate::support::{FAST, TestPlane, config};
use control_plane::{ControlPlane, OpenError, Seed};
use std::collections::BTreeSet;
use std::path::Path;

async fn seeded(seed: Seed) -> TestPlane {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder, FAST);
    config.blueprint_dirs = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints")];
    config.seed = seed;
    TestPlane::open(folder, config).await
}

#[tokio::test]
async fn the_demo_has_two_organizations_with_applications_running() {
    let plane = seeded(Seed::Demo).await;
    let list = plane.get(&plane.applications("")).await.expect(200);
    let items = list["items"].as_array().unwrap();
    for item in items {
        assert_eq!(item["phase"], "Ready", "{}", item["name"]);
    }
    let names: BTreeSet<&str> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
    for name in [
        "shop",
        "shop-db",
        "sessions",
        "passwords",
        "code-dev",
        "ledger-stg",
        "ledger",
        "dashboards",
    ] {
        assert!(names.contains(name), "{name} is left out of {names:?}");
    }
    let environments = plane.get(&plane.k8s("/environment")).await.expect(200);
    assert_eq!(environments["items"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn an_empty_one_has_a_place_to_install_into_and_nothing_in_it() {
    let plane = seeded(Seed::Empty).await;
    assert_eq!(
        plane.get(&plane.applications("")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        plane.get(&plane.k8s("/environment")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_speed_that_is_none_is_refused() {
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let folder = tempfile::tempdir().unwrap();
        let opened = ControlPlane::open(config(&folder, speed)).await;
        assert!(matches!(opened, Err(OpenError::Speed(_))), "{speed}");
    }
}
