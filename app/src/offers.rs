//! What is sold, as customers see it.

use crate::amount::Amount;
use crate::i18n::*;
use crate::ui::{Badge, Icon, Tone};
use contract::Baisa;
use contract::storefront::{AddOn, Plan};
use leptos::prelude::*;

/// What something costs a month.
#[component]
pub fn Monthly(
    /// How much.
    price: Baisa,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <span class="whitespace-nowrap">
            <span class="font-semibold"><Amount amount=price /></span>
            " "
            <span class="text-sm text-base-content/70">{td_string!(locale, storefront.per_month)}</span>
        </span>
    }
}

/// What an add-on is and costs, in the card that chooses it.
#[component]
pub fn AddOnText(
    /// Which one.
    addon: AddOn,
) -> impl IntoView {
    let locale = use_locale();
    let price = addon.price();
    let end = if addon.included {
        view! { <Badge>{td_string!(locale, storefront.apps.included)}</Badge> }.into_any()
    } else {
        view! { <Monthly price /> }.into_any()
    };
    view! {
        <span class="flex min-w-0 grow flex-col gap-1">
            <span class="font-semibold"><bdi>{addon.title(locale.as_str()).to_owned()}</bdi></span>
            <span class="text-sm text-base-content/70 wrap-anywhere"><bdi>{addon.description(locale.as_str()).to_owned()}</bdi></span>
            <span>{end}</span>
        </span>
    }
}

/// A plan.
#[component]
pub fn PlanCard(
    /// Which one.
    plan: Plan,
    /// What can be done with it.
    #[prop(optional)]
    action: Option<AnyView>,
) -> impl IntoView {
    let locale = use_locale();
    let price = plan.price();
    let title = plan.title(locale.as_str()).to_owned();
    let description = plan.description(locale.as_str()).to_owned();
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
    view! {
        <article class=if plan.popular { "card card-border h-full border-2 border-primary bg-base-100" } else { "card card-border h-full bg-base-100" }>
            <div class="card-body gap-4">
                <div class="flex flex-wrap items-center gap-2">
                    <h2 class="text-xl font-semibold"><bdi>{title}</bdi></h2>
                    {plan.popular.then(|| view! { <Badge tone=Tone::Success>{td_string!(locale, storefront.plans.popular)}</Badge> })}
                </div>
                <p class="text-2xl"><Monthly price /></p>
                <p class="text-base-content/70 wrap-anywhere"><bdi>{description}</bdi></p>
                <ul class="flex grow flex-col gap-2 text-sm">{sizes.collect_view()} {features.collect_view()}</ul>
                {action}
            </div>
        </article>
    }
}
