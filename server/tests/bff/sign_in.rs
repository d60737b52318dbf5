use crate::support::{ORIGIN, TestConsole, cookie_of, embedded, get_page, get_page_as, request};
use axum::{
    body::Body,
    http::{Request, header},
    response::Response,
};

fn location(answer: &Response) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

fn form(path: &str, fields: &'static str) -> Request<Body> {
    request("POST", path)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields))
        .unwrap()
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let console = TestConsole::new(embedded());
    let link = console.link("/");
    let first = console.send(get_page(&link)).await;
    assert_eq!((first.status().as_u16(), location(&first)), (303, "/"));
    let page = console.send(get_page_as(&cookie_of(&first), "/")).await;
    assert_eq!(page.status(), 200);

    let second = console.send(get_page(&link)).await;
    assert_eq!(
        (second.status().as_u16(), location(&second)),
        (303, "/sign-in?reason=link-used")
    );
    assert!(!second.headers().contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up() {
    let console = TestConsole::new(embedded());
    let link = console.link("/");
    let look = request("HEAD", &link).body(Body::empty()).unwrap();
    assert!(!console.send(look).await.headers().contains_key(header::SET_COOKIE));
    assert!(
        console
            .send(get_page(&link))
            .await
            .headers()
            .contains_key(header::SET_COOKIE)
    );
}

#[tokio::test]
async fn nonsense_is_a_used_link() {
    let console = TestConsole::new(embedded());
    for path in [
        "/auth/link",
        "/auth/link?token=",
        "/auth/link?token=0&token=1",
        "/auth/link?next=%ff",
    ] {
        let answer = console.send(get_page(path)).await;
        assert_eq!(
            (answer.status().as_u16(), location(&answer)),
            (303, "/sign-in?reason=link-used"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn after_signing_in_only_paths_of_this_console_are_visited() {
    let console = TestConsole::new(embedded());
    for (next, visited) in [
        ("%2Fmarketplace%3Fq%3Dwiki", "/marketplace?q=wiki"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("%2F%09%2Fevil.example", "/"),
        ("%0D%0ASet-Cookie%3Aa", "/"),
    ] {
        let link = console.link("/");
        let answer = console.send(get_page(&format!("{link}&next={next}"))).await;
        assert_eq!(location(&answer), visited, "{next}");
    }
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let console = TestConsole::new(embedded());
    let old = console.sign_in().await;
    let new = cookie_of(&console.send(get_page_as(&old, &console.link("/"))).await);
    assert_ne!(old, new);
    assert_eq!(console.send(get_page_as(&old, "/")).await.status(), 303);
    assert_eq!(console.send(get_page_as(&new, "/")).await.status(), 200);
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    for (url, cookie) in [
        (ORIGIN, "catalyst_console={id}; Path=/; HttpOnly; SameSite=Lax"),
        (
            "https://console.t01.omani.works",
            "__Host-catalyst_console={id}; Path=/; HttpOnly; SameSite=Lax; Secure",
        ),
    ] {
        let console = TestConsole::reached_at(url, embedded());
        let answer = console.send(get_page(&console.link("/"))).await;
        let sent = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        let id = sent.split(['=', ';']).nth(1).unwrap();
        assert_eq!(id.len(), 64);
        assert_eq!(sent, cookie.replace("{id}", id));
        let is_https = url.starts_with("https");
        assert_eq!(
            answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY),
            is_https
        );
    }
}

#[tokio::test]
async fn a_fresh_link_goes_to_the_terminal_and_not_to_the_browser() {
    let console = TestConsole::new(embedded());
    let answer = console.send(form("/auth/link", "next=%2Fmarketplace")).await;
    assert_eq!(
        (answer.status().as_u16(), location(&answer)),
        (303, "/sign-in?reason=link-printed")
    );
    let again = console.send(form("/auth/link", "")).await;
    assert_eq!(location(&again), "/sign-in?reason=link-printed");

    let printed = console.printed();
    assert_eq!(printed.len(), 1, "a stranger cannot flood the terminal");
    let link = printed[0].strip_prefix(ORIGIN).unwrap();
    assert_eq!(location(&console.send(get_page(link)).await), "/marketplace");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_removes_the_cookie() {
    let console = TestConsole::new(embedded());
    let cookie = console.sign_in().await;
    let mut sign_out = form("/auth/sign-out", "");
    sign_out.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    let answer = console.send(sign_out).await;
    assert_eq!(location(&answer), "/sign-in?reason=signed-out");
    assert!(
        answer.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(console.send(get_page_as(&cookie, "/")).await.status(), 303);
}

#[tokio::test]
async fn preferences_are_cookies_of_known_values() {
    let console = TestConsole::new(embedded());
    let answer = console
        .send(form("/preferences", "theme=dark&locale=ar&next=%2Fmarketplace"))
        .await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/marketplace"));
    let cookies: Vec<&str> = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert_eq!(
        cookies,
        [
            "catalyst_theme=dark; Path=/; SameSite=Lax; Max-Age=31536000",
            "catalyst_locale=ar; Path=/; SameSite=Lax; Max-Age=31536000",
        ]
    );
    let hostile = console
        .send(form(
            "/preferences",
            "locale=xx%3B+Domain%3Devil&next=%2F%2Fevil.example",
        ))
        .await;
    assert_eq!(location(&hostile), "/");
    assert!(!hostile.headers().contains_key(header::SET_COOKIE));
}
