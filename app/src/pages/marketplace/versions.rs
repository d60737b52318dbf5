//! The versions of a Blueprint, and which of them lead to the one shown.

use crate::i18n::*;
use crate::paths;
use crate::ui::{Badge, Card, Tone};
use contract::catalog::CatalogBlueprint;
use contract::endpoint::with_query;
use leptos::prelude::*;

/// Every version as a link, newest first, then the upgrade rules of the version shown.
#[component]
pub(super) fn Versions(
    /// The Blueprint, in the version shown.
    blueprint: CatalogBlueprint,
) -> impl IntoView {
    let locale = use_locale();
    let page = paths::blueprint(&blueprint.name);
    let shown = blueprint.version.clone();
    let rows = blueprint
        .versions
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let is_shown = entry.version == shown;
            let href = with_query(page.clone(), &[("version", Some(entry.version.as_str()))]);
            view! {
                <li class="flex flex-wrap items-center gap-2">
                    <a href=href class="link tabular-nums" aria-current=is_shown.then_some("true")>
                        <bdi>{entry.version.to_string()}</bdi>
                    </a>
                    {(index == 0).then(|| view! { <Badge tone=Tone::Success>{td_string!(locale, marketplace.newest)}</Badge> })}
                    {is_shown.then(|| view! { <Badge tone=Tone::Info>{td_string!(locale, marketplace.shown)}</Badge> })}
                </li>
            }
        })
        .collect_view();
    let from = blueprint.upgrade_from.unwrap_or_default();
    let blocks = blueprint.upgrade_blocks.unwrap_or_default();
    let unlimited = (from.is_empty() && blocks.is_empty())
        .then(|| view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.upgrades_any)}</p> });
    view! {
        <Card title=td_string!(locale, marketplace.versions)>
            <ul class="flex flex-col gap-1 text-sm">{rows}</ul>
            <dl class="flex flex-col gap-2 text-sm">
                <Patterns label=td_string!(locale, marketplace.upgrades_from) patterns=from />
                <Patterns label=td_string!(locale, marketplace.upgrades_blocked) patterns=blocks />
            </dl>
            {unlimited}
        </Card>
    }
}

#[component]
fn Patterns(label: &'static str, patterns: Vec<String>) -> impl IntoView {
    (!patterns.is_empty()).then(|| {
        let patterns = patterns
            .into_iter()
            .map(|pattern| view! { <bdi class="font-mono">{pattern}</bdi> })
            .collect_view();
        view! {
            <div>
                <dt class="text-base-content/70">{label}</dt>
                <dd class="flex flex-wrap gap-x-3">{patterns}</dd>
            </div>
        }
    })
}
