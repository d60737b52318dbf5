//! History: every change is a commit; look at one, or go back to it.
//!
//! The page and the commit are in the URL (`?page=2&commit=0123abc`), so that both can be linked.

mod commits;
mod diff;
mod restore;
mod revert;

use super::model::history::{PAGE_SIZE, parse_commit};
use super::model::snapshot::{Snapshot, env_type};
use super::shared::{Shared, Tab, use_shared};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths::ApplicationTab;
use crate::ui::follow;
use contract::CommitId;
use contract::gitea::{Commit, GetCommitDiff, ListCommits};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the URL asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Query {
    page: u32,
    commit: Option<CommitId>,
}

/// One page of commits; `None` without a repository.
type Commits = Asked<Option<Vec<Commit>>>;
/// The diff of the chosen commit; `None` when none is chosen.
type Diff = Asked<Option<String>>;

#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    query: Memo<Query>,
    commits: Commits,
    diff: Diff,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let query = use_query_map();
        let query = Memo::new(move |_| {
            query.with(|query| Query {
                page: query
                    .get("page")
                    .and_then(|page| page.parse().ok())
                    .filter(|page| *page > 0)
                    .unwrap_or(1),
                commit: query.get("commit").and_then(|commit| parse_commit(&commit)),
            })
        });
        Self {
            shared,
            query,
            commits: read_commits(shared, query),
            diff: read_diff(shared, query),
        }
    }

    /// The URL of another page or commit.
    fn href(self, page: u32, commit: Option<&str>) -> String {
        let base = self
            .shared
            .address
            .with(|address| address.href(ApplicationTab::History));
        let page = (page > 1).then(|| page.to_string());
        contract::endpoint::with_query(base, &[("page", page.as_deref()), ("commit", commit)])
    }
}

fn read_commits(shared: Shared, query: Memo<Query>) -> Commits {
    let api = Api::from_context();
    let pulse = shared.pulse();
    let page = Memo::new(move |_| query.with(|query| query.page));
    Asked::new(
        move || (shared.address.get(), page.get(), pulse.get()),
        move |(address, page, _)| {
            let api = api.clone();
            async move {
                let snapshot = Snapshot::read(shared.detail.await?);
                let Some(repository) = snapshot.repository() else {
                    return Ok(None);
                };
                let list = ListCommits {
                    sha: snapshot.history_start(&address.environment),
                    repository,
                    file: None,
                    page,
                    limit: PAGE_SIZE,
                };
                api.call(list).await.map(Some)
            }
        },
    )
}

fn read_diff(shared: Shared, query: Memo<Query>) -> Diff {
    let api = Api::from_context();
    let commit = Memo::new(move |_| query.with(|query| query.commit.clone()));
    Asked::new(
        move || (shared.address.get(), commit.get()),
        move |(_, commit)| {
            let api = api.clone();
            async move {
                let repository = Snapshot::read(shared.detail.await?).repository();
                match (repository, commit) {
                    (Some(repository), Some(sha)) => api.call(GetCommitDiff { repository, sha }).await.map(Some),
                    _ => Ok(None),
                }
            }
        },
    )
}

/// `/environments/:environment/applications/:application/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.history_tab));
    let sources = Sources::new(shared);
    view! { <Tab view=move |current| view! { <History sources current /> }.into_any() /> }
}

#[component]
fn History(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let about = follow(move || {
        let repository = current.with(Snapshot::repository)?;
        let repository = format!("{}/{}", repository.owner, repository.name);
        let branch = sources
            .shared
            .address
            .with(|address| env_type(&address.environment).branch());
        Some(match branch {
            Some(branch) => say!(
                locale,
                application.history.text,
                branch = branch,
                repository = repository
            ),
            None => say!(locale, application.history.text_no_branch, repository = repository),
        })
    });
    let content = move |commits: Option<Vec<Commit>>| match commits {
        Some(commits) => view! { <commits::CommitsAndDiff sources current commits /> }.into_any(),
        None => view! { <p>{td_string!(locale, application.history.no_repository)}</p> }.into_any(),
    };
    view! {
        <section class="flex flex-col gap-4" aria-label=td_string!(locale, application.history.title)>
            <p class="text-sm text-base-content/70">{about}</p>
            <Loaded asked=sources.commits view=content />
        </section>
    }
}
