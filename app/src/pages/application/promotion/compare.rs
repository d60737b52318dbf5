//! What differs between two branches, and what a pull request changes: setting by setting, then the files.

use super::read::{Changed, Comparison};
use super::{Query, Sources};
use crate::change::{self, Changes};
use crate::form::Form;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::ui::{Alert, Badge, LinkButton, Tone};
use config_schema::yaml::Text;
use contract::catalog::CatalogBlueprint;
use contract::gitea::{ChangedFile, ChangedFileStatus};
use leptos::prelude::*;

/// Two branches, and the pull request that is open between them.
#[component]
pub(super) fn Compared(sources: Sources, compared: Comparison) -> impl IntoView {
    let locale = use_locale();
    let (from, to) = (compared.from.clone(), compared.to.clone());
    let heading = say!(
        locale,
        application.promotion.from_to,
        from = from.clone(),
        to = to.clone()
    );
    let label = heading.clone();
    let changes = compared.changes.clone();
    let next = match (compared.open, compared.ahead) {
        (_, 0) => {
            let text = say!(locale, application.promotion.nothing, from = from, to = to);
            return view! {
                <section class="flex flex-col gap-4" aria-label=label>
                    <h2 class="text-lg font-semibold">{heading}</h2>
                    <p>{text}</p>
                </section>
            }
            .into_any();
        }
        (Some(number), _) => {
            let href = sources.href(&Query::Pull(number));
            let text = say!(locale, application.promotion.is_open, number = number);
            view! { <div><LinkButton href=href>{text}</LinkButton></div> }.into_any()
        }
        (None, _) => ().into_any(),
    };
    view! {
        <section class="flex flex-col gap-4" aria-label=label>
            <h2 class="text-lg font-semibold">{heading}</h2>
            <WhatChanges sources changes />
            {next}
        </section>
    }
    .into_any()
}

/// Settings before and after, and every file.
#[component]
pub(super) fn WhatChanges(sources: Sources, changes: Changed) -> impl IntoView {
    let locale = use_locale();
    let Changed { files, before, after } = changes;
    let settings = move |blueprint: Option<CatalogBlueprint>| {
        let form = blueprint.as_ref().and_then(CatalogBlueprint::config_schema);
        let form = form.map(Form::compile);
        match (Text::parse(&before), Text::parse(&after)) {
            (Ok(before), Ok(after)) => {
                let rows = change::rows(form.as_ref(), before.value(), form.as_ref(), after.value());
                match rows.is_empty() {
                    true => {
                        let text = td_string!(locale, application.promotion.no_settings);
                        view! { <p class="text-base-content/70">{text}</p> }.into_any()
                    }
                    false => view! { <Changes rows /> }.into_any(),
                }
            }
            _ => {
                let text = td_string!(locale, application.promotion.unreadable);
                view! { <Alert tone=Tone::Warning>{text}</Alert> }.into_any()
            }
        }
    };
    let row = move |file: ChangedFile| {
        let (tone, text) = match &file.status {
            ChangedFileStatus::Added => (Tone::Success, td_string!(locale, application.history.added)),
            ChangedFileStatus::Deleted => (Tone::Error, td_string!(locale, application.history.removed)),
            ChangedFileStatus::Changed => (Tone::Info, td_string!(locale, application.history.modified)),
            ChangedFileStatus::Unknown(text) => (Tone::Neutral, text.as_str()),
        };
        let text = text.to_owned();
        let lines = (file.changes > 0).then(|| {
            let text = format!("+{} −{}", file.additions, file.deletions);
            view! { <span dir="ltr" class="text-xs tabular-nums">{text}</span> }
        });
        view! {
            <li class="flex flex-wrap items-center gap-2">
                <bdi dir="ltr" class="font-mono text-xs wrap-anywhere">{file.filename}</bdi>
                <Badge tone=tone>{text}</Badge>
                {lines}
            </li>
        }
    };
    let label = td_string!(locale, application.history.files);
    view! {
        <Loaded asked=sources.document view=settings />
        <ul class="flex flex-col gap-1" aria-label=label>{files.into_iter().map(row).collect_view()}</ul>
    }
}
