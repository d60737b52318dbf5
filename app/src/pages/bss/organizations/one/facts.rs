//! What the Organization is.

use crate::amount::Amount;
use crate::i18n::*;
use crate::pages::bss::plans::plan_name;
use crate::ui::{Card, Day};
use contract::Baisa;
use contract::storefront::Plan;
use contract::tenant::SoldOrganization;
use leptos::prelude::*;

#[component]
pub(super) fn Facts(row: SoldOrganization, plans: Vec<Plan>, balance: Baisa) -> impl IntoView {
    let locale = use_locale();
    let organization = row.organization;
    let address = organization
        .console_host
        .clone()
        .unwrap_or_else(|| organization.slug.clone());
    let plan = plan_name(&plans, &organization.plan_id);
    let since = organization.created_at.map(|at| view! { <Day at=at.unix_millis() /> });
    let credit = view! { <Amount amount=balance /> }.into_any();
    let facts = [
        (
            td_string!(locale, bss.organizations.owner),
            view! { <bdi>{row.owner_email}</bdi> }.into_any(),
        ),
        (
            td_string!(locale, bss.organizations.address),
            view! { <bdi dir="ltr">{address}</bdi> }.into_any(),
        ),
        (
            td_string!(locale, bss.orders.plan),
            view! { <bdi>{plan}</bdi> }.into_any(),
        ),
        (td_string!(locale, bss.organizations.balance), credit),
        (td_string!(locale, bss.organizations.since), since.into_any()),
    ];
    let facts = facts.map(|(term, fact)| {
        view! {
            <dt class="text-sm text-base-content/70">{term}</dt>
            <dd class="font-medium wrap-anywhere">{fact}</dd>
        }
    });
    view! {
        <Card title=td_string!(locale, bss.organizations.facts) class="border-base-300">
            <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">{facts.collect_view()}</dl>
        </Card>
    }
}
