//! HTTPS by the console itself: real handshakes on loopback, with certificates made for the test.

use crate::support::{TestConsole, control_plane, embedded, get_page, request, served};
use axum::{
    body::Body,
    http::{Request, StatusCode, Version, header},
    response::Response,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertifiedKey, KeyPair};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use server::{
    listen::{self, Certificate},
    proxy::{Remote, Upstream},
};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

const HTTPS: &str = "https://localhost:3000";

/// Two files as they are mounted from a Secret.
struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn chain(&self) -> PathBuf {
        self.folder.path().join("tls.crt")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("tls.key")
    }

    /// Writes a new certificate for localhost and answers what a client needs to trust it.
    fn renew(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(self.chain(), cert.pem()).unwrap();
        std::fs::write(self.key(), signing_key.serialize_pem()).unwrap();
        cert.der().clone()
    }

    fn open(&self) -> Arc<Certificate> {
        Arc::new(Certificate::open(self.chain(), self.key()).unwrap())
    }
}

async fn listening(console: &TestConsole, certificate: Arc<Certificate>) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (router, signal) = (console.router.clone(), console.console.shutdown.clone());
    let serving = async move { listen::serve_tls(listener, certificate, router, signal).await.unwrap() };
    (address, tokio::spawn(serving))
}

async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    protocol: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// One request over HTTP/2; the target names the host, as browsers do.
async fn ask(address: SocketAddr, trusted: &CertificateDer<'static>, request: Request<Body>) -> Response {
    let stream = connect(address, trusted, "h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let io = TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io)
        .await
        .unwrap();
    tokio::spawn(connection);
    let (mut parts, body) = request.into_parts();
    parts.uri = format!("{HTTPS}{}", parts.uri).parse().unwrap();
    let answer = sender.send_request(Request::from_parts(parts, body)).await.unwrap();
    answer.map(Body::new)
}

#[tokio::test]
async fn a_person_signs_in_over_http_2_and_the_cookie_is_bound_to_the_host() {
    let files = Files::new();
    let trusted = files.renew();
    let console = TestConsole::reached_at(HTTPS, embedded());
    let (address, _serving) = listening(&console, files.open()).await;

    let answer = ask(address, &trusted, get_page(&console.link("/"))).await;
    assert_eq!(answer.version(), Version::HTTP_2);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn a_call_over_http_2_reaches_a_control_plane_that_speaks_http_1() {
    let (address, _trigger) = served(control_plane()).await;
    let origin = format!("http://{address}");
    let files = Files::new();
    let trusted = files.renew();
    let console = TestConsole::reached_at(HTTPS, Upstream::from(Remote::new(origin.parse().unwrap())));
    let cookie = console.sign_in().await;
    let (address, _serving) = listening(&console, files.open()).await;

    let call = request("POST", "/api/v1/echo/x?y=1")
        .header(header::COOKIE, cookie)
        .header(header::ORIGIN, HTTPS)
        .header("x-catalyst-console", "1")
        .body(Body::from("hello"))
        .unwrap();
    let answer = ask(address, &trusted, call).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let seen = crate::support::json_of(answer).await;
    assert_eq!(
        (&seen["uri"], &seen["body"]),
        (&"/api/v1/echo/x?y=1".into(), &"hello".into())
    );
    assert_eq!(seen["headers"]["x-forwarded-proto"], "https");
}

#[tokio::test]
async fn who_speaks_http_1_only_is_answered_too() {
    let files = Files::new();
    let trusted = files.renew();
    let console = TestConsole::reached_at(HTTPS, embedded());
    let (address, _serving) = listening(&console, files.open()).await;
    let stream = connect(address, &trusted, "http/1.1").await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let health = request("GET", "/healthz").header(header::HOST, "localhost:3000");
    let answer = sender.send_request(health.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn new_connections_get_a_renewed_certificate_and_broken_files_change_nothing() {
    let files = Files::new();
    let old = files.renew();
    let certificate = files.open();
    let console = TestConsole::reached_at(HTTPS, embedded());
    let (address, _serving) = listening(&console, Arc::clone(&certificate)).await;
    assert!(!certificate.refresh().unwrap());

    std::fs::write(files.key(), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let error = certificate.refresh().unwrap_err().to_string();
    assert!(error.contains("is not the key of"), "{error}");
    connect(address, &old, "h2").await.unwrap();

    let new = files.renew();
    assert!(certificate.refresh().unwrap());
    connect(address, &new, "h2").await.unwrap();
    assert!(connect(address, &old, "h2").await.is_err());
}

#[tokio::test]
async fn an_open_connection_does_not_hold_the_end_up() {
    let files = Files::new();
    let trusted = files.renew();
    let console = TestConsole::reached_at(HTTPS, embedded());
    let (address, serving) = listening(&console, files.open()).await;
    let stream = connect(address, &trusted, "h2").await.unwrap();
    let io = TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let health = Request::get(format!("{HTTPS}/healthz")).body(Body::empty()).unwrap();
    assert_eq!(sender.send_request(health).await.unwrap().status(), StatusCode::OK);
    // One that never says a word must not either.
    let _silent = TcpStream::connect(address).await.unwrap();

    console.shutdown.begin();
    serving.await.unwrap();
    connection.await.unwrap().unwrap();
}
