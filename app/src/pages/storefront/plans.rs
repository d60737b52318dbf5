//! The plans, side by side.

use super::progress::{Progress, Stage};
use super::voucher_note::VoucherNote;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::offers::PlanCard;
use crate::paths;
use crate::ui::CardSkeleton;
use contract::storefront::{ListPlans, Plan};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/plans`
#[component]
pub fn PlansPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, storefront.plans.title);
    set_page(title, Vec::new());
    // Whoever comes back to choose another plan keeps their apps.
    let cart = use_query_map().with_untracked(Cart::read);
    let api = Api::from_context();
    let plans = Asked::new(|| (), move |()| api.call(ListPlans));
    view! {
        <Progress at=Stage::Plan cart=cart.clone() />
        <VoucherNote />
        <h1 class="mb-2 text-3xl font-semibold">{title}</h1>
        <p class="mb-8 max-w-prose text-base-content/70">{td_string!(locale, storefront.plans.text)}</p>
        <Loaded
            asked=plans
            skeleton=|| view! { <CardSkeleton /> }
            view=move |plans| view! { <Plans plans cart=cart.clone() /> }.into_any()
        />
    }
}

#[component]
fn Plans(plans: Vec<Plan>, cart: Cart) -> impl IntoView {
    let cards = plans.into_iter().map(|plan| {
        let href = paths::apps(&Cart {
            plan: Some(plan.id.clone()),
            ..cart.clone()
        });
        let action = choose(&plan, href);
        view! { <li><PlanCard plan action /></li> }
    });
    view! { <ul class="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">{cards.collect_view()}</ul> }
}

/// The way on from a plan.
fn choose(plan: &Plan, href: String) -> AnyView {
    let locale = use_locale();
    let label = say!(
        locale,
        storefront.plans.choose_named,
        name = plan.title(locale.as_str())
    );
    view! { <a href=href class="btn btn-primary" aria-label=label>{td_string!(locale, storefront.plans.choose)}</a> }
        .into_any()
}
