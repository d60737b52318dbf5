//! `/bss/vouchers/sheet`: vouchers to print, cut out and hand over.

use super::search::finds;
use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::search::Search;
use crate::ui::time::use_hydrated;
use crate::ui::{Button, Crumb, EmptyState, LinkButton, Variant, When};
use contract::billing::{ListVouchers, Voucher, VoucherState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/bss/vouchers/sheet?q=`
#[component]
pub fn VoucherSheetPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, bss.sheet.title);
    let crumbs = vec![
        Crumb::link(td_string!(locale, bss.title), paths::bss()),
        Crumb::link(td_string!(locale, bss.vouchers.title), paths::vouchers(None)),
        Crumb::here(title),
    ];
    set_page(title, crumbs);
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| query.get("q")).unwrap_or_default());
    let api = Api::from_context();
    let vouchers = Asked::new(
        move || search.get(),
        move |search| {
            let listing = api.call(ListVouchers::default());
            async move {
                listing
                    .await
                    .map(|vouchers| to_hand_out(vouchers, &Search::new(&search)))
            }
        },
    );
    let back = Signal::derive(move || search.with(|search| paths::vouchers(super::searched(search))));
    view! {
        <div class="flex flex-col gap-6">
            <header class="flex flex-wrap items-end gap-3 print:hidden">
                <div class="min-w-0 grow">
                    <h1 class="text-2xl font-bold">{title}</h1>
                    <p class="max-w-prose text-base-content/70">{td_string!(locale, bss.sheet.lead)}</p>
                </div>
                <LinkButton href=back>{td_string!(locale, common.back)}</LinkButton>
                <PrintButton />
            </header>
            <Loaded asked=vouchers view=|vouchers| view! { <Sheet vouchers /> }.into_any() />
        </div>
    }
}

/// Only what can be redeemed is worth handing out.
fn to_hand_out(vouchers: Vec<Voucher>, search: &Search) -> Vec<Voucher> {
    let is_good = |voucher: &Voucher| voucher.state() == VoucherState::Active && finds(search, voucher);
    vouchers.into_iter().filter(is_good).collect()
}

/// Without a script there is the browser's own menu.
#[component]
fn PrintButton() -> impl IntoView {
    let locale = use_locale();
    let print = |_| drop(window().print());
    view! {
        <When holds=use_hydrated()>
            <Button variant=Variant::Primary icon="printer" on_click=print>{td_string!(locale, bss.sheet.print)}</Button>
        </When>
    }
}

#[component]
fn Sheet(vouchers: Vec<Voucher>) -> impl IntoView {
    let locale = use_locale();
    if vouchers.is_empty() {
        return view! { <EmptyState icon="ticket" title=td_string!(locale, bss.sheet.empty) /> }.into_any();
    }
    let slips = vouchers
        .into_iter()
        .map(|voucher| view! { <Slip voucher /> })
        .collect_view();
    view! {
        <ul class="grid gap-4 sm:grid-cols-2 print:grid-cols-2" aria-label=td_string!(locale, bss.vouchers.title)>{slips}</ul>
    }
    .into_any()
}

/// One voucher to cut out. The code is in it twice: for cameras, and for people.
#[component]
fn Slip(voucher: Voucher) -> impl IntoView {
    let locale = use_locale();
    let code = voucher.code.to_string();
    let described = say!(locale, bss.sheet.qr, code = code);
    view! {
        <li class="flex break-inside-avoid items-center gap-4 rounded-box border border-dashed border-base-300 p-4">
            // White, or cameras find no code on a dark page.
            <img
                src=paths::voucher_qr(&voucher.code)
                alt=described
                width="128"
                height="128"
                class="size-32 shrink-0 bg-white"
            />
            <div class="min-w-0">
                <p class="text-2xl font-bold"><Amount amount=voucher.credit() /></p>
                <p class="wrap-anywhere"><bdi>{voucher.description}</bdi></p>
                <p class="mt-2 text-sm text-base-content/70">{td_string!(locale, bss.code)}</p>
                <p class="wrap-anywhere"><bdi dir="ltr" class="font-mono font-semibold">{code}</bdi></p>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::billing::VoucherCode;

    #[test]
    fn only_good_vouchers_of_the_campaign_are_handed_out() {
        let voucher = |code: &str, active: bool, times_redeemed: i64| Voucher {
            code: VoucherCode::new(code),
            credit_omr: 5,
            description: String::new(),
            active,
            max_redemptions: 1,
            times_redeemed,
            created_at: None,
            deleted_at: None,
        };
        let vouchers = vec![
            voucher("SPRING-1", true, 0),
            voucher("SPRING-2", false, 0),
            voucher("SPRING-3", true, 1),
            voucher("AUTUMN-1", true, 0),
        ];
        let codes: Vec<_> = to_hand_out(vouchers, &Search::new("spring-"))
            .iter()
            .map(|voucher| voucher.code.to_string())
            .collect();
        assert_eq!(codes, ["SPRING-1"]);
    }
}
