//! Merging a pull request, or closing it without.

use super::Sources;
use super::read::Looked;
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::gates::words;
use crate::pages::application::model::promotion::{Standing, is_of_proposal, is_passed};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::ui::{Button, ConfirmDialog, Variant, use_toast};
use contract::ApiError;
use contract::gitea::{
    DeleteBranch, EditPull, MergePull, MergeStyle, PullEdit, PullMerge, PullRequest, PullState, Repository,
};
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
        // The event of it may be here first, and have drawn this anew.
        if sources.is_left() {
            return;
        }
        busy.try_set(false);
        match answer {
            Ok(()) => {
                toasts.success(text);
                sources.refetch();
            }
            Err(refused) => drop(error.try_set(Some(refused))),
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
    let asks = RwSignal::new(false);
    let question = say!(locale, application.promotion.close_title, number = looked.pull.number);
    let head = looked.pull.head.branch.clone();
    let consequence = match is_of_proposal(&head) {
        true => say!(locale, application.promotion.close_deletes, branch = head),
        false => say!(locale, application.promotion.close_keeps, branch = head),
    };
    let close = move |()| {
        begin();
        asks.set(false);
        let sent = closed_with_branch(api.clone(), looked.repository.clone(), &looked.pull);
        let text = closed.clone();
        leptos::task::spawn_local(async move { done(sent.await, text) });
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
                <Button id="close-pull" variant=Variant::Ghost busy disabled_reason=forbidden on_click=move |_| asks.set(true)>
                    {td_string!(locale, application.promotion.close)}
                </Button>
            </div>
            <ConfirmDialog
                id="close-pull-dialog"
                open=asks
                title=question
                action=td_string!(locale, application.promotion.close)
                busy
                on_confirm=close
            >
                <p><bdi>{consequence.clone()}</bdi></p>
            </ConfirmDialog>
        </div>
    }
}

/// Closes a pull request, and takes away the branch that was made for it.
fn closed_with_branch(
    api: Api,
    repository: Repository,
    pull: &PullRequest,
) -> impl Future<Output = Result<(), ApiError>> + use<> {
    let close = EditPull {
        repository: repository.clone(),
        index: pull.number,
        edit: PullEdit {
            state: Some(PullState::Closed),
            ..PullEdit::default()
        },
    };
    let branch = Some(pull.head.branch.clone()).filter(|branch| is_of_proposal(branch));
    async move {
        api.call(close).await?;
        let Some(branch) = branch else { return Ok(()) };
        match api.call(DeleteBranch { repository, branch }).await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }
}
