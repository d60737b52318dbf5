//! What installing would do: the Applications of the plan, the values, the files, the warnings.

use super::filling::Install;
use crate::form::ChangedValues;
use crate::i18n::*;
use crate::ui::{Alert, Badge, CodeBlock, DiffView, Tone, follow};
use contract::application::{DependencyMode, Manifest, PlannedApplication, Preview};
use leptos::prelude::*;

/// The answer of the last preview.
#[component]
pub fn Review(install: Install) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        install.preview.get().map(|preview| {
            let outdated = follow(move || {
                install.outdated.get().then(|| view! { <Alert tone=Tone::Warning>{td_string!(locale, install.review_outdated)}</Alert> })
            });
            view! {
                <section class="flex flex-col gap-4" aria-labelledby="install-plan">
                    <h2 id="install-plan" tabindex="-1" class="text-xl font-semibold">{td_string!(locale, install.review_title)}</h2>
                    {outdated}
                    <Written preview />
                    {install.form.map(|state| view! {
                        <h3 class="font-semibold">{td_string!(locale, install.review_values)}</h3>
                        <ChangedValues state />
                    })}
                </section>
            }
        })
    })
}

#[component]
fn Written(preview: Preview) -> impl IntoView {
    let locale = use_locale();
    let Preview {
        manifests,
        diff,
        warnings,
        plan,
        ..
    } = preview;
    let warnings = warnings
        .into_iter()
        .map(|warning| view! { <Alert tone=Tone::Warning><span dir="auto">{warning}</span></Alert> })
        .collect_view();
    let plan = (!plan.is_empty()).then(|| {
        view! {
            <h3 class="font-semibold">{td_string!(locale, install.review_plan)}</h3>
            <ol class="list-decimal ps-6">{plan.into_iter().map(|planned| view! { <Planned planned /> }).collect_view()}</ol>
        }
    });
    let diff = (!diff.is_empty()).then(|| {
        view! {
            <h3 class="font-semibold">{td_string!(locale, install.review_diff)}</h3>
            <DiffView label=td_string!(locale, install.review_diff) diff=Signal::stored(diff) />
        }
    });
    let files = manifests
        .into_iter()
        .map(|manifest| view! { <File manifest /> })
        .collect_view();
    view! {
        {warnings}
        {plan}
        {diff}
        <h3 class="font-semibold">{td_string!(locale, install.review_files)}</h3>
        <div class="flex flex-col gap-2">{files}</div>
    }
}

#[component]
fn Planned(planned: PlannedApplication) -> impl IntoView {
    let locale = use_locale();
    let reused = planned.mode == DependencyMode::Reuse;
    let word = follow(move || {
        if reused {
            td_string!(locale, install.plan_used)
        } else {
            td_string!(locale, install.plan_created)
        }
    });
    view! {
        <li>
            <bdi class="font-medium">{planned.name.to_string()}</bdi>
            " "
            <bdi class="text-muted">{format!("{} {}", planned.blueprint.name, planned.blueprint.version)}</bdi>
            " "
            <Badge>{word}</Badge>
        </li>
    }
}

#[component]
fn File(manifest: Manifest) -> impl IntoView {
    let label = manifest.path.clone();
    view! {
        <details class="rounded-box border border-base-300">
            <summary class="cursor-pointer p-3 font-mono text-sm" dir="ltr">{manifest.path}</summary>
            <CodeBlock label code=Signal::stored(manifest.content) />
        </details>
    }
}
