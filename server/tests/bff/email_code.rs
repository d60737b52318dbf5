use crate::email_service::{CODE, EMAIL, EmailService};
use crate::support::{ORIGIN, TestConsole, call_as, cookie_of, get_page_as, request, text_of};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use futures::future::join_all;
use server::{auth::code::CODES, listen::Peer, proxy::Upstream};

/// Shorter than the margin before a token's end, so that each request wants a new one.
const AT_ONCE: i64 = 5;

fn form(path: &str, fields: String) -> Request<Body> {
    request("POST", path)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields))
        .unwrap()
}

fn location(answer: &Response) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

fn console_with(service: &EmailService) -> TestConsole {
    TestConsole::new(Upstream::Embedded(service.router()))
}

async fn verify(console: &TestConsole, code: &str) -> Response {
    let fields = format!("email={EMAIL}&code={code}&next=%2Fcheckout%3Fplan%3Dm");
    console.send(form("/auth/code/verify", fields)).await
}

async fn signed_in(service: &EmailService) -> (TestConsole, String) {
    let console = console_with(service);
    let answer = verify(&console, CODE).await;
    let cookie = cookie_of(&answer);
    (console, cookie)
}

async fn balance(console: &TestConsole, cookie: &str) -> StatusCode {
    let call = call_as(cookie, "GET", "/api/billing/balance");
    console.send(call.body(Body::empty()).unwrap()).await.status()
}

#[tokio::test]
async fn a_code_is_sent_and_opens_a_session_where_the_customer_was_going() {
    let service = EmailService::default();
    let console = console_with(&service);
    let fields = "email=+Noor%40Example.om&next=%2Fcheckout%3Fplan%3Dm".to_owned();
    let answer = console.send(form("/auth/code", fields)).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(
        location(&answer),
        "/sign-in/code?email=noor%40example.om&next=%2Fcheckout%3Fplan%3Dm&reason=sent"
    );
    assert_eq!(service.behaviour().sent_to, [EMAIL]);

    let answer = verify(&console, "+012+345").await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/checkout?plan=m"));
    let cookie = cookie_of(&answer);
    assert_eq!(balance(&console, &cookie).await, 200);
    let page = text_of(console.send(get_page_as(&cookie, "/plans")).await).await;
    assert!(page.contains(EMAIL), "the page knows its customer");
    assert!(
        !page.contains("refresh-1") && !page.contains("eyJ"),
        "no token reaches the browser"
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_where_it_was_typed() {
    let service = EmailService::default();
    let console = console_with(&service);
    let answer = verify(&console, "999999").await;
    let back = "/sign-in/code?email=noor%40example.om&next=%2Fcheckout%3Fplan%3Dm&reason=";
    assert_eq!(location(&answer), format!("{back}wrong"));
    assert!(!answer.headers().contains_key(header::SET_COOKIE));
    for (status, text, reason) in [
        (401, "invalid or expired code", "expired"),
        (401, "code invalidated after too many attempts", "expired"),
        (429, "too many attempts, please try again later", "throttled"),
        (500, "internal error", "unavailable"),
    ] {
        service.behaviour().refusal = Some((StatusCode::from_u16(status).unwrap(), text));
        assert_eq!(
            location(&verify(&console, CODE).await),
            format!("{back}{reason}"),
            "{text}"
        );
    }
    service.behaviour().refusal = Some((StatusCode::BAD_REQUEST, "email is required"));
    let answer = console.send(form("/auth/code", "email=".to_owned())).await;
    assert_eq!(location(&answer), "/sign-in/code?email=&next=%2F&reason=address");
}

#[tokio::test]
async fn nobody_fills_somebody_elses_mailbox_from_anywhere() {
    let service = EmailService::default();
    let console = console_with(&service);
    let ask = |spelling: &str, address: u32| {
        let mut request = form("/auth/code", format!("email={spelling}"));
        let peer = format!("192.0.2.{address}:4000").parse().unwrap();
        request.extensions_mut().insert(Peer(peer));
        console.send(request)
    };
    for address in 1..=CODES.get() {
        assert!(location(&ask(EMAIL, address).await).ends_with("reason=sent"));
    }
    let answer = ask("NOOR%40Example.om", CODES.get() + 1).await;
    assert!(location(&answer).ends_with("reason=throttled"));
    assert_eq!(service.behaviour().sent_to.len(), CODES.get() as usize);
    assert!(location(&ask("salma@example.om", 1).await).ends_with("reason=sent"));
}

#[tokio::test]
async fn another_site_signs_nobody_in() {
    let console = console_with(&EmailService::default());
    for path in ["/auth/code", "/auth/code/verify"] {
        let mut forged = form(path, format!("email={EMAIL}&code={CODE}"));
        let evil = "https://evil.example".parse().unwrap();
        forged.headers_mut().insert(header::ORIGIN, evil);
        assert_eq!(console.send(forged).await.status(), 403, "{path}");
    }
}

#[tokio::test]
async fn many_requests_use_a_refresh_token_once() {
    let service = EmailService::default();
    service.behaviour().life = AT_ONCE;
    let (console, cookie) = signed_in(&service).await;
    service.behaviour().life = 900;
    let answers = join_all((0..20).map(|_| balance(&console, &cookie))).await;
    assert!(answers.iter().all(|status| *status == 200));
    assert_eq!(service.behaviour().refreshes, 1);
}

#[tokio::test]
async fn a_session_ends_when_its_refresh_token_is_refused_and_not_while_the_service_is_away() {
    let service = EmailService::default();
    service.behaviour().life = -1;
    let (console, cookie) = signed_in(&service).await;
    service.behaviour().refusal = Some((StatusCode::SERVICE_UNAVAILABLE, "away"));
    assert_eq!(balance(&console, &cookie).await, StatusCode::SERVICE_UNAVAILABLE);
    service.behaviour().refusal = Some((StatusCode::UNAUTHORIZED, "user not found"));
    // The failed try is not repeated at once.
    let (console, cookie) = signed_in_again(&service).await;
    service.behaviour().refusal = Some((StatusCode::UNAUTHORIZED, "user not found"));
    assert_eq!(balance(&console, &cookie).await, StatusCode::UNAUTHORIZED);
    service.behaviour().refusal = None;
    assert_eq!(balance(&console, &cookie).await, StatusCode::UNAUTHORIZED);
}

async fn signed_in_again(service: &EmailService) -> (TestConsole, String) {
    service.behaviour().refusal = None;
    signed_in(service).await
}

#[tokio::test]
async fn signing_out_gives_the_refresh_token_up() {
    let service = EmailService::default();
    let (console, cookie) = signed_in(&service).await;
    let mut sign_out = form("/auth/sign-out", String::new());
    sign_out.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    let answer = console.send(sign_out).await;
    assert_eq!(location(&answer), "/sign-in/code?reason=signed-out");
    service.signed_out.notified().await;
    assert_eq!(service.behaviour().given_up, ["refresh-1"]);
    assert_eq!(balance(&console, &cookie).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn customers_see_the_storefront_and_nothing_of_operators() {
    let service = EmailService::default();
    let (console, cookie) = signed_in(&service).await;
    for path in ["/plans", "/apps", "/checkout", "/redeem"] {
        assert_eq!(console.send(get_page_as(&cookie, path)).await.status(), 200, "{path}");
    }
    for path in ["/", "/marketplace", "/account/sessions"] {
        let answer = console.send(get_page_as(&cookie, path)).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/plans"), "{path}");
    }
}
