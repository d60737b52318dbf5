//! Pull requests, from opening to the end of their branches.

use super::files::settings;
use super::{Walk, blog, viewer};
use contract::CommitId;
use contract::gitea::{
    CreatePull, CreateReview, DeleteBranch, EditPull, GetPull, ListPullCommits, ListPullFiles, ListPulls, ListReviews,
    MergePull, MergeStyle, NewPull, NewReview, PullEdit, PullFilter, PullMerge, PullState, ReviewEvent,
};
use contract::session::Tier;
use serde_json::{Value, json};

/// A number that no pull request has.
const NONE: u64 = 99;

pub(super) async fn walk(walk: &mut Walk) {
    opening(walk).await;
    reading(walk).await;
    reviewing(walk).await;
    merging(walk).await;
    unacceptable(walk).await;
    ending(walk).await;
}

async fn opening(walk: &mut Walk) {
    let change = settings(walk, "develop", None, |text| format!("{text}replicas: 3\n")).await;
    walk.ask(change, 201).await;
    let opened = walk.ask(new("develop", "main"), 201).await;
    assert_eq!(opened["number"], 1);
    walk.ask(new("develop", "main"), 409).await;
    walk.ask(new("none", "main"), 404).await;
    walk.ask(new("staging", "main"), 422).await;
    let token = viewer(walk);
    walk.ask_as(&token, new("develop", "staging"), 403).await;
}

async fn reading(walk: &mut Walk) {
    for state in [PullFilter::Open, PullFilter::Closed, PullFilter::All] {
        walk.ask(list("blog", state), 200).await;
    }
    walk.ask(list("none", PullFilter::Open), 404).await;
    for (index, status) in [(1, 200), (NONE, 404)] {
        let repository = blog;
        walk.ask(
            GetPull {
                repository: repository(),
                index,
            },
            status,
        )
        .await;
        walk.ask(
            ListPullCommits {
                repository: repository(),
                index,
            },
            status,
        )
        .await;
        walk.ask(
            ListPullFiles {
                repository: repository(),
                index,
            },
            status,
        )
        .await;
        walk.ask(
            ListReviews {
                repository: repository(),
                index,
            },
            status,
        )
        .await;
    }
}

async fn reviewing(walk: &mut Walk) {
    let colleague = walk.plane.token_of(Tier::Admin);
    walk.ask(review(1, ReviewEvent::Comment), 200).await;
    walk.ask(review(1, ReviewEvent::Approved), 422).await;
    walk.ask(review(NONE, ReviewEvent::Comment), 404).await;
    walk.ask(merge(1), 405).await;
    walk.ask_as(&colleague, review(1, ReviewEvent::RequestChanges), 200)
        .await;
    let approved = walk.ask_as(&colleague, review(1, ReviewEvent::Approved), 200).await;
    assert_eq!(approved["official"], true);
    let repository = blog();
    walk.ask(ListReviews { repository, index: 1 }, 200).await;
}

async fn merging(walk: &mut Walk) {
    walk.ask(merge(NONE), 404).await;
    let mut rebased = merge(1);
    rebased.merge.style = MergeStyle::Unknown("rebase".to_owned());
    walk.ask(rebased, 405).await;
    let mut outdated = merge(1);
    outdated.merge.head_commit_id = Some(CommitId::from_wire("0".repeat(40)));
    walk.ask(outdated, 409).await;
    walk.ask(merge(1), 200).await;
    let repository = blog();
    let merged = walk.ask(GetPull { repository, index: 1 }, 200).await;
    assert_eq!((&merged["merged"], &merged["state"]), (&json!(true), &json!("closed")));
    let reopened = PullEdit {
        state: Some(PullState::Open),
        ..PullEdit::default()
    };
    walk.ask(edit(1, reopened), 412).await;
}

/// What the branch would refuse as a push, a merge cannot bring in: Gitea answers 409.
async fn unacceptable(walk: &mut Walk) {
    walk.plane.set_policy(Value::Null).await.expect(200);
    let above = settings(walk, "main", Some("twice"), |text| format!("title: Ours\n{text}")).await;
    let below = settings(walk, "main", None, |text| format!("{text}title: Theirs\n")).await;
    walk.ask(above, 201).await;
    walk.ask(below, 201).await;
    let opened = walk.ask(new("twice", "main"), 201).await;
    let refused = walk.ask(merge(opened["number"].as_u64().unwrap()), 409).await;
    assert_eq!(refused["error"], "unacceptable_change");
}

async fn ending(walk: &mut Walk) {
    let change = settings(walk, "main", Some("change-1"), |text| format!("{text}# Ours\n")).await;
    walk.ask(change, 201).await;
    let opened = walk.ask(new("change-1", "main"), 201).await;
    let index = opened["number"].as_u64().unwrap();
    let titled = |title: &str| PullEdit {
        title: Some(title.to_owned()),
        body: Some("Because".to_owned()),
        state: None,
    };
    walk.ask(edit(index, titled("Another")), 201).await;
    walk.ask(edit(index, titled("")), 422).await;
    walk.ask(edit(NONE, titled("x")), 404).await;
    let token = viewer(walk);
    walk.ask_as(&token, edit(index, titled("x")), 403).await;
    let state = |state: PullState| PullEdit {
        state: Some(state),
        ..PullEdit::default()
    };
    walk.ask(edit(index, state(PullState::Closed)), 201).await;
    walk.ask(new("change-1", "main"), 201).await;
    walk.ask(edit(index, state(PullState::Open)), 409).await;
    walk.ask(delete("main"), 403).await;
    walk.ask(delete("none"), 404).await;
    walk.ask(delete("change-1"), 204).await;
    let repository = blog();
    let closed = walk.ask(GetPull { repository, index }, 200).await;
    assert_eq!(closed["state"], "closed");
}

fn new(head: &str, base: &str) -> CreatePull {
    CreatePull {
        repository: blog(),
        pull: NewPull {
            head: head.to_owned(),
            base: base.to_owned(),
            title: format!("{head} to {base}"),
            body: String::new(),
        },
    }
}

fn list(name: &str, state: PullFilter) -> ListPulls {
    ListPulls {
        repository: super::repository(name),
        state,
        page: 1,
        limit: 10,
    }
}

fn review(index: u64, event: ReviewEvent) -> CreateReview {
    CreateReview {
        repository: blog(),
        index,
        review: NewReview {
            event,
            body: "looked at it".to_owned(),
            commit_id: None,
        },
    }
}

fn merge(index: u64) -> MergePull {
    MergePull {
        repository: blog(),
        index,
        merge: PullMerge {
            style: MergeStyle::Merge,
            title: Some("Merge it".to_owned()),
            head_commit_id: None,
            delete_branch_after_merge: true,
        },
    }
}

fn edit(index: u64, edit: PullEdit) -> EditPull {
    EditPull {
        repository: blog(),
        index,
        edit,
    }
}

fn delete(branch: &str) -> DeleteBranch {
    DeleteBranch {
        repository: blog(),
        branch: branch.to_owned(),
    }
}
