//! The groups of Applications, as cards or as rows, and what to say when there are none.

use super::board::Board;
use super::card::ApplicationCard;
use super::filters::Filters;
use super::model::{Arrangement, Facts, Filter, GroupKind, Layout};
use super::row::GroupRows;
use crate::i18n::*;
use crate::live::ObjectKey;
use crate::paths;
use crate::search::use_typed_search;
use crate::terms::state_word;
use crate::ui::{EmptyState, LinkButton, ScrollRegion, Variant, When, each, follow};
use contract::EnvironmentName;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

/// All of them, narrowed by the URL.
#[component]
pub(super) fn Applications(
    /// Where they run.
    environment: EnvironmentName,
    /// Objects to show until the stream is complete.
    at_first: Vec<Value>,
) -> impl IntoView {
    let locale = use_locale();
    let board = Board::follow(environment.clone(), at_first);
    let (filter, on_input) = use_filter(environment.clone());
    let arrangement = Memo::new(move |_| {
        let applications = board.applications();
        filter.with(|filter| {
            Arrangement::new(
                applications.iter().map(|(key, application)| (key, &**application)),
                filter,
            )
        })
    });
    let is_empty = Memo::new(move |_| arrangement.with(|arrangement| arrangement.total == 0));
    let unreadable = Memo::new(move |_| board.unreadable());
    let environment = StoredValue::new(environment);
    view! {
        <When holds=Signal::derive(move || !is_empty.get()) otherwise=NothingYet>
            <div class="flex flex-col gap-4">
                <Filters environment=environment.get_value() filter arrangement on_input />
                <Results environment=environment.get_value() filter arrangement />
                <Groups environment=environment.get_value() board filter arrangement />
            </div>
        </When>
        <When holds=Signal::derive(move || unreadable.get() != 0)>
            <p role="status" class="text-sm text-warning">{move || say!(locale, environment.unreadable, count = unreadable.get())}</p>
        </When>
    }
}

/// How many are shown, announced as it changes, and the way back to all of them.
#[component]
fn Results(environment: EnvironmentName, filter: Memo<Filter>, arrangement: Memo<Arrangement>) -> impl IntoView {
    let locale = use_locale();
    let is_narrowed = Memo::new(move |_| arrangement.with(|arrangement| arrangement.shown < arrangement.total));
    let environment = StoredValue::new(environment);
    let clear = move || environment.with_value(|environment| filter.with(|filter| filter.cleared().href(environment)));
    view! {
        <div class="flex flex-wrap items-center gap-3 text-sm">
            <p role="status" class="text-base-content/70">
                {move || say!(
                    locale,
                    environment.results,
                    shown = arrangement.with(|arrangement| arrangement.shown),
                    total = arrangement.with(|arrangement| arrangement.total)
                )}
            </p>
            <When holds=is_narrowed>
                <a href=clear class="link">{td_string!(locale, environment.clear)}</a>
            </When>
        </div>
    }
}

#[component]
fn Groups(
    environment: EnvironmentName,
    board: Board,
    filter: Memo<Filter>,
    arrangement: Memo<Arrangement>,
) -> impl IntoView {
    let layout = Memo::new(move |_| filter.with(|filter| filter.layout));
    let is_empty = Memo::new(move |_| arrangement.with(|arrangement| arrangement.shown == 0));
    let environment = StoredValue::new(environment);
    let nothing = move || view! { <NothingFound environment=environment.get_value() filter /> };
    view! {
        <When holds=Signal::derive(move || !is_empty.get()) otherwise=nothing>
            {move || match layout.get() {
                Layout::Grid => view! { <Grid environment=environment.get_value() board arrangement /> }.into_any(),
                Layout::List => view! { <List environment=environment.get_value() board arrangement /> }.into_any(),
            }}
        </When>
    }
}

fn kinds(arrangement: Memo<Arrangement>) -> Vec<GroupKind> {
    arrangement.with(|arrangement| arrangement.groups.iter().map(|group| group.kind).collect())
}

/// What one Application shows; keeps the last facts while a removed one leaves the page.
pub(super) fn facts_of(board: Board, key: ObjectKey) -> Option<Memo<Facts>> {
    let first = untrack(|| board.facts(&key))?;
    Some(Memo::new(move |old: Option<&Facts>| {
        board.facts(&key).unwrap_or_else(|| old.unwrap_or(&first).clone())
    }))
}

/// A group's heading with the number of its members.
#[component]
pub(super) fn GroupTitle(
    /// Which group.
    kind: GroupKind,
    /// Where it is counted.
    arrangement: Memo<Arrangement>,
) -> impl IntoView {
    let locale = use_locale();
    let word = follow(move || match kind {
        GroupKind::State(state) => state_word(locale, state),
        GroupKind::Backing => td_string!(locale, environment.backing),
    });
    let count = follow(move || arrangement.with(|arrangement| arrangement.count(kind)));
    view! { {word} " " <span class="font-normal tabular-nums text-base-content/70">"(" {count} ")"</span> }
}

#[component]
fn Grid(environment: EnvironmentName, board: Board, arrangement: Memo<Arrangement>) -> impl IntoView {
    let environment = StoredValue::new(environment);
    let card = move |key| match facts_of(board, key) {
        Some(facts) => {
            view! { <li class="min-w-0"><ApplicationCard environment=environment.get_value() facts /></li> }.into_any()
        }
        None => ().into_any(),
    };
    let group = move |kind| {
        view! {
            <section class="flex flex-col gap-3">
                <h2 class="text-lg font-semibold"><GroupTitle kind arrangement /></h2>
                <ul class="grid auto-rows-fr gap-4 md:grid-cols-2 2xl:grid-cols-3">
                    {each(move || arrangement.with(|arrangement| arrangement.keys(kind)), ObjectKey::to_string, card)}
                </ul>
            </section>
        }
        .into_any()
    };
    view! { <div class="flex flex-col gap-8">{each(move || kinds(arrangement), GroupKind::key, group)}</div> }
}

#[component]
fn List(environment: EnvironmentName, board: Board, arrangement: Memo<Arrangement>) -> impl IntoView {
    let locale = use_locale();
    let environment = StoredValue::new(environment);
    let group =
        move |kind| view! { <GroupRows environment=environment.get_value() board kind arrangement /> }.into_any();
    view! {
        <ScrollRegion label=td_string!(locale, common.applications) bordered=true>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, common.name)}</th>
                        <th scope="col">{td_string!(locale, common.status)}</th>
                        <th scope="col">{td_string!(locale, common.blueprint)}</th>
                        <th scope="col">{td_string!(locale, environment.pods)}</th>
                        <th scope="col">{td_string!(locale, environment.placement)}</th>
                        <th scope="col">{td_string!(locale, environment.last_deploy)}</th>
                        <th scope="col"><span class="sr-only">{td_string!(locale, environment.actions)}</span></th>
                    </tr>
                </thead>
                {each(move || kinds(arrangement), GroupKind::key, group)}
            </table>
        </ScrollRegion>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let locale = use_locale();
    let actions = move || {
        view! {
            <LinkButton href=paths::marketplace() variant=Variant::Primary icon="store">
                {td_string!(locale, environment.to_marketplace)}
            </LinkButton>
        }
    };
    view! {
        <EmptyState icon="layout-grid" title=td_string!(locale, environment.empty_title) actions>
            {td_string!(locale, environment.empty_text)}
        </EmptyState>
    }
}

#[component]
fn NothingFound(environment: EnvironmentName, filter: Memo<Filter>) -> impl IntoView {
    let locale = use_locale();
    let cleared = Signal::derive(move || filter.with(|filter| filter.cleared().href(&environment)));
    let actions =
        move || view! { <LinkButton href=cleared icon="x">{td_string!(locale, environment.clear)}</LinkButton> };
    view! {
        <EmptyState icon="search" title=td_string!(locale, environment.nothing_title) actions>
            {td_string!(locale, environment.nothing_text)}
        </EmptyState>
    }
}

/// The filter, and what to call with every change of the search text.
fn use_filter(environment: EnvironmentName) -> (Memo<Filter>, Callback<String>) {
    let query = use_query_map();
    let from_url = Memo::new(move |_| query.with(|query| Filter::from_query(|name| query.get(name))));
    let with_text = move |search: String| Filter {
        search,
        ..from_url.get()
    };
    let typed = use_typed_search(move |text| untrack(|| with_text(text)).href(&environment));
    (Memo::new(move |_| with_text(typed.text.get())), typed.on_input)
}
