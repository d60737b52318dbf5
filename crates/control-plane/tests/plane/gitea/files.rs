//! Files and their history.

use super::{Walk, blog, repository, viewer};
use contract::gitea::{
    ChangeFiles, CompareBranches, Contents, FileChange, FilesChange, GetCombinedStatus, GetCommitDiff, GetContents,
    GetRawFile, GetTree, ListBranchProtections, ListCommits, Repository,
};
use contract::{CommitId, Endpoint};
use serde_json::json;

pub(super) async fn walk(walk: &mut Walk) {
    reading(walk).await;
    writing(walk).await;
    gates(walk).await;
}

async fn reading(walk: &mut Walk) {
    let listed = walk.ask(commits(blog()), 200).await;
    walk.ask(commits(repository("none")), 404).await;
    let sha = CommitId::from_wire(listed[0]["sha"].as_str().unwrap());
    let diff = |sha: CommitId| GetCommitDiff {
        repository: blog(),
        sha,
    };
    walk.ask(diff(sha), 200).await;
    walk.ask(diff(CommitId::from_wire("0".repeat(40))), 404).await;
    for recursive in [false, true] {
        walk.ask(tree("main", recursive), 200).await;
    }
    walk.ask(tree("none", true), 404).await;
    walk.ask(contents("values.yaml"), 200).await;
    walk.ask(contents("none"), 404).await;
    let raw = |file: &str| GetRawFile {
        repository: blog(),
        file: file.to_owned(),
        at: "main".to_owned(),
    };
    walk.ask(raw("values.yaml"), 200).await;
    walk.ask(raw("overlays/none"), 404).await;
}

async fn writing(walk: &mut Walk) {
    let file = |text: &str| FileChange::create("notes/a.md".to_owned(), text);
    let made = walk.ask(change(blog(), "develop", file("one")), 201).await;
    let sha = made["files"][0]["sha"].as_str().unwrap().to_owned();
    walk.ask(change(blog(), "develop", file("again")), 422).await;
    walk.ask(change(blog(), "none", file("one")), 404).await;
    let token = viewer(walk);
    walk.ask_as(&token, change(blog(), "develop", file("one")), 403).await;
    let moved = FileChange::rename("notes/a.md".to_owned(), "notes/b.md".to_owned(), sha, "dHdv".to_owned());
    let moved = walk.ask(change(blog(), "develop", moved), 201).await;
    let sha = moved["files"][0]["sha"].as_str().unwrap().to_owned();
    let deleted = FileChange::delete("notes/b.md".to_owned(), sha);
    let deleted = walk.ask(change(blog(), "develop", deleted), 201).await;
    assert_eq!(deleted["files"], json!([null]));
    not_json(walk).await;
}

/// What is no request at all is refused in Gitea's words too.
async fn not_json(walk: &mut Walk) {
    let target = change(blog(), "develop", FileChange::create(String::new(), "")).path();
    for body in [None, Some("{"), Some("{}")] {
        let token = walk.plane.token.clone();
        let answer = walk.plane.send(ChangeFiles::METHOD, &target, Some(&token), body).await;
        let refused = answer.expect(422);
        assert!(refused["message"].is_string(), "{refused}");
    }
}

async fn gates(walk: &mut Walk) {
    let compare = |base: &str| CompareBranches {
        repository: blog(),
        base: base.to_owned(),
        head: "develop".to_owned(),
    };
    let compared = walk.ask(compare("main"), 200).await;
    assert_eq!(compared["total_commits"], 3);
    walk.ask(compare("none"), 404).await;
    let promotion = json!({"requiredApprovers": 1, "soakHours": 1, "requiredComplianceScore": 10});
    walk.plane.set_policy(promotion).await.expect(200);
    let repository = blog();
    let protections = walk.ask(ListBranchProtections { repository }, 200).await;
    assert_eq!(protections[0]["branch_name"], "main");
    let status = |at: &str| GetCombinedStatus {
        repository: blog(),
        at: at.to_owned(),
    };
    let status_of = walk.ask(status("develop"), 200).await;
    assert_eq!(status_of["total_count"], 2);
    walk.ask(status("none"), 404).await;
    let change = change(blog(), "main", FileChange::create("a".to_owned(), "b"));
    walk.ask(change, 403).await;
    walk.plane.set_policy(json!({"requiredApprovers": 1})).await.expect(200);
}

fn commits(repository: Repository) -> ListCommits {
    ListCommits {
        repository,
        sha: Some("main".to_owned()),
        file: None,
        page: 1,
        limit: 5,
    }
}

fn tree(sha: &str, recursive: bool) -> GetTree {
    GetTree {
        repository: blog(),
        sha: sha.to_owned(),
        recursive,
    }
}

fn contents(file: &str) -> GetContents {
    GetContents {
        repository: blog(),
        file: file.to_owned(),
        at: "main".to_owned(),
    }
}

/// A commit of one change.
pub(super) fn change(repository: Repository, branch: &str, file: FileChange) -> ChangeFiles {
    ChangeFiles {
        repository,
        change: FilesChange {
            branch: branch.to_owned(),
            new_branch: None,
            message: String::new(),
            files: vec![file],
        },
    }
}

/// A commit of other settings, on a new branch when one is named.
pub(super) async fn settings(
    walk: &mut Walk,
    branch: &str,
    new: Option<&str>,
    edited: impl Fn(&str) -> String,
) -> ChangeFiles {
    let asked = GetContents {
        at: branch.to_owned(),
        ..contents("values.yaml")
    };
    let before: Contents = serde_json::from_value(walk.ask(asked, 200).await).unwrap();
    let text = edited(&before.text().unwrap());
    let mut asked = change(blog(), branch, FileChange::update(before.path, before.sha, &text));
    asked.change.new_branch = new.map(str::to_owned);
    asked
}
