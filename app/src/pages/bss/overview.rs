//! `/bss`: what the Sovereign earns, in numbers that lead to their rows.

mod facts;
mod revenue;

use super::section::{Place, Section};
use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::CardSkeleton;
use crate::ui::chart::ShareBar;
use contract::ApiError;
use contract::billing::{GetRevenue, GetRevenueReport, ListOrders, ListVouchers};
use facts::Facts;
use leptos::prelude::*;
use revenue::Revenue;

/// `/bss`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let facts = Asked::new(|| (), move |()| read(api.clone()));
    view! {
        <Section place=Place::Overview lead=td_string!(locale, bss.overview.lead)>
            <Loaded
                asked=facts
                skeleton=|| view! { <CardSkeleton /> }
                view=|facts| view! { <Shown facts /> }.into_any()
            />
        </Section>
    }
}

async fn read(api: Api) -> Result<Facts, ApiError> {
    let revenue = api.call(GetRevenue).await?;
    let orders = api.call(ListOrders).await?;
    let vouchers = api.call(ListVouchers::default()).await?;
    let report = match api.call(GetRevenueReport).await {
        Ok(report) => Some(report),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error),
    };
    Ok(Facts {
        report,
        ..Facts::new(revenue, &orders, &vouchers)
    })
}

#[component]
fn Shown(facts: Facts) -> impl IntoView {
    let report = facts.report.clone().map(|report| view! { <Revenue report /> });
    view! {
        <div class="flex flex-col gap-4">
            <Tiles facts />
            {report}
        </div>
    }
}

#[component]
fn Tiles(facts: Facts) -> impl IntoView {
    let locale = use_locale();
    let revenue = facts.revenue.clone();
    let whole = |count: u64| view! { <span class="tabular-nums">{count}</span> }.into_any();
    let mrr = view! { <Amount amount=revenue.mrr() /> }.into_any();
    let pending = paths::orders(Some("pending"));
    let offered = match facts.redeemed_percent() {
        Some(percent) => {
            say!(
                locale,
                bss.overview.redeemed_text,
                redeemed = facts.redeemed_of_offered,
                offered = facts.offered,
                percent = percent
            )
        }
        None => td_string!(locale, bss.overview.redeemed_none).to_owned(),
    };
    let new = say!(locale, bss.overview.customers_new, count = revenue.new_this_month);
    let of_orders = match facts.orders {
        0 => td_string!(locale, bss.overview.pending_none).to_owned(),
        orders => say_count!(locale, bss.overview.pending_text, orders),
    };
    let text = |text: &'static str| text.to_owned();
    view! {
        <dl class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            <Tile label=td_string!(locale, bss.overview.mrr) value=mrr note=text(td_string!(locale, bss.overview.mrr_text)) />
            <Tile
                label=td_string!(locale, bss.overview.subscriptions)
                value=whole(revenue.active_subscriptions.into())
                note=text(td_string!(locale, bss.overview.subscriptions_text))
            />
            <Tile label=td_string!(locale, bss.overview.customers) value=whole(revenue.total_customers.into()) note=new />
            <Tile
                label=td_string!(locale, bss.overview.pending)
                value=whole(facts.pending)
                note=of_orders
                share=(facts.pending, facts.orders)
                href=pending
            />
            <Tile
                label=td_string!(locale, bss.overview.active_vouchers)
                value=whole(facts.active_vouchers)
                note=say!(locale, bss.overview.active_vouchers_text, count = facts.vouchers)
                href=paths::vouchers(None)
            />
            <Tile
                label=td_string!(locale, bss.overview.redeemed)
                value=whole(facts.redeemed)
                note=offered
                share=(facts.redeemed_of_offered, facts.offered)
                href=paths::vouchers(None)
            />
        </dl>
    }
}

/// One number, and what it counts.
#[component]
fn Tile(
    label: &'static str,
    value: AnyView,
    note: String,
    /// A part of a whole to draw below.
    #[prop(optional)]
    share: Option<(u64, u64)>,
    /// Where its rows are.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let label = match href {
        Some(href) => {
            view! { <a href=href class="link link-hover after:absolute after:inset-0">{label}</a> }.into_any()
        }
        None => label.into_any(),
    };
    view! {
        <div class="card card-border relative gap-1 border-base-300 bg-base-100 p-6">
            <dt class="text-sm font-medium">{label}</dt>
            <dd class="text-3xl font-bold">{value}</dd>
            <dd class="text-sm text-base-content/70">{note}</dd>
            {share.map(|(part, whole)| view! { <dd class="mt-auto"><ShareBar part whole /></dd> })}
        </div>
    }
}
