//! Both programs as processes: a console in front of a control plane on the network.

use crate::support::{json_of, site, text_of};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use contract::kubernetes::{Change, WatchFrame};
use futures::StreamExt;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};
use std::{path::Path, process::Stdio};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// A program under test; killed with this value.
struct Running {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_catalyst-console"))
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--log-filter", "error"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, output }
    }

    /// The next address that the program prints and that has this in it.
    async fn address(&mut self, part: &str) -> String {
        while let Some(line) = self.output.next_line().await.unwrap() {
            if let Some(url) = line.split_whitespace().find(|word| word.contains(part)) {
                return url.to_owned();
            }
        }
        panic!("the program ended: {:?}", self.child.wait().await);
    }
}

struct Pair {
    console: Running,
    _control_plane: Running,
    origin: String,
    _folders: (TempDir, TempDir),
}

async fn start_pair() -> Pair {
    let (data, site) = (TempDir::new().unwrap(), site());
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (data_dir, token) = (text(data.path()), text(&data.path().join("token")));
    let separate = [
        "control-plane",
        "--data-dir",
        &data_dir,
        "--token-file",
        &token,
        "--speed",
        "1000",
    ];
    let mut control_plane = Running::start(&separate);
    let upstream = control_plane.address("http://").await;
    let mut console = Running::start(&[
        "--site-dir",
        &text(site.path()),
        "--control-plane",
        &upstream,
        "--control-plane-token-file",
        &token,
    ]);
    let origin = console.address("http://").await;
    Pair {
        console,
        _control_plane: control_plane,
        origin,
        _folders: (data, site),
    }
}

impl Pair {
    async fn send(&self, cookie: &str, method: &str, path: &str, body: Option<Value>) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin))
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-catalyst-console", "1")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        client.request(request).await.unwrap().map(Body::new)
    }

    async fn sign_in(&mut self) -> String {
        let link = self.console.address("/auth/link").await;
        let answer = self
            .send("", "GET", link.strip_prefix(&self.origin).unwrap(), None)
            .await;
        crate::support::cookie_of(&answer)
    }
}

#[tokio::test]
async fn a_person_reads_installs_and_watches_through_a_control_plane_on_the_network() {
    let mut pair = start_pair().await;
    assert_eq!(pair.send("", "GET", "/readyz", None).await.status(), StatusCode::OK);
    let stranger = pair.send("", "GET", "/api/v1/whoami", None).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);

    let cookie = pair.sign_in().await;
    let whoami = json_of(pair.send(&cookie, "GET", "/api/v1/whoami", None).await).await;
    assert_eq!(whoami["tier"], "owner");
    let sovereign = json_of(pair.send(&cookie, "GET", "/api/v1/sovereign/self", None).await).await;
    let sovereign = format!("/api/v1/sovereigns/{}", sovereign["deploymentId"].as_str().unwrap());

    let watch = format!("{sovereign}/k8s/stream?kinds=application&initialState=1");
    let watch = pair.send(&cookie, "GET", &watch, None).await;
    assert_eq!(watch.status(), StatusCode::OK);
    let mut frames = watch.into_body().into_data_stream();
    let mut text = String::new();
    let mut next_frame = async || {
        loop {
            if let Some((event, rest)) = text.split_once("\n\n") {
                let frame = event
                    .lines()
                    .find_map(|line| serde_json::from_str::<WatchFrame>(line.strip_prefix("data: ")?).ok());
                text = rest.to_owned();
                if let Some(frame) = frame {
                    return frame;
                }
            } else {
                text += std::str::from_utf8(&frames.next().await.unwrap().unwrap()).unwrap();
            }
        }
    };
    while next_frame().await.change != Change::Synced {}

    let install = json!({
        "blueprintRef": {"name": "bp-nats", "version": newest(&pair, &cookie, "bp-nats").await},
        "name": "journal", "organizationRef": "acme", "environmentRef": "acme-prod", "parameters": {},
    });
    let installed = pair
        .send(&cookie, "POST", &format!("{sovereign}/applications"), Some(install))
        .await;
    let status = installed.status();
    assert_eq!(status, StatusCode::CREATED, "{}", text_of(installed).await);
    loop {
        let frame = next_frame().await;
        if frame
            .object
            .is_some_and(|object| object["metadata"]["name"] == "journal")
        {
            break;
        }
    }
}

async fn newest(pair: &Pair, cookie: &str, blueprint: &str) -> Value {
    let found = json_of(
        pair.send(cookie, "GET", &format!("/api/v1/catalog/{blueprint}"), None)
            .await,
    )
    .await;
    found["version"].clone()
}
