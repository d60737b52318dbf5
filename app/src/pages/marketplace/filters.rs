//! Narrowing the marketplace. Every choice is a link, so it works before WebAssembly arrives and can be shared.

use super::model::{Facet, Filter, Order, Selection};
use super::words;
use crate::i18n::*;
use crate::paths;
use crate::ui::{ChipLink, Icon, Menu, MenuLink, SearchBox};
use contract::catalog::Source;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The search field: narrows with every key; without WebAssembly, on Enter.
#[component]
pub(super) fn SearchForm(
    /// The filter as it is now.
    filter: Memo<Filter>,
    /// Called with every change of the text.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let hidden = move || {
        let filter = filter.get();
        [
            ("category", filter.category),
            ("family", filter.family),
            ("source", filter.source.map(|source| source.to_string())),
            ("platform", filter.with_platform.then(|| "1".to_owned())),
            (
                "sort",
                (filter.order != Order::Title).then(|| filter.order.as_str().to_owned()),
            ),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
        .collect_view()
    };
    view! {
        <form
            role="search"
            method="get"
            action=paths::marketplace()
            class="min-w-60 grow"
            on:submit=|event: SubmitEvent| event.prevent_default()
        >
            {hidden}
            <SearchBox
                id="marketplace-search"
                label=tu_string!(i18n, marketplace.search)
                value=Signal::derive(move || filter.with(|filter| filter.search.clone()))
                on_input=on_input
            />
        </form>
    }
}

/// Order of the cards.
#[component]
pub(super) fn OrderMenu(
    /// The filter as it is now.
    filter: Memo<Filter>,
) -> impl IntoView {
    let i18n = use_i18n();
    let word = move |order: Order| match order {
        Order::Title => t_string!(i18n, marketplace.order_title),
        Order::Category => t_string!(i18n, marketplace.order_category),
        Order::Price => t_string!(i18n, marketplace.order_price),
    };
    let links = move || {
        let now = filter.get();
        Order::ALL
            .into_iter()
            .map(|order| {
                let href = Filter { order, ..now.clone() }.href();
                view! { <MenuLink href current=order == now.order>{word(order)}</MenuLink> }
            })
            .collect_view()
    };
    let trigger = move || {
        view! {
            <Icon name="sliders-horizontal" />
            <span>{t!(i18n, marketplace.order)} ": " {move || word(filter.with(|filter| filter.order))}</span>
        }
    };
    view! { <Menu trigger class="btn" end=true>{links}</Menu> }
}

/// Categories, families, shelves and the platform's own components.
#[component]
pub(super) fn Facets(
    /// The filter as it is now.
    filter: Memo<Filter>,
    /// What it leaves.
    selection: Memo<Selection>,
) -> impl IntoView {
    let i18n = use_i18n();
    let with = move |change: fn(&mut Filter, Option<String>), value: Option<String>| {
        let mut filter = filter.get();
        change(&mut filter, value);
        filter.href()
    };
    let platform = move || {
        let count = selection.with(|selection| selection.platform_count);
        (count > 0).then(|| {
            let now = filter.get();
            let is_chosen = now.with_platform;
            let href = Filter {
                with_platform: !is_chosen,
                ..now
            }
            .href();
            view! { <ChipLink href label=t_string!(i18n, marketplace.platform).to_owned() count is_chosen /> }
        })
    };
    view! {
        <nav aria-label=tu_string!(i18n, marketplace.filters) class="flex flex-col gap-2">
            <FacetRow
                label=Signal::derive(move || t_string!(i18n, marketplace.category).to_owned())
                facets=Signal::derive(move || selection.with(|selection| selection.categories.clone()))
                href=move |value| with(|filter, value| filter.category = value, value)
                word=move |value: &str| words::category(i18n, value)
            />
            <FacetRow
                label=Signal::derive(move || t_string!(i18n, marketplace.family).to_owned())
                facets=Signal::derive(move || selection.with(|selection| selection.families.clone()))
                href=move |value| with(|filter, value| filter.family = value, value)
                word=move |value: &str| words::family(i18n, value)
            />
            <FacetRow
                label=Signal::derive(move || t_string!(i18n, marketplace.source).to_owned())
                facets=Signal::derive(move || selection.with(|selection| selection.sources.clone()))
                href=move |value| {
                    with(|filter, value| filter.source = value.map(|value| Source::from(value.as_str())), value)
                }
                word=move |value: &str| words::source(i18n, &Source::from(value))
            />
            <div class="flex flex-wrap gap-2">{platform}</div>
        </nav>
    }
}

/// The values of one property. Choosing the chosen one again frees it; a row with one value says nothing.
#[component]
fn FacetRow<H, W>(label: Signal<String>, facets: Signal<Vec<Facet>>, href: H, word: W) -> impl IntoView
where
    H: Fn(Option<String>) -> String + Copy + Send + Sync + 'static,
    W: Fn(&str) -> String + Copy + Send + Sync + 'static,
{
    let chips = move |facets: Vec<Facet>| {
        facets
            .into_iter()
            .map(|facet| {
                let href = href((!facet.is_chosen).then(|| facet.value.clone()));
                view! { <ChipLink href label=word(&facet.value) count=facet.count is_chosen=facet.is_chosen /> }
            })
            .collect_view()
    };
    move || {
        let facets = facets.get();
        let worth_showing = facets.len() > 1 || facets.iter().any(|facet| facet.is_chosen);
        worth_showing.then(|| {
            view! {
                <div class="flex flex-wrap items-center gap-2">
                    <span class="min-w-20 text-sm text-base-content/70">{label.get()}</span>
                    {chips(facets)}
                </div>
            }
        })
    }
}
