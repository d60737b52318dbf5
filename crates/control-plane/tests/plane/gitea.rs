//! The Git server's REST API against Gitea's own definition of it, so that a real Gitea can stand in its place.
//!
//! Every endpoint of the contract is called for each answer that the definition lists. The request that the contract
//! writes and the answer that the control plane gives are held to the definition's names and types.

mod definition;
mod files;
mod pulls;
mod tokens;

use crate::support::TestPlane;
use contract::Endpoint;
use contract::gitea::Repository;
use contract::session::Tier;
use definition::{Definition, Shape, lower};
use serde_json::Value;
use std::collections::BTreeSet;

const BRANCH: &str = "/repos/{owner}/{repo}/branches/{branch}";
const COMMITS: &str = "/repos/{owner}/{repo}/commits";
const STATUS: &str = "/repos/{owner}/{repo}/commits/{ref}/status";
const CONTENTS: &str = "/repos/{owner}/{repo}/contents";
const TREE: &str = "/repos/{owner}/{repo}/git/trees/{sha}";
const PULLS: &str = "/repos/{owner}/{repo}/pulls";
const MERGE: &str = "/repos/{owner}/{repo}/pulls/{index}/merge";
const TOKEN: &str = "/users/{username}/tokens/{token}";

/// Answers of Gitea that nothing leads to here: no repository is archived or empty, refs are there or not, tokens are
/// named by id.
const NEVER: [(&str, &str, u16); 8] = [
    ("delete", BRANCH, 423),
    ("get", COMMITS, 409),
    ("get", STATUS, 400),
    ("post", CONTENTS, 423),
    ("get", TREE, 400),
    ("post", PULLS, 423),
    ("post", MERGE, 423),
    ("delete", TOKEN, 422),
];

/// A walk through every operation, and what has been seen on it.
struct Walk {
    plane: TestPlane,
    definition: Definition,
    seen: BTreeSet<(String, String, u16)>,
}

impl Walk {
    async fn begin() -> Self {
        Self {
            plane: TestPlane::with_blog().await,
            definition: Definition::read(),
            seen: BTreeSet::new(),
        }
    }

    /// Calls an endpoint as the owner, who must be answered with this status.
    async fn ask<E: Endpoint>(&mut self, endpoint: E, status: u16) -> Value {
        let token = self.plane.token.clone();
        self.ask_as(&token, endpoint, status).await
    }

    /// Calls an endpoint, and holds the request and the answer to the definition.
    async fn ask_as<E: Endpoint>(&mut self, token: &str, endpoint: E, status: u16) -> Value {
        let target = endpoint.path();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let operation = self.definition.operation(&E::METHOD, path);
        let called = format!("{} {}", E::METHOD, operation.template);
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            assert!(operation.knows_query(&name), "{called} has no query {name}");
        }
        let body = endpoint.body().map(|body| serde_json::to_value(body).unwrap());
        match (&body, self.definition.body(&operation)) {
            (Some(body), Some(schema)) => fits(&called, &schema, body),
            (None, None) => {}
            _ => panic!("{called}: one side has a body, the other none"),
        }
        let body = body.map(|body| body.to_string());
        let answer = self.plane.send(E::METHOD, &target, Some(token), body.as_deref()).await;
        assert_eq!(answer.status.as_u16(), status, "{called}: {}", answer.text());
        let shape = self.definition.shape(&operation, status);
        match shape.unwrap_or_else(|| panic!("{called} does not answer {status}")) {
            Shape::Json(schema) => fits(&called, &schema, &answer.json()),
            Shape::Message => drop(message(&called, &answer.json())),
            Shape::Silent if status < 300 => assert_eq!(answer.text(), "", "{called}"),
            Shape::Silent | Shape::Text => {}
        }
        if status < 300 {
            E::decode(&answer.bytes).unwrap();
        }
        let seen = (lower(&E::METHOD), operation.template.to_owned(), status);
        self.seen.insert(seen);
        serde_json::from_slice(&answer.bytes).unwrap_or_default()
    }

    fn everything_was_seen(&self) {
        let never = NEVER.map(|(method, template, status)| (method.to_owned(), template.to_owned(), status));
        let defined: BTreeSet<_> = self.definition.answers().into_iter().collect();
        let missing: Vec<_> = defined
            .iter()
            .filter(|answer| !self.seen.contains(answer) && !never.contains(answer))
            .collect();
        assert!(missing.is_empty(), "never seen: {missing:#?}");
        assert!(never.iter().all(|answer| defined.contains(answer)));
    }
}

#[track_caller]
fn fits(called: &str, schema: &jsonschema::Validator, value: &Value) {
    let errors: Vec<_> = schema
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{called}: {errors:#?}\n{value:#}");
}

/// What a refusal says to people; the gate before all endpoints says it in `detail`.
#[track_caller]
fn message(called: &str, refusal: &Value) -> String {
    let said = refusal.get("message").or_else(|| refusal.get("detail"));
    let said = said.and_then(Value::as_str);
    said.unwrap_or_else(|| panic!("{called} refuses without a word: {refusal}"))
        .to_owned()
}

fn blog() -> Repository {
    repository("blog")
}

fn repository(name: &str) -> Repository {
    Repository {
        owner: "home".to_owned(),
        name: name.to_owned(),
    }
}

fn viewer(walk: &Walk) -> String {
    walk.plane.token_of(Tier::Viewer)
}

#[tokio::test]
async fn every_answer_is_one_of_gitea_s() {
    let mut walk = Walk::begin().await;
    files::walk(&mut walk).await;
    pulls::walk(&mut walk).await;
    tokens::walk(&mut walk).await;
    walk.everything_was_seen();
}
