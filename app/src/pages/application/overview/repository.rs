//! Where the Application is written down, and its last commit.

use super::Sources;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::history::{author, short, subject};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::shared::Shared;
use crate::paths::ApplicationTab;
use crate::ui::{Card, LinkButton, RelativeTime, Size, follow};
use contract::gitea::{Commit, ListCommits};
use leptos::prelude::*;

/// The last commit, as it was read; `None` without a repository.
pub(super) type Read = Asked<Option<Commit>>;

/// Reads the last commit, and again whenever the cluster reports a change.
pub(super) fn read(shared: Shared) -> Read {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Asked::new(
        move || (shared.address.get(), pulse.get()),
        move |(address, _)| {
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
                    page: 1,
                    limit: 1,
                };
                Ok(api.call(list).await?.into_iter().next())
            }
        },
    )
}

/// Repository and last commit.
#[component]
pub(super) fn LastCommit(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let href = move || sources.shared.address.get().href(ApplicationTab::History);
    let more = move || {
        view! {
            <LinkButton href=Signal::derive(href) size=Size::Small icon="history">
                {td_string!(locale, application.overview.show_history)}
            </LinkButton>
        }
    };
    let name = follow(move || {
        match current.with(Snapshot::repository) {
        Some(repository) => {
            view! { <p><bdi dir="ltr" class="font-mono text-sm wrap-anywhere">{format!("{}/{}", repository.owner, repository.name)}</bdi></p> }
                .into_any()
        }
        None => view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.no_repository)}</p> }.into_any(),
    }
    });
    let last = move |commit: Option<Commit>| match commit {
        Some(commit) => view! { <OneCommit commit /> }.into_any(),
        None => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.no_commits)}</p> }
                .into_any()
        }
    };
    view! {
        <Card title=td_string!(locale, application.overview.repository) actions=more>
            {name}
            <Loaded asked=sources.commits view=last />
        </Card>
    }
}

#[component]
fn OneCommit(commit: Commit) -> impl IntoView {
    let locale = use_locale();
    let by = say!(
        locale,
        application.history.by,
        author = author(&commit.commit.author).to_owned()
    );
    let when = commit
        .commit
        .author
        .date
        .map(|at| view! { " · "<RelativeTime at=at.unix_millis() /> });
    view! {
        <div class="text-sm">
            <p class="wrap-anywhere"><bdi>{subject(&commit).to_owned()}</bdi></p>
            <p class="text-base-content/70">
                <code dir="ltr">{short(commit.sha.as_str()).to_owned()}</code>" "<bdi>{by}</bdi>{when}
            </p>
        </div>
    }
}
