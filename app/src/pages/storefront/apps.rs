//! Apps and add-ons for the plan. A plain form that leads to the checkout.

mod lines;

use super::progress::{Progress, Stage};
use super::voucher_note::VoucherNote;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::offers::AddOnText;
use crate::paths;
use crate::ui::{Badge, Button, CardSkeleton, EmptyState, LinkButton, Variant};
use contract::ApiError;
use contract::storefront::{AddOn, Bundle, Industry, ListAddOns, ListApps, ListBundles, ListIndustries, StoreApp};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use lines::{Bundles, Lines};
use serde::{Deserialize, Serialize};

/// What goes with a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Offer {
    apps: Vec<StoreApp>,
    addons: Vec<AddOn>,
    bundles: Vec<Bundle>,
    lines: Vec<Industry>,
}

async fn offer(api: Api) -> Result<Offer, ApiError> {
    let mut apps = api.call(ListApps).await?;
    // Apps that only serve others come with those that need them.
    apps.retain(StoreApp::is_offered);
    apps.sort_by_key(|app| (!app.deployable, !app.featured, !app.popular));
    let addons = api.call(ListAddOns).await?;
    // Without them everything can be chosen as well, one by one.
    let bundles = api.call(ListBundles).await.unwrap_or_default();
    let mut lines = api.call(ListIndustries).await.unwrap_or_default();
    lines.sort_by_key(|line| line.display_order);
    Ok(Offer {
        apps,
        addons,
        bundles,
        lines,
    })
}

/// `/apps?plan=`
#[component]
pub fn AppsPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, storefront.apps.title);
    set_page(title, Vec::new());
    let query = use_query_map();
    let cart = query.with_untracked(Cart::read);
    let wish = Wish {
        line: query
            .with_untracked(|query| query.get("industry"))
            .filter(|slug| !slug.is_empty()),
        bundle: query.with_untracked(|query| query.get("bundle")),
    };
    if cart.plan.is_none() {
        return view! { <NoPlan /> }.into_any();
    }
    let api = Api::from_context();
    let offered = Asked::new(|| (), move |()| offer(api.clone()));
    view! {
        <Progress at=Stage::Apps cart=cart.clone() />
        <VoucherNote />
        <h1 class="mb-2 text-3xl font-semibold">{title}</h1>
        <p class="mb-8 max-w-prose text-base-content/70">{td_string!(locale, storefront.apps.text)}</p>
        <Loaded
            asked=offered
            skeleton=|| view! { <CardSkeleton /> }
            view=move |offer| view! { <Choices offer cart=cart.clone() wish=wish.clone() /> }.into_any()
        />
    }
    .into_any()
}

/// What the address asks of this page alone.
#[derive(Clone)]
struct Wish {
    /// Slug of the line of business that narrows the apps down.
    line: Option<String>,
    /// Slug of the bundle whose apps are chosen.
    bundle: Option<String>,
}

/// An order begins with a plan.
#[component]
pub(super) fn NoPlan() -> impl IntoView {
    let locale = use_locale();
    let actions = move || {
        view! { <LinkButton href=paths::plans() variant=Variant::Primary>{td_string!(locale, storefront.plans.title)}</LinkButton> }
    };
    view! {
        <EmptyState icon="layers" title=td_string!(locale, storefront.no_plan) actions>
            {td_string!(locale, storefront.no_plan_text)}
        </EmptyState>
    }
}

#[component]
fn Choices(offer: Offer, mut cart: Cart, wish: Wish) -> impl IntoView {
    let locale = use_locale();
    let wished = offer
        .bundles
        .iter()
        .find(|bundle| Some(&bundle.slug) == wish.bundle.as_ref());
    if let Some(members) = wished.and_then(|bundle| lines::members(bundle, &offer.apps)) {
        lines::add(&mut cart.apps, &members);
    }
    let line = offer.lines.iter().find(|line| Some(&line.slug) == wish.line.as_ref());
    let now = line.map(|line| line.slug.clone());
    let shown = lines::narrowed(offer.apps.clone(), line, &cart.apps);
    let kept = cart
        .fields()
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "app" | "addon"));
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let apps = shown.into_iter().map(|app| {
        let chosen = cart.apps.contains(&app.id);
        view! { <li><AppChoice app chosen /></li> }
    });
    let addons = offer.addons.into_iter().map(|addon| {
        let chosen = cart.addons.contains(&addon.id);
        view! { <li><AddOnChoice addon chosen /></li> }
    });
    view! {
        <form method="get" action="/checkout" class="flex flex-col gap-8">
            // The Enter key presses the first button, which must be the way on.
            <input type="submit" hidden=true />
            {kept.collect_view()}
            <Bundles bundles=offer.bundles apps=offer.apps chosen=cart.apps.clone() />
            <Lines lines=offer.lines now />
            <fieldset>
                <legend class="mb-3 text-xl font-semibold">{td_string!(locale, storefront.apps.apps)}</legend>
                <ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{apps.collect_view()}</ul>
            </fieldset>
            <fieldset>
                <legend class="mb-3 text-xl font-semibold">{td_string!(locale, storefront.apps.addons)}</legend>
                <ul class="grid gap-4 sm:grid-cols-2">{addons.collect_view()}</ul>
            </fieldset>
            <div class="sticky bottom-0 -mx-4 border-t border-base-300 bg-base-100 p-4 sm:static sm:mx-0 sm:border-0 sm:bg-transparent sm:p-0">
                <Button variant=Variant::Primary submit=true>{td_string!(locale, storefront.go_on)}</Button>
            </div>
        </form>
    }
}

const CARD: &str = "card card-border flex h-full cursor-pointer flex-row items-start gap-3 bg-base-100 p-4 has-checked:border-primary has-disabled:cursor-default has-disabled:opacity-70";

#[component]
fn AppChoice(app: StoreApp, chosen: bool) -> impl IntoView {
    let locale = use_locale();
    let note = if app.deployable {
        (app.free || app.popular).then(|| td_string!(locale, storefront.apps.included))
    } else {
        Some(td_string!(locale, storefront.apps.soon))
    };
    view! {
        <label class=CARD>
            <input
                type="checkbox"
                class="checkbox mt-1"
                name="app"
                value=app.id.to_string()
                checked=chosen
                disabled=!app.deployable
            />
            <span class="flex min-w-0 flex-col gap-1">
                <span class="font-semibold"><bdi>{app.title(locale.as_str()).to_owned()}</bdi></span>
                <span class="text-sm text-base-content/70 wrap-anywhere"><bdi>{app.tagline(locale.as_str()).to_owned()}</bdi></span>
                {note.map(|note| view! { <span><Badge>{note}</Badge></span> })}
            </span>
        </label>
    }
}

#[component]
fn AddOnChoice(addon: AddOn, chosen: bool) -> impl IntoView {
    view! {
        <label class=CARD>
            <input
                type="checkbox"
                class="checkbox mt-1"
                name="addon"
                value=addon.id.to_string()
                checked={chosen || addon.included}
                disabled=addon.included
            />
            <AddOnText addon />
        </label>
    }
}
