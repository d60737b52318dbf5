//! The price and the credit, itemised.

use super::assessment::{Assessment, VoucherNow};
use crate::amount::Amount;
use crate::i18n::*;
use crate::paths;
use crate::sum::Sum;
use crate::ui::{Alert, Tone};
use contract::Baisa;
use contract::billing::Topology;
use leptos::prelude::*;

/// What an order costs and what it is paid from.
#[component]
pub(super) fn Summary(assessment: Assessment) -> impl IntoView {
    let locale = use_locale();
    let quote = assessment.quote.clone();
    let lines = quote.lines.into_iter().map(|line| {
        let is_standby = line.sku == Topology::ActiveHotStandby.as_str();
        let name = if is_standby {
            td_string!(locale, storefront.topology.standby).to_owned()
        } else {
            line.title(locale.as_str()).to_owned()
        };
        view! { <Line amount=line.amount_baisa><bdi class="wrap-anywhere">{name}</bdi></Line> }
    });
    let lines = lines.collect_view();
    let credit = assessment.credit.unwrap_or_default();
    let voucher = assessment.voucher_credit();
    let sum = Sum::of(quote.amount_baisa, credit, voucher);
    let total = view! { <Line amount=sum.total strong=true>{td_string!(locale, storefront.checkout.total)}</Line> };
    let in_wallet = assessment.credit.map(|credit| {
        view! { <Line amount=credit>{td_string!(locale, storefront.checkout.in_wallet)}</Line> }
    });
    let from_voucher = (voucher.0 > 0).then(|| {
        view! { <Line amount=voucher>{td_string!(locale, storefront.checkout.from_voucher)}</Line> }
    });
    let has_credit = credit.0 > 0 || voucher.0 > 0;
    let used = (sum.used.0 > 0).then(|| {
        view! { <Line amount=Baisa(-sum.used.0)>{td_string!(locale, storefront.checkout.used)}</Line> }
    });
    let left = has_credit.then(|| {
        view! { <Line amount=sum.left>{td_string!(locale, storefront.checkout.left)}</Line> }
    });
    view! {
        <dl class="flex flex-col gap-2">
            {lines}
            {total}
            {in_wallet}
            {from_voucher}
            {used}
            <Line amount=sum.due strong=true>{td_string!(locale, storefront.checkout.due)}</Line>
            {left}
        </dl>
        <VoucherSays assessment=assessment.clone() />
        {(assessment.credit.is_some() && sum.missing.0 > 0).then(|| view! { <Missing sum has_credit /> })}
    }
}

#[component]
fn Line(amount: Baisa, #[prop(optional)] strong: bool, children: Children) -> impl IntoView {
    let class = if strong {
        "flex items-baseline justify-between gap-4 border-t border-base-300 pt-2 text-lg font-semibold"
    } else {
        "flex items-baseline justify-between gap-4"
    };
    view! {
        <div class=class>
            <dt class="min-w-0">{children()}</dt>
            <dd><Amount amount /></dd>
        </div>
    }
}

/// How the voucher stands, when that is not a sum.
#[component]
fn VoucherSays(assessment: Assessment) -> impl IntoView {
    let locale = use_locale();
    let (code, now) = assessment.voucher?;
    let (tone, text) = match now {
        VoucherNow::Worth(_) => return None,
        VoucherNow::Used => (Tone::Info, say!(locale, storefront.checkout.voucher_used, code = code)),
        VoucherNow::NotGood => (
            Tone::Warning,
            say!(locale, storefront.checkout.voucher_not_good, code = code),
        ),
        VoucherNow::Unchecked => (
            Tone::Info,
            say!(locale, storefront.checkout.voucher_unchecked, code = code),
        ),
    };
    Some(view! { <Alert tone>{text}</Alert> })
}

/// The credit does not reach: how far it is, and the ways on that lose nothing.
#[component]
fn Missing(sum: Sum, has_credit: bool) -> impl IntoView {
    let locale = use_locale();
    let text = if has_credit {
        td_string!(locale, storefront.checkout.missing_part)
    } else {
        td_string!(locale, storefront.checkout.missing_all)
    };
    view! {
        <Alert tone=Tone::Info>
            <p>
                {td_string!(locale, storefront.checkout.missing)} " " <strong><Amount amount=sum.missing /></strong>
            </p>
            <p>{text}</p>
            <p><a href=paths::redeem(None) target="_blank" rel="noopener" class="link">{td_string!(locale, storefront.checkout.redeem)}</a></p>
        </Alert>
    }
}
