//! `/bss/vouchers`: every voucher, and what can be done with it.

mod actions;
mod change;
mod table;

use super::section::{Place, Section};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::{EmptyState, Icon, LinkButton, TableSkeleton, Variant, When};
use contract::billing::{ListVouchers, Voucher};
use leptos::prelude::*;
use table::VoucherTable;

/// `/bss/vouchers`
#[component]
pub fn VouchersPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let vouchers = Asked::new(|| (), move |()| api.call(ListVouchers { include_revoked: true }));
    view! {
        <Section place=Place::Vouchers lead=td_string!(locale, bss.vouchers.lead) actions=Actions>
            <Loaded
                asked=vouchers
                skeleton=|| view! { <TableSkeleton /> }
                view=|vouchers| view! { <Shown vouchers /> }.into_any()
            />
        </Section>
    }
}

#[component]
fn Actions() -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="flex flex-wrap gap-2">
            <a href=paths::VOUCHERS_CSV rel="external" class="btn">
                <Icon name="download" />
                {td_string!(locale, bss.csv)}
            </a>
            <NewVoucher />
        </div>
    }
}

#[component]
fn NewVoucher() -> impl IntoView {
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
            <EmptyState icon="ticket" title=td_string!(locale, bss.vouchers.empty) actions=NewVoucher>
                {td_string!(locale, bss.vouchers.empty_text)}
            </EmptyState>
        }
    };
    view! {
        <When holds=Signal::derive(move || rows.with(|rows| !rows.is_empty())) otherwise=none>
            <VoucherTable rows />
        </When>
    }
}
