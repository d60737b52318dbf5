//! Billing as those who run the marketplace see it, and as nobody else does.

use crate::support::{
    BEARER, ORIGIN, OneBearer, TestConsole, call_as, cookie_of, get_page, get_page_as, request, text_of,
};
use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, LocalCards, Seed, SystemClock};
use serde_json::{Value, json};
use server::{proxy::Upstream, session::store::InProcess};
use std::sync::Arc;
use tempfile::TempDir;

const PAGES: [&str; 6] = [
    "/bss",
    "/bss/vouchers",
    "/bss/vouchers/new",
    "/bss/vouchers/sheet",
    "/bss/vouchers/redemptions?code=A",
    "/bss/orders",
];

struct Marketplace {
    console: TestConsole,
    plane: ControlPlane,
    /// Cookie of somebody who signed in at the console.
    operator: String,
    _data: TempDir,
}

impl Marketplace {
    async fn run_by(tier: Tier) -> Self {
        let data = TempDir::new().unwrap();
        let plane = ControlPlane::open(Config {
            data_dir: data.path().to_owned(),
            blueprint_dirs: vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../blueprints").into()],
            seed: Seed::Empty,
            speed: 1000.0,
            fqdn: "t01.omani.works".to_owned(),
            clock: Arc::new(SystemClock),
            cards: Some(Arc::new(LocalCards::default())),
        });
        let plane = plane.await.unwrap();
        let identity = Identity {
            sub: "somebody".to_owned(),
            email: "somebody@t01.omani.works".to_owned(),
            tier,
            verified: true,
        };
        plane.accept_token(BEARER, identity);
        let upstream = Upstream::Embedded(plane.router());
        let store = Box::new(InProcess::default());
        let console = TestConsole::made_of(ORIGIN, upstream, store, Box::new(OneBearer), None);
        Self {
            operator: console.sign_in().await,
            console,
            plane,
            _data: data,
        }
    }

    async fn call(&self, method: &str, path: &str, body: &Value) {
        let call = call_as(&self.operator, method, path).header(header::CONTENT_TYPE, "application/json");
        let answer = self
            .console
            .send(call.body(Body::from(body.to_string())).unwrap())
            .await;
        assert!(answer.status().is_success(), "{}", text_of(answer).await);
    }

    async fn issue(&self, code: &str, description: &str) {
        let voucher = json!({
            "code": code, "credit_omr": 100, "description": description, "active": true, "max_redemptions": 3,
        });
        self.call("POST", "/api/billing/vouchers/issue", &voucher).await;
    }

    async fn get(&self, path: &str) -> Response {
        self.console.send(get_page_as(&self.operator, path)).await
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        text_of(answer).await
    }

    /// Cookie of somebody who signed in with a code that was sent to them.
    async fn customer(&self) -> String {
        let mut mailbox = self.plane.mailbox();
        self.form("/auth/code", "email=noor@example.om").await;
        let code = mailbox.next().await.unwrap().data["code"].as_str().unwrap().to_owned();
        let answer = self
            .form("/auth/code/verify", &format!("email=noor@example.om&code={code}"))
            .await;
        cookie_of(&answer)
    }

    async fn form(&self, path: &str, fields: &str) -> Response {
        let form = request("POST", path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.console
            .send(form.body(Body::from(fields.to_owned())).unwrap())
            .await
    }
}

#[tokio::test]
async fn the_page_shows_what_was_issued_and_what_was_revoked() {
    let marketplace = Marketplace::run_by(Tier::Admin).await;
    assert!(
        marketplace
            .page("/bss/vouchers")
            .await
            .contains("There is no voucher yet")
    );
    marketplace.issue("T42-DEMO-100", "Launch <b>").await;
    marketplace.issue("GONE-FOR-GOOD", "").await;
    marketplace
        .call("DELETE", "/api/billing/vouchers/revoke/GONE-FOR-GOOD", &Value::Null)
        .await;

    let page = marketplace.page("/bss/vouchers").await;
    for part in [
        "T42-DEMO-100",
        "100.000 OMR",
        "Launch &lt;b&gt;",
        "0 of 3",
        "GONE-FOR-GOOD",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("Revoke T42-DEMO-100") && !page.contains("Revoke GONE-FOR-GOOD"));
    assert!(page.contains("href=\"/bss\""), "the way there is in the sidebar");
    assert!(marketplace.page("/bss/vouchers/new").await.contains("Credit (OMR)"));
    let overview = marketplace.page("/bss").await;
    assert!(overview.contains("Monthly recurring revenue") && overview.contains("Of 1 that are not revoked"));
    assert!(
        marketplace
            .page("/bss/orders?status=pending")
            .await
            .contains("There is no order yet")
    );
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn lists_are_files_too() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    marketplace.issue("T42-DEMO-100", "=1+1").await;
    let file = marketplace.get("/bss/vouchers.csv").await;
    assert_eq!(
        file.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"vouchers.csv\""
    );
    assert_eq!(file.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let file = text_of(file).await;
    assert!(
        file.contains("\r\nT42-DEMO-100,100.000,OMR,'=1+1,active,0,3,"),
        "{file}"
    );
    let orders = text_of(marketplace.get("/bss/orders.csv").await).await;
    assert_eq!(orders.lines().count(), 1, "{orders}");
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_campaign_is_found_printed_and_downloaded() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    marketplace.issue("SPRING-7KQ2", "").await;
    marketplace.issue("AUTUMN-9XWD", "").await;
    for path in [
        "/bss/vouchers?q=spring-",
        "/bss/vouchers/sheet?q=spring-",
        "/bss/vouchers.csv?q=spring-",
    ] {
        let found = marketplace.page(path).await;
        // What the browser goes on with is in the page as well.
        let found = found.split("<script>").next().unwrap();
        assert!(
            found.contains("SPRING-7KQ2") && !found.contains("AUTUMN-9XWD"),
            "{path}: {found}"
        );
    }
    let sheet = marketplace.page("/bss/vouchers/sheet?q=spring-").await;
    assert!(
        sheet.contains("src=\"/bss/vouchers/qr.svg?code=SPRING-7KQ2\""),
        "{sheet}"
    );

    let picture = marketplace.get("/bss/vouchers/qr.svg?code=SPRING-7KQ2").await;
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert!(text_of(picture).await.contains("<svg"));
    let long = format!("/bss/vouchers/qr.svg?code={}", "A".repeat(4000));
    assert_eq!(marketplace.get(&long).await.status(), 404);
    let for_nobody = marketplace.console.send(get_page("/bss/vouchers/qr.svg?code=A")).await;
    assert_eq!(for_nobody.status(), 401);
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn a_viewer_is_told_why_there_is_nothing_to_see() {
    let marketplace = Marketplace::run_by(Tier::Viewer).await;
    for path in PAGES {
        let answer = marketplace.get(path).await;
        assert_eq!(answer.status(), 403, "{path}");
        let page = text_of(answer).await;
        assert!(page.contains("You may not see this"), "{path}: {page}");
        assert!(page.contains("superadmin or sovereign-admin role required"), "{path}");
    }
    let elsewhere = marketplace.page("/marketplace").await;
    assert!(!elsewhere.contains("href=\"/bss\""), "no way there is offered");
    let file = marketplace.get("/bss/vouchers.csv").await;
    assert_eq!(
        (file.status().as_u16(), &file.headers()[header::LOCATION]),
        (303, &"/bss/vouchers".parse().unwrap())
    );
    marketplace.plane.shutdown().await;
}

#[tokio::test]
async fn billing_is_closed_to_customers_and_strangers() {
    let marketplace = Marketplace::run_by(Tier::Owner).await;
    let customer = marketplace.customer().await;
    for path in PAGES {
        let as_customer = marketplace.console.send(get_page_as(&customer, path)).await;
        assert_eq!(as_customer.headers()[header::LOCATION], "/plans", "{path}");
        let as_stranger = marketplace.console.send(get_page(path)).await;
        let location = as_stranger.headers()[header::LOCATION].to_str().unwrap();
        assert!(location.starts_with("/sign-in?next="), "{path}: {location}");
    }
    for path in ["/bss/vouchers.csv", "/bss/orders.csv"] {
        for page in [get_page_as(&customer, path), get_page(path)] {
            let answer = marketplace.console.send(page).await;
            assert_eq!(answer.status(), 303, "{path}");
        }
    }
    marketplace.plane.shutdown().await;
}
