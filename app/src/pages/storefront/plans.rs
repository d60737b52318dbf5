//! The plans, side by side.

use super::price::Monthly;
use super::progress::{Progress, Stage};
use super::voucher_note::VoucherNote;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::{Badge, CardSkeleton, Icon, Tone};
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
        view! { <li><PlanCard plan href /></li> }
    });
    view! { <ul class="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">{cards.collect_view()}</ul> }
}

#[component]
fn PlanCard(plan: Plan, href: String) -> impl IntoView {
    let locale = use_locale();
    let price = plan.price();
    let sizes = [
        ("server", td_string!(locale, storefront.plans.cpu), plan.cpu),
        ("layers", td_string!(locale, storefront.plans.memory), plan.memory),
        ("database", td_string!(locale, storefront.plans.storage), plan.storage),
    ];
    let sizes = sizes
        .into_iter()
        .filter(|(_, _, size)| !size.is_empty())
        .map(|(icon, label, size)| {
            view! {
                <li class="flex items-center gap-2">
                    <Icon name=icon class="size-4 opacity-60" />
                    <span>{label} " " <bdi>{size}</bdi></span>
                </li>
            }
        });
    let features = plan.features.into_iter().map(|feature| {
        view! {
            <li class="flex items-start gap-2">
                <Icon name="check" class="size-4 mt-1 text-success" />
                <span class="wrap-anywhere"><bdi>{feature}</bdi></span>
            </li>
        }
    });
    let name = plan.name.clone();
    let label = say!(locale, storefront.plans.choose_named, name = name);
    view! {
        <article class=if plan.popular { "card card-border h-full border-2 border-primary bg-base-100" } else { "card card-border h-full bg-base-100" }>
            <div class="card-body gap-4">
                <div class="flex flex-wrap items-center gap-2">
                    <h2 class="text-xl font-semibold"><bdi>{plan.name}</bdi></h2>
                    {plan.popular.then(|| view! { <Badge tone=Tone::Success>{td_string!(locale, storefront.plans.popular)}</Badge> })}
                </div>
                <p class="text-2xl"><Monthly price /></p>
                <p class="text-base-content/70 wrap-anywhere"><bdi>{plan.description}</bdi></p>
                <ul class="flex grow flex-col gap-2 text-sm">{sizes.collect_view()} {features.collect_view()}</ul>
                <a href=href class="btn btn-primary" aria-label=label>{td_string!(locale, storefront.plans.choose)}</a>
            </div>
        </article>
    }
}
