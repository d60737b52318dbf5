//! Plain facts.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::{Card, CopyButton, RelativeTime, follow};
use leptos::prelude::*;

/// Identifiers, versions and dates.
#[component]
pub(super) fn Facts(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let unknown = td_string!(locale, application.overview.unknown);
    let uid = Signal::derive(move || current.with(|current| current.detail.uid.clone()));
    let running = follow(move || {
        current.with(|current| {
            let installed = current.detail.installed_blueprint.as_ref();
            installed.map_or_else(|| unknown.to_owned(), |installed| installed.version.to_string())
        })
    });
    let created = follow(move || {
        match current
            .with(|current| current.created_at)
            .or_else(|| sources.created_at())
        {
            Some(at) => view! { <RelativeTime at=at.unix_millis() /> }.into_any(),
            None => unknown.into_any(),
        }
    });
    let text = move |read: fn(&Snapshot) -> String| move || current.with(read);
    const TERM: &str = "text-sm text-base-content/70";
    const FACT: &str = "min-w-0 text-sm wrap-anywhere";
    view! {
        <Card title=td_string!(locale, application.overview.facts)>
            <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
                <dt class=TERM>{td_string!(locale, application.overview.fact_name)}</dt>
                <dd class=FACT><bdi>{text(|current| current.detail.name.to_string())}</bdi></dd>
                <dt class=TERM>{td_string!(locale, application.overview.fact_namespace)}</dt>
                <dd class=FACT><bdi>{text(|current| current.detail.namespace.to_string())}</bdi></dd>
                <dt class=TERM>{td_string!(locale, application.overview.fact_wanted)}</dt>
                <dd class=FACT><bdi>{text(|current| current.detail.version.to_string())}</bdi></dd>
                <dt class=TERM>{td_string!(locale, application.overview.fact_version)}</dt>
                <dd class=FACT><bdi>{running}</bdi></dd>
                <dt class=TERM>{td_string!(locale, application.overview.fact_created)}</dt>
                <dd class=FACT><Transition>{created}</Transition></dd>
                <dt class=TERM>{td_string!(locale, application.overview.fact_uid)}</dt>
                <dd class=FACT><bdi dir="ltr" class="font-mono text-xs">{uid}</bdi><CopyButton text=uid /></dd>
            </dl>
        </Card>
    }
}
