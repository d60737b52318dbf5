//! A console with a site in a temporary folder and a control plane of a few lines.

pub mod marketplace;
pub mod reader;

use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header, request::Builder},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use control_plane::SystemClock;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use server::{
    assets::Site,
    auth::{
        SignInLinks, Target, Throttle,
        code::Mailings,
        oidc::{Provider, Realms},
    },
    client_address::TrustedProxies,
    control_plane::{Bearers, NoBearer},
    listen,
    live::Hub,
    proxy::{Guesses, Upstream},
    render::ControlPlaneFacts,
    router::router,
    secret::Secret,
    session::{Sessions, Store, store::InProcess},
    shutdown::{ShutdownTrigger, shutdown},
    state::{Console, Parts},
    storefront::Guards,
    traces::Traces,
    vault::Vault,
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

pub const ORIGIN: &str = "http://127.0.0.1:3000";
pub const BEARER: &str = "bearer-of-the-owner";

/// Everybody is the owner.
pub struct OneBearer;

impl Bearers for OneBearer {
    fn issue(&self) -> Result<Secret, NoBearer> {
        Ok(Secret::new(BEARER))
    }

    fn knows(&self, _bearer: &Secret) -> bool {
        true
    }

    fn end(&self, _bearer: &Secret) {}
}

/// Serves a router on loopback for as long as the trigger is held.
pub async fn served(router: Router) -> (SocketAddr, ShutdownTrigger) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (trigger, signal) = shutdown();
    tokio::spawn(listen::serve(listener, router, signal));
    (address, trigger)
}

pub struct TestConsole {
    pub router: Router,
    pub console: Console,
    pub shutdown: ShutdownTrigger,
    printed: Arc<Mutex<Vec<String>>>,
    _site: TempDir,
}

impl TestConsole {
    pub fn new(upstream: Upstream) -> Self {
        Self::reached_at(ORIGIN, upstream)
    }

    pub fn reached_at(public_url: &str, upstream: Upstream) -> Self {
        Self::made_of(
            public_url,
            upstream,
            Box::new(InProcess::default()),
            Box::new(OneBearer),
            None,
        )
    }

    pub fn signed_in_by(provider: Arc<Provider>, upstream: Upstream) -> Self {
        let store = Box::new(InProcess::default());
        Self::made_of(ORIGIN, upstream, store, Box::new(OneBearer), Some(provider))
    }

    pub fn traced_by(traces: Arc<Traces>, upstream: Upstream) -> Self {
        let store = Box::new(InProcess::default());
        Self::traced(ORIGIN, upstream, store, Box::new(OneBearer), None, Some(traces))
    }

    pub fn made_of(
        public_url: &str,
        upstream: Upstream,
        store: Box<dyn Store>,
        bearers: Box<dyn Bearers>,
        provider: Option<Arc<Provider>>,
    ) -> Self {
        Self::traced(public_url, upstream, store, bearers, provider, None)
    }

    fn traced(
        public_url: &str,
        upstream: Upstream,
        store: Box<dyn Store>,
        bearers: Box<dyn Bearers>,
        provider: Option<Arc<Provider>>,
        traces: Option<Arc<Traces>>,
    ) -> Self {
        let folder = site();
        let (trigger, signal) = shutdown();
        let printed = Arc::<Mutex<Vec<String>>>::default();
        let printer = Arc::clone(&printed);
        let console = Console::new(Parts {
            public_url: public_url.parse().unwrap(),
            upstream,
            sessions: Sessions::new(store, Arc::new(SystemClock)),
            vault: Arc::new(Vault::ephemeral().unwrap()),
            provider,
            realms: Realms::new(public_url.parse().unwrap()),
            throttle: Throttle::default(),
            mailings: Mailings::default(),
            git_guesses: Guesses::default(),
            storefront: Guards::default(),
            trusted_proxies: TrustedProxies(vec!["10.0.0.0/8".parse().unwrap()]),
            links: SignInLinks::default(),
            bearers,
            live: Hub::default(),
            facts: ControlPlaneFacts::default(),
            site: Site::open(folder.path()).unwrap(),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            traces,
            shutdown: signal,
            announce: Box::new(move |link| printer.lock().unwrap().push(link.to_owned())),
        });
        Self {
            router: router(&console),
            console,
            shutdown: trigger,
            printed,
            _site: folder,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A fresh link's path and query.
    pub fn link(&self, next: &str) -> String {
        let link = self
            .console
            .links
            .issue(&self.console.public_url, &Target::parse(next))
            .unwrap();
        link.strip_prefix(self.console.public_url.origin()).unwrap().to_owned()
    }

    /// Links that were printed for whoever runs the server.
    pub fn printed(&self) -> Vec<String> {
        self.printed.lock().unwrap().clone()
    }

    /// Signs in and answers the `Cookie` header of the session.
    pub async fn sign_in(&self) -> String {
        let answer = self.send(get_page(&self.link("/"))).await;
        cookie_of(&answer)
    }
}

/// `name=value` of the answer's first cookie.
pub fn cookie_of(answer: &Response) -> String {
    let set_cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    set_cookie.split(';').next().unwrap().to_owned()
}

pub fn get_page(path: &str) -> Request<Body> {
    request("GET", path)
        .header(header::ACCEPT, "text/html")
        .body(Body::empty())
        .unwrap()
}

pub fn get_page_as(cookie: &str, path: &str) -> Request<Body> {
    let page = request("GET", path).header(header::ACCEPT, "text/html");
    page.header(header::COOKIE, cookie).body(Body::empty()).unwrap()
}

pub fn request(method: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}

/// A call that a page of the console makes.
pub fn call_as(cookie: &str, method: &str, path: &str) -> Builder {
    request(method, path)
        .header(header::COOKIE, cookie)
        .header(header::ORIGIN, ORIGIN)
        .header("x-catalyst-console", "1")
}

pub async fn text_of(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub async fn json_of(answer: Response) -> Value {
    serde_json::from_str(&text_of(answer).await).unwrap()
}

/// Answers what pages need, and tells at `/api/v1/echo/…` what it was sent.
pub fn control_plane() -> Router {
    Router::new()
        .route("/api/v1/whoami", get(whoami))
        .route("/api/v1/version", get(version))
        .route(
            "/api/v1/sovereign/self",
            get(|| async { Json(json!({"deploymentId": "d1", "sovereignFQDN": "t01.omani.works"})) }),
        )
        .route("/api/v1/echo/{*rest}", any(echo))
        .fallback(|| async { (StatusCode::OK, Json(json!({"items": []}))) })
}

pub fn embedded() -> Upstream {
    Upstream::Embedded(control_plane())
}

async fn version() -> Json<Value> {
    Json(json!({
        "service": "catalyst-api", "sha": "0", "gitSha": "0", "version": "1",
        "buildTimeSource": "process-start", "cluster": "simulated",
    }))
}

async fn whoami(headers: HeaderMap) -> Response {
    if headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value == &format!("Bearer {BEARER}"))
    {
        let whoami = json!({"email": "owner@t01.omani.works", "sub": "owner", "verified": true, "tier": "owner"});
        Json(whoami).into_response()
    } else {
        (StatusCode::UNAUTHORIZED, Json(json!({"error": "unauthenticated"}))).into_response()
    }
}

async fn echo(request: Request) -> Response {
    let headers: serde_json::Map<String, Value> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
        .collect();
    let (method, uri) = (request.method().to_string(), request.uri().to_string());
    let Ok(body) = axum::body::to_bytes(request.into_body(), usize::MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let seen = json!({"method": method, "uri": uri, "headers": headers, "body": String::from_utf8_lossy(&body)});
    let cookies = [
        (header::SET_COOKIE, "catalyst_session=leak"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (cookies, Json(seen)).into_response()
}

pub fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    let package = folder.path().join("pkg/0123abcd");
    std::fs::create_dir_all(&package).unwrap();
    let files = [
        ("build.json", r#"{"pkg":"pkg/0123abcd","output":"console"}"#),
        ("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("pkg/0123abcd/console.js", "export default 1;"),
        ("pkg/0123abcd/console.js.br", "not really brotli"),
        ("pkg/0123abcd/console_bg.wasm", "\0asm"),
        ("pkg/0123abcd/console.css", "body{}"),
    ];
    for (path, content) in files {
        std::fs::write(folder.path().join(path), content).unwrap();
    }
    folder
}
