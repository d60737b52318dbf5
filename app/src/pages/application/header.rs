//! The frame around the tabs: name, state, Blueprint, the way in, and the tabs themselves.

use super::model::snapshot::Snapshot;
use super::shared::Shared;
use crate::api::Api;
use crate::i18n::*;
use crate::paths::{self, ApplicationTab};
use crate::terms::StateBadge;
use crate::ui::{Badge, Button, LinkButton, Tab, Tabs, Variant, follow};
use contract::application::{ApplicationDetail, ApplicationState};
use contract::instance::GetLaunchUrl;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// `/environments/:environment/applications/:application` and everything below it.
#[component]
pub fn ApplicationLayout() -> impl IntoView {
    let shared = Shared::provide();
    let head = follow(move || {
        let detail = shared.detail.get()?.ok()?;
        Some(view! { <Head shared detail /> })
    });
    view! {
        <div class="flex flex-col gap-6">
            <header class="flex flex-col gap-4">
                <Transition fallback=|| view! { <div class="skeleton h-10 w-64"></div> }>{head}</Transition>
                <TabRow shared />
            </header>
            <Outlet />
        </div>
    }
}

#[component]
fn Head(shared: Shared, detail: ApplicationDetail) -> impl IntoView {
    let current = shared.current(detail);
    let state = Memo::new(move |_| current.with(Snapshot::state));
    let title = follow(move || current.with(|current| current.title().to_owned()));
    let slug = move || {
        current
            .with(|current| (current.title() != current.detail.name.as_str()).then(|| current.detail.name.to_string()))
    };
    let blueprint = follow(move || {
        current.with(|current| {
            let (name, version) = (&current.detail.blueprint, &current.detail.version);
            let href = paths::blueprint(name);
            view! { <a class="link link-hover" href=href><bdi>{format!("{name}@{version}")}</bdi></a> }
        })
    });
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <div class="min-w-0 grow">
                <div class="flex flex-wrap items-center gap-3">
                    <h1 class="text-2xl font-semibold wrap-anywhere"><bdi>{title}</bdi></h1>
                    <span role="status" aria-live="polite">
                        <StateBadge state />
                    </span>
                </div>
                <p class="flex flex-wrap items-center gap-2 text-sm text-base-content/70">
                    {move || slug().map(|slug| view! { <Badge><bdi>{slug}</bdi></Badge> })}
                    {blueprint}
                </p>
            </div>
            <Open current state />
        </div>
    }
}

/// The way in. Without a page for people there is none (blueprint-model §6).
#[component]
fn Open(current: Memo<Snapshot>, state: Memo<ApplicationState>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let launch = move |event: MouseEvent| {
        // The plain link works too; through the control plane one is signed in on arrival.
        let Some(application) = current.with_untracked(Snapshot::uid) else {
            return;
        };
        let Some(fallback) = current.with_untracked(Snapshot::launch_url) else {
            return;
        };
        event.prevent_default();
        let asked = api.call(GetLaunchUrl {
            application,
            endpoint: None,
        });
        leptos::task::spawn_local(async move {
            let launch = asked.await.ok().map(|launch| launch.url);
            let url = launch.filter(|url| Snapshot::is_web_address(url)).unwrap_or(fallback);
            let opened = window().open_with_url_and_target_and_features(&url, "_blank", "noopener");
            drop(opened);
        });
    };
    follow(move || {
        let url = current.with(Snapshot::launch_url)?;
        let serves = !matches!(
            state.get(),
            ApplicationState::Failed
                | ApplicationState::Installing
                | ApplicationState::Removing
                | ApplicationState::Paused
        );
        let label = td_string!(locale, application.open);
        Some(if serves {
            let launch = launch.clone();
            view! { <LinkButton href=url variant=Variant::Primary external=true on:click=launch>{label}</LinkButton> }
                .into_any()
        } else {
            let reason = td_string!(locale, application.open_reason_state).to_owned();
            view! { <Button id="open-application" end=true disabled_reason=Some(reason)>{label}</Button> }.into_any()
        })
    })
}

#[component]
fn TabRow(shared: Shared) -> impl IntoView {
    let locale = use_locale();
    let location = use_location();
    let tabs = Signal::derive(move || {
        let here = location.pathname.get();
        let address = shared.address.get();
        [
            (ApplicationTab::Overview, td_string!(locale, application.overview_tab)),
            (ApplicationTab::Settings, td_string!(locale, application.settings_tab)),
            (ApplicationTab::Code, td_string!(locale, application.code_tab)),
            (ApplicationTab::Promotion, td_string!(locale, application.promotion_tab)),
            (ApplicationTab::History, td_string!(locale, application.history_tab)),
            (ApplicationTab::Delete, td_string!(locale, application.delete_tab)),
        ]
        .into_iter()
        .map(|(tab, label)| {
            let href = address.href(tab);
            Tab {
                current: here.trim_end_matches('/') == href,
                label: label.to_owned(),
                // The editor needs a policy of its own, and policies come with documents.
                reload: tab == ApplicationTab::Code,
                href,
            }
        })
        .collect()
    });
    view! { <Tabs label=td_string!(locale, application.tabs) tabs /> }
}
