//! `kill -9` at random moments: what was acknowledged is there, and nothing is there by half.
//!
//! The test starts itself again as a child that writes as fast as it can and prints each acknowledgement; then it kills
//! the child, opens the folder and looks. Twenty times over the same folder.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use axum::body::Body;
use contract::session::Tier;
use control_plane::{Config, ControlPlane, Identity, Seed, SystemClock};
use http::{Method, Request};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// Tells the child its folder and its round.
const FOLDER: &str = "CRASH_TEST_FOLDER";
const ROUND: &str = "CRASH_TEST_ROUND";
const ROUNDS: u64 = 20;

fn config(folder: &Path, speed: f64) -> Config {
    Config {
        data_dir: folder.to_owned(),
        blueprint_dirs: vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/blueprints"))],
        seed: Seed::Empty,
        speed,
        fqdn: "sovereign.example.test".to_owned(),
        clock: Arc::new(SystemClock),
        cards: None,
    }
}

async fn call(plane: &ControlPlane, token: &str, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1/sovereigns/self/applications{path}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = plane.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

fn token(plane: &ControlPlane) -> String {
    plane.mint_token(Identity {
        email: "owner@example.test".to_owned(),
        verified: true,
        sub: "owner".to_owned(),
        tier: Tier::Owner,
    })
}

/// The child: it does nothing unless the test below starts it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_until_killed() {
    let (Some(folder), Some(round)) = (std::env::var_os(FOLDER), std::env::var_os(ROUND)) else {
        return;
    };
    let round = round.to_string_lossy().into_owned();
    let plane = ControlPlane::open(config(Path::new(&folder), 2000.0)).await.unwrap();
    let token = token(&plane);
    // Lines are written whole: standard output is line-buffered and each is one write.
    println!("\nopen");
    for number in 0.. {
        let name = format!("app-{round}-{number}");
        let parameters = json!({"domain": "a.example.test", "adminEmail": "a@example.test"});
        let install = json!({
            "blueprintRef": {"name": "bp-wordpress", "version": "1.0.0"},
            "name": name, "organizationRef": "home", "parameters": parameters,
        });
        let (status, body) = call(&plane, &token, Method::POST, "", &install).await;
        assert_eq!(status, 201, "{body}");
        println!("\nacknowledged {name} My-site");
        for change in ["second", "third"] {
            let title = format!("{name}-{change}");
            let update =
                json!({"parameters": {"domain": "a.example.test", "adminEmail": "a@example.test", "title": title}});
            let (status, body) = call(&plane, &token, Method::PUT, &format!("/{name}"), &update).await;
            assert_eq!(status, 200, "{body}");
            println!("\nacknowledged {name} {title}");
        }
        let old = format!("app-{round}-{}", number - 2);
        let (status, body) = call(&plane, &token, Method::DELETE, &format!("/{old}"), &Value::Null).await;
        assert_eq!(status, 200, "{body}");
        println!("\nremoved {old}");
    }
}

#[derive(Default)]
struct Acknowledged {
    /// The title each Application must have, or a later one of its titles.
    titles: BTreeMap<String, String>,
    removed: BTreeSet<String>,
}

/// Runs a child for a while, kills it, and answers what it said.
fn run_and_kill(folder: &Path, round: u64, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "write_until_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let killer = std::thread::spawn(move || {
        // Spread over opening, installing, updating and removing; odd steps avoid falling into step with the writer.
        std::thread::sleep(Duration::from_millis(60 + (round * 173) % 700));
        child.kill().unwrap();
        child.wait().unwrap();
    });
    for line in lines {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["acknowledged", name, title] => {
                acknowledged.titles.insert((*name).to_owned(), (*title).to_owned());
            }
            ["removed", name] => {
                acknowledged.removed.insert((*name).to_owned());
            }
            _ => {}
        }
    }
    killer.join().unwrap();
}

/// Titles an Application goes through, in order.
fn order(name: &str, title: &str) -> usize {
    let titles = ["My-site".to_owned(), format!("{name}-second"), format!("{name}-third")];
    titles.iter().position(|known| known == title).unwrap()
}

async fn check(folder: &Path, acknowledged: &Acknowledged) {
    // So slow that the cluster does nothing more: what is seen is what the crash left.
    let plane = ControlPlane::open(config(folder, 0.0001)).await.unwrap();
    let token = token(&plane);
    let database = rusqlite::Connection::open(folder.join("state.sqlite")).unwrap();
    let mut statement = database
        .prepare("SELECT organization, name, branch, head FROM applications")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .unwrap();
    let rows: Vec<[String; 4]> = rows.collect::<Result<_, _>>().unwrap();
    let recorded: BTreeSet<&str> = rows.iter().map(|[_, name, ..]| name.as_str()).collect();
    for [organization, name, branch, head] in &rows {
        let path = folder.join(format!("git/{organization}/{name}.git"));
        let repository = git2::Repository::open_bare(&path).unwrap();
        let reference = repository.find_reference(&format!("refs/heads/{branch}")).unwrap();
        let commit = reference.peel_to_commit().unwrap();
        assert_eq!(
            commit.id().to_string(),
            *head,
            "{name}: the branch is not at the recorded commit"
        );
        assert!(commit.tree().unwrap().get_path(Path::new("values.yaml")).is_ok());
        if !name.ends_with("-db") {
            assert!(
                recorded.contains(format!("{name}-db").as_str()),
                "{name} is there without its database"
            );
        }
    }
    for (name, title) in acknowledged
        .titles
        .iter()
        .filter(|(name, _)| !acknowledged.removed.contains(*name))
    {
        let (status, detail) = call(&plane, &token, Method::GET, &format!("/{name}"), &Value::Null).await;
        if status == 404 {
            // The child may have removed it and been killed before it could say so: only the third from the end is.
            let next: usize = name.rsplit('-').next().unwrap().parse().unwrap();
            let prefix = name.trim_end_matches(char::is_numeric);
            assert!(
                acknowledged.titles.contains_key(&format!("{prefix}{}", next + 2)),
                "{name} was acknowledged and is lost"
            );
            continue;
        }
        assert_eq!(status, 200, "{name}: {detail}");
        let found = detail["parameters"]["title"].as_str().unwrap_or("My-site");
        assert!(
            order(name, found) >= order(name, title),
            "{name} fell back from {title} to {found}"
        );
    }
    let owners = std::fs::read_dir(folder.join("git/home")).into_iter().flatten();
    for entry in owners {
        let file = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            recorded.contains(file.trim_end_matches(".git")),
            "{file} belongs to no Application"
        );
    }
    plane.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_control_plane_loses_nothing_and_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::default();
    for round in 0..ROUNDS {
        run_and_kill(folder.path(), round, &mut acknowledged);
        check(folder.path(), &acknowledged).await;
    }
    assert!(
        acknowledged.titles.len() >= 10,
        "only {} installs were acknowledged",
        acknowledged.titles.len()
    );
    println!(
        "{} installs acknowledged over {ROUNDS} kills",
        acknowledged.titles.len()
    );
}
