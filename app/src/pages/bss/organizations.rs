//! `/bss/organizations`: every Organization of a customer, and what one of them bought.

mod one;
mod search;
mod support;
mod table;

pub use one::OrganizationPage;
pub use search::finds_organization;

use super::section::{Place, Section};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::search::use_typed_search;
use crate::ui::{Alert, EmptyState, Icon, SearchForm, TableSkeleton, Tone};
use contract::ApiError;
use contract::storefront::{ListPlans, Plan};
use contract::tenant::{ListEveryOrganization, OrganizationPage as Page};
use leptos::prelude::*;
use table::OrganizationTable;

/// The most that the page shows, which the service answers at once.
const MOST: u32 = 1000;

/// `/bss/organizations?q=`
#[component]
pub fn OrganizationsPage() -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let organizations = Asked::new(|| (), move |()| read(api.clone()));
    view! {
        <Section place=Place::Organizations lead=td_string!(locale, bss.organizations.lead)>
            <Loaded
                asked=organizations
                skeleton=|| view! { <TableSkeleton /> }
                view=|(page, plans)| view! { <Shown page plans /> }.into_any()
            />
        </Section>
    }
}

async fn read(api: Api) -> Result<(Page, Vec<Plan>), ApiError> {
    let every = ListEveryOrganization {
        limit: Some(MOST),
        ..ListEveryOrganization::default()
    };
    let page = api.call(every).await?;
    Ok((page, api.call(ListPlans).await?))
}

#[component]
fn Shown(page: Page, plans: Vec<Plan>) -> impl IntoView {
    let locale = use_locale();
    if page.tenants.is_empty() {
        return view! {
            <EmptyState icon="building-2" title=td_string!(locale, bss.organizations.empty)>
                {td_string!(locale, bss.organizations.empty_text)}
            </EmptyState>
        }
        .into_any();
    }
    let shown = page.tenants.len();
    let cut = page.total.filter(|total| *total as usize > shown).map(|total| {
        let text = say!(locale, bss.organizations.cut, shown = shown, total = total);
        view! { <Alert tone=Tone::Info>{text}</Alert> }
    });
    let search = use_typed_search(|text| paths::organizations(searched(&text)));
    let text = search.text;
    view! {
        <div class="flex flex-col gap-4">
            {cut}
            <div class="flex flex-wrap items-center gap-2">
                <SearchForm
                    id="organization-search"
                    label=td_string!(locale, bss.organizations.search)
                    action=paths::organizations(None)
                    value=text
                    on_input=search.on_input
                />
                <a href=move || text.with(|text| paths::organizations_csv(searched(text))) rel="external" class="btn">
                    <Icon name="download" />
                    {td_string!(locale, bss.csv)}
                </a>
            </div>
            <OrganizationTable rows=page.tenants plans search=text />
        </div>
    }
    .into_any()
}

/// The text of a search; an empty one is none.
fn searched(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
