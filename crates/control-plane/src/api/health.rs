//! Liveness, readiness, metrics and build facts. Section A.1.

use super::{Mount, Shared};
use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::Access;
use contract::session::{BuildTimeSource, ClusterNature, GetVersion, Version};
use http::{HeaderValue, Method, header};

pub(super) fn mount(mount: &mut Mount) {
    mount.route(Method::GET, "/healthz", Access::Public, async || "ok");
    mount.route(Method::GET, "/readyz", Access::Public, async || "ok");
    mount.route(Method::GET, "/metrics", Access::Public, metrics);
    mount.call::<GetVersion, _>(version);
}

async fn version(plane: Shared) -> Json<Version> {
    let sha = option_env!("CATALYST_GIT_SHA").unwrap_or("unknown").to_owned();
    Json(Version {
        service: "catalyst-api".to_owned(),
        git_sha: sha.clone(),
        sha,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        chart_version: None,
        build_time: Some(plane.started),
        build_time_source: BuildTimeSource::ProcessStart,
        go: String::new(),
        cluster: Some(ClusterNature::Simulated),
    })
}

/// Prometheus text.
async fn metrics(plane: Shared) -> Response {
    let world = plane.world();
    let gauges = [
        ("organizations", "Organizations recorded.", world.organizations.len()),
        ("environments", "Environments recorded.", world.environments.len()),
        ("applications", "Applications recorded.", world.applications.len()),
        (
            "cluster_objects",
            "Objects in the simulated cluster.",
            plane.cluster.cache.all().len(),
        ),
    ];
    let mut text = String::new();
    for (name, help, value) in gauges {
        let name = format!("catalyst_control_plane_{name}");
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
    }
    let plain = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(header::CONTENT_TYPE, plain)], text).into_response()
}
