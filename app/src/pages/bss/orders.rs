//! `/bss/orders`: the latest orders, and which of them to see.

mod filter;
mod table;

use super::section::{Place, Section};
use super::words::status_word;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::{ChipLink, EmptyState, Icon, LinkButton, TableSkeleton, When, follow};
use contract::billing::{ListOrders, Order, OrderStatus};
pub(super) use filter::Filter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
pub(super) use table::OrderTable;

/// `/bss/orders?status=`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let orders = Asked::new(|| (), move |()| api.call(ListOrders));
    let download = move || {
        view! {
            <a href=paths::ORDERS_CSV rel="external" class="btn">
                <Icon name="download" />
                {td_string!(locale, bss.csv)}
            </a>
        }
    };
    view! {
        <Section place=Place::Orders lead=td_string!(locale, bss.orders.lead) actions=download>
            <Loaded
                asked=orders
                skeleton=|| view! { <TableSkeleton /> }
                view=|orders| view! { <Shown orders /> }.into_any()
            />
        </Section>
    }
}

#[component]
fn Shown(orders: Vec<Order>) -> impl IntoView {
    let locale = use_locale();
    if orders.is_empty() {
        return view! {
            <EmptyState icon="list" title=td_string!(locale, bss.orders.empty)>
                {td_string!(locale, bss.orders.empty_text)}
            </EmptyState>
        }
        .into_any();
    }
    let query = use_query_map();
    let filter = Memo::new(move |_| Filter::of_query(query.with(|query| query.get("status")).as_deref()));
    let orders = RwSignal::new(orders);
    let kept = Memo::new(move |_| orders.with(|orders| filter.get().count(orders)));
    let nothing = move || {
        let all = move || {
            view! { <LinkButton href=paths::orders(None) icon="x">{td_string!(locale, bss.orders.show_all)}</LinkButton> }
        };
        view! { <EmptyState icon="search" title=td_string!(locale, bss.orders.nothing) actions=all /> }
    };
    view! {
        <div class="flex flex-col gap-4">
            <Filters orders filter />
            <When holds=Signal::derive(move || kept.get() != 0) otherwise=nothing>
                <OrderTable orders filter />
            </When>
        </div>
    }
    .into_any()
}

#[component]
fn Filters(orders: RwSignal<Vec<Order>>, filter: Memo<Filter>) -> impl IntoView {
    let locale = use_locale();
    let chips = follow(move || {
        let chosen = filter.get();
        let chip = |filter: &Filter| {
            let label = match filter.status() {
                None => td_string!(locale, common.all).to_owned(),
                Some(status) => status_word(locale, &OrderStatus::from(status)),
            };
            let count = orders.with(|orders| filter.count(orders));
            view! { <ChipLink href=paths::orders(filter.status()) label count is_chosen=*filter == chosen /> }
        };
        Filter::ALL.iter().map(chip).collect_view()
    });
    view! { <nav aria-label=td_string!(locale, bss.orders.filter) class="flex flex-wrap gap-2">{chips}</nav> }
}
