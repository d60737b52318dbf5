//! The plan of a shop, and its invoices.

mod change;

use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::shop::words;
use crate::paths;
use crate::ui::{Card, CardSkeleton, Day, StatusBadge};
use change::{ChangePlan, Prices, prices};
use contract::billing::{GetSubscription, Invoice, ListInvoices, Subscription};
use contract::storefront::{AddOn, ListAddOns, ListPlans, Plan};
use contract::tenant::{Organization, OrganizationStatus};
use contract::{ApiError, OrganizationId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The plan, whether it is paid for, and what was charged.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Account {
    plans: Vec<Plan>,
    addons: Vec<AddOn>,
    subscription: Option<Subscription>,
    invoices: Vec<Invoice>,
}

async fn look(api: Api, organization: OrganizationId) -> Result<Account, ApiError> {
    let plans = api.call(ListPlans).await?;
    let addons = api.call(ListAddOns).await?;
    let call = GetSubscription {
        organization: organization.clone(),
    };
    let subscription = match api.call(call).await {
        Ok(subscription) => Some(subscription),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error),
    };
    Ok(Account {
        plans,
        addons,
        subscription,
        invoices: api.call(ListInvoices { organization }).await?,
    })
}

#[component]
pub(super) fn Billing(organization: Organization, manages: bool) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let id = organization.id.clone();
    let account = Asked::new(|| (), move |()| look(api.clone(), id.clone()));
    let prices = prices(&organization);
    view! {
        <Card title=td_string!(locale, shop.billing.title)>
            <Loaded
                asked=account
                skeleton=|| view! { <CardSkeleton /> }
                view=move |account| view! { <Paid account organization=organization.clone() manages prices /> }.into_any()
            />
        </Card>
    }
}

#[component]
fn Paid(account: Account, organization: Organization, manages: bool, prices: Asked<Option<Prices>>) -> impl IntoView {
    let locale = use_locale();
    let slug = organization.slug.clone();
    let own = account.plans.iter().find(|plan| plan.id == organization.plan_id);
    let plan = own.map(|plan| {
        view! {
            <p class="flex flex-wrap items-baseline gap-x-3">
                <span>{td_string!(locale, shop.billing.plan)} " " <bdi class="font-semibold">{plan.title(locale.as_str()).to_owned()}</bdi></span>
                <span class="text-base-content/70"><Amount amount=plan.price() /> " " {td_string!(locale, storefront.per_month)}</span>
            </p>
        }
    });
    let subscription = account.subscription.map(|subscription| {
        let (tone, text) = words::subscription(locale, &subscription.status);
        let until = subscription.current_period_end.map(|end| {
            view! { <span>{td_string!(locale, shop.billing.until)} " " <Day at=end.unix_millis() /></span> }
        });
        view! { <p class="flex flex-wrap items-center gap-3"><StatusBadge tone text /> {until}</p> }
    });
    let invoices = if account.invoices.is_empty() {
        view! { <p class="text-base-content/70">{td_string!(locale, shop.billing.no_invoices)}</p> }.into_any()
    } else {
        let rows = account.invoices.into_iter().map(|invoice| {
            let (tone, text) = words::invoice(locale, &invoice.status);
            let href = paths::invoice(&slug, &invoice.id);
            view! {
                <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
                    <a href=href class="link grow">
                        {match invoice.created_at {
                            Some(at) => view! { <Day at=at.unix_millis() /> }.into_any(),
                            None => view! { <bdi>{invoice.id.clone()}</bdi> }.into_any(),
                        }}
                    </a>
                    <Amount amount=invoice.amount() />
                    <StatusBadge tone text />
                </li>
            }
        });
        view! { <ul class="divide-y divide-base-300">{rows.collect_view()}</ul> }.into_any()
    };
    let can_change = manages && organization.status == OrganizationStatus::Active;
    let change =
        can_change.then(|| view! { <ChangePlan plans=account.plans addons=account.addons organization prices /> });
    view! {
        {plan}
        {subscription}
        {change}
        <h3 class="mt-2 font-semibold">{td_string!(locale, shop.billing.invoices)}</h3>
        {invoices}
    }
}
