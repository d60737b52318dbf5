//! The vouchers as a table.

use super::actions::{RowActions, use_changes};
use super::search::finds;
use crate::amount::Amount;
use crate::i18n::*;
use crate::paths;
use crate::search::Search;
use crate::ui::{Badge, Column, Keep, RelativeTime, Table, Tone};
use contract::billing::{Voucher, VoucherState};
use leptos::prelude::*;

/// Every voucher, the newest first.
#[component]
pub(super) fn VoucherTable(
    /// The vouchers; replaced when one of them changes.
    rows: RwSignal<Vec<Voucher>>,
    /// What is searched for; empty for all.
    search: Signal<String>,
) -> impl IntoView {
    let locale = use_locale();
    let (changes, confirmation) = use_changes(rows);
    let columns = vec![
        Column::new(td_string!(locale, bss.code), |voucher: &Voucher| {
            let code = voucher.code.to_string();
            view! { <bdi id=row_id(&code) dir="ltr" class="font-mono">{code.clone()}</bdi> }.into_any()
        })
        .class("whitespace-nowrap")
        .sorted_by(|one, other| one.code.cmp(&other.code)),
        Column::new(td_string!(locale, bss.vouchers.credit), |voucher: &Voucher| {
            view! { <Amount amount=voucher.credit() /> }.into_any()
        })
        .sorted_by(|one, other| one.credit().cmp(&other.credit())),
        Column::new(td_string!(locale, bss.vouchers.description), |voucher: &Voucher| {
            view! { <bdi class="wrap-anywhere">{voucher.description.clone()}</bdi> }.into_any()
        })
        .class("min-w-48"),
        Column::new(td_string!(locale, bss.vouchers.redeemed), move |voucher: &Voucher| {
            view! { <Redeemed voucher=voucher.clone() /> }.into_any()
        })
        .sorted_by(|one, other| one.times_redeemed.cmp(&other.times_redeemed)),
        Column::new(td_string!(locale, common.status), move |voucher: &Voucher| {
            let (tone, icon, word) = words_of(locale, voucher.state());
            view! { <Badge tone icon><span class="whitespace-nowrap">{word}</span></Badge> }.into_any()
        })
        .sorted_by(|one, other| rank(one.state()).cmp(&rank(other.state()))),
        Column::new(td_string!(locale, common.created), |voucher: &Voucher| {
            let at = voucher.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        })
        .sorted_by(|one, other| one.created_at.cmp(&other.created_at)),
        Column::new(td_string!(locale, bss.actions), move |voucher: &Voucher| {
            view! { <RowActions voucher=voucher.clone() changes /> }.into_any()
        }),
    ];
    let keep = Keep::new(move || {
        let search = search.with(|search| Search::new(search));
        move |voucher: &Voucher| finds(&search, voucher)
    });
    let nothing =
        move || view! { <p class="p-4 text-sm text-base-content/70">{td_string!(locale, bss.vouchers.nothing)}</p> };
    view! {
        <Table id="vouchers" caption=td_string!(locale, bss.vouchers.title) columns rows keep empty=nothing />
        {confirmation}
    }
}

/// Id of the element that holds a voucher's code, to find its row by.
pub(super) fn row_id(code: &str) -> String {
    format!("voucher-{code}")
}

/// How often a voucher was redeemed; leads to by whom.
#[component]
fn Redeemed(voucher: Voucher) -> impl IntoView {
    let locale = use_locale();
    let times = voucher.times_redeemed;
    let text = match voucher.max_redemptions {
        0 => say!(locale, bss.vouchers.redeemed_unlimited, times = times),
        most => say!(locale, bss.vouchers.redeemed_of, times = times, most = most),
    };
    let class = "tabular-nums whitespace-nowrap";
    if times == 0 {
        return view! { <span class=class>{text}</span> }.into_any();
    }
    let label = say!(locale, bss.vouchers.redeemed_named, code = voucher.code, times = text);
    view! { <a href=paths::redemptions(&voucher.code) aria-label=label class=format!("link {class}")>{text}</a> }
        .into_any()
}

fn words_of(locale: Locale, state: VoucherState) -> (Tone, &'static str, &'static str) {
    match state {
        VoucherState::Active => (Tone::Success, "circle-check", td_string!(locale, bss.state.active)),
        VoucherState::Inactive => (Tone::Neutral, "circle-pause", td_string!(locale, bss.state.inactive)),
        VoucherState::Exhausted => (Tone::Info, "check", td_string!(locale, bss.state.exhausted)),
        VoucherState::Revoked => (Tone::Error, "circle-x", td_string!(locale, bss.state.revoked)),
    }
}

/// Those that can be redeemed come first.
fn rank(state: VoucherState) -> u8 {
    match state {
        VoucherState::Active => 0,
        VoucherState::Inactive => 1,
        VoucherState::Exhausted => 2,
        VoucherState::Revoked => 3,
    }
}
