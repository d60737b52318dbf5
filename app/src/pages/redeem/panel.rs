//! One panel for each thing that can be true of a code.

use super::entry::CodeEntry;
use super::lookup::Outcome;
use crate::i18n::*;
use crate::layout::set_status;
use crate::paths;
use crate::session::use_session;
use crate::sign_in::ContinueWithProvider;
use crate::ui::{Alert, Card, Icon, MoneyText, Tone};
use crate::voucher;
use contract::billing::{VoucherCode, VoucherPreview};
use http::StatusCode;
use leptos::prelude::*;

/// What was found out about a code.
#[component]
pub(super) fn Panel(
    /// What was found out.
    outcome: Outcome,
    /// The code that was asked about.
    code: VoucherCode,
) -> impl IntoView {
    let locale = use_locale();
    let refused = |tone: Tone, title: &'static str, text: String, again: &'static str| {
        view! {
            <Alert tone title=title>{text}</Alert>
            <CodeEntry text=again />
        }
        .into_any()
    };
    match outcome {
        Outcome::Good(preview) => view! { <Good preview /> }.into_any(),
        Outcome::Used(preview) => view! { <Used preview /> }.into_any(),
        Outcome::Inactive(preview) => {
            set_status(StatusCode::GONE);
            view! { <Over preview title=td_string!(locale, redeem.inactive) text=td_string!(locale, redeem.inactive_text) /> }
                .into_any()
        }
        Outcome::Exhausted(preview) => {
            set_status(StatusCode::GONE);
            view! { <Over preview title=td_string!(locale, redeem.exhausted) text=td_string!(locale, redeem.exhausted_text) /> }
                .into_any()
        }
        Outcome::Unknown => {
            set_status(StatusCode::NOT_FOUND);
            let text = say!(locale, redeem.unknown_text, code = code);
            refused(
                Tone::Warning,
                td_string!(locale, redeem.unknown),
                text,
                td_string!(locale, redeem.again),
            )
        }
        Outcome::Throttled(seconds) => {
            set_status(StatusCode::TOO_MANY_REQUESTS);
            let text = say!(locale, redeem.throttled_text, seconds = seconds);
            refused(
                Tone::Info,
                td_string!(locale, redeem.throttled),
                text,
                td_string!(locale, redeem.again),
            )
        }
    }
}

/// Worth something: keeps the code, and leads on.
#[component]
fn Good(preview: VoucherPreview) -> impl IntoView {
    let locale = use_locale();
    voucher::keep(&preview.code);
    let go = match use_session().whoami() {
        Some(_) => td_string!(locale, redeem.use_now),
        None => td_string!(locale, redeem.sign_up),
    };
    view! {
        <Card class="shadow-sm">
            <div class="flex flex-col items-center gap-4 py-4 text-center">
                <Icon name="ticket" class="size-12 text-primary" />
                <p class="text-base-content/70">{td_string!(locale, redeem.worth)}</p>
                <Worth preview=preview.clone() />
                <p class="text-sm text-base-content/70">
                    {td_string!(locale, redeem.code)} " " <bdi dir="ltr" class="font-mono">{preview.code.to_string()}</bdi>
                </p>
                // `external`: the next page is loaded afresh and knows the code from its cookie.
                <a href=paths::plans() rel="external" class="btn btn-primary btn-lg">
                    {go}
                    <Icon name="arrow-right" />
                </a>
                <ContinueWithProvider next=paths::plans() />
                <p class="text-sm text-base-content/70">{td_string!(locale, redeem.kept)}</p>
            </div>
        </Card>
    }
}

/// The customer's own credit already.
#[component]
fn Used(preview: VoucherPreview) -> impl IntoView {
    let locale = use_locale();
    voucher::forget();
    view! {
        <Card>
            <div class="flex flex-col items-center gap-4 py-4 text-center">
                <Icon name="circle-check" class="size-12 text-success" />
                <h2 class="text-xl font-semibold">{td_string!(locale, redeem.used)}</h2>
                <Worth preview />
                <p>{td_string!(locale, redeem.used_text)}</p>
                <a href=paths::plans() rel="external" class="btn btn-primary">{td_string!(locale, redeem.to_plans)}</a>
            </div>
        </Card>
    }
}

/// What the campaign was worth; nothing to press.
#[component]
fn Over(preview: VoucherPreview, title: &'static str, text: &'static str) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Card>
            <div class="flex flex-col items-center gap-4 py-4 text-center">
                <Icon name="clock" class="size-12 opacity-60" />
                <h2 class="text-xl font-semibold">{title}</h2>
                <p>{text}</p>
                <p class="text-sm text-base-content/70">{td_string!(locale, redeem.was_worth)}</p>
                <Worth preview />
            </div>
        </Card>
    }
}

/// Credit, and what the voucher is for.
#[component]
fn Worth(preview: VoucherPreview) -> impl IntoView {
    let credit = preview.credit().money();
    view! {
        <p class="text-4xl font-bold"><MoneyText decimal=credit.decimal() currency=credit.currency /></p>
        {(!preview.description.is_empty()).then(|| view! { <p dir="auto" class="wrap-anywhere">{preview.description}</p> })}
    }
}
