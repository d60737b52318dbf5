//! An Organization while it is being set up, step by step, and the way into it afterwards.

mod words;

use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::layout::{Loaded, set_page, set_status};
use crate::paths;
use crate::ui::{Alert, Card, EmptyState, LinkButton, ProgressBar, Step, Steps, Tone, Variant, follow};
use contract::ApiError;
use contract::billing::GetBalance;
use contract::provisioning::{GetOrganizationProvision, Provision, ProvisionStatus};
use contract::storefront::ListApps;
use contract::tenant::{ListOrganizations, Organization, OrganizationStatus};
use http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An Organization, and how far its setting up is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Launch {
    organization: Organization,
    /// `None` for the first seconds.
    provision: Option<Provision>,
    credit: Option<contract::Baisa>,
    /// The names of its apps in the reader's language, by their slugs.
    apps: BTreeMap<String, String>,
}

async fn look(api: Api, slug: String, locale: Locale) -> Result<Option<Launch>, ApiError> {
    let own = api.call(ListOrganizations).await?;
    let Some(organization) = own.into_iter().find(|own| own.slug == slug) else {
        return Ok(None);
    };
    let call = GetOrganizationProvision {
        organization: organization.id.clone(),
    };
    let provision = match api.call(call).await {
        Ok(provision) => Some(provision),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error),
    };
    // The wallet shows it too: it is here because people look for it after paying.
    let credit = api.call(GetBalance).await.ok().map(|balance| balance.credit());
    // Without them a step is called by the app's slug, which can be read, too.
    let apps = api.call(ListApps).await.unwrap_or_default();
    let own = apps.into_iter().filter(|app| organization.apps.contains(&app.id));
    let apps = own
        .map(|app| (app.slug.clone(), app.title(locale.as_str()).to_owned()))
        .collect();
    Ok(Some(Launch {
        organization,
        provision,
        credit,
        apps,
    }))
}

/// `/launching/:organization`
#[component]
pub fn LaunchingPage() -> impl IntoView {
    let locale = use_locale();
    set_page(td_string!(locale, storefront.launching.title), Vec::new());
    let params = use_params_map();
    let slug = move || params.with(|params| params.get("organization")).unwrap_or_default();
    let api = Api::from_context();
    let looked = Asked::new(slug, move |slug| look(api.clone(), slug, locale));
    view! {
        <div class="mx-auto flex max-w-xl flex-col gap-6">
            <Loaded
                asked=looked
                view=|launch| match launch {
                    Some(launch) => view! { <Setting launch /> }.into_any(),
                    None => view! { <NoSuchShop /> }.into_any(),
                }
            />
        </div>
    }
}

#[component]
fn NoSuchShop() -> impl IntoView {
    set_status(StatusCode::NOT_FOUND);
    let locale = use_locale();
    let actions = move || {
        view! { <LinkButton href=paths::plans() variant=Variant::Primary>{td_string!(locale, storefront.plans.title)}</LinkButton> }
    };
    view! {
        <EmptyState icon="store" title=td_string!(locale, storefront.launching.none) actions>
            {td_string!(locale, storefront.launching.none_text)}
        </EmptyState>
    }
}

#[component]
fn Setting(launch: Launch) -> impl IntoView {
    let locale = use_locale();
    let Launch {
        organization,
        provision,
        credit,
        apps,
    } = launch;
    let name = organization.name.clone();
    if organization.status == OrganizationStatus::PendingPayment {
        return view! { <NotPaid organization /> }.into_any();
    }
    let state = RwSignal::new(provision);
    #[cfg(not(feature = "ssr"))]
    follow_run(organization.id.clone(), move |provision| {
        drop(state.try_set(Some(provision)))
    });
    let heading = follow(move || {
        state.with(|state| match state.as_ref().map(|state| &state.status) {
            Some(ProvisionStatus::Completed) => say!(locale, storefront.launching.done, name = name),
            Some(ProvisionStatus::Failed) => say!(locale, storefront.launching.failed, name = name),
            _ => say!(locale, storefront.launching.going_on, name = name),
        })
    });
    let steps = Signal::derive(move || {
        let steps = state.with(|state| state.as_ref().map(|state| state.steps.clone()));
        let steps = steps.unwrap_or_default().into_iter();
        steps
            .map(|step| words::step(locale, step, &apps))
            .collect::<Vec<Step>>()
    });
    let percent = Signal::derive(move || state.with(|state| state.as_ref().map(|state| state.progress)));
    let host = organization.console_host.clone();
    let end = follow(move || {
        let status = state.with(|state| state.as_ref().map(|state| state.status.clone()));
        match status {
            Some(ProvisionStatus::Completed) => view! { <Ready host=host.clone() /> }.into_any(),
            Some(ProvisionStatus::Failed) => {
                let text = td_string!(locale, storefront.launching.failed_text);
                view! { <Alert tone=Tone::Error>{text}</Alert> }.into_any()
            }
            _ => {
                view! { <p class="text-base-content/70">{td_string!(locale, storefront.launching.text)}</p> }.into_any()
            }
        }
    });
    let left = credit.map(|credit| {
        view! { <p class="text-sm text-base-content/70">{td_string!(locale, storefront.checkout.left)} " " <Amount amount=credit /></p> }
    });
    view! {
        <div role="status"><h1 class="text-3xl font-semibold wrap-anywhere">{heading}</h1></div>
        <Card>
            <ProgressBar label=td_string!(locale, storefront.launching.progress) percent />
            <Steps label=td_string!(locale, storefront.launching.steps) steps />
            {end}
            {left}
            <p><a href="" rel="external" class="link text-sm">{td_string!(locale, storefront.launching.reload)}</a></p>
        </Card>
    }
    .into_any()
}

/// It runs.
#[component]
fn Ready(host: Option<String>) -> impl IntoView {
    let locale = use_locale();
    let open = host.map(|host| {
        let href = format!("https://{host}");
        view! {
            <LinkButton href variant=Variant::Primary external=true>{td_string!(locale, storefront.launching.open)}</LinkButton>
        }
    });
    view! {
        <p>{td_string!(locale, storefront.launching.done_text)}</p>
        <div>{open}</div>
    }
}

/// Follows the setting up of an Organization while the calling component lives.
#[cfg(not(feature = "ssr"))]
fn follow_run(organization: contract::OrganizationId, report: impl Fn(Provision) + Copy + 'static) {
    crate::live::rows::follow(contract::provisioning::WatchProvision { organization }, report);
}

/// The card processor leads back here whether it was paid or not: only the order tells (tenant contract §B.3).
#[component]
fn NotPaid(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    // There is something to set up as soon as the payment has arrived.
    #[cfg(not(feature = "ssr"))]
    follow_run(organization.id.clone(), |_| drop(window().location().reload()));
    let href = paths::checkout(&Cart {
        plan: Some(organization.plan_id),
        apps: organization.apps,
        addons: organization.addons,
        name: organization.name,
        slug: organization.slug,
        topology: organization.topology,
    });
    view! {
        <h1 class="text-3xl font-semibold">{td_string!(locale, storefront.launching.unpaid)}</h1>
        <Card>
            <p>{td_string!(locale, storefront.launching.unpaid_text)}</p>
            <div class="flex flex-wrap gap-2">
                <a href=href rel="external" class="btn btn-primary">{td_string!(locale, storefront.launching.pay)}</a>
                <a href="" rel="external" class="btn">{td_string!(locale, storefront.launching.reload)}</a>
            </div>
        </Card>
    }
}
