//! `/marketplace`: every Blueprint the User may install, narrowed as they type.

use super::card::BlueprintCard;
use super::filters::{Facets, OrderMenu, Search};
use super::model::{Entry, Filter, Selection, Shelf, for_card};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page, use_scope};
use crate::paths;
use crate::search::use_typed_search;
use crate::session::use_session;
use crate::ui::{CardSkeleton, Crumb, EmptyState, LinkButton, When, each};
use contract::OrganizationSlug;
use contract::catalog::{CatalogBlueprint, ListCatalog};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// The marketplace.
#[component]
pub fn MarketplacePage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, common.marketplace);
    set_page(title, vec![Crumb::here(title)]);
    let may_author = use_session().may_change_applications().is_ok();
    let api = Api::from_context();
    let scope = use_scope();
    let catalogue = Asked::new(
        move || scope.named(),
        move |_| {
            let api = api.clone();
            async move {
                // Whose private shelf to add is known once the Environments are.
                drop(scope.environments.await);
                let org = untrack(|| scope.current()).map(|environment| environment.organization);
                let catalogue = api.call(ListCatalog { org: org.clone() }).await?;
                Ok((catalogue.items.into_iter().map(for_card).collect::<Vec<_>>(), org))
            }
        },
    );
    view! {
        <div class="flex flex-col gap-6">
            <header class="flex flex-wrap items-end gap-3">
                <div class="min-w-0 grow">
                    <h1 class="text-2xl font-bold">{td_string!(locale, common.marketplace)}</h1>
                    <p class="text-base-content/70">{td_string!(locale, marketplace.lead)}</p>
                </div>
                {may_author
                    .then(|| view! { <LinkButton href=paths::author(None)>{td_string!(locale, authoring.entry)}</LinkButton> })}
            </header>
            <Loaded
                asked=catalogue
                skeleton=|| view! { <CardSkeleton /> }
                view=|(blueprints, organization)| view! { <Catalogue blueprints organization /> }.into_any()
            />
        </div>
    }
}

#[component]
fn Catalogue(blueprints: Vec<CatalogBlueprint>, organization: Option<OrganizationSlug>) -> impl IntoView {
    let locale = use_locale();
    let shelf = Memo::new(move |_| Shelf::new(blueprints.clone(), locale.as_str(), organization.as_ref()));
    let (filter, on_input) = use_filter();
    let selection = Memo::new(move |_| shelf.with(|shelf| shelf.select(&filter.get())));
    let is_empty = Memo::new(move |_| shelf.with(Shelf::is_empty));
    view! {
        <When holds=Signal::derive(move || !is_empty.get()) otherwise=NothingOffered>
            <div class="flex flex-col gap-4">
                <div class="flex flex-wrap items-center gap-2">
                    <Search filter on_input />
                    <OrderMenu filter />
                </div>
                <Facets filter selection />
                <Results filter selection />
                <Cards filter selection />
            </div>
        </When>
    }
}

/// How many there are, announced as it changes, and the way back to all of them.
#[component]
fn Results(filter: Memo<Filter>, selection: Memo<Selection>) -> impl IntoView {
    let locale = use_locale();
    let is_narrowed = Memo::new(move |_| filter.with(Filter::is_narrowed));
    let clear = move || filter.with(|filter| filter.cleared().href());
    view! {
        <div class="flex flex-wrap items-center gap-3 text-sm">
            <p role="status" class="text-base-content/70">
                {move || say!(locale, marketplace.results, count = selection.with(|selection| selection.entries.len()))}
            </p>
            <When holds=is_narrowed>
                <a href=clear class="link">{td_string!(locale, marketplace.clear)}</a>
            </When>
        </div>
    }
}

#[component]
fn Cards(filter: Memo<Filter>, selection: Memo<Selection>) -> impl IntoView {
    let is_empty = Memo::new(move |_| selection.with(|selection| selection.entries.is_empty()));
    // The same name may stand on several shelves.
    let key = |entry: &Arc<Entry>| {
        let blueprint = &entry.blueprint;
        let (name, source) = (&blueprint.name, &blueprint.source);
        format!("{name} {source} {} {}", blueprint.version, blueprint.card.title)
    };
    let card = |entry| view! { <li class="min-w-0"><BlueprintCard entry /></li> }.into_any();
    view! {
        <When holds=Signal::derive(move || !is_empty.get()) otherwise=move || view! { <NothingFound filter /> }>
            <ul class="grid auto-rows-fr gap-4 sm:grid-cols-2 xl:grid-cols-3">
                {each(move || selection.with(|selection| selection.entries.clone()), key, card)}
            </ul>
        </When>
    }
}

#[component]
fn NothingOffered() -> impl IntoView {
    let locale = use_locale();
    view! {
        <EmptyState icon="store" title=td_string!(locale, marketplace.empty_title)>
            {td_string!(locale, marketplace.empty_text)}
        </EmptyState>
    }
}

#[component]
fn NothingFound(filter: Memo<Filter>) -> impl IntoView {
    let locale = use_locale();
    let cleared = Signal::derive(move || filter.with(|filter| filter.cleared().href()));
    let actions =
        move || view! { <LinkButton href=cleared icon="x">{td_string!(locale, marketplace.clear)}</LinkButton> };
    view! {
        <EmptyState icon="search" title=td_string!(locale, marketplace.nothing_title) actions>
            {td_string!(locale, marketplace.nothing_text)}
        </EmptyState>
    }
}

/// The filter, and what to call with every change of the search text.
fn use_filter() -> (Memo<Filter>, Callback<String>) {
    let query = use_query_map();
    let from_url = Memo::new(move |_| query.with(|query| Filter::from_query(|name| query.get(name))));
    let with_text = move |search: String| Filter {
        search,
        ..from_url.get()
    };
    let typed = use_typed_search(move |text| untrack(|| with_text(text)).href());
    (Memo::new(move |_| with_text(typed.text.get())), typed.on_input)
}
