use crate::support::{
    BEARER, ORIGIN, TestConsole, call_as, cookie_of, embedded, get_page_as, json_of, request, text_of,
};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::Value;
use server::{
    control_plane::{Bearers, NoBearer},
    secret::Secret,
    session::{Key, Record, Store, StoreError, Tokens, store},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

async fn sign_in_with(console: &TestConsole, agent: &str) -> String {
    let link = request("GET", &console.link("/")).header(header::USER_AGENT, agent);
    cookie_of(&console.send(link.body(Body::empty()).unwrap()).await)
}

async fn sessions(console: &TestConsole, cookie: &str) -> Vec<Value> {
    let call = call_as(cookie, "GET", "/account/v1/sessions");
    let answer = console.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    json_of(answer).await["items"].as_array().unwrap().clone()
}

fn form(cookie: &str, path: &str, fields: String) -> Request<Body> {
    request("POST", path)
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields))
        .unwrap()
}

async fn is_signed_in(console: &TestConsole, cookie: &str) -> bool {
    console.send(get_page_as(cookie, "/marketplace")).await.status() == 200
}

#[tokio::test]
async fn a_user_sees_their_sessions_and_no_token() {
    let console = TestConsole::new(embedded());
    let other = sign_in_with(&console, FIREFOX).await;
    let own = sign_in_with(&console, "curl").await;
    let list = sessions(&console, &own).await;
    let told: Vec<_> = list.iter().map(|item| (&item["device"], &item["current"])).collect();
    assert_eq!(
        told,
        [
            (&Value::Null, &Value::Bool(true)),
            (&Value::from("Firefox · Linux"), &Value::Bool(false))
        ]
    );
    let text = serde_json::to_string(&list).unwrap();
    for secret in [BEARER, own.split_once('=').unwrap().1, other.split_once('=').unwrap().1] {
        assert!(!text.contains(secret));
    }
}

#[tokio::test]
async fn the_page_lists_them_in_both_languages_with_plain_forms() {
    let console = TestConsole::new(embedded());
    sign_in_with(&console, FIREFOX).await;
    let own = console.sign_in().await;
    for (language, title) in [("en", "My sessions"), ("ar", "جلساتي")] {
        let page = get_page_as(&format!("{own}; catalyst_locale={language}"), "/account/sessions");
        let html = text_of(console.send(page).await).await;
        assert!(html.contains(title) && html.contains("Firefox · Linux"), "{html}");
        for action in ["/account/sessions/end\"", "/account/sessions/end-others\""] {
            assert!(html.contains(&format!("method=\"post\" action=\"{action}")), "{action}");
        }
    }
}

#[tokio::test]
async fn ending_one_session_leaves_the_others() {
    let console = TestConsole::new(embedded());
    let [ended, kept, own] = [
        console.sign_in().await,
        console.sign_in().await,
        console.sign_in().await,
    ];
    let id = Key::of(ended.split_once('=').unwrap().1);
    let answer = console
        .send(form(&own, "/account/sessions/end", format!("session={id}")))
        .await;
    assert_eq!(answer.headers()[header::LOCATION], "/account/sessions?done=one");
    assert!(!is_signed_in(&console, &ended).await);
    assert!(is_signed_in(&console, &kept).await && is_signed_in(&console, &own).await);
}

#[tokio::test]
async fn ending_this_session_is_signing_out() {
    let console = TestConsole::new(embedded());
    let own = console.sign_in().await;
    let id = Key::of(own.split_once('=').unwrap().1);
    let answer = console
        .send(form(&own, "/account/sessions/end", format!("session={id}")))
        .await;
    assert_eq!(answer.headers()[header::LOCATION], "/sign-in?reason=signed-out");
    assert!(
        answer.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert!(!is_signed_in(&console, &own).await);
}

#[tokio::test]
async fn all_other_sessions_end_at_once() {
    let console = TestConsole::new(embedded());
    let others = [console.sign_in().await, console.sign_in().await];
    let own = console.sign_in().await;
    console
        .send(form(&own, "/account/sessions/end-others", String::new()))
        .await;
    for other in &others {
        assert!(!is_signed_in(&console, other).await);
    }
    assert_eq!(sessions(&console, &own).await.len(), 1);
}

#[tokio::test]
async fn other_sites_and_strangers_end_nothing() {
    let console = TestConsole::new(embedded());
    let own = console.sign_in().await;
    let id = Key::of(own.split_once('=').unwrap().1);
    for path in ["/account/sessions/end", "/account/sessions/end-others"] {
        let mut foreign = form(&own, path, format!("session={id}"));
        foreign
            .headers_mut()
            .insert(header::ORIGIN, "https://evil.example".parse().unwrap());
        assert_eq!(console.send(foreign).await.status(), 403);
        let answer = console.send(form("", path, format!("session={id}"))).await;
        assert!(
            answer.headers()[header::LOCATION]
                .to_str()
                .unwrap()
                .starts_with("/sign-in")
        );
    }
    assert!(is_signed_in(&console, &own).await);
    let list = request("GET", "/account/v1/sessions").body(Body::empty()).unwrap();
    assert_eq!(console.send(list).await.status(), 401);
}

/// Takes nothing that an earlier process issued, as after a restart.
struct Restarted {
    issued: Arc<AtomicUsize>,
}

impl Bearers for Restarted {
    fn issue(&self) -> Result<Secret, NoBearer> {
        self.issued.fetch_add(1, Ordering::SeqCst);
        Ok(Secret::new(BEARER))
    }

    fn knows(&self, bearer: &Secret) -> bool {
        bearer.expose() == BEARER
    }

    fn end(&self, _bearer: &Secret) {}
}

#[tokio::test]
async fn a_session_that_survived_a_restart_gets_one_new_token() {
    let memory = Arc::new(store::InProcess::default());
    let now = contract::Timestamp::from_unix_millis(
        i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap(),
    )
    .unwrap();
    let old = Record {
        subject: "owner".to_owned(),
        device: None,
        created: now,
        last_used: now,
        provider_session: None,
        tokens: Tokens::of_bearer(Secret::new("of the process before")),
    };
    memory.insert(Key::of("id"), old).await.unwrap();
    let issued = Arc::new(AtomicUsize::new(0));
    let bearers = Restarted {
        issued: Arc::clone(&issued),
    };
    let console = TestConsole::made_of(
        ORIGIN,
        embedded(),
        Box::new(Flaky::over(&memory).0),
        Box::new(bearers),
        None,
    );
    let calls = (0..20).map(|_| {
        let call = call_as("catalyst_console=id", "GET", "/api/v1/whoami");
        console.send(call.body(Body::empty()).unwrap())
    });
    for answer in futures::future::join_all(calls).await {
        assert_eq!(answer.status(), 200);
    }
    assert_eq!(issued.load(Ordering::SeqCst), 1);
}

/// A store that can be switched off.
struct Flaky {
    store: Arc<store::InProcess>,
    down: Arc<AtomicBool>,
}

impl Flaky {
    fn over(store: &Arc<store::InProcess>) -> (Self, Arc<AtomicBool>) {
        let down = Arc::<AtomicBool>::default();
        let flaky = Self {
            store: Arc::clone(store),
            down: Arc::clone(&down),
        };
        (flaky, down)
    }

    fn when_up<T: Send + 'static>(&self, answer: store::StoreFuture<'static, T>) -> store::StoreFuture<'_, T> {
        if self.down.load(Ordering::SeqCst) {
            Box::pin(async { Err(StoreError("switched off".to_owned())) })
        } else {
            answer
        }
    }
}

macro_rules! passed_on {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $output:ty;)+) => {
        impl Store for Flaky {
            $(fn $name(&self, $($argument: $kind),*) -> store::StoreFuture<'_, $output> {
                let store = Arc::clone(&self.store);
                self.when_up(Box::pin(async move { store.$name($($argument),*).await }))
            })+
        }
    };
}

passed_on! {
    insert(key: Key, record: Record) -> ();
    find(key: Key) -> Option<Record>;
    touch(key: Key, at: contract::Timestamp) -> ();
    renew(key: Key, tokens: Tokens) -> bool;
    remove(key: Key) -> Option<Record>;
    select(selector: server::session::Selector) -> Vec<(Key, Record)>;
    sweep(used_before: contract::Timestamp, created_before: contract::Timestamp) -> ();
}

#[tokio::test]
async fn a_store_that_is_down_signs_nobody_out() {
    let (flaky, down) = Flaky::over(&Arc::default());
    let bearers = Box::new(crate::support::OneBearer);
    let console = TestConsole::made_of(ORIGIN, embedded(), Box::new(flaky), bearers, None);
    let own = console.sign_in().await;
    down.store(true, Ordering::SeqCst);
    let page = console.send(get_page_as(&own, "/")).await;
    assert_eq!(page.status(), 503);
    assert!(!page.headers().contains_key(header::SET_COOKIE));
    assert!(text_of(page).await.contains("You are not signed out"));
    let call = call_as(&own, "GET", "/api/v1/whoami").body(Body::empty()).unwrap();
    let call = console.send(call).await;
    assert_eq!(call.status(), 503);
    assert_eq!(json_of(call).await["error"], "session-store-unavailable");
    down.store(false, Ordering::SeqCst);
    assert!(is_signed_in(&console, &own).await);
}
