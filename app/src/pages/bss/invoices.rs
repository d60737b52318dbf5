//! `/bss/invoices`: what was charged, of all Organizations. The table is that of one Organization too.

mod table;

pub(super) use table::InvoiceTable;

use super::section::{Place, Section};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::{EmptyState, Icon, TableSkeleton};
use contract::billing::{Invoice, ListEveryInvoice};
use leptos::prelude::*;

/// `/bss/invoices`
#[component]
pub fn InvoicesPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let invoices = Asked::new(|| (), move |()| api.call(ListEveryInvoice));
    let download = move || {
        view! {
            <a href=paths::INVOICES_CSV rel="external" class="btn">
                <Icon name="download" />
                {td_string!(locale, bss.csv)}
            </a>
        }
    };
    view! {
        <Section place=Place::Invoices lead=td_string!(locale, bss.invoices.lead) actions=download>
            <Loaded
                asked=invoices
                skeleton=|| view! { <TableSkeleton /> }
                view=|invoices| view! { <Shown invoices /> }.into_any()
            />
        </Section>
    }
}

#[component]
fn Shown(invoices: Vec<Invoice>) -> impl IntoView {
    let locale = use_locale();
    if invoices.is_empty() {
        return view! { <EmptyState icon="file-code" title=td_string!(locale, bss.invoices.empty) /> }.into_any();
    }
    view! { <InvoiceTable invoices=RwSignal::new(invoices) of_every=true /> }.into_any()
}
