use crate::support::{TestConsole, embedded, get_page, json_of, request};
use axum::{body::Body, http::header};
use contract::{Access, EndpointInfo};
use serde_json::json;

/// A path of the route, with every parameter filled in.
fn sample(route: &str) -> String {
    let filled: Vec<&str> = route
        .split('/')
        .map(|segment| if segment.starts_with('{') { "x" } else { segment })
        .collect();
    filled.join("/")
}

fn all() -> impl Iterator<Item = EndpointInfo> {
    contract::endpoints().into_iter().chain(contract::tenant_endpoints())
}

#[tokio::test]
async fn every_endpoint_that_is_not_public_refuses_strangers() {
    let console = TestConsole::new(embedded());
    for endpoint in all().filter(|endpoint| endpoint.access != Access::Public) {
        let path = sample(endpoint.route);
        for cookie in ["", "catalyst_console=guess", "catalyst_session=a.b.c"] {
            let call = request(&endpoint.method, &path)
                .header(header::COOKIE, cookie)
                .header(header::AUTHORIZATION, "Bearer bearer-of-the-owner")
                .body(Body::empty());
            let answer = console.send(call.unwrap()).await;
            assert_eq!(answer.status(), 401, "{} {path}", endpoint.method);
            assert_eq!(json_of(answer).await, json!({"error": "unauthenticated"}));
        }
    }
}

#[tokio::test]
async fn public_endpoints_are_asked_in_nobodys_name() {
    let console = TestConsole::new(embedded());
    let read = |endpoint: &EndpointInfo| endpoint.access == Access::Public && endpoint.method == "GET";
    for endpoint in all().filter(read) {
        let path = sample(endpoint.route);
        let call = request("GET", &path).header(header::AUTHORIZATION, "Bearer bearer-of-the-owner");
        let answer = console.send(call.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_page_sends_strangers_to_sign_in_and_remembers_where_they_were_going() {
    let console = TestConsole::new(embedded());
    let answer = console.send(get_page("/environments/acme-prod?view=list")).await;
    assert_eq!(answer.status(), 303);
    let location = answer.headers()[header::LOCATION].to_str().unwrap();
    assert_eq!(location, "/sign-in?next=%2Fenvironments%2Facme%2Dprod%3Fview%3Dlist");
}

#[tokio::test]
async fn what_is_no_page_and_no_file_is_not_found_rather_than_a_sign_in_page() {
    let console = TestConsole::new(embedded());
    for (method, accept) in [("GET", "image/avif,image/webp,*/*;q=0.8"), ("POST", "text/html")] {
        let missing = request(method, "/missing.png").header(header::ACCEPT, accept);
        let answer = console.send(missing.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 404, "{method} {accept}");
    }
}

#[tokio::test]
async fn health_is_public() {
    let console = TestConsole::new(embedded());
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(console.send(get_page(path)).await.status(), 200, "{path}");
    }
}
