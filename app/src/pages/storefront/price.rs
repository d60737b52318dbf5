//! Prices.

use crate::amount::Amount;
use crate::i18n::*;
use contract::Baisa;
use leptos::prelude::*;

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
