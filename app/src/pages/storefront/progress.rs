//! How far an order has come. Each step that lies behind is a way back to it, with the cart as it is.

use crate::cart::Cart;
use crate::i18n::*;
use crate::paths;
use leptos::prelude::*;

/// Steps of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Plan,
    Apps,
    Checkout,
}

/// The steps, above a page.
#[component]
pub(super) fn Progress(at: Stage, cart: Cart) -> impl IntoView {
    let locale = use_locale();
    let steps = [
        (Stage::Plan, td_string!(locale, storefront.step.plan), paths::plans()),
        (
            Stage::Apps,
            td_string!(locale, storefront.step.apps),
            paths::apps(&cart),
        ),
        (
            Stage::Checkout,
            td_string!(locale, storefront.step.checkout),
            paths::checkout(&cart),
        ),
    ];
    let steps = steps.into_iter().map(|(stage, text, href)| {
        let text = if stage < at {
            view! { <a href=href class="link">{text}</a> }.into_any()
        } else {
            text.into_any()
        };
        let class = if stage <= at { "step step-primary" } else { "step" };
        view! { <li class=class aria-current=(stage == at).then_some("step")>{text}</li> }
    });
    view! {
        <nav aria-label=td_string!(locale, storefront.step.label) class="mb-8">
            <ol class="steps w-full">{steps.collect_view()}</ol>
        </nav>
    }
}
