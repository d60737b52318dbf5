//! One region, or a standby in another one: offered where the control plane prices it for this plan.

use super::assessment::request;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::offers::Monthly;
use crate::ui::follow;
use contract::Baisa;
use contract::billing::{CheckoutRequest, GetQuote, Topology};
use leptos::prelude::*;

/// What the choice is called in a form, and in the address.
const NAME: &str = "topology";

/// The choice, as a part of a form.
#[component]
pub(super) fn TopologyChoice(cart: Cart) -> impl IntoView {
    let api = Api::from_context();
    let with_standby = CheckoutRequest {
        topology: Some(Topology::ActiveHotStandby),
        ..request(&cart)
    };
    let quote = Asked::new(
        || (),
        move |()| {
            api.call(GetQuote {
                request: with_standby.clone(),
            })
        },
    );
    let chosen = cart.topology;
    let choice = follow(move || {
        match quote.get()? {
            Ok(quote) => Some(view! { <Choices price=quote.topology_amount_baisa chosen=chosen.clone() /> }.into_any()),
            // What was chosen and is not sold is refused by the order, not forgotten by the form.
            Err(_) => chosen
                .as_ref()
                .map(|chosen| view! { <input type="hidden" name=NAME value=chosen.to_string() /> }.into_any()),
        }
    });
    view! { <Transition>{choice}</Transition> }
}

#[component]
fn Choices(price: Baisa, chosen: Option<Topology>) -> impl IntoView {
    let locale = use_locale();
    let has_standby = chosen == Some(Topology::ActiveHotStandby);
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-2 font-medium">{td_string!(locale, storefront.topology.title)}</legend>
            <Choice
                topology=Topology::SingleRegion
                checked=!has_standby
                title=td_string!(locale, storefront.topology.single)
                text=td_string!(locale, storefront.topology.single_text)
            />
            <Choice
                topology=Topology::ActiveHotStandby
                checked=has_standby
                title=td_string!(locale, storefront.topology.standby)
                text=td_string!(locale, storefront.topology.standby_text)
                price
            />
        </fieldset>
    }
}

#[component]
fn Choice(
    topology: Topology,
    checked: bool,
    title: &'static str,
    text: &'static str,
    #[prop(optional)] price: Option<Baisa>,
) -> impl IntoView {
    view! {
        <label class="flex cursor-pointer items-start gap-3 rounded-box border border-base-300 p-3 has-checked:border-primary">
            <input type="radio" class="radio mt-1" name=NAME value=topology.to_string() checked=checked />
            <span class="flex min-w-0 flex-col gap-1">
                <span class="font-medium">{title}</span>
                <span class="text-sm text-base-content/70">{text}</span>
                {price.map(|price| view! { <Monthly price /> })}
            </span>
        </label>
    }
}
