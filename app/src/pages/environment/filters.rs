//! Narrowing the Applications. Every choice is a link, so it works before WebAssembly arrives and can be shared.

use super::model::{Arrangement, Filter, Layout, state_slug};
use crate::i18n::*;
use crate::paths;
use crate::terms::state_word;
use crate::ui::{ChipLink, Icon, Menu, MenuLink, SearchForm, follow};
use contract::{BlueprintName, EnvironmentName};
use leptos::prelude::*;

/// Search, state, Blueprint and layout.
#[component]
pub(super) fn Filters(
    /// Whose Applications.
    environment: EnvironmentName,
    /// The filter as it is now.
    filter: Memo<Filter>,
    /// What it leaves.
    arrangement: Memo<Arrangement>,
    /// Called with every change of the search text.
    on_input: Callback<String>,
) -> impl IntoView {
    let environment = StoredValue::new(environment);
    let href = Callback::new(move |filter: Filter| environment.with_value(|environment| filter.href(environment)));
    view! {
        <div class="flex flex-col gap-3">
            <div class="flex flex-wrap items-center gap-2">
                <Search environment=environment.get_value() filter on_input />
                <BlueprintMenu filter arrangement href />
                <LayoutSwitch filter href />
            </div>
            <States filter arrangement href />
        </div>
    }
}

#[component]
fn Search(environment: EnvironmentName, filter: Memo<Filter>, on_input: Callback<String>) -> impl IntoView {
    let locale = use_locale();
    let kept = Signal::derive(move || {
        let filter = filter.get();
        vec![
            ("status", filter.state.map(|state| state_slug(state).to_owned())),
            ("blueprint", filter.blueprint.map(|blueprint| blueprint.to_string())),
            ("view", (filter.layout == Layout::List).then(|| "list".to_owned())),
        ]
    });
    view! {
        <SearchForm
            id="application-search"
            label=td_string!(locale, environment.search)
            action=paths::environment(&environment)
            value=Signal::derive(move || filter.with(|filter| filter.search.clone()))
            on_input
            kept
        />
    }
}

#[component]
fn States(filter: Memo<Filter>, arrangement: Memo<Arrangement>, href: Callback<Filter, String>) -> impl IntoView {
    let locale = use_locale();
    let chips = follow(move || {
        let now = filter.get();
        let states = arrangement.with(|arrangement| arrangement.states.clone());
        states
            .into_iter()
            .map(|(state, count)| {
                let is_chosen = now.state == Some(state);
                let other = Filter {
                    state: (!is_chosen).then_some(state),
                    ..now.clone()
                };
                view! { <ChipLink href=href.run(other) label=state_word(locale, state) count is_chosen /> }
            })
            .collect_view()
    });
    view! { <nav aria-label=td_string!(locale, common.status) class="flex flex-wrap gap-2">{chips}</nav> }
}

#[component]
fn BlueprintMenu(
    filter: Memo<Filter>,
    arrangement: Memo<Arrangement>,
    href: Callback<Filter, String>,
) -> impl IntoView {
    let locale = use_locale();
    let trigger = move || {
        let chosen = follow(move || match filter.with(|filter| filter.blueprint.clone()) {
            Some(blueprint) => view! { <bdi>{blueprint.to_string()}</bdi> }.into_any(),
            None => td_string!(locale, common.all).into_any(),
        });
        view! { <Icon name="filter" /> <span>{td_string!(locale, common.blueprint)} ": " {chosen}</span> }
    };
    let link = move |blueprint: Option<BlueprintName>, label: String| {
        let now = filter.get();
        let current = now.blueprint == blueprint;
        let href = href.run(Filter { blueprint, ..now });
        view! { <MenuLink href current><bdi>{label}</bdi></MenuLink> }
    };
    let links = follow(move || {
        let all = link(None, td_string!(locale, common.all).to_owned());
        let blueprints = arrangement.with(|arrangement| arrangement.blueprints.clone());
        let each = blueprints
            .into_iter()
            .map(|(name, count)| {
                let label = format!("{name} ({count})");
                link(Some(name), label)
            })
            .collect_view();
        view! { {all} {each} }
    });
    view! { <Menu trigger class="btn">{links}</Menu> }
}

#[component]
fn LayoutSwitch(filter: Memo<Filter>, href: Callback<Filter, String>) -> impl IntoView {
    let locale = use_locale();
    let link = move |layout: Layout, icon: &'static str, label: &'static str| {
        let is_current = move || filter.with(|filter| filter.layout == layout);
        let href = move || href.run(Filter { layout, ..filter.get() });
        view! {
            <a
                href=href
                class="btn btn-square join-item"
                class=("btn-active", is_current)
                aria-current=move || is_current().then_some("true")
                aria-label=label
                title=label
            >
                <Icon name=icon />
            </a>
        }
    };
    view! {
        <nav aria-label=td_string!(locale, environment.layout) class="join">
            {link(Layout::Grid, "layout-grid", td_string!(locale, environment.grid))}
            {link(Layout::List, "list", td_string!(locale, environment.list))}
        </nav>
    }
}
