//! What a voucher's link leads to: what it is worth, or why it is not good, and the way on.

mod entry;
mod lookup;
mod panel;

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::session::use_session;
use contract::billing::VoucherCode;
use entry::CodeEntry;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use lookup::look_up;
use panel::Panel;

/// `/redeem?code=`
#[component]
pub fn RedeemPage() -> impl IntoView {
    let locale = use_locale();
    set_page(td_string!(locale, redeem.title), Vec::new());
    let query = use_query_map();
    let code = Memo::new(move |_| {
        let code = query.with(|query| query.get("code")).unwrap_or_default();
        Some(VoucherCode::new(&code)).filter(|code| !code.is_empty())
    });
    let signed_in = use_session().whoami().is_some();
    let api = Api::from_context();
    let found = Asked::new(
        move || code.get(),
        move |code| {
            let api = api.clone();
            async move {
                match code {
                    Some(code) => look_up(&api, code, signed_in).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    view! {
        <div class="mx-auto flex max-w-lg flex-col gap-6">
            <h1 class="text-center text-3xl font-semibold">{td_string!(locale, redeem.title)}</h1>
            <Loaded
                asked=found
                view=move |outcome| match outcome {
                    Some(outcome) => view! { <Panel outcome code=code.get_untracked().unwrap_or_default() /> }.into_any(),
                    None => view! { <CodeEntry text=td_string!(locale, redeem.missing) /> }.into_any(),
                }
            />
        </div>
    }
}
