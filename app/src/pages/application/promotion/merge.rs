//! Merging a pull request, or closing it without.

use super::Sources;
use super::read::Looked;
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::gates::words;
use crate::pages::application::model::promotion::{Standing, is_passed};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, Variant, use_toast};
use contract::ApiError;
use contract::gitea::{EditPull, MergePull, MergeStyle, PullEdit, PullMerge, PullState};
use leptos::prelude::*;

/// What can be done with an open pull request in the end.
#[component]
pub(super) fn Merge(sources: Sources, current: Memo<Snapshot>, looked: Looked) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let gate = looked
        .gates
        .iter()
        .find(|gate| gate.standing != Standing::Open)
        .filter(|_| !is_passed(&looked.pull, &looked.gates));
    let reason = forbidden.clone().or(gate.map(|gate| words(locale, gate)));
    let branch = looked.pull.base.branch.clone();
    let merged = say!(locale, application.promotion.merged_into, branch = branch.clone());
    let closed = td_string!(locale, application.promotion.is_closed).to_owned();
    let done = move |answer: Result<(), ApiError>, text: String| {
        if busy.is_disposed() {
            return;
        }
        busy.set(false);
        match answer {
            Ok(()) => {
                toasts.success(text);
                sources.refetch();
            }
            Err(refused) => error.set(Some(refused)),
        }
    };
    let begin = move || {
        busy.set(true);
        error.set(None);
    };
    let merge = {
        let (api, looked) = (api.clone(), looked.clone());
        move |_| {
            begin();
            let sent = api.call(MergePull {
                repository: looked.repository.clone(),
                index: looked.pull.number,
                merge: PullMerge {
                    style: MergeStyle::Merge,
                    title: None,
                    head_commit_id: Some(looked.pull.head.sha.clone()),
                    delete_branch_after_merge: true,
                },
            });
            let text = merged.clone();
            leptos::task::spawn_local(async move { done(sent.await, text) });
        }
    };
    let close = move |_| {
        begin();
        let sent = api.call(EditPull {
            repository: looked.repository.clone(),
            index: looked.pull.number,
            edit: PullEdit {
                state: Some(PullState::Closed),
                ..PullEdit::default()
            },
        });
        let text = closed.clone();
        leptos::task::spawn_local(async move { done(sent.await.map(drop), text) });
    };
    view! {
        <div class="flex flex-col gap-3">
            {move || {
                let title = td_string!(locale, application.promotion.not_merged);
                error.get().map(|error| view! { <Refused error title=title /> })
            }}
            <div class="flex flex-wrap gap-3">
                <Button id="merge" variant=Variant::Primary icon="check" busy disabled_reason=reason on_click=merge>
                    {say!(locale, application.promotion.merge, branch = branch)}
                </Button>
                <Button id="close-pull" variant=Variant::Ghost busy disabled_reason=forbidden on_click=close>
                    {td_string!(locale, application.promotion.close)}
                </Button>
            </div>
        </div>
    }
}
