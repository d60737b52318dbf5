//! The five error shapes and the success that is none, as one [`ApiError`] (§0.6).

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::error::check;
use contract::{ApiError, FieldError, Retry};
use http::StatusCode;
use std::time::Duration;

fn refused(status: u16, body: &str) -> ApiError {
    check(StatusCode::from_u16(status).unwrap(), None, body.as_bytes()).unwrap_err()
}

#[test]
fn e1_code_and_detail() {
    let error = refused(
        404,
        r#"{"error":"deployment-not-found","detail":"no deployment with id 7"}"#,
    );
    assert_eq!(
        (error.status, error.code.as_str(), error.message.as_str()),
        (404, "deployment-not-found", "no deployment with id 7")
    );
    let bare = refused(401, r#"{"error":"unauthenticated"}"#);
    assert!(bare.is_unauthenticated());
    assert_eq!(bare.message, "401 Unauthorized (unauthenticated)");
}

#[test]
fn e2_hint_and_fields() {
    let body = r#"{"kind":"Application","error":"invalid-parameters","status":"400","httpStatus":"400","applied":false,
        "detail":"two are wrong","hint":"look again","errors":[
            {"pointer":"/domain","keyword":"format","message":"no host name"},
            {"path":"parameters.replicas","message":"too many"},
            "something else"]}"#;
    let error = refused(400, body);
    assert_eq!(
        (error.code.as_str(), error.hint.as_deref()),
        ("invalid-parameters", Some("look again"))
    );
    let field = |pointer: &str, keyword: &str, message: &str| FieldError {
        pointer: pointer.to_owned(),
        keyword: keyword.to_owned(),
        message: message.to_owned(),
    };
    assert_eq!(
        error.fields,
        [
            field("/domain", "format", "no host name"),
            field("/replicas", "", "too many"),
            field("", "", "something else"),
        ]
    );
}

#[test]
fn e2_status_repeated_in_code_is_no_code() {
    let error = refused(403, r#"{"error":"forbidden","code":"403","detail":"tier too low"}"#);
    assert_eq!((error.code.as_str(), error.is_forbidden()), ("forbidden", true));
}

#[test]
fn e3_plain_text_but_never_a_page() {
    let error = refused(404, "sovereign \"x\" not registered\n");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("", "sovereign \"x\" not registered")
    );
    assert_eq!(refused(502, "<html>Bad gateway</html>").message, "502 Bad Gateway");
    assert_eq!(refused(503, "").message, "503 Service Unavailable");
}

#[test]
fn e4_and_e5() {
    let catalog = refused(404, r#"{"error":"blueprint_not_found","message":"no bp-x"}"#);
    assert_eq!(
        (catalog.code.as_str(), catalog.message.as_str()),
        ("blueprint_not_found", "no bp-x")
    );
    let catalyst = refused(
        409,
        r#"{"code":"name-collision","message":"taken","details":{"name":"x"}}"#,
    );
    assert_eq!(
        (catalyst.code.as_str(), catalyst.message.as_str()),
        ("name-collision", "taken")
    );
}

#[test]
fn a_success_that_was_not_applied_is_a_failure_with_its_true_status() {
    let soft = refused(
        200,
        r#"{"error":"forbidden","status":"403","httpStatus":"403","applied":false,"detail":"no"}"#,
    );
    assert_eq!((soft.status, soft.is_forbidden()), (403, true));
    assert!(
        check(
            StatusCode::OK,
            None,
            br#"{"applied":true,"httpStatus":"200","status":"Provisioning"}"#
        )
        .is_ok()
    );
    assert!(check(StatusCode::OK, None, b"[]").is_ok());
}

#[test]
fn retry_is_said_only_where_it_can_help() {
    let retry = |status, header| {
        check(StatusCode::from_u16(status).unwrap(), header, b"{}")
            .unwrap_err()
            .retry
    };
    assert_eq!(retry(503, Some("300")), Retry::After(300));
    assert_eq!(retry(500, None), Retry::Later);
    assert_eq!(retry(409, None), Retry::Never);
    assert_eq!(refused(503, "{}").retry_after(), Some(Duration::from_secs(2)));
}
