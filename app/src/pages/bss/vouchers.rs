//! `/bss/vouchers`: every voucher, what can be done with it, who redeemed it, and all of them as a sheet to print.

mod actions;
mod change;
mod redemptions;
mod search;
mod sheet;
mod table;

pub use redemptions::RedemptionsPage;
pub use search::finds;
pub use sheet::VoucherSheetPage;

use super::section::{Place, Section};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::search::use_typed_search;
use crate::ui::{EmptyState, Icon, LinkButton, SearchForm, TableSkeleton, Variant, When};
use contract::billing::{ListVouchers, Voucher};
use leptos::prelude::*;
use table::VoucherTable;

/// `/bss/vouchers?q=`
#[component]
pub fn VouchersPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let vouchers = Asked::new(|| (), move |()| api.call(ListVouchers { include_revoked: true }));
    view! {
        <Section place=Place::Vouchers lead=td_string!(locale, bss.vouchers.lead) actions=NewVouchers>
            <Loaded
                asked=vouchers
                skeleton=|| view! { <TableSkeleton /> }
                view=|vouchers| view! { <Shown vouchers /> }.into_any()
            />
        </Section>
    }
}

#[component]
fn NewVouchers() -> impl IntoView {
    let locale = use_locale();
    view! {
        <LinkButton href=paths::new_voucher() variant=Variant::Primary icon="plus">
            {td_string!(locale, bss.vouchers.new)}
        </LinkButton>
    }
}

#[component]
fn Shown(vouchers: Vec<Voucher>) -> impl IntoView {
    let locale = use_locale();
    let rows = RwSignal::new(vouchers);
    let none = move || {
        view! {
            <EmptyState icon="ticket" title=td_string!(locale, bss.vouchers.empty)>
                {td_string!(locale, bss.vouchers.empty_text)}
            </EmptyState>
        }
    };
    let typed = use_typed_search(|text| paths::vouchers(searched(&text)));
    let search = typed.text;
    view! {
        <When holds=Signal::derive(move || rows.with(|rows| !rows.is_empty())) otherwise=none>
            <div class="flex flex-col gap-4">
                <div class="flex flex-wrap items-center gap-2">
                    <SearchForm
                        id="voucher-search"
                        label=td_string!(locale, bss.vouchers.search)
                        action=paths::vouchers(None)
                        value=search
                        on_input=typed.on_input
                    />
                    <Files search />
                </div>
                <VoucherTable rows search />
            </div>
        </When>
    }
}

/// The vouchers that are shown, in other forms.
#[component]
fn Files(search: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let sheet = Signal::derive(move || search.with(|search| paths::voucher_sheet(searched(search))));
    view! {
        <LinkButton href=sheet icon="printer">{td_string!(locale, bss.vouchers.sheet)}</LinkButton>
        <a href=move || search.with(|search| paths::vouchers_csv(searched(search))) rel="external" class="btn">
            <Icon name="download" />
            {td_string!(locale, bss.csv)}
        </a>
    }
}

/// The text of a search; an empty one is none.
fn searched(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
