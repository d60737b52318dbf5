//! What a new version means for the settings a person made.

use crate::change::plain;
use crate::form::FormState;
use crate::i18n::*;
use crate::ui::{Alert, Badge, Card, Tone};
use config_schema::{Pointer, UpgradeNote};
use leptos::prelude::*;
use serde_json::Value;

/// Notes, setting by setting; each leads to its field.
#[component]
pub(super) fn Notes(notes: Vec<UpgradeNote>, state: FormState) -> impl IntoView {
    let locale = use_locale();
    if notes.is_empty() {
        return view! { <Alert tone=Tone::Success>{td_string!(locale, application.upgrade.no_notes)}</Alert> }
            .into_any();
    }
    let row = move |note: UpgradeNote| {
        let (tone, at, target) = match &note {
            UpgradeNote::Removed { pointer, renamed_to } => (Tone::Warning, pointer.clone(), renamed_to.clone()),
            UpgradeNote::NewlyRequired { pointer } => (Tone::Error, pointer.clone(), Some(pointer.clone())),
            UpgradeNote::DefaultChanged { pointer, .. } => (Tone::Info, pointer.clone(), Some(pointer.clone())),
            UpgradeNote::NowInvalid { issue } => (Tone::Error, issue.pointer.clone(), Some(issue.pointer.clone())),
        };
        let text = sentence(locale, state, &note);
        let label = label(state, &at);
        let name = match target {
            Some(target) => view! {
                <button type="button" class="link font-medium" on:click=move |_| state.go_to(&target)><bdi>{label}</bdi></button>
            }
            .into_any(),
            None => view! { <bdi class="font-medium">{label}</bdi> }.into_any(),
        };
        view! {
            <li class="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
                <Badge tone=tone icon=tone.icon()>{name}</Badge>
                <span class="min-w-0 wrap-anywhere">{text}</span>
            </li>
        }
    };
    view! {
        <Card title=td_string!(locale, application.upgrade.notes)>
            <ul class="flex flex-col divide-y divide-base-300">{notes.into_iter().map(row).collect_view()}</ul>
        </Card>
    }
    .into_any()
}

fn label(state: FormState, at: &Pointer) -> String {
    state.label(at)
}

fn sentence(locale: Locale, state: FormState, note: &UpgradeNote) -> String {
    let value = |value: &Option<Value>| match value {
        Some(value) => plain(value),
        None => td_string!(locale, application.settings.not_set).to_owned(),
    };
    match note {
        UpgradeNote::Removed { renamed_to: None, .. } => td_string!(locale, application.upgrade.removed).to_owned(),
        UpgradeNote::Removed {
            renamed_to: Some(name), ..
        } => say!(locale, application.upgrade.renamed, name = label(state, name)),
        UpgradeNote::NewlyRequired { .. } => td_string!(locale, application.upgrade.newly_required).to_owned(),
        UpgradeNote::DefaultChanged { before, after, .. } => {
            say!(
                locale,
                application.upgrade.default_changed,
                before = value(before),
                after = value(after)
            )
        }
        UpgradeNote::NowInvalid { issue } => say!(locale, application.upgrade.now_invalid, message = issue.message),
    }
}
