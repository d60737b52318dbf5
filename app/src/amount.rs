//! Amounts of the tenant services, for people.

use crate::ui::MoneyText;
use contract::Baisa;
use leptos::prelude::*;

/// An amount with its currency.
#[component]
pub fn Amount(
    /// The amount.
    amount: Baisa,
) -> impl IntoView {
    let money = amount.money();
    view! { <MoneyText decimal=money.decimal() currency=money.currency /> }
}
