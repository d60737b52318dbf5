//! One pull request: what it changes, its gates, what others think, and the merge.

use super::Sources;
use super::board::state;
use super::compare::WhatChanges;
use super::merge::Merge;
use super::read::Looked;
use super::review::Reviews;
use crate::i18n::*;
use crate::pages::application::gates::Gates;
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::{Badge, RelativeTime};
use contract::gitea::PullState;
use leptos::prelude::*;

/// The pull request that the URL names.
#[component]
pub(super) fn OnePull(sources: Sources, current: Memo<Snapshot>, looked: Looked) -> impl IntoView {
    let locale = use_locale();
    let pull = looked.pull.clone();
    let (tone, icon, word) = state(locale, &pull);
    let about = say!(
        locale,
        application.promotion.asked_by,
        user = pull.user.login,
        number = pull.number,
        from = pull.head.branch,
        to = pull.base.branch.clone()
    );
    let when = pull.created_at.map(|at| view! { <RelativeTime at=at.unix_millis() /> });
    let merged_by = pull.merged_by.map(|user| {
        let text = say!(locale, application.promotion.merged_by, user = user.login);
        view! { <p><bdi>{text}</bdi></p> }
    });
    let body = (!pull.body.trim().is_empty())
        .then(|| view! { <p class="whitespace-pre-line wrap-anywhere"><bdi>{pull.body}</bdi></p> });
    let is_open = pull.state == PullState::Open;
    let label = pull.title.clone();
    let (changes, gates, is_protected) = (looked.changes.clone(), looked.gates.clone(), looked.is_protected);
    let reviews = looked.reviews.clone();
    let actions = is_open.then(|| {
        view! {
            <Gates gates branch=pull.base.branch is_protected />
            <Merge sources current looked />
        }
    });
    view! {
        <article class="flex flex-col gap-5" aria-label=label>
            <header class="flex flex-col gap-1">
                <div class="flex flex-wrap items-center gap-3">
                    <h2 class="grow text-lg font-semibold wrap-anywhere"><bdi>{pull.title}</bdi></h2>
                    <Badge tone=tone icon=icon>{word}</Badge>
                </div>
                <p class="flex flex-wrap gap-x-2 text-sm text-base-content/70"><bdi>{about}</bdi>{when}</p>
                {merged_by}
                {body}
            </header>
            <WhatChanges sources changes />
            <Reviews reviews />
            {actions}
        </article>
    }
}
