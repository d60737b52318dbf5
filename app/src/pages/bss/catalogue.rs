//! `/bss/catalogue`: what is sold, in four lists with a form for a row of them, and the apps.

mod apps;
mod fields;
mod list;
mod offer;

pub use offer::OfferPage;

use super::section::{Place, Section};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::ui::{ChipLink, LinkButton, TableSkeleton, Variant, follow};
use apps::AppList;
use contract::ApiError;
use contract::storefront::{ListEveryApp, ListOffers, Offer, OfferKind, StoreApp};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use list::OfferList;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the list in the query.
const LIST: &str = "list";

/// A list of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// Rows that are edited here.
    Offers(OfferKind),
    Apps,
}

impl List {
    fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::Offers(kind) => kind_word(locale, kind),
            Self::Apps => td_string!(locale, common.applications),
        }
    }

    fn href(self) -> String {
        match self {
            Self::Offers(kind) => paths::catalogue(kind),
            Self::Apps => paths::catalogue_apps(),
        }
    }
}

/// What is on a list.
#[derive(Clone, Serialize, Deserialize)]
enum Listed {
    Offers(OfferKind, Vec<Value>),
    Apps(Vec<StoreApp>),
}

async fn listed(api: Api, list: List) -> Result<Listed, ApiError> {
    Ok(match list {
        List::Offers(kind) => Listed::Offers(kind, api.call(ListOffers { kind }).await?),
        List::Apps => Listed::Apps(api.call(ListEveryApp).await?),
    })
}

/// The list that the query names; the plans when it names none.
fn use_list() -> Memo<List> {
    let (query, kind) = (use_query_map(), use_kind());
    Memo::new(move |_| match query.with(|query| query.get(LIST)).as_deref() {
        Some("apps") => List::Apps,
        _ => List::Offers(kind.get()),
    })
}

/// The list of rows that the query names; the plans when it names none.
fn use_kind() -> Memo<OfferKind> {
    let query = use_query_map();
    Memo::new(move |_| {
        let named = query.with(|query| query.get(LIST));
        named
            .and_then(|named| OfferKind::parse(&named))
            .unwrap_or(OfferKind::Plans)
    })
}

/// What a list is called.
fn kind_word(locale: Locale, kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Plans => td_string!(locale, bss.catalogue.plans),
        OfferKind::AddOns => td_string!(locale, bss.catalogue.addons),
        OfferKind::Bundles => td_string!(locale, bss.catalogue.bundles),
        OfferKind::Industries => td_string!(locale, bss.catalogue.industries),
    }
}

/// `/bss/catalogue?list=`
#[component]
pub fn CataloguePage() -> impl IntoView {
    let locale = use_locale();
    let list = use_list();
    let api = Api::from_context();
    let asked = Asked::new(move || list.get(), move |list| listed(api.clone(), list));
    let add = move || {
        follow(move || {
            let List::Offers(kind) = list.get() else { return None };
            Some(view! {
                <LinkButton href=paths::offer(kind, None) variant=Variant::Primary icon="plus">
                    {td_string!(locale, bss.catalogue.add)}
                </LinkButton>
            })
        })
    };
    let chips = follow(move || {
        let chosen = list.get();
        let chip = |list: List| {
            let label = list.word(locale).to_owned();
            view! { <ChipLink href=list.href() label is_chosen=list == chosen /> }
        };
        let lists = OfferKind::ALL.map(List::Offers).into_iter().chain([List::Apps]);
        lists.map(chip).collect_view()
    });
    view! {
        <Section place=Place::Catalogue lead=td_string!(locale, bss.catalogue.lead) actions=add>
            <nav aria-label=td_string!(locale, bss.catalogue.lists) class="flex flex-wrap gap-2">{chips}</nav>
            <Loaded
                asked
                skeleton=|| view! { <TableSkeleton /> }
                view=move |listed| match listed {
                    Listed::Offers(kind, rows) => {
                        // A row that is none of ours cannot be shown, and does not hide the others.
                        let rows: Vec<Offer> = rows.iter().filter_map(|row| Offer::read(kind, row).ok()).collect();
                        view! { <OfferList kind rows reload=Callback::new(move |()| asked.refetch()) /> }.into_any()
                    }
                    Listed::Apps(apps) => view! { <AppList apps /> }.into_any(),
                }
            />
        </Section>
    }
}
