//! Settings that differ from the defaults, in short.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::history::holds_mask;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::words::{SECRET_MASK, in_passing};
use crate::paths::ApplicationTab;
use crate::ui::{Card, LinkButton, Size, follow};
use config_schema::humanise;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// Settings shown; the tab has all of them.
const SHOWN: usize = 6;

/// The first settings that a person made, and the way to all of them.
#[component]
pub(super) fn SettingsInShort(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let overrides =
        Memo::new(move |_| current.with(|current| current.detail.parameters.as_object().cloned().unwrap_or_default()));
    let list = follow(move || overrides.with(|overrides| view! { <Short overrides=overrides.clone() /> }));
    let href = move || sources.shared.address.get().href(ApplicationTab::Settings);
    let edit = move || {
        view! {
            <LinkButton href=Signal::derive(href) size=Size::Small icon="pencil">{td_string!(locale, application.overview.edit)}</LinkButton>
        }
    };
    view! { <Card title=td_string!(locale, application.overview.parameters) actions=edit>{list}</Card> }
}

#[component]
fn Short(overrides: Map<String, Value>) -> impl IntoView {
    let locale = use_locale();
    if overrides.is_empty() {
        return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.parameters_default)}</p> }
            .into_any();
    }
    let more = overrides.len().saturating_sub(SHOWN);
    let hidden = td_string!(locale, application.overview.hidden);
    let rows = overrides
        .into_iter()
        .take(SHOWN)
        .map(|(key, value)| {
            view! {
                <dt class="text-sm text-base-content/70"><bdi>{humanise(&key)}</bdi></dt>
                <dd class="text-sm wrap-anywhere"><bdi>{short(&value, hidden)}</bdi></dd>
            }
        })
        .collect_view();
    let more = (more > 0).then(|| say!(locale, application.overview.parameters_more, count = more));
    view! {
        <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">{rows}</dl>
        {more.map(|more| view! { <p class="text-sm text-base-content/70">{more}</p> })}
    }
    .into_any()
}

fn short(value: &Value, hidden: &str) -> String {
    let text = match value {
        Value::String(text) if text == SECRET_MASK => return hidden.to_owned(),
        Value::String(text) => text.clone(),
        value if holds_mask(value, SECRET_MASK) => value.to_string().replace(SECRET_MASK, "•••"),
        value => value.to_string(),
    };
    in_passing(text)
}
