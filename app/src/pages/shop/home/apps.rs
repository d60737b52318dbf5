//! The apps of a shop.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::ui::{Badge, Card, CardSkeleton, Tone};
use contract::storefront::{ListApps, StoreApp};
use contract::tenant::{AppState, Organization};
use leptos::prelude::*;

#[component]
pub(super) fn Apps(organization: Organization) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let apps = Asked::new(|| (), move |()| api.call(ListApps));
    view! {
        <Card title=td_string!(locale, shop.apps.title)>
            <Loaded
                asked=apps
                skeleton=|| view! { <CardSkeleton /> }
                view=move |apps| view! { <List apps organization=organization.clone() /> }.into_any()
            />
        </Card>
    }
}

#[component]
fn List(apps: Vec<StoreApp>, organization: Organization) -> impl IntoView {
    let locale = use_locale();
    if organization.apps.is_empty() {
        return view! { <p class="text-base-content/70">{td_string!(locale, shop.apps.none)}</p> }.into_any();
    }
    let states = organization.app_states;
    let rows = organization.apps.into_iter().map(|id| {
        let app = apps.iter().find(|app| app.id == id);
        let title = app.map_or_else(|| id.to_string(), |app| app.title(locale.as_str()).to_owned());
        let tagline = app.map(|app| app.tagline(locale.as_str()).to_owned());
        let (tone, word) = state(locale, states.get(&id));
        view! {
            <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
                <div class="min-w-0 grow">
                    <p class="font-medium"><bdi>{title}</bdi></p>
                    <p class="text-sm text-base-content/70 wrap-anywhere"><bdi>{tagline}</bdi></p>
                </div>
                <Badge tone>{word}</Badge>
            </li>
        }
    });
    view! { <ul class="divide-y divide-base-300">{rows.collect_view()}</ul> }.into_any()
}

/// A state that is absent is settled (tenant contract §D.1).
fn state(locale: Locale, state: Option<&AppState>) -> (Tone, String) {
    let (tone, word) = match state {
        None => (Tone::Success, td_string!(locale, shop.apps.runs)),
        Some(AppState::Installing) => (Tone::Info, td_string!(locale, shop.apps.installing)),
        Some(AppState::Uninstalling) => (Tone::Info, td_string!(locale, shop.apps.uninstalling)),
        Some(AppState::Failed) => (Tone::Error, td_string!(locale, shop.apps.failed)),
        Some(AppState::Unknown(word)) => return (Tone::Neutral, word.clone()),
    };
    (tone, word.to_owned())
}
