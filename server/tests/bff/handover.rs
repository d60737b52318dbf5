//! The mothership's link, through the console, at an embedded control plane and at one that behaves otherwise.

use crate::support::{TestConsole, call_as, cookie_of, get_page, get_page_as, json_of, request};
use axum::{
    Router,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use control_plane::{Config, ControlPlane, Identity, Jwk, Mothership, Seed, SystemClock};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use server::control_plane::{Bearers, NoBearer};
use server::proxy::Upstream;
use server::secret::Secret;
use server::session::store::InProcess;
use std::{
    sync::{Arc, Mutex},
    time::UNIX_EPOCH,
};
use tempfile::TempDir;

const KEY: &[u8] = include_bytes!("../../../crates/control-plane/tests/provider.pem");
const MOTHERSHIP: &str = "https://console.mother.example.test";
const URL: &str = "https://console.sovereign.example.test";

/// A Sovereign that nobody owns yet.
struct Fresh {
    plane: ControlPlane,
    console: TestConsole,
    _folder: TempDir,
}

/// The tokens of the control plane, as the program has them.
struct OfPlane(ControlPlane);

impl Bearers for OfPlane {
    fn issue(&self) -> Result<Secret, NoBearer> {
        Ok(Secret::new(self.0.mint_token(Identity {
            email: "terminal@example.test".to_owned(),
            verified: true,
            sub: "owner".to_owned(),
            tier: contract::session::Tier::Owner,
        })))
    }

    fn knows(&self, bearer: &Secret) -> bool {
        self.0.knows_token(bearer.expose())
    }

    fn end(&self, bearer: &Secret) {
        self.0.revoke_token(bearer.expose());
    }
}

async fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let plane = ControlPlane::open(Config {
        data_dir: folder.path().to_owned(),
        blueprint_dirs: Vec::new(),
        seed: Seed::Empty,
        speed: 1000.0,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(SystemClock),
        cards: None,
    });
    let plane = plane.await.unwrap();
    let key = EncodingKey::from_rsa_pem(KEY).unwrap();
    let key = Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap();
    plane.accept_handovers(Mothership::new(MOTHERSHIP, key).unwrap());
    let upstream = Upstream::Embedded(plane.router());
    let bearers = Box::new(OfPlane(plane.clone()));
    let console = TestConsole::made_of(URL, upstream, Box::new(InProcess::default()), bearers, None);
    Fresh {
        plane,
        console,
        _folder: folder,
    }
}

fn link(changes: Value) -> String {
    let now = i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let mut claims = json!({
        "iss": MOTHERSHIP, "aud": [URL], "exp": now + 300, "role": "sovereign-admin",
        "email": "amal@example.om", "email_verified": true, "jti": "one",
    });
    for (name, value) in changes.as_object().unwrap() {
        // Times are told from now.
        claims[name] = value
            .as_i64()
            .map_or_else(|| value.clone(), |seconds| json!(now + seconds));
    }
    let key = EncodingKey::from_rsa_pem(KEY).unwrap();
    let token = jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap();
    format!("/auth/handover?token={token}")
}

fn location(answer: &Response) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

#[track_caller]
fn assert_refused(answer: &Response, reason: &str) {
    let expected = format!("/sign-in?reason={reason}");
    assert_eq!((answer.status().as_u16(), location(answer)), (303, expected.as_str()));
    assert!(!answer.headers().contains_key(header::SET_COOKIE));
    assert_eq!(answer.headers()[header::REFERRER_POLICY], "no-referrer");
}

#[tokio::test]
async fn a_handover_opens_a_session_of_the_console_once() {
    let Fresh { plane, console, .. } = &fresh().await;
    let link = link(json!({}));
    let answer = console.send(get_page(&link)).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"));
    assert_eq!(answer.headers()[header::REFERRER_POLICY], "no-referrer");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    // One cookie, and it is the console's own: the control plane's stays behind.
    assert_eq!(answer.headers().get_all(header::SET_COOKIE).iter().count(), 1);
    let session = cookie_of(&answer);
    assert!(session.starts_with("__Host-catalyst_console="));

    let whoami = call_as(&session, "GET", "/api/v1/whoami").header(header::ORIGIN, URL);
    let whoami = json_of(console.send(whoami.body(Body::empty()).unwrap()).await).await;
    assert_eq!(
        (&whoami["email"], &whoami["tier"]),
        (&json!("amal@example.om"), &json!("owner"))
    );

    assert_refused(&console.send(get_page(&link)).await, "handover-used");
    plane.shutdown().await;
}

#[tokio::test]
async fn a_handover_rotates_the_session_that_the_browser_had() {
    let Fresh { console, .. } = &fresh().await;
    let old = console.sign_in().await;
    let new = cookie_of(&console.send(get_page_as(&old, &link(json!({})))).await);
    assert_ne!(old, new);
    assert_eq!(console.send(get_page_as(&old, "/marketplace")).await.status(), 303);
    assert_eq!(console.send(get_page_as(&new, "/marketplace")).await.status(), 200);
}

#[tokio::test]
async fn a_session_whose_token_is_gone_ends_and_becomes_nobody_elses() {
    let Fresh { plane, console, .. } = &fresh().await;
    let session = cookie_of(&console.send(get_page(&link(json!({})))).await);
    assert_eq!(console.send(get_page_as(&session, "/marketplace")).await.status(), 200);
    for (_, record) in console
        .console
        .sessions
        .select(server::session::Selector::Subject(
            "handover amal@example.om".to_owned(),
        ))
        .await
        .unwrap()
    {
        plane.revoke_token(record.tokens.bearer.expose());
    }
    // A session of the terminal would get the owner's next token here.
    assert_eq!(console.send(get_page_as(&session, "/marketplace")).await.status(), 303);
}

#[tokio::test]
async fn what_is_not_good_is_explained_and_does_not_use_the_link_up() {
    let Fresh { console, .. } = &fresh().await;
    for (changes, reason) in [
        (json!({"exp": -60}), "handover-expired"),
        (json!({"aud": ["https://console.t02.omani.works"]}), "handover-refused"),
        (json!({"iss": "https://console.evil.example"}), "handover-refused"),
        (json!({"role": "viewer"}), "handover-refused"),
    ] {
        assert_refused(&console.send(get_page(&link(changes))).await, reason);
    }
    let good = link(json!({}));
    let tampered = format!("{}AAAA", &good[..good.len() - 4]);
    for path in [
        tampered.as_str(),
        "/auth/handover",
        "/auth/handover?token=",
        "/auth/handover?token=%ff",
        "/auth/handover?token=a&token=b",
        "/auth/handover?token=%0d%0aX-User-Email:%20a",
    ] {
        assert_refused(&console.send(get_page(path)).await, "handover-refused");
    }
    let look = request("HEAD", &good).body(Body::empty()).unwrap();
    assert_refused(&console.send(look).await, "handover-refused");
    let elsewhere = request("GET", &good).header(header::HOST, "console.evil.example");
    assert_refused(
        &console.send(elsewhere.body(Body::empty()).unwrap()).await,
        "handover-refused",
    );

    // Nor does it lead anywhere but home.
    let here = request(
        "GET",
        &format!("{good}&next=//evil.example&redirect_uri=https://evil.example"),
    );
    let here = here.header(header::HOST, "console.sovereign.example.test");
    assert_eq!(location(&console.send(here.body(Body::empty()).unwrap()).await), "/");
}

#[tokio::test]
async fn the_published_page_of_failures_repeats_nobody() {
    let Fresh { console, .. } = &fresh().await;
    for (reason, shown) in [
        ("token%20already%20used", "handover-used"),
        ("//evil.example", "handover-refused"),
        ("%0d%0aSet-Cookie:%20a", "handover-refused"),
        ("%ff", "handover-refused"),
    ] {
        let answer = console
            .send(get_page(&format!("/auth/handover-error?reason={reason}")))
            .await;
        assert_eq!(location(&answer), format!("/sign-in?reason={shown}"));
    }
}

/// A console in front of a control plane that answers handovers like this.
fn console_before(
    answer: impl Fn() -> Response + Clone + Send + Sync + 'static,
) -> (TestConsole, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let note = Arc::clone(&seen);
    let handler = move |uri: axum::http::Uri| async move {
        note.lock().unwrap().push(uri.to_string());
        answer()
    };
    let router = Router::new()
        .route("/auth/handover", get(handler))
        .fallback_service(crate::support::control_plane());
    (TestConsole::reached_at(URL, Upstream::Embedded(router)), seen)
}

#[tokio::test]
async fn the_token_of_a_control_plane_on_the_network_is_taken_without_its_seal() {
    let (console, seen) = console_before(|| {
        let cookie = "catalyst_session=a.b.c.seal; Domain=.sovereign.example.test; Max-Age=28800";
        (
            StatusCode::FOUND,
            [(header::SET_COOKIE, cookie), (header::LOCATION, "https://evil.example")],
        )
            .into_response()
    });
    let answer = console.send(get_page("/auth/handover?token=x%26admin%3D1")).await;
    assert_eq!(location(&answer), "/");
    assert_eq!(seen.lock().unwrap().as_slice(), ["/auth/handover?token=x%26admin%3D1"]);
    let session = cookie_of(&answer);
    let echo = call_as(&session, "GET", "/api/v1/echo/x").header(header::ORIGIN, URL);
    let echo = json_of(console.send(echo.body(Body::empty()).unwrap()).await).await;
    assert_eq!(echo["headers"]["authorization"], "Bearer a.b.c");
}

#[tokio::test]
async fn a_control_plane_that_cannot_say_signs_nobody_in() {
    let cookie = HeaderValue::from_static("catalyst_session=abc");
    let strange: Vec<(StatusCode, Option<HeaderValue>)> = vec![
        (StatusCode::FOUND, None),
        (
            StatusCode::FOUND,
            Some(HeaderValue::from_static("catalyst_session=; Max-Age=0")),
        ),
        (StatusCode::OK, Some(cookie.clone())),
        (StatusCode::INTERNAL_SERVER_ERROR, Some(cookie)),
        (StatusCode::NOT_FOUND, None),
    ];
    for (status, cookie) in strange {
        let (console, _) = console_before(move || {
            let mut answer = status.into_response();
            if let Some(cookie) = cookie.clone() {
                answer.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            answer
        });
        assert_refused(
            &console.send(get_page("/auth/handover?token=x")).await,
            "handover-unavailable",
        );
    }
}
