//! `kill -9` while money moves: what was acknowledged is booked, and nothing is booked by half.
//!
//! The test starts itself again as a child in which customers order with vouchers, credit and cards as fast as they can,
//! and which prints each acknowledgement; then it kills the child, opens the folder and looks into the books.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod books;

use axum::body::Body;
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, LocalCards, Mailbox, Seed, SystemClock};
use futures::future::join_all;
use http::Request;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// Tells the child its folder and its round.
const FOLDER: &str = "MONEY_CRASH_TEST_FOLDER";
const ROUND: &str = "MONEY_CRASH_TEST_ROUND";
const ROUNDS: u64 = 15;
/// Customers who order at the same moment.
const CUSTOMERS: usize = 3;

fn config(folder: &Path) -> Config {
    Config {
        data_dir: folder.to_owned(),
        blueprint_dirs: vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/blueprints"))],
        seed: Seed::Empty,
        speed: 1000.0,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(SystemClock),
        cards: Some(Arc::new(LocalCards::default())),
    }
}

struct Child {
    plane: ControlPlane,
    mailbox: Mailbox,
    operator: String,
    round: String,
}

impl Child {
    async fn open(folder: &Path, round: String) -> Self {
        let plane = ControlPlane::open(config(folder)).await.unwrap();
        let operator = plane.mint_token(Identity {
            email: "owner@example.test".to_owned(),
            verified: true,
            sub: "owner".to_owned(),
            tier: Tier::Owner,
        });
        let mailbox = plane.mailbox();
        Self {
            plane,
            mailbox,
            operator,
            round,
        }
    }

    async fn post(&self, token: &str, path: &str, key: &str, body: Value) -> (u16, Value) {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.plane.router().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// Signs a customer up; answers their token.
    async fn sign_up(&mut self, email: &str) -> String {
        self.post("", "/api/auth/magic-link", "", json!({"email": email})).await;
        let code = loop {
            let mail = self.mailbox.next().await.unwrap();
            if mail.template == "magic-link" && mail.to == email {
                break mail.data["code"].clone();
            }
        };
        let body = json!({"email": email, "code": code});
        let (_, tokens) = self.post("", "/api/auth/verify", "", body).await;
        tokens["token"].as_str().unwrap().to_owned()
    }

    /// One customer orders, with the voucher or by card, clicking twice; prints the order once it is paid.
    async fn order(&self, token: &str, slug: &str, voucher: Option<&str>) {
        let new = json!({"slug": slug, "name": slug, "plan_id": "plan-m", "defer_launch": true});
        let (status, organization) = self.post(token, "/api/tenant/orgs", "", new).await;
        assert_eq!(status, 201, "{organization}");
        let order = json!({"plan_id": "plan-m", "tenant_id": organization["id"], "promo_code": voucher});
        let click = || self.post(token, "/api/billing/checkout", slug, order.clone());
        let ((status, answer), twice) = tokio::join!(click(), click());
        if status != 200 {
            return;
        }
        assert_eq!(twice.1, answer, "a double click got two answers");
        if let Some(session) = answer["session_url"].as_str() {
            let session = session.trim_start_matches("/pay/");
            let path = format!("/api/billing/local-cards/{session}");
            let (status, told) = self.post(token, &path, "", json!({"pay": true})).await;
            assert_eq!(status, 200, "{told}");
        }
        println!("\npaid {}", answer["order_id"].as_str().unwrap());
    }
}

/// The child: it does nothing unless the test below starts it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn order_until_killed() {
    let (Some(folder), Some(round)) = (std::env::var_os(FOLDER), std::env::var_os(ROUND)) else {
        return;
    };
    let round = round.to_string_lossy().into_owned();
    let mut child = Child::open(Path::new(&folder), round).await;
    for number in 0.. {
        let code = format!("KILL-{}-{number}", child.round);
        // One use fewer than there are customers: somebody is refused each time.
        let voucher = json!({"code": code, "credit_omr": 12, "active": true, "max_redemptions": CUSTOMERS - 1});
        let (status, issued) = child
            .post(&child.operator, "/api/billing/vouchers/issue", "", voucher)
            .await;
        assert_eq!(status, 200, "{issued}");
        let mut customers = Vec::new();
        for customer in 0..CUSTOMERS {
            let email = format!("c{customer}-{number}-{}@example.test", child.round);
            customers.push(child.sign_up(&email).await);
        }
        let orders = customers.iter().enumerate().map(|(customer, token)| {
            let (child, code) = (&child, &code);
            async move {
                let slug = format!("shop-{}-{number}-{customer}", child.round);
                child.order(token, &slug, Some(code)).await;
                child.order(token, &format!("{slug}-card"), None).await;
            }
        });
        join_all(orders).await;
    }
}

/// Runs a child for a while, kills it, and answers the orders that it said were paid.
fn run_and_kill(folder: &Path, round: u64) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "order_until_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let killer = std::thread::spawn(move || {
        // Spread over opening, signing up and paying; odd steps avoid falling into step with the writer.
        std::thread::sleep(Duration::from_millis(150 + (round * 173) % 900));
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let paid = lines.filter_map(|line| line.unwrap().strip_prefix("paid ").map(str::to_owned));
    let paid = paid.collect();
    killer.join().unwrap();
    paid
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_money_moves_the_books_balance_and_no_payment_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut paid = BTreeSet::new();
    for round in 0..ROUNDS {
        paid.extend(run_and_kill(folder.path(), round));
        let plane = ControlPlane::open(config(folder.path())).await.unwrap();
        let database = rusqlite::Connection::open(folder.path().join("state.sqlite")).unwrap();
        books::check(|query| database.query_row(query, [], |row| row.get(0)).unwrap());
        for order in &paid {
            let status: String = database
                .query_row("SELECT status FROM orders WHERE id = ?1", [order], |row| row.get(0))
                .unwrap();
            assert_eq!(status, "completed", "{order} was acknowledged");
        }
        plane.shutdown().await;
    }
    assert!(paid.len() >= 10, "only {} orders were acknowledged", paid.len());
    println!("{} orders paid over {ROUNDS} kills", paid.len());
}
