//! Beside the commit: what it would change in what runs, what stands before the branch, and what it asks of the cluster.
//!
//! A chunk of its own, loaded when somebody asks; from then on asked anew whenever nobody types for a while.

mod requests;

use super::commit::Committing;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::pages::application::gates::Gates;
use crate::pages::application::model::promotion::gates_ahead;
use crate::pages::application::preview::PreviewView;
use crate::pages::application::refusal::Refused;
use crate::ui::{Button, Size, chunk, follow, later, when_still_for};
use contract::ApiError;
use contract::application::{Preview, PreviewFiles};
use contract::gitea::{CombinedStatus, FilesChange, GetCombinedStatus};
use leptos::prelude::*;
use requests::RequestsTable;
use std::time::Duration;

/// How long nobody must have typed: every question is an answer of the control plane.
const PAUSE: Duration = Duration::from_millis(700);

chunk! {
    fn commit_outcome(committing: Committing) -> AnyView {
        view! { <Content committing /> }.into_any()
    }
}

/// What the commit would do, once somebody opens it.
#[component]
pub(super) fn Outcome(committing: Committing) -> impl IntoView {
    let locale = use_locale();
    let element = NodeRef::<leptos::html::Details>::new();
    let opened = RwSignal::new(false);
    let look = move || {
        let is_open = element.get().is_some_and(|details| details.has_attribute("open"));
        // What is there already goes on by itself.
        if is_open && !opened.get_untracked() {
            opened.set(true);
        }
    };
    // It may have been opened before there was anybody to notice.
    Effect::new(move |_| look());
    let content = follow(move || {
        let waiting = td_string!(locale, application.panel.loading);
        opened.get().then(|| later(waiting, move || commit_outcome(committing)))
    });
    view! {
        <details id="outcome" node_ref=element class="rounded-box border border-base-300" on:toggle=move |_| look()>
            <summary class="cursor-pointer p-3 font-medium">{td_string!(locale, application.outcome.title)}</summary>
            <div class="flex flex-col gap-4 p-3 pt-0">{content}</div>
        </details>
    }
}

/// What the control plane says.
#[derive(Clone, Copy)]
struct Answer {
    committing: Committing,
    api: StoredValue<Api>,
    /// `None` while something is in the way of the commit.
    told: RwSignal<Option<Result<Preview, ApiError>>>,
    waiting: RwSignal<bool>,
    /// The latest question: answers to earlier ones come too late.
    question: StoredValue<u64>,
}

impl Answer {
    fn new(committing: Committing) -> Self {
        Self {
            committing,
            api: StoredValue::new(Api::from_context()),
            told: RwSignal::new(None),
            waiting: RwSignal::new(false),
            question: StoredValue::new(0),
        }
    }

    /// Asks what the commit would do as things are now.
    fn ask(self) {
        self.question.update_value(|question| *question += 1);
        // What cannot be committed has no outcome.
        if self.committing.obstacle.with_untracked(Option::is_some) {
            self.waiting.set(false);
            self.told.set(None);
            return;
        }
        self.waiting.set(true);
        let parts = self.committing.parts();
        let question = self.question.get_value();
        let (api, files) = (self.api.get_value(), self.committing.files(parts));
        let application = self
            .committing
            .sources
            .shared
            .address
            .with_untracked(|address| address.key());
        let branch = self.committing.editing.branch.with_value(|branch| branch.name.clone());
        let answer = async move {
            let change = FilesChange {
                branch,
                new_branch: None,
                message: String::new(),
                files: files.await?,
            };
            api.call(PreviewFiles { application, change }).await
        };
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            if self.question.try_get_value() == Some(question) {
                self.waiting.set(false);
                self.told.set(Some(answer));
            }
        });
    }
}

#[component]
fn Content(committing: Committing) -> impl IntoView {
    let locale = use_locale();
    let answer = Answer::new(committing);
    let is_free = Memo::new(move |_| committing.obstacle.with(Option::is_none));
    // What begins anew, is made, renamed or deleted, or gets out of the way, changes the commit as well as the text.
    let track = move || {
        committing.editing.text.track();
        committing.editing.base.track();
        committing.sources.unsaved.pending.track();
        is_free.track();
    };
    when_still_for(PAUSE, track, move || {
        // It may be gone by then.
        if !committing.editing.text.is_disposed() {
            answer.ask();
        }
    });
    let waiting = follow(move || {
        answer
            .waiting
            .get()
            .then(|| td_string!(locale, application.outcome.waiting))
    });
    let told = follow(move || match answer.told.get() {
        Some(Ok(preview)) => view! { <Told preview /> }.into_any(),
        Some(Err(error)) => view! { <NotTold answer error /> }.into_any(),
        None if answer.waiting.get() => ().into_any(),
        None => view! { <p class="text-base-content/70">{committing.obstacle.get()}</p> }.into_any(),
    });
    view! {
        <Policy committing />
        <p role="status" class="text-sm text-base-content/70">{waiting}</p>
        {told}
    }
}

#[component]
fn Told(preview: Preview) -> impl IntoView {
    let locale = use_locale();
    let requests = preview.requests.map(|change| view! { <RequestsTable change /> });
    // It knows what is there: no difference is none, and not one that is not told.
    let preview = Preview {
        manifests: Vec::new(),
        ..preview
    };
    view! {
        <PreviewView
            preview
            title=td_string!(locale, application.outcome.rendered)
            nothing=td_string!(locale, application.outcome.nothing_rendered)
        />
        {requests}
    }
}

/// The control plane would refuse the commit, or cannot say.
#[component]
fn NotTold(answer: Answer, error: ApiError) -> impl IntoView {
    let locale = use_locale();
    if error.status == 422 {
        let title = td_string!(locale, application.outcome.refused);
        return view! { <Refused error title=title /> }.into_any();
    }
    let text = match error.is_not_found() {
        true => td_string!(locale, application.outcome.unknown),
        false => td_string!(locale, application.outcome.failed),
    };
    view! {
        <p class="flex flex-wrap items-center gap-3 text-base-content/70">
            {text}
            <Button size=Size::Small on_click=move |_| answer.ask()>{td_string!(locale, application.outcome.again)}</Button>
        </p>
    }
    .into_any()
}

/// What the policy of the Environment asks for before the branch, and whether the commit becomes a pull request.
#[component]
fn Policy(committing: Committing) -> impl IntoView {
    let branch = committing.editing.branch.with_value(|branch| branch.name.clone());
    let status = status(committing);
    let gates = move || {
        let branch = branch.clone();
        Suspend::new(async move {
            // Who may not see it learns how a gate stands when the pull request is there.
            let status = status.await.ok().flatten();
            let protection = committing.protection.get_value();
            let gates = protection
                .as_ref()
                .map(|protection| gates_ahead(protection, status.as_ref()));
            let is_protected = gates.is_some();
            view! { <Gates gates=gates.unwrap_or_default() branch is_protected /> }
        })
    };
    view! { <Transition>{gates}</Transition> }
}

/// How the checks before a protected branch stand now.
fn status(committing: Committing) -> Asked<Option<CombinedStatus>> {
    let api = Api::from_context();
    Asked::new(
        move || committing.editing.base.with(|base| base.sha.clone()),
        move |_| {
            let api = api.clone();
            async move {
                if !committing.is_protected() {
                    return Ok(None);
                }
                let branch = committing.editing.branch.get_value();
                let asked = GetCombinedStatus {
                    repository: branch.repository,
                    at: branch.name,
                };
                api.call(asked).await.map(Some)
            }
        },
    )
}
