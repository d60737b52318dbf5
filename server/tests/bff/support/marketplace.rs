//! A console in front of the embedded control plane with the starter catalogue: somebody runs it, and others buy there.

use super::{BEARER, ORIGIN, OneBearer, TestConsole, call_as, cookie_of, get_page_as, json_of, request, text_of};
use crate::oidc::{self, client_of};
use crate::provider::TestProvider;
use axum::body::Body;
use axum::http::{header, request::Builder};
use axum::response::Response;
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, LocalCards, Mailbox, Seed, SystemClock, TrustedIssuer};
use serde_json::{Value, json};
use server::{proxy::Upstream, session::store::InProcess};
use std::sync::Arc;
use tempfile::TempDir;

pub struct Marketplace {
    pub console: TestConsole,
    pub plane: ControlPlane,
    pub mailbox: Mailbox,
    /// Cookie of somebody who signed in at the console.
    pub operator: String,
    _data: TempDir,
}

impl Marketplace {
    pub async fn run_by(tier: Tier) -> Self {
        let (data, plane) = open().await;
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
            mailbox: plane.mailbox(),
            plane,
            _data: data,
        }
    }

    /// One that people may continue to from an identity provider; its operator is an owner there.
    pub async fn beside(provider: &TestProvider) -> Self {
        let (data, plane) = open().await;
        let client = client_of(provider);
        plane.trust(TrustedIssuer {
            issuer: client.issuer().to_owned(),
            client_id: client.client_id().to_owned(),
            keys: client.clone(),
        });
        let console = TestConsole::signed_in_by(client, Upstream::Embedded(plane.router()));
        Self {
            operator: oidc::sign_in(&console, provider).await,
            console,
            mailbox: plane.mailbox(),
            plane,
            _data: data,
        }
    }

    /// Makes a call that must succeed; answers its JSON.
    pub async fn call(&self, call: Builder, body: &Value) -> Value {
        let answer = self.try_call(call, body).await;
        assert!(answer.status().is_success(), "{}", text_of(answer).await);
        json_of(answer).await
    }

    pub async fn try_call(&self, call: Builder, body: &Value) -> Response {
        let call = call.header(header::CONTENT_TYPE, "application/json");
        let body = match body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        };
        self.console.send(call.body(body).unwrap()).await
    }

    /// Issues an active voucher of 100 rials, as the operator.
    pub async fn issue(&self, code: &str, description: &str, max_redemptions: u32) {
        let voucher = json!({
            "code": code, "credit_omr": 100, "description": description, "active": true,
            "max_redemptions": max_redemptions,
        });
        let issue = call_as(&self.operator, "POST", "/api/billing/vouchers/issue");
        self.call(issue, &voucher).await;
    }

    /// Signs a customer up with a code that is sent to them; answers their cookie.
    pub async fn sign_up(&mut self, email: &str) -> String {
        self.form("/auth/code", format!("email={email}")).await;
        let code = loop {
            let mail = self.mailbox.next().await.unwrap();
            if mail.template == "magic-link" {
                break mail.data["code"].as_str().unwrap().to_owned();
            }
        };
        let answer = self
            .form("/auth/code/verify", format!("email={email}&code={code}"))
            .await;
        cookie_of(&answer)
    }

    /// A shop on plan M that is set up, paid from a new voucher of 100 rials; answers its id.
    pub async fn shop(&mut self, customer: &str) -> String {
        self.issue("HUNDRED-FOR-NOOR", "", 1).await;
        self.shop_for(customer, "HUNDRED-FOR-NOOR").await
    }

    /// The same, paid from this voucher.
    pub async fn shop_for(&mut self, customer: &str, voucher: &str) -> String {
        let create = call_as(customer, "POST", "/api/tenant/orgs");
        let new = json!({"slug": "noor", "name": "Noor", "plan_id": "plan-m", "defer_launch": true});
        let organization = self.call(create, &new).await;
        let order = json!({"plan_id": "plan-m", "tenant_id": organization["id"], "promo_code": voucher});
        self.call(call_as(customer, "POST", "/api/billing/checkout"), &order)
            .await;
        while self.mailbox.next().await.unwrap().template != "provision-completed" {}
        organization["id"].as_str().unwrap().to_owned()
    }

    async fn form(&self, path: &str, fields: String) -> Response {
        let form = request("POST", path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.console.send(form.body(Body::from(fields)).unwrap()).await;
        assert_eq!(answer.status(), 303, "{path}");
        answer
    }

    /// A page, as the operator.
    pub async fn get(&self, path: &str) -> Response {
        self.console.send(get_page_as(&self.operator, path)).await
    }

    /// The text of a page that there must be, as the operator.
    pub async fn page(&self, path: &str) -> String {
        self.page_as(&self.operator, path).await
    }

    pub async fn page_as(&self, cookie: &str, path: &str) -> String {
        let answer = self.console.send(get_page_as(cookie, path)).await;
        assert_eq!(answer.status(), 200, "{path}");
        text_of(answer).await
    }
}

async fn open() -> (TempDir, ControlPlane) {
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
    (data, plane.await.unwrap())
}
