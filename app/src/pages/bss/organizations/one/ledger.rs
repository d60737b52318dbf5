//! The movements of the owner's credit, each with the credit after it.

use crate::amount::Amount;
use crate::i18n::*;
use crate::paths;
use crate::terms::shop;
use crate::ui::{Card, Column, Icon, RelativeTime, Table};
use contract::OrganizationId;
use contract::billing::LedgerEntry;
use leptos::prelude::*;

#[component]
pub(super) fn Ledger(
    /// The Organization whose owner's it is.
    id: OrganizationId,
    /// E-mail address of the owner.
    owner: String,
    /// The newest first.
    entries: Vec<LedgerEntry>,
) -> impl IntoView {
    let locale = use_locale();
    let href = paths::ledger_csv(&id);
    let download = move || {
        view! {
            <a href=href.clone() rel="external" class="btn btn-sm">
                <Icon name="download" />
                {td_string!(locale, bss.csv)}
            </a>
        }
    };
    let table = if entries.is_empty() {
        view! { <p class="text-base-content/70">{td_string!(locale, shop.wallet.none)}</p> }.into_any()
    } else {
        view! { <Movements entries /> }.into_any()
    };
    view! {
        <Card title=td_string!(locale, bss.organizations.ledger) actions=download class="border-base-300">
            <p class="text-sm text-base-content/70">
                <bdi>{say!(locale, bss.organizations.ledger_text, owner = owner)}</bdi>
            </p>
            {table}
        </Card>
    }
}

#[component]
fn Movements(entries: Vec<LedgerEntry>) -> impl IntoView {
    let locale = use_locale();
    let columns = vec![
        Column::new(td_string!(locale, shop.wallet.when), |entry: &LedgerEntry| {
            let at = entry.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        }),
        Column::new(td_string!(locale, shop.wallet.what), move |entry: &LedgerEntry| {
            view! { <bdi class="wrap-anywhere">{shop::movement(locale, entry)}</bdi> }.into_any()
        })
        .class("min-w-48"),
        Column::new(td_string!(locale, shop.wallet.amount), |entry: &LedgerEntry| {
            view! { <Amount amount=entry.amount() /> }.into_any()
        }),
        Column::new(td_string!(locale, bss.organizations.after), |entry: &LedgerEntry| {
            entry.balance_baisa.map(|amount| view! { <Amount amount /> }).into_any()
        }),
    ];
    let rows = RwSignal::new(entries);
    view! { <Table id="ledger" caption=td_string!(locale, bss.organizations.ledger) columns rows /> }
}
