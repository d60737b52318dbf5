//! `/bss/catalogue/offer`: a row of the catalogue, and beside it the card that customers will see.

mod form;
mod preview;
mod saving;

use super::fields::Draft;
use super::{kind_word, use_kind};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page, set_status};
use crate::paths;
use crate::ui::{CardSkeleton, Crumb, EmptyState};
use contract::storefront::{ListOffers, OfferKind};
use form::OfferForm;
use http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use preview::Preview;
use saving::Saving;
use serde_json::Value;

/// `/bss/catalogue/offer?list=&id=`; without an id for a new row.
#[component]
pub fn OfferPage() -> impl IntoView {
    let locale = use_locale();
    let kind = use_kind().get_untracked();
    let id = use_query_map().with_untracked(|query| query.get("id"));
    let title = match id {
        Some(_) => td_string!(locale, bss.catalogue.edit_title),
        None => td_string!(locale, bss.catalogue.add_title),
    };
    let crumbs = vec![
        Crumb::link(td_string!(locale, bss.title), paths::bss()),
        Crumb::link(kind_word(locale, kind), paths::catalogue(kind)),
        Crumb::here(title),
    ];
    set_page(title, crumbs);
    let api = Api::from_context();
    let rows = Asked::new(|| (), move |()| api.call(ListOffers { kind }));
    view! {
        <div class="flex flex-col gap-6">
            <header>
                <h1 class="text-2xl font-bold">{title}</h1>
                <p class="text-base-content/70">{kind_word(locale, kind)}</p>
            </header>
            <Loaded
                asked=rows
                skeleton=|| view! { <CardSkeleton /> }
                view=move |rows| view! { <Shown kind id=id.clone() rows /> }.into_any()
            />
        </div>
    }
}

#[component]
fn Shown(kind: OfferKind, id: Option<String>, rows: Vec<Value>) -> impl IntoView {
    let locale = use_locale();
    let row = id.as_ref().and_then(|id| rows.iter().find(|row| row["id"] == **id));
    if id.is_some() && row.is_none() {
        set_status(StatusCode::NOT_FOUND);
        return view! { <EmptyState icon="package" title=td_string!(locale, bss.catalogue.gone) /> }.into_any();
    }
    let saving = Saving::new(Draft::of(kind, row), id);
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[2fr_1fr]">
            <OfferForm saving />
            <Preview saving />
        </div>
    }
    .into_any()
}
