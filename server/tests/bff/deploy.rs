//! `deploy/`: the console as a Blueprint and a chart, as far as a test without a cluster can tell.

use crate::support::json_of;
use axum::{
    body::Body,
    http::{Request, header},
};
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, LocalCards, Seed, SystemClock};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};
use tempfile::TempDir;
use tower::ServiceExt;

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(deploy().join(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&read(path)).unwrap()
}

/// The Blueprint as our own catalogue reads it, beside the starter catalogue.
async fn listed() -> Value {
    let (data, shelf) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    std::fs::copy(deploy().join("blueprint.yaml"), shelf.path().join("blueprint.yaml")).unwrap();
    let starter = concat!(env!("CARGO_MANIFEST_DIR"), "/../blueprints");
    let plane = ControlPlane::open(Config {
        data_dir: data.path().to_owned(),
        blueprint_dirs: vec![starter.into(), shelf.path().to_owned()],
        seed: Seed::Empty,
        speed: 1.0,
        fqdn: "t01.omani.works".to_owned(),
        clock: Arc::new(SystemClock),
        cards: Some(Arc::new(LocalCards::default())),
    });
    let plane = plane.await.unwrap();
    let token = plane.mint_token(Identity {
        email: "owner@t01.omani.works".to_owned(),
        verified: true,
        sub: "owner".to_owned(),
        tier: Tier::Owner,
    });
    let request = Request::get("/api/v1/catalog/bp-catalyst-console/versions/0.1.0");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = plane
        .router()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    json_of(answer).await
}

#[tokio::test]
async fn our_own_catalogue_takes_the_blueprint() {
    let blueprint = listed().await;
    assert_eq!(blueprint.get("error"), None, "{blueprint}");
    assert_eq!(blueprint["card"]["title"], "Catalyst Console");
}

#[test]
fn the_parameters_of_the_blueprint_are_values_of_the_chart() {
    let (blueprint, values) = (yaml("blueprint.yaml"), yaml("chart/values.yaml"));
    let parameters = blueprint["spec"]["configSchema"]["properties"].as_object().unwrap();
    for (name, schema) in parameters {
        let value = values.get(name);
        assert!(value.is_some(), "the chart has no value {name}");
        if let Some(default) = schema.get("default") {
            assert_eq!(value, Some(default), "{name}");
        }
    }
    assert_eq!(blueprint["spec"]["version"], yaml("chart/Chart.yaml")["version"]);
    assert_eq!(blueprint["spec"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn observability_is_off_until_somebody_switches_it_on() {
    let off = json!({"metrics": false, "jsonLogs": false, "otlpEndpoint": ""});
    assert_eq!(yaml("chart/values.yaml")["observability"], off);
    let blueprint = yaml("blueprint.yaml");
    let off = json!({"metrics": false, "logs": false, "traces": false});
    assert_eq!(blueprint["spec"]["observability"], off);
}

#[test]
fn the_chart_sets_only_what_the_console_knows() {
    let help = Command::new(env!("CARGO_BIN_EXE_catalyst-console"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let template = read("chart/templates/deployment.yaml");
    let is_part = |c: char| !c.is_ascii_uppercase() && c != '_';
    let set: BTreeSet<&str> = template
        .split(is_part)
        .filter(|word| word.starts_with("CATALYST_"))
        .collect();
    assert!(set.len() > 10, "{set:?}");
    for name in set {
        assert!(help.contains(&format!("[env: {name}=")), "{name}");
    }
}

/// With every toggle on, so that no branch of a template is left out.
#[test]
fn helm_renders_the_chart() {
    let chart = deploy().join("chart");
    let render = |settings: &[&str]| {
        let required = ["publicUrl=https://c.example", "oidcIssuer=https://a.example/realms/x"];
        let mut helm = Command::new("helm");
        helm.arg("template").arg("console").arg(&chart);
        for setting in required.iter().chain(settings) {
            helm.args(["--set", setting]);
        }
        helm.output()
    };
    let Ok(plain) = render(&[]) else {
        println!("helm is not installed: the chart is not rendered");
        return;
    };
    assert!(plain.status.success(), "{}", String::from_utf8_lossy(&plain.stderr));
    let objects = |output: &[u8]| -> Vec<Value> {
        let text = String::from_utf8(output.to_vec()).unwrap();
        let all: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
        all.into_iter().filter(|object| !object.is_null()).collect()
    };
    let kinds = |objects: &[Value]| -> BTreeSet<String> {
        objects
            .iter()
            .map(|object| object["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    let plain = objects(&plain.stdout);
    let expected = ["Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service"];
    assert_eq!(kinds(&plain), expected.map(str::to_owned).into());
    let deployment = plain.iter().find(|object| object["kind"] == "Deployment").unwrap();
    assert_eq!(deployment["spec"]["replicas"], 2);
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"], true);

    let all = [
        "tlsSecretName=tls",
        "oidcClientSecret=true",
        "oidcName=Omani ID",
        "gateway=http://g:8080",
        "gitea=http://h:3000",
        "trustedProxies={10.42.0.0/16}",
        "observability.metrics=true",
        "observability.jsonLogs=true",
        "observability.otlpEndpoint=http://o:4318",
        "sessionStoreCa=true",
    ];
    let full = render(&all).unwrap();
    assert!(full.status.success(), "{}", String::from_utf8_lossy(&full.stderr));
    assert!(kinds(&objects(&full.stdout)).contains("ServiceMonitor"));
}
