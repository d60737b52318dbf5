//! `/bss/organizations/:organization`: whose it is, what was bought for it, and the owner's credit.

mod bought;
mod facts;
mod ledger;

use super::support::Support;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::terms::shop;
use crate::ui::{CardSkeleton, Crumb, StatusBadge};
use bought::{Invoices, Orders, Redemptions};
use contract::billing::{GetStatement, Statement};
use contract::storefront::{ListPlans, Plan};
use contract::tenant::{GetSoldOrganization, ListSupportVisits, SoldOrganization, SupportVisit};
use contract::{ApiError, OrganizationId, OrganizationSlug};
use facts::Facts;
use ledger::Ledger;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// Everything on the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    row: SoldOrganization,
    statement: Statement,
    plans: Vec<Plan>,
    visits: Vec<SupportVisit>,
}

/// `/bss/organizations/:organization`
#[component]
pub fn OrganizationPage() -> impl IntoView {
    name_page(td_string!(use_locale(), common.organization).to_owned());
    let params = use_params_map();
    let id = move || params.with(|params| params.get("organization")).unwrap_or_default();
    let api = Api::from_context();
    let found = Asked::new(id, move |id| read(api.clone(), OrganizationId::from_wire(id)));
    let reload = Callback::new(move |()| found.refetch());
    view! {
        <Loaded
            asked=found
            skeleton=|| view! { <CardSkeleton /> }
            view=move |found| view! { <Shown found reload /> }.into_any()
        />
    }
}

async fn read(api: Api, id: OrganizationId) -> Result<Found, ApiError> {
    let row = api.call(GetSoldOrganization { id: id.clone() }).await?;
    let statement = api.call(GetStatement { organization: id }).await?;
    let plans = api.call(ListPlans).await?;
    let slug = OrganizationSlug::from_wire(&row.organization.slug);
    let visits = match api.call(ListSupportVisits { slug }).await {
        Ok(visits) => visits.items,
        // Only our own control plane reads the record out.
        Err(error) if error.is_not_found() => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(Found {
        row,
        statement,
        plans,
        visits,
    })
}

fn name_page(title: String) {
    let locale = use_locale();
    let crumbs = vec![
        Crumb::link(td_string!(locale, bss.title), paths::bss()),
        Crumb::link(td_string!(locale, common.organizations), paths::organizations(None)),
        Crumb::here(title.clone()),
    ];
    set_page(title, crumbs);
}

#[component]
fn Shown(found: Found, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let organization = found.row.organization.clone();
    name_page(organization.name.clone());
    let (tone, text) = shop::status(locale, &organization.status);
    let owner = found.row.owner_email.clone();
    let statement = found.statement;
    let entries = statement.entries;
    view! {
        <div class="flex flex-col gap-6">
            <header class="flex flex-wrap items-center gap-3">
                <h1 class="text-2xl font-bold wrap-anywhere"><bdi>{organization.name.clone()}</bdi></h1>
                <StatusBadge tone text />
            </header>
            <div class="grid items-start gap-6 lg:grid-cols-2">
                <Facts row=found.row plans=found.plans balance=statement.balance_baisa />
                <Support organization=organization.clone() visits=found.visits reload />
            </div>
            <Ledger id=organization.id owner entries />
            <Orders orders=statement.orders />
            <Invoices invoices=statement.invoices />
            <Redemptions redemptions=statement.redemptions />
        </div>
    }
}
