//! The list of commits, and the one that is looked at.

use super::Sources;
use super::diff::ChosenCommit;
use crate::i18n::*;
use crate::pages::application::model::history::{PAGE_SIZE, author, body, short, subject};
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::{Badge, EmptyState, LinkButton, RelativeTime, Size, Tone, follow};
use contract::gitea::Commit;
use leptos::prelude::*;

/// Commits at one side, the chosen one at the other.
#[component]
pub(super) fn CommitsAndDiff(sources: Sources, current: Memo<Snapshot>, commits: Vec<Commit>) -> impl IntoView {
    let locale = use_locale();
    let page = sources.query.with_untracked(|query| query.page);
    if commits.is_empty() && page == 1 {
        return view! { <EmptyState icon="git-commit-horizontal" title=td_string!(locale, application.history.empty) /> }
            .into_any();
    }
    let newest = (page == 1)
        .then(|| commits.first().map(|commit| commit.sha.clone()))
        .flatten();
    let is_full = commits.len() >= PAGE_SIZE as usize;
    let stored = StoredValue::new(commits.clone());
    let rows = commits
        .into_iter()
        .map(|commit| view! { <Row sources current commit /> })
        .collect_view();
    let chosen = follow(move || {
        let wanted = sources.query.with(|query| query.commit.clone());
        match wanted {
            Some(wanted) => {
                let commit = stored.with_value(|commits| {
                    commits
                        .iter()
                        .find(|commit| commit.sha.as_str().starts_with(wanted.as_str()))
                        .cloned()
                });
                let is_newest = commit
                    .as_ref()
                    .is_some_and(|commit| newest.as_ref() == Some(&commit.sha));
                view! { <ChosenCommit sources current id=wanted commit is_newest /> }.into_any()
            }
            None => view! {
                <p class="rounded-box border border-dashed border-base-300 p-8 text-center text-base-content/70">
                    {td_string!(locale, application.history.choose)}
                </p>
            }
            .into_any(),
        }
    });
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(18rem,1fr)_2fr]">
            <div class="flex min-w-0 flex-col gap-3">
                <ol class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300" aria-label=td_string!(locale, application.history.commits)>
                    {rows}
                </ol>
                <Paging sources page is_full />
            </div>
            <div class="min-w-0">{chosen}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Row(sources: Sources, current: Memo<Snapshot>, commit: Commit) -> impl IntoView {
    let locale = use_locale();
    let sha = commit.sha.clone();
    let is_chosen = {
        let sha = sha.clone();
        Memo::new(move |_| {
            sources.query.with(|query| {
                let chosen = query.commit.as_ref();
                chosen.is_some_and(|chosen| sha.as_str().starts_with(chosen.as_str()))
            })
        })
    };
    let href = {
        let sha = sha.clone();
        move || sources.href(sources.query.with(|query| query.page), Some(sha.as_str()))
    };
    let runs = {
        let sha = sha.clone();
        move || current.with(|current| current.applied_commit.as_deref() == Some(sha.as_str()))
    };
    let by = say!(locale, application.history.by, author = author(&commit.commit.author));
    let when = match commit.commit.author.date {
        Some(at) => view! { <RelativeTime at=at.unix_millis() /> }.into_any(),
        None => td_string!(locale, application.history.unknown_time).into_any(),
    };
    view! {
        <li class=move || if is_chosen.get() { "bg-base-200 p-3" } else { "p-3" }>
            <a
                href=href
                class="link link-hover font-medium wrap-anywhere"
                aria-current=move || is_chosen.get().then_some("true")
            >
                <bdi>{subject(&commit).to_owned()}</bdi>
            </a>
            {body(&commit).map(|body| view! { <p class="text-sm whitespace-pre-line wrap-anywhere"><bdi>{body.to_owned()}</bdi></p> })}
            <p class="flex flex-wrap items-center gap-x-2 text-sm text-base-content/70">
                <code dir="ltr">{short(sha.as_str()).to_owned()}</code>
                <bdi>{by}</bdi>
                {when}
                {move || runs().then(|| view! { <Badge tone=Tone::Success icon="circle-check">{td_string!(locale, application.history.current)}</Badge> })}
            </p>
        </li>
    }
}

#[component]
fn Paging(sources: Sources, page: u32, is_full: bool) -> impl IntoView {
    let locale = use_locale();
    let newer = (page > 1).then(|| {
        let href = sources.href(page - 1, None);
        view! { <LinkButton href=href size=Size::Small icon="chevron-left">{td_string!(locale, application.history.newer)}</LinkButton> }
    });
    let older = is_full.then(|| {
        let href = sources.href(page + 1, None);
        view! { <LinkButton href=href size=Size::Small icon="chevron-right">{td_string!(locale, application.history.older)}</LinkButton> }
    });
    view! { <nav class="flex justify-between gap-2" aria-label=td_string!(locale, application.history.commits)>{newer}{older}</nav> }
}
