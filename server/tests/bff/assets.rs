use crate::support::{TestConsole, embedded, get_page, request, text_of};
use axum::{
    body::Body,
    http::{Request, header},
};

fn asset(path: &str) -> Request<Body> {
    request("GET", path)
        .header(header::ACCEPT_ENCODING, "gzip, br")
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn packages_are_kept_for_ever_and_sent_compressed() {
    let console = TestConsole::new(embedded());
    let answer = console.send(asset("/pkg/0123abcd/console.js")).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers();
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(headers[header::CONTENT_ENCODING], "br");
    assert_eq!(headers[header::CONTENT_TYPE], "text/javascript");
    assert_eq!(headers[header::VARY], "accept-encoding");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(text_of(answer).await, "not really brotli");

    let plain = console.send(get_page("/pkg/0123abcd/console.js")).await;
    assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
    assert_eq!(text_of(plain).await, "export default 1;");
}

#[tokio::test]
async fn wasm_has_the_type_that_streaming_compilation_wants() {
    let console = TestConsole::new(embedded());
    let answer = console.send(asset("/pkg/0123abcd/console_bg.wasm")).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/wasm");
}

#[tokio::test]
async fn a_missing_package_file_is_missing_and_not_kept() {
    let console = TestConsole::new(embedded());
    for path in ["/pkg/0123abcd/gone.wasm", "/pkg/..%2Fbuild.json", "/pkg/"] {
        let answer = console.send(asset(path)).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(!answer.headers().contains_key(header::CACHE_CONTROL), "{path}");
    }
}

#[tokio::test]
async fn other_public_files_are_kept_shortly() {
    let console = TestConsole::new(embedded());
    let answer = console.send(asset("/favicon.svg")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=300");
}
