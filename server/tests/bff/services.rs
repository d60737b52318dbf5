//! A control plane whose services are at origins of their own.

use crate::support::{TestConsole, call_as, control_plane, json_of, request, served};
use axum::{Json, Router, body::Body, extract::Request, http::header};
use serde_json::json;
use server::{
    proxy::{Remote, Services, Upstream},
    shutdown::ShutdownTrigger,
};
use tokio::net::TcpListener;

async fn listening(router: Router) -> (Remote, ShutdownTrigger) {
    let (address, trigger) = served(router).await;
    (Remote::new(format!("http://{address}").parse().unwrap()), trigger)
}

/// A service that says its name, and what it was asked.
fn service(name: &'static str) -> Router {
    Router::new().fallback(move |request: Request| async move {
        let credentials = request.headers().get(header::AUTHORIZATION);
        let credentials = credentials.map(|value| value.to_str().unwrap().to_owned());
        Json(json!({"service": name, "uri": request.uri().to_string(), "authorization": credentials}))
    })
}

#[tokio::test]
async fn each_service_is_asked_for_its_own_paths_in_the_sessions_name() {
    let (api, _api) = listening(control_plane()).await;
    let (gateway, _gateway) = listening(service("gateway")).await;
    let (gitea, _gitea) = listening(service("gitea")).await;
    let services = Services {
        api,
        gateway: Some(gateway),
        gitea: Some(gitea),
    };
    let console = TestConsole::new(Upstream::Remote(Box::new(services)));
    let cookie = console.sign_in().await;
    for (path, service, uri) in [
        ("/api/catalog/plans?x=1", "gateway", "/api/catalog/plans?x=1"),
        ("/api/tenant/orgs", "gateway", "/api/tenant/orgs"),
        (
            "/gitea/api/v1/repos/acme/shop?ref=main",
            "gitea",
            "/api/v1/repos/acme/shop?ref=main",
        ),
    ] {
        let call = call_as(&cookie, "GET", path).body(Body::empty()).unwrap();
        let seen = json_of(console.send(call).await).await;
        assert_eq!(
            (&seen["service"], &seen["uri"]),
            (&service.into(), &uri.into()),
            "{path}"
        );
        assert_eq!(seen["authorization"], "Bearer bearer-of-the-owner", "{path}");
    }
    let call = call_as(&cookie, "GET", "/api/v1/echo/x").body(Body::empty()).unwrap();
    assert_eq!(json_of(console.send(call).await).await["uri"], "/api/v1/echo/x");
}

#[tokio::test]
async fn git_reaches_gitea_with_its_own_credentials() {
    let (api, _api) = listening(control_plane()).await;
    let (gitea, _gitea) = listening(service("gitea")).await;
    let services = Services {
        gitea: Some(gitea),
        ..Services::at(api)
    };
    let console = TestConsole::new(Upstream::Remote(Box::new(services)));
    let fetch = request("GET", "/gitea/acme/shop.git/info/refs?service=git-upload-pack");
    let fetch = fetch.header(header::AUTHORIZATION, "Basic bWU6dG9rZW4=");
    let seen = json_of(console.send(fetch.body(Body::empty()).unwrap()).await).await;
    assert_eq!(seen["uri"], "/acme/shop.git/info/refs?service=git-upload-pack");
    assert_eq!(seen["authorization"], "Basic bWU6dG9rZW4=");
}

#[tokio::test]
async fn a_service_that_is_down_takes_no_other_with_it() {
    let (api, _api) = listening(control_plane()).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let services = Services {
        gateway: Some(Remote::new(origin.parse().unwrap())),
        ..Services::at(api)
    };
    let console = TestConsole::new(Upstream::Remote(Box::new(services)));
    let cookie = console.sign_in().await;
    let get = |path: &str| console.send(call_as(&cookie, "GET", path).body(Body::empty()).unwrap());
    // Often enough for the circuit to open.
    for _ in 0..10 {
        assert!(get("/api/catalog/plans").await.status().is_server_error());
    }
    assert_eq!(get("/api/v1/echo/x").await.status(), 200);
}
