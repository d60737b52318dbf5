//! Merging a pull request, or closing it without.

use super::Sources;
use super::forms::Reviewed;
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
use contract::gitea::{DeleteBranch, EditPull, MergePull, MergeStyle, PullEdit, PullMerge, PullState};
use leptos::prelude::*;

/// How the end of the pull request that is looked at goes. Every event draws that anew; this stays. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// Whether to close it is being asked.
    asks: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

impl Ending {
    pub(super) fn new() -> Self {
        Self {
            asks: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    fn begin(self) {
        self.asks.set(false);
        self.busy.set(true);
        self.error.set(None);
    }

    pub(super) fn answered(self, refused: Option<ApiError>) {
        self.busy.set(false);
        self.error.set(refused);
    }

    /// Another pull request is looked at, or this one has ended.
    fn forget(self) {
        self.asks.try_set(false);
        self.busy.try_set(false);
        self.error.try_set(None);
    }
}

/// What can be done with an open pull request in the end.
#[component]
pub(super) fn Merge(sources: Sources, current: Memo<Snapshot>, looked: Looked) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let ending = sources.ending;
    let Ending { asks, busy, error } = ending;
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let gate = looked
        .gates
        .iter()
        .find(|gate| gate.standing != Standing::Open)
        .filter(|_| !is_passed(&looked.pull, &looked.gates));
    let reason = forbidden.clone().or(gate.map(|gate| words(locale, gate)));
    let branch = looked.pull.base.branch.clone();
    let merged = say!(locale, application.promotion.merged_into, branch = branch.clone());
    let merge = move |_| {
        ending.begin();
        let number = looked.pull.number;
        let sent = api.call(MergePull {
            repository: looked.repository.clone(),
            index: number,
            merge: PullMerge {
                style: MergeStyle::Merge,
                title: None,
                head_commit_id: Some(looked.pull.head.sha.clone()),
                delete_branch_after_merge: true,
            },
        });
        let text = merged.clone();
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            if sources.is_left() {
                return;
            }
            sources.answered(number, answer.as_ref().err());
            if answer.is_ok() {
                toasts.success(text);
                sources.refetch();
            }
        });
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
        </div>
    }
}

/// Asks before a pull request is closed.
#[component]
pub(super) fn CloseDialog(sources: Sources, reviewed: Reviewed) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let ending = sources.ending;
    on_cleanup(move || ending.forget());
    let question = say!(locale, application.promotion.close_title, number = reviewed.number);
    let head = reviewed.head.clone();
    let consequence = match is_of_proposal(&head) {
        true => say!(locale, application.promotion.close_deletes, branch = head),
        false => say!(locale, application.promotion.close_keeps, branch = head),
    };
    let close = move |()| {
        ending.begin();
        let (number, branch) = (reviewed.number, reviewed.head.clone());
        let sent = closed_with_branch(api.clone(), reviewed.clone());
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            if sources.is_left() {
                return;
            }
            sources.answered(number, answer.as_ref().err());
            let Ok(Closed { branch_stays }) = answer else { return };
            toasts.success(td_string!(locale, application.promotion.is_closed).to_owned());
            sources.refetch();
            if let Some(error) = branch_stays {
                toasts.error(say!(
                    locale,
                    application.promotion.branch_stays,
                    branch = branch,
                    reason = error.message
                ));
            }
        });
    };
    view! {
        <ConfirmDialog
            id="close-pull-dialog"
            open=ending.asks
            title=question
            action=td_string!(locale, application.promotion.close)
            busy=ending.busy
            on_confirm=close
        >
            <p><bdi>{consequence.clone()}</bdi></p>
        </ConfirmDialog>
    }
}

/// A closed pull request.
struct Closed {
    /// Why the branch that was made for it is still there, if it is.
    branch_stays: Option<ApiError>,
}

/// Closes a pull request, and takes away the branch that was made for it.
async fn closed_with_branch(api: Api, closed: Reviewed) -> Result<Closed, ApiError> {
    let Reviewed {
        repository,
        number,
        head: branch,
        ..
    } = closed;
    let close = EditPull {
        repository: repository.clone(),
        index: number,
        edit: PullEdit {
            state: Some(PullState::Closed),
            ..PullEdit::default()
        },
    };
    api.call(close).await?;
    if !is_of_proposal(&branch) {
        return Ok(Closed { branch_stays: None });
    }
    let deleted = api.call(DeleteBranch { repository, branch }).await;
    Ok(Closed {
        branch_stays: deleted.err().filter(|error| !error.is_not_found()),
    })
}
