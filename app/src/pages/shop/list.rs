//! The shops of a customer.

use super::words;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::{CardSkeleton, EmptyState, LinkButton, StatusBadge, Variant};
use contract::tenant::{ListOrganizations, Organization};
use leptos::prelude::*;

/// `/shops`
#[component]
pub fn ShopsPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, shop.list.title);
    set_page(title, Vec::new());
    let api = Api::from_context();
    let shops = Asked::new(|| (), move |()| api.call(ListOrganizations));
    view! {
        <div class="mb-6 flex flex-wrap items-center gap-4">
            <h1 class="grow text-3xl font-semibold">{title}</h1>
            <LinkButton href=paths::plans() icon="plus">{td_string!(locale, shop.list.new)}</LinkButton>
        </div>
        <Loaded
            asked=shops
            skeleton=|| view! { <CardSkeleton /> }
            view=|shops| view! { <List shops /> }.into_any()
        />
    }
}

#[component]
fn List(shops: Vec<Organization>) -> impl IntoView {
    if shops.is_empty() {
        return view! { <NoShops /> }.into_any();
    }
    let cards = shops.into_iter().map(|shop| view! { <li><ShopCard shop /></li> });
    view! { <ul class="grid gap-4 sm:grid-cols-2">{cards.collect_view()}</ul> }.into_any()
}

#[component]
fn NoShops() -> impl IntoView {
    let locale = use_locale();
    let actions = move || {
        view! { <LinkButton href=paths::plans() variant=Variant::Primary>{td_string!(locale, storefront.plans.title)}</LinkButton> }
    };
    view! {
        <EmptyState icon="store" title=td_string!(locale, shop.list.none) actions>
            {td_string!(locale, shop.list.none_text)}
        </EmptyState>
    }
}

#[component]
fn ShopCard(shop: Organization) -> impl IntoView {
    let locale = use_locale();
    let (tone, text) = words::status(locale, &shop.status);
    view! {
        <article class="card card-border relative h-full bg-base-100 focus-within:border-primary hover:border-primary">
            <div class="card-body gap-2">
                <h2 class="text-lg font-semibold wrap-anywhere">
                    <a href=paths::shop(&shop.slug) class="after:absolute after:inset-0"><bdi>{shop.name}</bdi></a>
                </h2>
                <p class="text-sm text-base-content/70"><bdi>{shop.console_host.unwrap_or(shop.slug)}</bdi></p>
                <div><StatusBadge tone text /></div>
            </div>
        </article>
    }
}
