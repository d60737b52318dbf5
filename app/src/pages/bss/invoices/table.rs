//! Invoices as a table.

use crate::amount::Amount;
use crate::i18n::*;
use crate::paths;
use crate::terms::shop;
use crate::ui::{Badge, Column, Day, Table};
use contract::Timestamp;
use contract::billing::Invoice;
use leptos::prelude::*;

/// Invoices, the newest first.
#[component]
pub(in crate::pages::bss) fn InvoiceTable(
    /// Which ones.
    invoices: RwSignal<Vec<Invoice>>,
    /// Of all Organizations: says whose each is.
    #[prop(optional)]
    of_every: bool,
) -> impl IntoView {
    let locale = use_locale();
    let day = |at: Option<Timestamp>| at.map(|at| view! { <Day at=at.unix_millis() /> }).into_any();
    let mut columns = vec![
        Column::new(td_string!(locale, shop.invoice.number), |invoice: &Invoice| {
            view! { <bdi dir="ltr" class="font-mono text-xs">{invoice.id.clone()}</bdi> }.into_any()
        }),
        Column::new(td_string!(locale, shop.invoice.written), move |invoice: &Invoice| {
            day(invoice.created_at)
        })
        .sorted_by(|one, other| one.created_at.cmp(&other.created_at)),
        Column::new(td_string!(locale, bss.invoices.until), move |invoice: &Invoice| {
            day(invoice.period_end)
        })
        .sorted_by(|one, other| one.period_end.cmp(&other.period_end)),
        Column::new(td_string!(locale, shop.invoice.sum), |invoice: &Invoice| {
            view! { <Amount amount=invoice.amount() /> }.into_any()
        })
        .sorted_by(|one, other| one.amount().cmp(&other.amount())),
        Column::new(td_string!(locale, common.status), move |invoice: &Invoice| {
            let (tone, word) = shop::invoice(locale, &invoice.status);
            view! { <Badge tone icon=tone.icon()><bdi>{word}</bdi></Badge> }.into_any()
        }),
    ];
    if of_every {
        let organization = Column::new(td_string!(locale, common.organization), |invoice: &Invoice| {
            let id = &invoice.tenant_id;
            view! {
                <a href=paths::organization(id) class="link"><bdi dir="ltr" class="font-mono text-xs">{id.to_string()}</bdi></a>
            }
            .into_any()
        });
        columns.insert(1, organization);
    }
    view! { <Table id="invoices" caption=td_string!(locale, bss.invoices.title) columns rows=invoices /> }
}
