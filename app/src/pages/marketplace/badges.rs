//! The labels of a Blueprint: shelf, visibility, category, price.

use super::words;
use crate::i18n::*;
use crate::ui::{Badge, MoneyText, Tone};
use contract::Money;
use contract::catalog::{CatalogBlueprint, Source, Visibility};
use leptos::prelude::*;

/// Labels that say where a Blueprint comes from and who sees it. Nothing for the ordinary: listed and public.
#[component]
pub(super) fn OriginBadges(
    /// The Blueprint.
    blueprint: CatalogBlueprint,
) -> impl IntoView {
    let locale = use_locale();
    let is_broken = blueprint.error.is_some();
    let visibility = blueprint
        .visibility
        .filter(|visibility| *visibility != Visibility::Listed);
    let source = Some(blueprint.source).filter(|source| *source != Source::Public);
    view! {
        {is_broken.then(|| view! { <Badge tone=Tone::Error icon="circle-alert">{td_string!(locale, marketplace.broken)}</Badge> })}
        {source.map(|source| view! { <Badge tone=Tone::Info>{move || words::source(locale, &source)}</Badge> })}
        {visibility.map(|visibility| view! { <Badge>{move || visibility_word(locale, &visibility)}</Badge> })}
    }
}

fn visibility_word(locale: Locale, visibility: &Visibility) -> String {
    match visibility {
        Visibility::Unlisted => td_string!(locale, marketplace.unlisted).to_owned(),
        Visibility::Private => td_string!(locale, marketplace.private).to_owned(),
        Visibility::Listed => String::new(),
        Visibility::Unknown(text) => text.clone(),
    }
}

/// What a Blueprint costs a month.
#[component]
pub(super) fn MonthlyPrice(
    /// The price.
    price: Money,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <span class="whitespace-nowrap">
            <span class="font-semibold"><MoneyText decimal=price.decimal() currency=price.currency /></span>
            " "
            <span class="text-base-content/70">{td_string!(locale, marketplace.per_month)}</span>
        </span>
    }
}
