//! The orders as a table.

use super::filter::Filter;
use crate::amount::Amount;
use crate::i18n::*;
use crate::pages::bss::words::{status_tone, status_word};
use crate::ui::{Badge, Column, Keep, RelativeTime, Table, Tone};
use contract::billing::Order;
use leptos::prelude::*;

/// The orders that the filter keeps, the newest first.
#[component]
pub(in crate::pages::bss) fn OrderTable(
    /// All of them.
    orders: RwSignal<Vec<Order>>,
    /// Which to show.
    filter: Memo<Filter>,
) -> impl IntoView {
    let locale = use_locale();
    let id = |text: &str| view! { <bdi dir="ltr" class="font-mono text-xs">{text.to_owned()}</bdi> }.into_any();
    let columns = vec![
        Column::new(td_string!(locale, bss.orders.order), move |order: &Order| {
            id(order.id.as_str())
        }),
        Column::new(td_string!(locale, common.organization), move |order: &Order| {
            id(order.tenant_id.as_str())
        }),
        Column::new(td_string!(locale, bss.orders.plan), move |order: &Order| {
            id(order.plan_id.as_str())
        })
        .sorted_by(|one, other| one.plan_id.cmp(&other.plan_id)),
        Column::new(td_string!(locale, bss.orders.amount), |order: &Order| {
            view! { <Amount amount=order.amount() /> }.into_any()
        })
        .sorted_by(|one, other| one.amount().cmp(&other.amount())),
        Column::new(td_string!(locale, common.status), move |order: &Order| {
            let tone = status_tone(&order.status);
            let word = status_word(locale, &order.status);
            view! { <Badge tone icon=tone.icon()><bdi>{word}</bdi></Badge> }.into_any()
        }),
        Column::new(td_string!(locale, bss.orders.voucher), move |order: &Order| {
            view! { <VoucherBadge order=order.clone() /> }.into_any()
        }),
        Column::new(td_string!(locale, bss.orders.placed), |order: &Order| {
            let at = order.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        })
        .sorted_by(|one, other| one.created_at.cmp(&other.created_at)),
    ];
    let keep = Keep::new(move || {
        let filter = filter.get();
        move |order: &Order| filter.keeps(order)
    });
    view! { <Table id="orders" caption=td_string!(locale, bss.orders.title) columns rows=orders keep /> }
}

/// The voucher that was redeemed with an order, and whether it was revoked since.
#[component]
fn VoucherBadge(order: Order) -> impl IntoView {
    let locale = use_locale();
    order.promo_code.map(|code| {
        let revoked = order.promo_deleted.then(|| {
            let icon = Tone::Warning.icon();
            view! { <Badge tone=Tone::Warning icon>{td_string!(locale, bss.orders.revoked_later)}</Badge> }
        });
        view! {
            <span class="flex flex-wrap gap-1">
                <Badge icon="ticket"><bdi dir="ltr" class="font-mono">{code.to_string()}</bdi></Badge>
                {revoked}
            </span>
        }
    })
}
