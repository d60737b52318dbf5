//! One region, or a standby in another one: offered where it has a price and every chosen app can have one (tenant
//! contract §C.1).

use super::assessment::request;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::offers::Monthly;
use crate::ui::follow;
use contract::Baisa;
use contract::billing::{CheckoutRequest, GetQuote, Topology};
use contract::storefront::ListApps;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the choice is called in a form, and in the address.
const NAME: &str = "topology";

/// Whether an order can have a standby.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Standby {
    /// At this price.
    Offered(Baisa),
    /// These apps, by name, run in one region only.
    RuledOut(Vec<String>),
    /// It is not sold with this plan, or nobody can tell.
    NotSold,
}

async fn standby(api: Api, cart: Cart, locale: Locale) -> Standby {
    let ruling_out = without_standby(&api, &cart, locale).await;
    if !ruling_out.is_empty() {
        return Standby::RuledOut(ruling_out);
    }
    let request = CheckoutRequest {
        topology: Some(Topology::ActiveHotStandby),
        ..request(&cart)
    };
    match api.call(GetQuote { request }).await {
        Ok(quote) => Standby::Offered(quote.topology_amount_baisa),
        Err(_) => Standby::NotSold,
    }
}

/// The apps of a cart that cannot have a standby, by name. What cannot be found out is left to the order.
pub(super) async fn without_standby(api: &Api, cart: &Cart, locale: Locale) -> Vec<String> {
    if cart.apps.is_empty() {
        return Vec::new();
    }
    let apps = api.call(ListApps).await.unwrap_or_default().into_iter();
    apps.filter(|app| cart.apps.contains(&app.id) && !app.supports(&Topology::ActiveHotStandby))
        .map(|app| app.title(locale.as_str()).to_owned())
        .collect()
}

/// The choice, as a part of a form.
#[component]
pub(super) fn TopologyChoice(cart: Cart) -> impl IntoView {
    let (api, locale) = (Api::from_context(), use_locale());
    let chosen = cart.topology.clone();
    let asked = Asked::new(
        || (),
        move |()| {
            let standby = standby(api.clone(), cart.clone(), locale);
            async move { Ok(standby.await) }
        },
    );
    let choice = follow(move || match asked.get()?.ok()? {
        Standby::Offered(price) => {
            let has_standby = chosen == Some(Topology::ActiveHotStandby);
            let text = td_string!(locale, storefront.topology.standby_text).to_owned();
            Some(view! { <Choices price has_standby text /> }.into_any())
        }
        Standby::RuledOut(apps) => {
            let text = say!(locale, storefront.topology.ruled_out, apps = apps.join(" · "));
            Some(view! { <Choices text /> }.into_any())
        }
        // What was chosen and is not sold is refused by the order, not forgotten by the form.
        Standby::NotSold => chosen
            .as_ref()
            .map(|chosen| view! { <input type="hidden" name=NAME value=chosen.to_string() /> }.into_any()),
    });
    view! { <Transition>{choice}</Transition> }
}

/// Both choices. Without a price the standby cannot be chosen, and `text` says why.
#[component]
fn Choices(#[prop(optional)] price: Option<Baisa>, #[prop(optional)] has_standby: bool, text: String) -> impl IntoView {
    let locale = use_locale();
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-2 font-medium">{td_string!(locale, storefront.topology.title)}</legend>
            <Choice
                topology=Topology::SingleRegion
                checked=!has_standby
                title=td_string!(locale, storefront.topology.single)
                text=td_string!(locale, storefront.topology.single_text).to_owned()
                price=None
            />
            <Choice
                topology=Topology::ActiveHotStandby
                checked=has_standby
                title=td_string!(locale, storefront.topology.standby)
                disabled=price.is_none()
                text
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
    text: String,
    #[prop(optional)] disabled: bool,
    price: Option<Baisa>,
) -> impl IntoView {
    view! {
        <label class="flex cursor-pointer items-start gap-3 rounded-box border border-base-300 p-3 has-checked:border-primary has-disabled:cursor-default">
            <input
                type="radio"
                class="radio mt-1"
                name=NAME
                value=topology.to_string()
                checked=checked
                disabled=disabled
            />
            <span class="flex min-w-0 flex-col gap-1">
                <span class="font-medium">{title}</span>
                <span class="text-sm text-base-content/70 wrap-anywhere">{text}</span>
                {price.map(|price| view! { <Monthly price /> })}
            </span>
        </label>
    }
}
