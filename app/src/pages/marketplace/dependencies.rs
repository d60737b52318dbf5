//! What a Blueprint needs beside itself.

use crate::i18n::*;
use crate::paths;
use crate::ui::{Badge, Card};
use contract::catalog::Dependency;
use leptos::prelude::*;

/// Every dependency: which Blueprint in which versions, under which name, and when.
#[component]
pub(super) fn Dependencies(
    /// As the document lists them.
    dependencies: Vec<Dependency>,
) -> impl IntoView {
    let locale = use_locale();
    let body = if dependencies.is_empty() {
        view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.dependencies_none)}</p> }
            .into_any()
    } else {
        let rows = dependencies
            .into_iter()
            .map(|dependency| view! { <Row dependency /> })
            .collect_view();
        view! { <ul class="flex flex-col gap-3 text-sm">{rows}</ul> }.into_any()
    };
    view! { <Card title=td_string!(locale, marketplace.dependencies)>{body}</Card> }
}

#[component]
fn Row(dependency: Dependency) -> impl IntoView {
    let locale = use_locale();
    let range = match dependency.version {
        Some(range) => view! { <bdi class="font-mono">{range}</bdi> }.into_any(),
        None => view! { <span class="text-base-content/70">{td_string!(locale, marketplace.dependency_any)}</span> }
            .into_any(),
    };
    let alias = dependency.alias.map(|alias| {
        view! { <span class="text-base-content/70">{td_string!(locale, marketplace.dependency_alias)} " " <bdi class="font-mono">{alias}</bdi></span> }
    });
    let when = dependency.when.map(|when| {
        view! {
            <p class="text-xs text-base-content/70">
                {td_string!(locale, marketplace.dependency_when)} " "
                <code dir="ltr" class="wrap-anywhere">{when}</code>
            </p>
        }
    });
    view! {
        <li>
            <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
                <a href=paths::blueprint(&dependency.blueprint) class="link font-medium"><bdi>{dependency.blueprint.to_string()}</bdi></a>
                {range}
                {alias}
                {dependency.optional.then(|| view! { <Badge>{td_string!(locale, marketplace.dependency_optional)}</Badge> })}
            </div>
            {when}
        </li>
    }
}
