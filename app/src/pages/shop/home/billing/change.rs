//! Another plan or other add-ons: a plain form, whose choice is in the address, then the price and the way to pay.

use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::sum::Sum;
use crate::ui::time::use_hydrated;
use crate::ui::{Alert, Button, CardSkeleton, Tone, Variant, follow};
use contract::billing::{Checkout, CheckoutRequest, GetBalance, GetQuote};
use contract::storefront::{AddOn, Plan};
use contract::tenant::Organization;
use contract::{AddOnId, ApiError, Baisa, PlanId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// What a shop pays for, or would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Choice {
    plan: PlanId,
    addons: Vec<AddOnId>,
}

impl Choice {
    fn of(organization: &Organization) -> Self {
        Self::new(organization.plan_id.clone(), organization.addons.clone())
    }

    fn new(plan: PlanId, mut addons: Vec<AddOnId>) -> Self {
        addons.sort();
        Self { plan, addons }
    }

    /// What an address asks for; `None` when that is nothing new.
    fn wanted(cart: Cart, now: &Self) -> Option<Self> {
        let wanted = Self::new(cart.plan?, cart.addons);
        (wanted != *now).then_some(wanted)
    }

    fn order(&self, organization: &Organization) -> CheckoutRequest {
        CheckoutRequest {
            plan_id: self.plan.clone(),
            tenant_id: organization.id.clone(),
            addons: self.addons.clone(),
            // What it has, it keeps.
            topology: organization.topology.clone(),
            ..CheckoutRequest::default()
        }
    }

    /// The same for each try of this change, and another one once something else is paid for.
    fn key(&self, organization: &Organization) -> String {
        let paid = organization
            .order_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let addons: Vec<_> = self.addons.iter().map(AddOnId::as_str).collect();
        format!("{paid}-{}-{}", self.plan, addons.join("-"))
    }
}

/// Prices and credit for a choice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Prices {
    wanted: Choice,
    now: Baisa,
    then: Baisa,
    credit: Baisa,
}

/// What the address asks for, priced; `None` when that is nothing new.
///
/// Asked beside the other parts of the page, not inside of one: the browser finds answers by the order of asking.
pub(super) fn prices(organization: &Organization) -> Asked<Option<Prices>> {
    let api = Api::from_context();
    let wanted = wanted(organization);
    let organization = organization.clone();
    Asked::new(
        move || wanted.get(),
        move |wanted| price(api.clone(), organization.clone(), wanted),
    )
}

fn wanted(organization: &Organization) -> Memo<Option<Choice>> {
    let query = use_query_map();
    let now = Choice::of(organization);
    Memo::new(move |_| query.with(|query| Choice::wanted(Cart::read(query), &now)))
}

async fn price(api: Api, organization: Organization, wanted: Option<Choice>) -> Result<Option<Prices>, ApiError> {
    let Some(wanted) = wanted else {
        return Ok(None);
    };
    let now = Choice::of(&organization).order(&organization);
    let now = api.call(GetQuote { request: now }).await?;
    let then = wanted.order(&organization);
    let then = api.call(GetQuote { request: then }).await?;
    let balance = api.call(GetBalance).await?;
    Ok(Some(Prices {
        wanted,
        now: now.amount_baisa,
        then: then.amount_baisa,
        credit: balance.credit(),
    }))
}

#[component]
pub(super) fn ChangePlan(
    plans: Vec<Plan>,
    addons: Vec<AddOn>,
    organization: Organization,
    prices: Asked<Option<Prices>>,
) -> impl IntoView {
    let locale = use_locale();
    let wanted = wanted(&organization).get_untracked();
    let is_open = wanted.is_some();
    let shown = wanted.unwrap_or_else(|| Choice::of(&organization));
    let action = paths::shop(&organization.slug);
    let offer = move |prices: Option<Prices>| {
        let offer = prices.map(|prices| view! { <Offer prices organization=organization.clone() /> });
        offer.into_any()
    };
    view! {
        <details class="collapse collapse-arrow border border-base-300" open=is_open>
            <summary class="collapse-title font-semibold">{td_string!(locale, shop.plan.change)}</summary>
            <div class="collapse-content flex flex-col gap-4">
                <Form plans addons shown action />
                <Loaded asked=prices skeleton=|| view! { <CardSkeleton /> } view=offer />
            </div>
        </details>
    }
}

#[component]
fn Form(plans: Vec<Plan>, addons: Vec<AddOn>, shown: Choice, action: String) -> impl IntoView {
    let locale = use_locale();
    let per_month = move |amount: Baisa| {
        view! { <span class="ms-auto whitespace-nowrap"><Amount amount /> " " {td_string!(locale, storefront.per_month)}</span> }
    };
    let plans = plans.into_iter().map(|plan| {
        let checked = plan.id == shown.plan;
        let price = per_month(plan.price());
        view! {
            <label class="flex items-center gap-3 py-1">
                <input type="radio" class="radio" name="plan" value=plan.id.to_string() checked=checked />
                <span><bdi>{plan.title(locale.as_str()).to_owned()}</bdi></span>
                {price}
            </label>
        }
    });
    // What is part of every plan need not be chosen.
    let addons = addons.into_iter().filter(|addon| !addon.included).map(|addon| {
        let checked = shown.addons.contains(&addon.id);
        let price = per_month(addon.price());
        view! {
            <label class="flex items-center gap-3 py-1">
                <input type="checkbox" class="checkbox" name="addon" value=addon.id.to_string() checked=checked />
                <span class="wrap-anywhere"><bdi>{addon.title(locale.as_str()).to_owned()}</bdi></span>
                {price}
            </label>
        }
    });
    view! {
        <form method="get" action=action class="flex flex-col gap-4">
            <fieldset>
                <legend class="font-medium">{td_string!(locale, shop.billing.plan)}</legend>
                {plans.collect_view()}
            </fieldset>
            <fieldset>
                <legend class="font-medium">{td_string!(locale, storefront.apps.addons)}</legend>
                {addons.collect_view()}
            </fieldset>
            <div><Button submit=true>{td_string!(locale, shop.plan.see_price)}</Button></div>
        </form>
    }
}

/// The price now and then, what is paid from where, and the one button that costs something.
#[component]
fn Offer(prices: Prices, organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let sum = Sum::of(prices.then, prices.credit, Baisa(0));
    let lines = [
        (td_string!(locale, shop.plan.now), prices.now),
        (td_string!(locale, shop.plan.then), prices.then),
        (td_string!(locale, storefront.checkout.in_wallet), prices.credit),
        (td_string!(locale, shop.plan.from_credit), sum.used),
        (td_string!(locale, storefront.checkout.due), sum.due),
        (td_string!(locale, storefront.checkout.left), sum.left),
    ];
    let lines = lines.map(|(label, amount)| {
        view! { <div class="flex justify-between gap-4"><dt>{label}</dt><dd><Amount amount /></dd></div> }
    });
    view! {
        <section class="flex flex-col gap-4 border-t border-base-300 pt-4">
            <h3 class="font-semibold">{td_string!(locale, shop.plan.price)}</h3>
            <dl class="flex flex-col gap-2">{lines.collect_view()}</dl>
            <p class="text-sm text-base-content/70">{td_string!(locale, shop.plan.terms)}</p>
            <Pay wanted=prices.wanted organization by_card={sum.due.0 > 0} />
        </section>
    }
}

#[component]
fn Pay(wanted: Choice, organization: Organization, by_card: bool) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<ApiError>);
    let pay = move |_| {
        busy.set(true);
        refused.set(None);
        let request = wanted.order(&organization);
        let call = api.call_once(Checkout { request }, wanted.key(&organization));
        let shop = paths::shop(&organization.slug);
        spawn_local(async move {
            match call.await {
                // A full load, so that the wallet above the page is current.
                Ok(answer) => drop(window().location().set_href(&answer.session_url.unwrap_or(shop))),
                Err(error) => {
                    refused.set(Some(error));
                    busy.try_set(false);
                }
            }
        });
    };
    // Without WebAssembly a press would do nothing, and look as if it had.
    let hydrated = use_hydrated();
    let not_yet = Signal::derive(move || (!hydrated.get()).then(|| td_string!(locale, common.loading).to_owned()));
    let problem = follow(move || {
        refused.get().map(|error| {
            let text = why(locale, error);
            view! { <Alert tone=Tone::Error title=td_string!(locale, storefront.pay.nothing_paid)>{text}</Alert> }
        })
    });
    let text = if by_card {
        td_string!(locale, storefront.pay.with_card)
    } else {
        td_string!(locale, storefront.pay.with_credit)
    };
    view! {
        {problem}
        <div>
            <Button id="change-plan" variant=Variant::Primary icon="lock" busy disabled_reason=not_yet on_click=pay>{text}</Button>
        </div>
        <noscript inner_html=td_string!(locale, storefront.pay.no_script)></noscript>
    }
}

/// Why nothing was paid.
fn why(locale: Locale, error: ApiError) -> String {
    if error.code == "checkout-under-way" {
        return td_string!(locale, storefront.pay.under_way).to_owned();
    }
    match error.status {
        503 => td_string!(locale, storefront.pay.no_cards).to_owned(),
        _ => say!(locale, storefront.pay.failed, reason = error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(plan: &str, addons: &[&str]) -> Choice {
        let addons = addons.iter().map(|addon| AddOnId::from_wire(*addon)).collect();
        Choice::new(PlanId::from_wire(plan), addons)
    }

    fn cart(plan: &str, addons: &[&str]) -> Cart {
        let choice = choice(plan, addons);
        Cart {
            plan: Some(choice.plan).filter(|plan| !plan.as_str().is_empty()),
            addons: addons.iter().map(|addon| AddOnId::from_wire(*addon)).collect(),
            ..Cart::default()
        }
    }

    #[test]
    fn only_something_new_is_priced() {
        let now = choice("plan-m", &["a", "b"]);
        assert_eq!(Choice::wanted(cart("", &[]), &now), None);
        assert_eq!(Choice::wanted(cart("plan-m", &["b", "a"]), &now), None);
        assert_eq!(
            Choice::wanted(cart("plan-m", &["a"]), &now),
            Some(choice("plan-m", &["a"]))
        );
        assert_eq!(
            Choice::wanted(cart("plan-l", &["a", "b"]), &now),
            Some(choice("plan-l", &["a", "b"]))
        );
    }

    #[test]
    fn a_change_has_one_key_until_something_else_is_paid_for() {
        let paid = |order: &str| -> Organization {
            let row = serde_json::json!({"id": "o", "slug": "o", "status": "active", "order_id": order});
            serde_json::from_value(row).unwrap()
        };
        let change = choice("plan-l", &["b", "a"]);
        assert_eq!(change.key(&paid("1")), choice("plan-l", &["a", "b"]).key(&paid("1")));
        assert_ne!(change.key(&paid("1")), change.key(&paid("2")));
        assert_ne!(change.key(&paid("1")), choice("plan-l", &["a"]).key(&paid("1")));
    }
}
