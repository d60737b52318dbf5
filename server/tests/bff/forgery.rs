use crate::support::{ORIGIN, TestConsole, call_as, embedded, json_of, request};
use axum::{body::Body, http::header};

#[tokio::test]
async fn every_unsafe_endpoint_wants_proof_that_the_console_itself_calls() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let mut tried = 0;
    for endpoint in contract::endpoints().iter().filter(|endpoint| endpoint.method != "GET") {
        let path = endpoint.route.replace(['{', '}'], "");
        let unproven: [&[(&str, &str)]; 5] = [
            &[],
            &[("x-catalyst-console", "1")],
            &[("origin", ORIGIN)],
            &[("origin", "https://evil.example"), ("x-catalyst-console", "1")],
            &[("sec-fetch-site", "cross-site"), ("x-catalyst-console", "1")],
        ];
        for headers in unproven {
            let mut call = request(&endpoint.method, &path).header(header::COOKIE, &cookie);
            for (name, value) in headers {
                call = call.header(*name, *value);
            }
            let answer = console.send(call.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status(), 403, "{path} {headers:?}");
            assert_eq!(json_of(answer).await["error"], "cross-site-request");
            tried += 1;
        }
        let proven = call_as(&cookie, &endpoint.method, &path).body(Body::empty()).unwrap();
        assert_eq!(console.send(proven).await.status(), 200, "{path}");
    }
    assert!(tried > 0, "the contract has unsafe endpoints");
}

#[tokio::test]
async fn forms_want_the_same_origin() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    for path in ["/auth/sign-out", "/auth/link", "/preferences"] {
        for origin in [None, Some("https://evil.example"), Some("null")] {
            let mut form = request("POST", path)
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                form = form.header(header::ORIGIN, origin);
            }
            let answer = console.send(form.body(Body::from("theme=dark")).unwrap()).await;
            assert_eq!(answer.status(), 403, "{path} {origin:?}");
        }
    }
    assert!(console.printed().is_empty());
}

#[tokio::test]
async fn a_form_is_refused_in_the_language_of_the_request() {
    let console = TestConsole::new(embedded());
    for (accepted, words) in [("en", "own pages"), ("ar", "صفحات اللوحة")] {
        let form = request("POST", "/auth/sign-out").header(header::ACCEPT_LANGUAGE, accepted);
        let answer = console.send(form.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 403);
        let detail = json_of(answer).await["detail"].to_string();
        assert!(detail.contains(words), "{accepted}: {detail}");
    }
}
