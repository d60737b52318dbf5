//! The Organizations as a table.

use super::search::finds_organization;
use crate::amount::Amount;
use crate::i18n::*;
use crate::pages::bss::plans::plan_name;
use crate::paths;
use crate::search::Search;
use crate::terms::shop;
use crate::ui::{Badge, Column, Keep, RelativeTime, Table};
use contract::storefront::Plan;
use contract::tenant::SoldOrganization;
use leptos::prelude::*;

/// The Organizations that a search finds, the newest first.
#[component]
pub(super) fn OrganizationTable(
    /// All of them.
    rows: Vec<SoldOrganization>,
    /// What plans are called.
    plans: Vec<Plan>,
    /// What is searched for; empty for all.
    search: Signal<String>,
) -> impl IntoView {
    let locale = use_locale();
    let plans = StoredValue::new(plans);
    let plan = move |row: &SoldOrganization| plans.with_value(|plans| plan_name(plans, &row.organization.plan_id));
    let columns = vec![
        Column::new(td_string!(locale, common.organization), |row: &SoldOrganization| {
            let organization = &row.organization;
            let (href, slug) = (paths::organization(&organization.id), organization.slug.clone());
            view! {
                <a href=href class="link font-medium wrap-anywhere"><bdi>{organization.name.clone()}</bdi></a>
                <bdi dir="ltr" class="block font-mono text-xs">{slug}</bdi>
            }
            .into_any()
        })
        .class("min-w-48")
        .sorted_by(|one, other| one.organization.name.cmp(&other.organization.name)),
        Column::new(td_string!(locale, bss.organizations.owner), |row: &SoldOrganization| {
            view! { <bdi class="wrap-anywhere">{row.owner_email.clone()}</bdi> }.into_any()
        })
        .sorted_by(|one, other| one.owner_email.cmp(&other.owner_email)),
        Column::new(td_string!(locale, bss.orders.plan), move |row: &SoldOrganization| {
            view! { <bdi>{plan(row)}</bdi> }.into_any()
        })
        .sorted_by(move |one, other| plan(one).cmp(&plan(other))),
        Column::new(td_string!(locale, common.status), move |row: &SoldOrganization| {
            let (tone, word) = shop::status(locale, &row.organization.status);
            view! { <Badge tone icon=tone.icon()><bdi class="whitespace-nowrap">{word}</bdi></Badge> }.into_any()
        })
        .sorted_by(|one, other| one.organization.status.as_str().cmp(other.organization.status.as_str())),
        Column::new(
            td_string!(locale, bss.organizations.balance),
            |row: &SoldOrganization| row.balance_baisa.map(|amount| view! { <Amount amount /> }).into_any(),
        )
        .sorted_by(|one, other| one.balance_baisa.cmp(&other.balance_baisa)),
        Column::new(td_string!(locale, bss.organizations.since), |row: &SoldOrganization| {
            let at = row.organization.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        })
        .sorted_by(|one, other| one.organization.created_at.cmp(&other.organization.created_at)),
    ];
    let keep = Keep::new(move || {
        let search = search.with(|search| Search::new(search));
        move |row: &SoldOrganization| finds_organization(&search, row)
    });
    let nothing = move || {
        view! { <p class="p-4 text-sm text-base-content/70">{td_string!(locale, bss.organizations.nothing)}</p> }
    };
    let rows = RwSignal::new(rows);
    view! { <Table id="organizations" caption=td_string!(locale, common.organizations) columns rows keep empty=nothing /> }
}
