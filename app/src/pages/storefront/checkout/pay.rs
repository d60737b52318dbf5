//! The one button that costs something.

use super::answers::{Answers, Draft};
use super::assessment::Assessment;
use super::order::{Next, NotPlaced, VoucherRefusal, place};
use crate::api::Api;
use crate::cart::Cart;
use crate::i18n::*;
use crate::paths;
use crate::sum::Sum;
use crate::ui::time::use_hydrated;
use crate::ui::{Alert, Button, Tone, Variant, follow};
use crate::voucher;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Places the order and leads to where it goes on.
#[component]
pub(super) fn Pay(assessment: Assessment, cart: Cart, answers: Answers) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<NotPlaced>);
    let credit = assessment.credit.unwrap_or_default();
    let sum = Sum::of(assessment.quote.amount_baisa, credit, assessment.voucher_credit());
    let text = if sum.due.0 == 0 {
        td_string!(locale, storefront.pay.with_credit)
    } else {
        td_string!(locale, storefront.pay.with_card)
    };
    let code = assessment.code();
    let pay = move |_| {
        refused.set(None);
        let Some(answers) = answers.submit() else { return };
        busy.set(true);
        let (api, cart, code) = (api.clone(), cart.clone(), code.clone());
        spawn_local(async move {
            match place(&api, &cart, answers, code.clone()).await {
                Ok(next) => {
                    if code.is_some() {
                        voucher::forget();
                    }
                    Draft::of_order(&cart.slug).clear();
                    leave(next, &cart);
                }
                Err(reason) => {
                    refused.set(Some(reason));
                    busy.set(false);
                }
            }
        });
    };
    // Without WebAssembly a press would do nothing, and look as if it had.
    let hydrated = use_hydrated();
    let ready = move || hydrated.get() && answers.are_asked();
    let not_yet = Signal::derive(move || (!ready()).then(|| td_string!(locale, common.loading).to_owned()));
    let problem = follow(move || refused.get().map(|reason| view! { <Refused reason /> }));
    view! {
        <div class="mt-2 flex flex-col gap-4">
            {problem}
            <Button id="pay" variant=Variant::Primary icon="lock" busy disabled_reason=not_yet on_click=pay>{text}</Button>
            <noscript inner_html=td_string!(locale, storefront.pay.no_script)></noscript>
        </div>
    }
}

/// A full load, so that the wallet above the next page is current.
fn leave(next: Next, cart: &Cart) {
    let to = match next {
        Next::Launching => paths::launching(&cart.slug),
        Next::Card(url) => url,
    };
    // The order stands; a browser that refuses to leave shows it in the list of Organizations.
    drop(window().location().set_href(&to));
}

/// Why nothing was paid, and what to do.
#[component]
fn Refused(reason: NotPlaced) -> impl IntoView {
    let locale = use_locale();
    let text = match &reason {
        NotPlaced::SlugTaken => td_string!(locale, storefront.pay.slug_taken).to_owned(),
        NotPlaced::Voucher(VoucherRefusal::Unknown) => td_string!(locale, storefront.pay.voucher_unknown).to_owned(),
        NotPlaced::Voucher(VoucherRefusal::Inactive) => td_string!(locale, storefront.pay.voucher_inactive).to_owned(),
        NotPlaced::Voucher(VoucherRefusal::Exhausted) => {
            td_string!(locale, storefront.pay.voucher_exhausted).to_owned()
        }
        NotPlaced::Voucher(VoucherRefusal::Used) => td_string!(locale, storefront.pay.voucher_used).to_owned(),
        NotPlaced::UnderWay => td_string!(locale, storefront.pay.under_way).to_owned(),
        NotPlaced::NoCards => td_string!(locale, storefront.pay.no_cards).to_owned(),
        NotPlaced::Failed(error) if error.status == 401 => td_string!(locale, storefront.pay.signed_out).to_owned(),
        NotPlaced::Failed(error) => say!(locale, storefront.pay.failed, reason = error.message),
    };
    // The order goes on without the voucher once it is forgotten.
    let without = matches!(reason, NotPlaced::Voucher(_)).then(|| {
        view! {
            <p>
                <button
                    type="button"
                    class="link"
                    on:click=move |_| {
                        voucher::forget();
                        drop(window().location().reload());
                    }
                >
                    {td_string!(locale, storefront.pay.without_voucher)}
                </button>
            </p>
        }
    });
    view! {
        <Alert tone=Tone::Error title=td_string!(locale, storefront.pay.nothing_paid)>
            <p>{text}</p>
            {without}
        </Alert>
    }
}
