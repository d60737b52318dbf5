//! What others think of a pull request, and saying it.

use super::Sources;
use super::forms::Reviewed;
use super::read::Detail;
use crate::api::Api;
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::session::use_session;
use crate::ui::{Badge, Button, Field, RelativeTime, TextArea, Tone, use_toast};
use contract::gitea::{CreateReview, NewReview, PullReview, ReviewEvent, ReviewState};
use contract::{ApiError, CommitId};
use leptos::prelude::*;

/// Every review, oldest first.
#[component]
pub(super) fn Reviews(reviews: Vec<PullReview>) -> impl IntoView {
    let locale = use_locale();
    if reviews.is_empty() {
        return ().into_any();
    }
    let row = move |review: PullReview| {
        let (tone, icon, word) = match &review.state {
            ReviewState::Approved => (
                Tone::Success,
                "circle-check",
                td_string!(locale, application.promotion.approved),
            ),
            ReviewState::RequestChanges => (
                Tone::Error,
                "circle-x",
                td_string!(locale, application.promotion.asks_changes),
            ),
            ReviewState::Unknown(text) => (Tone::Neutral, "info", text.as_str()),
            _ => (
                Tone::Neutral,
                "info",
                td_string!(locale, application.promotion.comments),
            ),
        };
        let word = word.to_owned();
        let is_verdict = matches!(review.state, ReviewState::Approved | ReviewState::RequestChanges);
        let note = match (review.official, review.stale) {
            _ if !is_verdict => None,
            (false, _) => Some(td_string!(locale, application.promotion.does_not_count)),
            (true, true) if review.state == ReviewState::Approved => {
                Some(td_string!(locale, application.promotion.stale))
            }
            _ => None,
        };
        let when = review
            .submitted_at
            .map(|at| view! { <RelativeTime at=at.unix_millis() /> });
        view! {
            <li class="flex flex-col gap-1 p-3">
                <p class="flex flex-wrap items-center gap-2">
                    <Badge tone=tone icon=icon>{word}</Badge>
                    <bdi>{review.user.login}</bdi>
                    {when}
                    {note.map(|note| view! { <span class="text-sm text-base-content/70">{note}</span> })}
                </p>
                <p class="whitespace-pre-line wrap-anywhere"><bdi>{review.body}</bdi></p>
            </li>
        }
    };
    let rows = reviews.into_iter().map(row).collect_view();
    view! {
        <section class="flex flex-col gap-2" aria-label=td_string!(locale, application.promotion.reviews)>
            <h3 class="font-semibold">{td_string!(locale, application.promotion.reviews)}</h3>
            <ul class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The newest commit that is shown.
fn head(sources: Sources) -> Option<CommitId> {
    match untrack(|| sources.detail.get()) {
        Some(Ok(Some(Detail::Pull(looked)))) => Some(looked.pull.head.sha),
        _ => None,
    }
}

/// Saying yes, no, or something.
#[component]
pub(super) fn ReviewForm(sources: Sources, current: Memo<Snapshot>, reviewed: Reviewed) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let body = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let me = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let is_own = me == reviewed.author;
    let own = is_own.then(|| td_string!(locale, application.promotion.own).to_owned());
    let verdict = forbidden.clone().or(own);
    let wordless = {
        move |refused: Option<String>| {
            Signal::derive(move || {
                let silent = body.with(|body| body.trim().is_empty());
                let silent = silent.then(|| td_string!(locale, application.promotion.say_why).to_owned());
                refused.clone().or(silent)
            })
        }
    };
    let (no, comment) = (wordless(verdict.clone()), wordless(forbidden));
    let say = Callback::new(move |event: ReviewEvent| {
        busy.set(true);
        error.set(None);
        let sent = api.call(CreateReview {
            repository: reviewed.repository.clone(),
            index: reviewed.number,
            review: NewReview {
                event,
                body: body.get_untracked(),
                commit_id: head(sources),
            },
        });
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(_) => {
                    body.set(String::new());
                    toasts.success(td_string!(locale, application.promotion.reviewed).to_owned());
                    sources.refetch();
                }
                Err(refused) => error.set(Some(refused)),
            }
        });
    });
    view! {
        <section class="flex flex-col gap-3" aria-label=td_string!(locale, application.promotion.review)>
            <h3 class="font-semibold">{td_string!(locale, application.promotion.review)}</h3>
            {move || {
                let title = td_string!(locale, application.promotion.not_reviewed);
                error.get().map(|error| view! { <Refused error title=title /> })
            }}
            <Field id="review-body" label=td_string!(locale, application.promotion.review_body)>
                <TextArea value=body rows=3 on_input=move |text| body.set(text) />
            </Field>
            <div class="flex flex-wrap gap-3">
                <Button id="approve" icon="check" busy disabled_reason=verdict on_click=move |_| say.run(ReviewEvent::Approved)>
                    {td_string!(locale, application.promotion.approve)}
                </Button>
                <Button id="request-changes" icon="x" busy disabled_reason=no on_click=move |_| say.run(ReviewEvent::RequestChanges)>
                    {td_string!(locale, application.promotion.ask_changes)}
                </Button>
                <Button id="comment" busy disabled_reason=comment on_click=move |_| say.run(ReviewEvent::Comment)>
                    {td_string!(locale, application.promotion.comment)}
                </Button>
            </div>
        </section>
    }
}
