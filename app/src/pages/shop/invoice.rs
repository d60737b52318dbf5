//! One invoice, fit for paper.

use super::home::{NoSuchShop, find};
use super::words;
use crate::amount::Amount;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::ui::{Button, Day, StatusBadge};
use contract::ApiError;
use contract::billing::{Invoice, ListInvoices};
use contract::tenant::Organization;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

type Found = Option<(Organization, Invoice)>;

async fn look(api: Api, slug: String, id: String) -> Result<Found, ApiError> {
    let Some(organization) = find(api.clone(), slug).await? else {
        return Ok(None);
    };
    let call = ListInvoices {
        organization: organization.id.clone(),
    };
    let invoices = api.call(call).await?;
    let invoice = invoices.into_iter().find(|invoice| invoice.id == id);
    Ok(invoice.map(|invoice| (organization, invoice)))
}

/// `/shops/:organization/invoices/:invoice`
#[component]
pub fn InvoicePage() -> impl IntoView {
    let locale = use_locale();
    set_page(td_string!(locale, shop.invoice.title), Vec::new());
    let params = use_params_map();
    let named = move || {
        params.with(|params| {
            let text = |name: &str| params.get(name).unwrap_or_default();
            (text("organization"), text("invoice"))
        })
    };
    let api = Api::from_context();
    let found = Asked::new(named, move |(slug, id)| look(api.clone(), slug, id));
    view! {
        <Loaded
            asked=found
            view=|found| match found {
                Some((organization, invoice)) => view! { <Paper organization invoice /> }.into_any(),
                None => view! { <NoSuchShop /> }.into_any(),
            }
        />
    }
}

#[component]
fn Paper(organization: Organization, invoice: Invoice) -> impl IntoView {
    let locale = use_locale();
    let (tone, text) = words::invoice(locale, &invoice.status);
    let amount = invoice.amount();
    let day = |at: Option<contract::Timestamp>| at.map(|at| view! { <Day at=at.unix_millis() /> });
    let facts = [
        (
            td_string!(locale, shop.invoice.number),
            view! { <bdi class="wrap-anywhere">{invoice.id}</bdi> }.into_any(),
        ),
        (
            td_string!(locale, shop.invoice.written),
            day(invoice.created_at).into_any(),
        ),
        (
            td_string!(locale, shop.invoice.customer),
            view! { <bdi>{organization.name}</bdi> }.into_any(),
        ),
        (
            td_string!(locale, shop.invoice.period),
            view! { {day(invoice.period_start)} " – " {day(invoice.period_end)} }.into_any(),
        ),
    ];
    let facts = facts.into_iter().map(|(label, value)| {
        view! { <div><dt class="text-sm text-base-content/70">{label}</dt><dd>{value}</dd></div> }
    });
    view! {
        <article class="card card-border mx-auto max-w-2xl bg-base-100 print:border-0">
            <div class="card-body gap-6">
                <div class="flex flex-wrap items-center gap-3">
                    <h1 class="grow text-3xl font-semibold">{td_string!(locale, shop.invoice.title)}</h1>
                    <StatusBadge tone text />
                </div>
                <dl class="grid gap-4 sm:grid-cols-2">{facts.collect_view()}</dl>
                <p class="flex items-baseline justify-between border-t border-base-300 pt-4 text-xl font-semibold">
                    <span>{td_string!(locale, shop.invoice.sum)}</span>
                    <Amount amount />
                </p>
                <div class="print:hidden">
                    <Button icon="printer" on_click=move |_| drop(window().print())>{td_string!(locale, shop.invoice.print)}</Button>
                </div>
            </div>
        </article>
    }
}
