//! Narrowing the marketplace. Every choice is a link, so it works before WebAssembly arrives and can be shared.

use super::model::{Facet, Filter, Order, Selection};
use super::words;
use crate::i18n::*;
use crate::paths;
use crate::ui::{ChipLink, Icon, Menu, MenuLink, SearchForm, follow};
use contract::catalog::Source;
use leptos::prelude::*;

/// The search field: narrows with every key; without WebAssembly, on Enter.
#[component]
pub(super) fn Search(
    /// The filter as it is now.
    filter: Memo<Filter>,
    /// Called with every change of the text.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let locale = use_locale();
    let kept = Signal::derive(move || {
        let filter = filter.get();
        let order = (filter.order != Order::Title).then(|| filter.order.as_str().to_owned());
        vec![
            ("category", filter.category),
            ("family", filter.family),
            ("source", filter.source.map(|source| source.to_string())),
            ("platform", filter.with_platform.then(|| "1".to_owned())),
            ("sort", order),
        ]
    });
    view! {
        <SearchForm
            id="marketplace-search"
            label=td_string!(locale, marketplace.search)
            action=paths::marketplace()
            value=Signal::derive(move || filter.with(|filter| filter.search.clone()))
            on_input
            kept
        />
    }
}

/// Order of the cards.
#[component]
pub(super) fn OrderMenu(
    /// The filter as it is now.
    filter: Memo<Filter>,
) -> impl IntoView {
    let locale = use_locale();
    let word = move |order: Order| match order {
        Order::Title => td_string!(locale, marketplace.order_title),
        Order::Category => td_string!(locale, marketplace.order_category),
        Order::Price => td_string!(locale, marketplace.order_price),
    };
    let links = follow(move || {
        let now = filter.get();
        Order::ALL
            .into_iter()
            .map(|order| {
                let href = Filter { order, ..now.clone() }.href();
                view! { <MenuLink href current=order == now.order>{word(order)}</MenuLink> }
            })
            .collect_view()
    });
    let trigger = move || {
        view! {
            <Icon name="sliders-horizontal" />
            <span>{td_string!(locale, marketplace.order)} ": " {move || word(filter.with(|filter| filter.order))}</span>
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
    let locale = use_locale();
    let with = move |change: fn(&mut Filter, Option<String>), value: Option<String>| {
        let mut filter = filter.get();
        change(&mut filter, value);
        filter.href()
    };
    let platform = follow(move || {
        let count = selection.with(|selection| selection.platform_count);
        (count > 0).then(|| {
            let now = filter.get();
            let is_chosen = now.with_platform;
            let href = Filter {
                with_platform: !is_chosen,
                ..now
            }
            .href();
            view! { <ChipLink href label=td_string!(locale, marketplace.platform).to_owned() count is_chosen /> }
        })
    });
    view! {
        <nav aria-label=td_string!(locale, marketplace.filters) class="flex flex-col gap-2">
            <FacetRow
                label=td_string!(locale, marketplace.category)
                facets=Signal::derive(move || selection.with(|selection| selection.categories.clone()))
                href=Callback::new(move |value| with(|filter, value| filter.category = value, value))
                word=words::category
            />
            <FacetRow
                label=td_string!(locale, marketplace.family)
                facets=Signal::derive(move || selection.with(|selection| selection.families.clone()))
                href=Callback::new(move |value| with(|filter, value| filter.family = value, value))
                word=words::family
            />
            <FacetRow
                label=td_string!(locale, marketplace.source)
                facets=Signal::derive(move || selection.with(|selection| selection.sources.clone()))
                href=Callback::new(move |value| {
                    with(|filter, value| filter.source = value.map(|value| Source::from(value.as_str())), value)
                })
                word=|locale, value| words::source(locale, &Source::from(value))
            />
            <div class="flex flex-wrap gap-2">{platform}</div>
        </nav>
    }
}

/// The values of one property. Choosing the chosen one again frees it; a row with one value says nothing.
#[component]
fn FacetRow(
    label: &'static str,
    facets: Signal<Vec<Facet>>,
    href: Callback<Option<String>, String>,
    word: fn(Locale, &str) -> String,
) -> impl IntoView {
    let locale = use_locale();
    let chips = move |facets: Vec<Facet>| {
        facets
            .into_iter()
            .map(|facet| {
                let href = href.run((!facet.is_chosen).then(|| facet.value.clone()));
                view! { <ChipLink href label=word(locale, &facet.value) count=facet.count is_chosen=facet.is_chosen /> }
            })
            .collect_view()
    };
    let row = move |facets: Vec<Facet>| {
        view! {
            <div class="flex flex-col gap-2 sm:flex-row">
                <span class="w-20 shrink-0 text-sm text-base-content/70 sm:pt-1.5">{label}</span>
                <div class="flex gap-2 overflow-x-auto py-0.5 sm:flex-wrap">{chips(facets)}</div>
            </div>
        }
        .into_any()
    };
    view! {
        {move || {
            let facets = facets.get();
            let worth_showing = facets.len() > 1 || facets.iter().any(|facet| facet.is_chosen);
            worth_showing.then(|| row(facets))
        }}
    }
}
