//! `/bss/vouchers/new`: the form that issues vouchers.

mod batch;
mod clash;
mod code;
mod draft;
mod form;
mod issuing;

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::Crumb;
use contract::billing::ListVouchers;
use form::VoucherForm;
use leptos::prelude::*;

/// `/bss/vouchers/new`
#[component]
pub fn NewVoucherPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, bss.issue.title);
    let crumbs = vec![
        Crumb::link(td_string!(locale, bss.title), paths::bss()),
        Crumb::link(td_string!(locale, bss.vouchers.title), paths::vouchers(None)),
        Crumb::here(title),
    ];
    set_page(title, crumbs);
    // Whoever may not see vouchers may not issue any, and learns it before filling the form in.
    let api = Api::from_context();
    let allowed = Asked::new(
        || (),
        move |()| {
            let listing = api.call(ListVouchers::default());
            async move { listing.await.map(|_| ()) }
        },
    );
    view! {
        <div class="mx-auto flex max-w-2xl flex-col gap-6">
            <header>
                <h1 class="text-2xl font-bold">{title}</h1>
                <p class="text-base-content/70">{td_string!(locale, bss.issue.lead)}</p>
            </header>
            <Loaded asked=allowed view=|()| view! { <VoucherForm /> }.into_any() />
        </div>
    }
}
