//! Amounts.

use crate::i18n::*;
use crate::ui::MoneyText;
use contract::Baisa;
use leptos::prelude::*;

/// An amount with its currency.
#[component]
pub(super) fn Amount(amount: Baisa) -> impl IntoView {
    let money = amount.money();
    view! { <MoneyText decimal=money.decimal() currency=money.currency /> }
}

/// What something costs a month.
#[component]
pub(super) fn Monthly(price: Baisa) -> impl IntoView {
    let locale = use_locale();
    view! {
        <span class="whitespace-nowrap">
            <span class="font-semibold"><Amount amount=price /></span>
            " "
            <span class="text-sm text-base-content/70">{td_string!(locale, storefront.per_month)}</span>
        </span>
    }
}
