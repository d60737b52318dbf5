//! One shop: what runs in it, what it pays, who works there.

mod apps;
mod billing;
mod close;
mod domains;
mod name;
mod standing;
mod team;

use super::words;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page, set_status};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, EmptyState, LinkButton, StatusBadge, Tone, Variant};
use apps::Apps;
use billing::Billing;
use close::Close;
use contract::ApiError;
use contract::tenant::{ListMembers, ListOrganizations, Organization, OrganizationStatus};
use domains::Domains;
use http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use name::Name;
use standing::Standing;
use team::Team;

/// The customer's own shop with this slug.
///
/// # Errors
/// When the shops cannot be listed.
pub(super) async fn find(api: Api, slug: String) -> Result<Option<Organization>, ApiError> {
    let own = api.call(ListOrganizations).await?;
    Ok(own.into_iter().find(|own| own.slug == slug))
}

/// The shop, and what the customer with this address may do there.
async fn look(api: Api, slug: String, email: String) -> Result<Option<(Organization, Standing)>, ApiError> {
    let Some(organization) = find(api.clone(), slug).await? else {
        return Ok(None);
    };
    let call = ListMembers {
        organization: organization.id.clone(),
    };
    let members = api.call(call).await?;
    Ok(Some((organization, Standing::of(&members, &email))))
}

/// `/shops/:organization`
#[component]
pub fn ShopPage() -> impl IntoView {
    let locale = use_locale();
    set_page(td_string!(locale, shop.title), Vec::new());
    let params = use_params_map();
    let slug = move || params.with(|params| params.get("organization")).unwrap_or_default();
    let api = Api::from_context();
    let email = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let shop = Asked::new(slug, move |slug| look(api.clone(), slug, email.clone()));
    view! {
        <Loaded
            asked=shop
            view=move |found| match found {
                Some((organization, standing)) => view! { <Shop organization standing reload=Callback::new(move |()| shop.refetch()) /> }.into_any(),
                None => view! { <NoSuchShop /> }.into_any(),
            }
        />
    }
}

/// There is no such shop, or it is somebody else's: who asks cannot tell.
#[component]
pub(super) fn NoSuchShop() -> impl IntoView {
    set_status(StatusCode::NOT_FOUND);
    let locale = use_locale();
    let actions = move || {
        view! { <LinkButton href=paths::shops() variant=Variant::Primary>{td_string!(locale, shop.list.title)}</LinkButton> }
    };
    view! {
        <h1 class="sr-only">{td_string!(locale, shop.title)}</h1>
        <EmptyState icon="store" title=td_string!(locale, storefront.launching.none) actions>
            {td_string!(locale, storefront.launching.none_text)}
        </EmptyState>
    }
}

#[component]
fn Shop(organization: Organization, standing: Standing, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let now = RwSignal::new(organization.clone());
    follow_changes(now, reload);
    let close = standing
        .owns
        .then(|| view! { <Close organization=organization.clone() /> });
    set_page(organization.name.clone(), Vec::new());
    let (tone, text) = words::status(locale, &organization.status);
    let open = (organization.status == OrganizationStatus::Active).then(|| {
        organization.console_host.as_ref().map(|host| {
            view! {
                <LinkButton href=format!("https://{host}") variant=Variant::Primary external=true>
                    {td_string!(locale, storefront.launching.open)}
                </LinkButton>
            }
        })
    });
    view! {
        <header class="mb-8 flex flex-wrap items-center gap-3">
            <h1 class="text-3xl font-semibold wrap-anywhere"><bdi>{organization.name.clone()}</bdi></h1>
            <StatusBadge tone text />
            <div class="ms-auto">{open}</div>
        </header>
        <UnderWay organization=organization.clone() />
        <div class="grid items-start gap-6 lg:grid-cols-2">
            <div class="flex min-w-0 flex-col gap-6">
                <Apps organization=now manages=standing.manages />
                <Team organization=organization.clone() />
            </div>
            <div class="flex min-w-0 flex-col gap-6">
                <Billing organization=organization.clone() manages=standing.manages />
                <Domains organization=organization.clone() manages=standing.manages />
                <Name organization reload />
            </div>
        </div>
        {close}
    }
}

/// Keeps a shop current while it is looked at. Server: does nothing.
fn follow_changes(now: RwSignal<Organization>, reload: Callback<()>) {
    #[cfg(not(feature = "ssr"))]
    {
        let id = now.with_untracked(|now| now.id.clone());
        crate::live::rows::follow(contract::tenant::WatchOrganization { id }, move |next: Organization| {
            let paid = |row: &Organization| (row.status.clone(), row.order_id.clone());
            let is_another = now.with_untracked(|now| paid(now) != paid(&next));
            now.set(next);
            if is_another {
                reload.run(());
            }
        });
    }
    #[cfg(feature = "ssr")]
    let _ = (now, reload);
}

/// What is still to be done before the shop can be used.
#[component]
fn UnderWay(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let (tone, text, action) = match organization.status {
        OrganizationStatus::PendingPayment => (
            Tone::Warning,
            td_string!(locale, shop.unpaid),
            td_string!(locale, storefront.launching.pay),
        ),
        OrganizationStatus::Provisioning => (
            Tone::Info,
            td_string!(locale, shop.going_on),
            td_string!(locale, shop.look),
        ),
        OrganizationStatus::Failed => (
            Tone::Error,
            td_string!(locale, storefront.launching.failed_text),
            td_string!(locale, shop.look),
        ),
        _ => return ().into_any(),
    };
    let href = paths::launching(&organization.slug);
    let actions = move || view! { <LinkButton href=href.clone()>{action}</LinkButton> };
    view! { <div class="mb-6"><Alert tone actions>{text}</Alert></div> }.into_any()
}
