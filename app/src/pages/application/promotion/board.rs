//! The branches on the way, and the pull requests.

use super::read::{Board, Step};
use super::{Query, Sources};
use crate::i18n::*;
use crate::ui::{Badge, Tone};
use contract::gitea::{PullRequest, PullState};
use leptos::prelude::*;

/// Steps first, then pull requests.
#[component]
pub(super) fn Lists(sources: Sources, board: Board) -> impl IntoView {
    let locale = use_locale();
    let step = |step: Step| view! { <OneStep sources step /> };
    let steps = board.steps.into_iter().map(step).collect_view();
    let pulls = match board.pulls.is_empty() {
        true => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.promotion.no_pulls)}</p> }
                .into_any()
        }
        false => {
            let row = |pull: PullRequest| view! { <Row sources pull /> };
            let rows = board.pulls.into_iter().map(row).collect_view();
            view! {
                <ol class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300">{rows}</ol>
            }
            .into_any()
        }
    };
    view! {
        <nav class="flex flex-col gap-2" aria-label=td_string!(locale, application.promotion.steps)>
            <h2 class="font-semibold">{td_string!(locale, application.promotion.steps)}</h2>
            <ul class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300">{steps}</ul>
        </nav>
        <nav class="flex flex-col gap-2" aria-label=td_string!(locale, application.promotion.pulls)>
            <h2 class="font-semibold">{td_string!(locale, application.promotion.pulls)}</h2>
            {pulls}
        </nav>
    }
}

#[component]
fn OneStep(sources: Sources, step: Step) -> impl IntoView {
    let locale = use_locale();
    let Step {
        from,
        to,
        ahead,
        is_protected,
    } = step;
    let waiting = match ahead {
        0 => td_string!(locale, application.promotion.level).to_owned(),
        ahead => say!(locale, application.promotion.ahead, count = ahead),
    };
    let protected = is_protected.then(|| {
        view! { <Badge tone=Tone::Neutral icon="lock">{td_string!(locale, application.promotion.protected)}</Badge> }
    });
    let label = say!(
        locale,
        application.promotion.from_to,
        from = from.clone(),
        to = to.clone()
    );
    view! { <Entry sources query=Query::Compare { from, to } label about=waiting badge=protected.into_any() /> }
}

#[component]
fn Row(sources: Sources, pull: PullRequest) -> impl IntoView {
    let locale = use_locale();
    let (tone, icon, text) = state(locale, &pull);
    let about = say!(
        locale,
        application.promotion.pull_about,
        number = pull.number,
        from = pull.head.branch,
        to = pull.base.branch
    );
    let badge = view! { <Badge tone=tone icon=icon>{text}</Badge> }.into_any();
    view! { <Entry sources query=Query::Pull(pull.number) label=pull.title about badge /> }
}

/// How a pull request stands: colour, icon and word.
pub(super) fn state(locale: Locale, pull: &PullRequest) -> (Tone, &'static str, String) {
    match &pull.state {
        PullState::Open => (
            Tone::Waiting,
            "clock",
            td_string!(locale, application.promotion.open).to_owned(),
        ),
        _ if pull.merged => (
            Tone::Success,
            "circle-check",
            td_string!(locale, application.promotion.merged).to_owned(),
        ),
        PullState::Closed => (
            Tone::Neutral,
            "circle-x",
            td_string!(locale, application.promotion.closed).to_owned(),
        ),
        PullState::Unknown(state) => (Tone::Neutral, "circle-help", state.clone()),
    }
}

#[component]
fn Entry(sources: Sources, query: Query, label: String, about: String, badge: AnyView) -> impl IntoView {
    let href = {
        let query = query.clone();
        move || sources.href(&query)
    };
    let chosen = Memo::new(move |_| sources.query.with(|chosen| *chosen == query));
    view! {
        <li class=move || if chosen.get() { "bg-base-200 p-3" } else { "p-3" }>
            <a
                href=href
                class="link link-hover font-medium wrap-anywhere"
                aria-current=move || chosen.get().then_some("true")
            >
                <bdi>{label}</bdi>
            </a>
            <p class="flex flex-wrap items-center gap-2 text-sm text-base-content/70">
                <bdi>{about}</bdi>
                {badge}
            </p>
        </li>
    }
}
