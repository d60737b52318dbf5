//! The card that customers will see, as it is typed.

use super::saving::Saving;
use crate::i18n::*;
use crate::offers::{AddOnText, PlanCard};
use crate::pages::bss::catalogue::fields::Draft;
use crate::ui::follow;
use contract::storefront::{Offer, OfferKind};
use leptos::prelude::*;
use serde_json::Value;

/// The card. Bundles and lines of business have none: the marketplace of this console does not show them.
#[component]
pub(super) fn Preview(saving: Saving) -> impl IntoView {
    let locale = use_locale();
    let kind = saving.draft.with_untracked(|draft| draft.kind);
    if !matches!(kind, OfferKind::Plans | OfferKind::AddOns) {
        return ().into_any();
    }
    let card = follow(move || match saving.draft.with(typed) {
        Some(Offer::Plan(plan)) => view! { <PlanCard plan /> }.into_any(),
        Some(Offer::AddOn(addon)) => {
            view! { <div class="card card-border border-base-300 bg-base-100 p-4"><AddOnText addon /></div> }.into_any()
        }
        _ => view! { <p class="text-sm text-base-content/70">{td_string!(locale, bss.catalogue.no_preview)}</p> }
            .into_any(),
    });
    view! {
        <section aria-labelledby="preview" class="flex flex-col gap-3 lg:sticky lg:top-20">
            <h2 id="preview" class="text-lg font-semibold">{td_string!(locale, bss.catalogue.preview)}</h2>
            {card}
        </section>
    }
    .into_any()
}

/// The row as far as it can be read.
fn typed(draft: &Draft) -> Option<Offer> {
    let mut row = draft.read().ok()?;
    // A new row gets its id when it is saved.
    let fields = row.as_object_mut()?;
    fields.entry("id").or_insert(Value::from(""));
    Offer::read(draft.kind, &row).ok()
}
