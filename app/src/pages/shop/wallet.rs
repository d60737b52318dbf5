//! A customer's credit, and what moved it.

use super::words;
use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::{Card, CardSkeleton, Day, LinkButton, ScrollRegion, follow};
use crate::wallet::use_credit;
use contract::billing::{Balance, GetBalance};
use leptos::prelude::*;

/// `/wallet`
#[component]
pub fn WalletPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, shop.wallet.title);
    set_page(title, Vec::new());
    let api = Api::from_context();
    let balance = Asked::new(|| (), move |()| api.call(GetBalance));
    view! {
        <div class="mx-auto flex max-w-2xl flex-col gap-6">
            <h1 class="text-3xl font-semibold">{title}</h1>
            <Loaded
                asked=balance
                skeleton=|| view! { <CardSkeleton /> }
                view=|balance| view! { <Now balance /> }.into_any()
            />
        </div>
    }
}

/// As it was asked for, until something newer is heard.
#[component]
fn Now(balance: Balance) -> impl IntoView {
    let credit = use_credit();
    let answer = balance.clone();
    Effect::new(move |_| credit.hear(answer.clone()));
    follow(move || {
        let balance = credit.or_answer(Some(balance.clone()));
        balance.map(|balance| view! { <Wallet balance /> })
    })
}

#[component]
fn Wallet(balance: Balance) -> impl IntoView {
    let locale = use_locale();
    let credit = balance.credit();
    let movements = if balance.entries.is_empty() {
        view! { <p class="text-base-content/70">{td_string!(locale, shop.wallet.none)}</p> }.into_any()
    } else {
        let rows = balance.entries.into_iter().map(move |entry| {
            let amount = entry.amount();
            let what = words::movement(locale, &entry);
            let sign = if amount.0 > 0 { "text-success" } else { "" };
            view! {
                <tr>
                    <td>{entry.created_at.map(|at| view! { <Day at=at.unix_millis() /> })}</td>
                    <td class="wrap-anywhere"><bdi>{what}</bdi></td>
                    <td class=format!("text-end font-medium {sign}")><Amount amount /></td>
                </tr>
            }
        });
        view! {
            <ScrollRegion label=td_string!(locale, shop.wallet.movements)>
                <table class="table">
                    <caption class="sr-only">{td_string!(locale, shop.wallet.movements)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, shop.wallet.when)}</th>
                            <th scope="col">{td_string!(locale, shop.wallet.what)}</th>
                            <th scope="col" class="text-end">{td_string!(locale, shop.wallet.amount)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </ScrollRegion>
        }
        .into_any()
    };
    view! {
        <Card>
            <p class="text-sm text-base-content/70">{td_string!(locale, storefront.wallet)}</p>
            <p class="text-4xl font-bold" role="status"><Amount amount=credit /></p>
            <div><LinkButton href=paths::redeem(None)>{td_string!(locale, redeem.title)}</LinkButton></div>
        </Card>
        <Card title=td_string!(locale, shop.wallet.movements)>{movements}</Card>
    }
}
