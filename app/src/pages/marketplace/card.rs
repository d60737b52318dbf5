//! One Blueprint among others.

use super::badges::{MonthlyPrice, OriginBadges};
use super::icon::BlueprintIcon;
use super::model::Entry;
use super::words;
use crate::i18n::*;
use crate::paths;
use crate::ui::Badge;
use leptos::prelude::*;
use std::sync::Arc;

/// A card; the link of its title covers all of it.
#[component]
pub(super) fn BlueprintCard(
    /// What it shows.
    entry: Arc<Entry>,
) -> impl IntoView {
    let locale = use_locale();
    let blueprint = entry.blueprint.clone();
    let card = &blueprint.card;
    let title = entry.title().to_owned();
    let category = Some(card.category.clone()).filter(|category| !category.is_empty());
    let line = match &blueprint.error {
        Some(error) => {
            view! { <p dir="ltr" class="line-clamp-2 text-sm text-error wrap-anywhere">{error.clone()}</p> }.into_any()
        }
        None => {
            let line = card.one_liner().to_owned();
            view! { <p dir="auto" class="line-clamp-2 text-sm text-base-content/70 wrap-anywhere">{line}</p> }
                .into_any()
        }
    };
    view! {
        <article class="card card-border relative h-full border-base-300 bg-base-100 transition-colors focus-within:border-primary hover:border-primary">
            <div class="card-body gap-3 p-4">
                <div class="flex grow items-start gap-3">
                    <BlueprintIcon icon=card.icon.clone() title=title.clone() />
                    <div class="min-w-0">
                        <h2 class="font-semibold">
                            <a href=paths::blueprint(&blueprint.name) class="inline-block min-h-6 min-w-6 after:absolute after:inset-0 after:rounded-box">
                                <bdi class="wrap-anywhere">{title}</bdi>
                            </a>
                        </h2>
                        {line}
                    </div>
                </div>
                <div class="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 text-xs">
                    {category.map(|category| view! { <Badge>{move || words::category(locale, &category)}</Badge> })}
                    <OriginBadges blueprint=blueprint.clone() />
                    <bdi class="text-base-content/70 tabular-nums">{blueprint.version.to_string()}</bdi>
                    <span class="ms-auto">
                        {card.price.clone().map(|price| view! { <MonthlyPrice price /> })}
                    </span>
                </div>
            </div>
        </article>
    }
}
