//! `/bss/catalogue`: what is sold, in four lists, and the form for a row of them.

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
use contract::storefront::{ListOffers, Offer, OfferKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use list::OfferList;

/// Name of the list in the query.
const LIST: &str = "list";

/// The list that the query names; the plans when it names none.
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
    let kind = use_kind();
    let api = Api::from_context();
    let offers = Asked::new(
        move || kind.get(),
        move |kind| {
            let listing = api.call(ListOffers { kind });
            async move { Ok((kind, listing.await?)) }
        },
    );
    let add = move || {
        follow(move || {
            view! {
                <LinkButton href=paths::offer(kind.get(), None) variant=Variant::Primary icon="plus">
                    {td_string!(locale, bss.catalogue.add)}
                </LinkButton>
            }
        })
    };
    let chips = follow(move || {
        let chosen = kind.get();
        let chip = |kind: OfferKind| {
            let label = kind_word(locale, kind).to_owned();
            view! { <ChipLink href=paths::catalogue(kind) label is_chosen=kind == chosen /> }
        };
        OfferKind::ALL.map(chip).collect_view()
    });
    view! {
        <Section place=Place::Catalogue lead=td_string!(locale, bss.catalogue.lead) actions=add>
            <nav aria-label=td_string!(locale, bss.catalogue.lists) class="flex flex-wrap gap-2">{chips}</nav>
            <Loaded
                asked=offers
                skeleton=|| view! { <TableSkeleton /> }
                view=move |(kind, rows)| {
                    // A row that is none of ours cannot be shown, and does not hide the others.
                    let rows: Vec<Offer> = rows.iter().filter_map(|row| Offer::read(kind, row).ok()).collect();
                    view! { <OfferList kind rows reload=Callback::new(move |()| offers.refetch()) /> }.into_any()
                }
            />
        </Section>
    }
}
