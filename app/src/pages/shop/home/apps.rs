//! The apps of a shop: what runs, what comes and what goes.

mod add;
mod remove;

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::ui::{Badge, Card, CardSkeleton, Tone, When, each};
use add::{Add, chosen_app};
use contract::storefront::{ListApps, StoreApp};
use contract::tenant::{AppChange, AppChangeStatus, AppState, Organization, OrganizationStatus};
use leptos::prelude::*;
use remove::Remove;

#[component]
pub(super) fn Apps(organization: RwSignal<Organization>, manages: bool) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let apps = Asked::new(|| (), move |()| api.call(ListApps));
    let chosen = chosen_app();
    view! {
        <Card title=td_string!(locale, shop.apps.title)>
            <Loaded
                asked=apps
                skeleton=|| view! { <CardSkeleton /> }
                view=move |apps| view! { <List apps organization manages chosen /> }.into_any()
            />
        </Card>
    }
}

/// One app of a shop.
#[derive(Clone)]
struct Row {
    slug: String,
    title: String,
    tagline: String,
    state: Option<AppState>,
    /// It can be removed now.
    removable: bool,
}

impl Row {
    fn all(organization: &Organization, apps: &[StoreApp], manages: bool, locale: Locale) -> Vec<Self> {
        let changes = manages && organization.status == OrganizationStatus::Active;
        let rows = organization.apps.iter().map(|id| {
            let app = apps.iter().find(|app| app.id == *id);
            let state = organization.app_states.get(id).cloned();
            Self {
                slug: app.map_or_else(|| id.to_string(), |app| app.slug.clone()),
                title: app.map_or_else(|| id.to_string(), |app| app.title(locale.as_str()).to_owned()),
                tagline: app
                    .map(|app| app.tagline(locale.as_str()).to_owned())
                    .unwrap_or_default(),
                removable: changes && app.is_some() && matches!(state, None | Some(AppState::Failed)),
                state,
            }
        });
        rows.collect()
    }

    /// Another one when anything is drawn differently.
    fn key(&self) -> String {
        let state = self.state.as_ref().map(AppState::as_str).unwrap_or_default();
        format!("{} {state} {}", self.slug, self.removable)
    }
}

#[component]
fn List(
    apps: Vec<StoreApp>,
    organization: RwSignal<Organization>,
    manages: bool,
    chosen: Asked<Option<StoreApp>>,
) -> impl IntoView {
    let locale = use_locale();
    let offered = apps.clone();
    let rows = move || organization.with(|organization| Row::all(organization, &apps, manages, locale));
    let rows = each(rows, Row::key, move |row| {
        view! { <OwnApp row organization /> }.into_any()
    });
    let is_empty = Signal::derive(move || organization.with(|organization| organization.apps.is_empty()));
    let can_add = Signal::derive(move || {
        manages && organization.with(|organization| organization.status == OrganizationStatus::Active)
    });
    let offered = StoredValue::new(offered);
    view! {
        <When holds=is_empty>
            <p class="text-base-content/70">{td_string!(locale, shop.apps.none)}</p>
        </When>
        <ul class="divide-y divide-base-300">{rows}</ul>
        <When holds=can_add>
            <Add apps=offered.get_value() organization asked=chosen />
        </When>
    }
}

#[component]
fn OwnApp(row: Row, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let (tone, word) = state(locale, row.state.as_ref());
    let remove = row.removable.then(|| {
        view! { <Remove slug=row.slug.clone() title=row.title.clone() organization /> }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
            <div class="min-w-0 grow">
                <p class="font-medium"><bdi>{row.title}</bdi></p>
                <p class="text-sm text-base-content/70 wrap-anywhere"><bdi>{row.tagline}</bdi></p>
            </div>
            <span role="status"><Badge tone>{word}</Badge></span>
            {remove}
        </li>
    }
}

/// The shop before the apps are changed, to tell whether an answer is still news when it comes.
struct Before {
    organization: RwSignal<Organization>,
    shown: Organization,
}

impl Before {
    fn a_change(organization: RwSignal<Organization>) -> Self {
        let shown = organization.get_untracked();
        Self { organization, shown }
    }

    /// What the services answered about the apps. The stream may have been faster, and then it is further.
    fn take_over(self, change: AppChange) {
        let is_news = self.organization.try_with_untracked(|now| *now == self.shown);
        if change.status == AppChangeStatus::Queued && is_news == Some(true) {
            self.organization.update(|organization| {
                organization.apps = change.apps;
                organization.app_states = change.app_states;
            });
        }
    }
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
