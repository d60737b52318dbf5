//! What was bought: orders, invoices, and the vouchers that paid for some of it.

use crate::amount::Amount;
use crate::i18n::*;
use crate::pages::bss::invoices::InvoiceTable;
use crate::pages::bss::orders::{Filter, OrderTable};
use crate::paths;
use crate::ui::{Card, Column, RelativeTime, Table};
use contract::billing::{Invoice, Order, OwnRedemption};
use leptos::prelude::*;

#[component]
pub(super) fn Orders(orders: Vec<Order>) -> impl IntoView {
    let locale = use_locale();
    let table = if orders.is_empty() {
        nothing(td_string!(locale, bss.orders.empty))
    } else {
        let filter = Memo::new(|_| Filter::default());
        view! { <OrderTable orders=RwSignal::new(orders) filter /> }.into_any()
    };
    view! { <Card title=td_string!(locale, bss.orders.title) class="border-base-300">{table}</Card> }
}

#[component]
pub(super) fn Invoices(invoices: Vec<Invoice>) -> impl IntoView {
    let locale = use_locale();
    let table = if invoices.is_empty() {
        nothing(td_string!(locale, bss.invoices.empty))
    } else {
        view! { <InvoiceTable invoices=RwSignal::new(invoices) /> }.into_any()
    };
    view! { <Card title=td_string!(locale, bss.invoices.title) class="border-base-300">{table}</Card> }
}

#[component]
pub(super) fn Redemptions(redemptions: Vec<OwnRedemption>) -> impl IntoView {
    let locale = use_locale();
    let table = if redemptions.is_empty() {
        nothing(td_string!(locale, bss.organizations.no_redemptions))
    } else {
        view! { <RedemptionTable redemptions /> }.into_any()
    };
    view! { <Card title=td_string!(locale, bss.organizations.redemptions) class="border-base-300">{table}</Card> }
}

#[component]
fn RedemptionTable(redemptions: Vec<OwnRedemption>) -> impl IntoView {
    let locale = use_locale();
    let columns = vec![
        Column::new(td_string!(locale, bss.code), |redemption: &OwnRedemption| {
            let href = paths::redemptions(&redemption.code);
            view! { <a href=href class="link font-mono"><bdi dir="ltr">{redemption.code.to_string()}</bdi></a> }
                .into_any()
        })
        .class("whitespace-nowrap"),
        Column::new(td_string!(locale, bss.vouchers.credit), |redemption: &OwnRedemption| {
            view! { <Amount amount=redemption.credit_baisa /> }.into_any()
        }),
        Column::new(td_string!(locale, bss.redemptions.at), |redemption: &OwnRedemption| {
            let at = redemption.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        }),
    ];
    let rows = RwSignal::new(redemptions);
    view! { <Table id="redeemed" caption=td_string!(locale, bss.organizations.redemptions) columns rows /> }
}

fn nothing(text: &'static str) -> AnyView {
    view! { <p class="text-base-content/70">{text}</p> }.into_any()
}
