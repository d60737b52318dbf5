//! What the Application uses, and who uses it.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::removal::Related;
use crate::pages::application::model::snapshot::Snapshot;
use crate::paths::{self, ApplicationTab};
use crate::terms::StateBadge;
use crate::ui::{Card, follow};
use contract::ApplicationName;
use leptos::prelude::*;

/// Links to its neighbours, with their state.
#[component]
pub(super) fn Relations(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let backs = follow(move || {
        let name = ApplicationName::from_wire(current.with(|current| current.backs.clone())?);
        let href = href(sources, &name);
        let text = say!(locale, application.overview.backs, name = name.to_string());
        Some(view! { <p class="text-sm"><a class="link" href=href>{text}</a></p> })
    });
    view! {
        <Card title=td_string!(locale, application.overview.uses)>
            <Transition><Neighbourhood sources /></Transition>
            {backs}
        </Card>
    }
}

/// Both directions. Only inside the `Transition` does the server wait for what they are read from.
#[component]
fn Neighbourhood(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let neighbours = Memo::new(move |_| sources.neighbours());
    let uses = follow(move || {
        let backing = neighbours.with(|neighbours| neighbours.backing.clone());
        if backing.is_empty() {
            return nothing(td_string!(locale, application.overview.no_uses));
        }
        let row = |backing: crate::pages::application::model::removal::Backing| {
            let note = backing
                .made_for_it
                .then(|| td_string!(locale, application.overview.made_for_it).to_owned());
            view! { <Neighbour sources related=backing.service note /> }
        };
        view! { <ul class="flex flex-col gap-2">{backing.into_iter().map(row).collect_view()}</ul> }.into_any()
    });
    let used_by = follow(move || {
        let dependents = neighbours.with(|neighbours| neighbours.dependents.clone());
        if dependents.is_empty() {
            return nothing(td_string!(locale, application.overview.no_used_by));
        }
        let row = |related| view! { <Neighbour sources related note=None /> };
        view! { <ul class="flex flex-col gap-2">{dependents.into_iter().map(row).collect_view()}</ul> }.into_any()
    });
    view! {
        {uses}
        <h3 class="mt-2 font-semibold">{td_string!(locale, application.overview.used_by)}</h3>
        {used_by}
    }
}

fn nothing(text: &'static str) -> AnyView {
    view! { <p class="text-sm text-base-content/70">{text}</p> }.into_any()
}

fn href(sources: Sources, name: &ApplicationName) -> String {
    let environment = sources.shared.address.with(|address| address.environment.clone());
    paths::application(&environment, name, ApplicationTab::Overview)
}

#[component]
fn Neighbour(sources: Sources, related: Related, note: Option<String>) -> impl IntoView {
    let href = href(sources, &related.name);
    view! {
        <li class="flex flex-wrap items-center gap-2">
            <a class="link min-w-0 wrap-anywhere" href=href><bdi>{related.name.to_string()}</bdi></a>
            {note.map(|note| view! { <span class="text-xs text-base-content/70">{note}</span> })}
            <span class="ms-auto"><StateBadge state=related.state /></span>
        </li>
    }
}
