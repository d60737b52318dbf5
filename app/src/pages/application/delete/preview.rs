//! What goes and what stays, side by side.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::removal::{Backing, Related};
use crate::pages::application::model::snapshot::Snapshot;
use crate::paths::{self, ApplicationTab};
use crate::terms::StateBadge;
use crate::ui::{Alert, Card, Icon, Tone, follow};
use contract::instance::ResolvedEndpoint;
use leptos::prelude::*;

/// The two lists, and who would be cut off.
#[component]
pub(super) fn Preview(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Transition><Dependents sources /></Transition>
        <div class="grid items-start gap-6 md:grid-cols-2">
            <Card title=td_string!(locale, application.delete.goes)><Goes sources current /></Card>
            <Card title=td_string!(locale, application.delete.stays)><Stays sources /></Card>
        </div>
    }
}

/// Applications that use it: they stand in the way.
#[component]
fn Dependents(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        let dependents = sources.neighbours()?.dependents;
        (!dependents.is_empty()).then(move || {
            let row = move |related| view! { <li><Link sources related /></li> };
            view! {
                <Alert tone=Tone::Warning title=td_string!(locale, application.delete.dependents_title)>
                    <p>{td_string!(locale, application.delete.dependents_text)}</p>
                    <ul class="mt-2 flex flex-col gap-1">{dependents.into_iter().map(row).collect_view()}</ul>
                </Alert>
            }
        })
    })
}

#[component]
fn Link(sources: Sources, related: Related) -> impl IntoView {
    let environment = sources.shared.address.with(|address| address.environment.clone());
    let href = paths::application(&environment, &related.name, ApplicationTab::Overview);
    view! {
        <span class="inline-flex flex-wrap items-center gap-2">
            <a class="link" href=href><bdi>{related.name.to_string()}</bdi></a>
            <StateBadge state=related.state />
        </span>
    }
}

#[component]
fn Goes(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let pods = follow(move || match sources.own(sources.pods) {
        Some(pods) => say!(locale, application.delete.pods, count = pods.len()),
        None => td_string!(locale, application.delete.pods_unknown).to_owned(),
    });
    let volumes = follow(move || match sources.volumes() {
        Some(volumes) if volumes.is_empty() => td_string!(locale, application.delete.no_volumes).into_any(),
        volumes => {
            let row = |volume: crate::pages::application::model::removal::Volume| {
                view! { <li><bdi dir="ltr" class="font-mono text-xs">{format!("{} {}", volume.name, volume.size)}</bdi></li> }
            };
            view! {
                {td_string!(locale, application.delete.volumes)}
                <ul class="list-disc ps-5">{volumes.unwrap_or_default().into_iter().map(row).collect_view()}</ul>
            }
            .into_any()
        }
    });
    let addresses = follow(move || {
        let endpoints = sources.endpoints.get().and_then(Result::ok)?;
        if endpoints.is_empty() {
            return Some(td_string!(locale, application.delete.no_addresses).into_any());
        }
        let row = |endpoint: ResolvedEndpoint| {
            view! { <li><bdi dir="ltr" class="font-mono text-xs wrap-anywhere">{endpoint.hostname}</bdi></li> }
        };
        let list = view! {
            {td_string!(locale, application.delete.addresses)}
            <ul class="list-disc ps-5">{endpoints.into_iter().map(row).collect_view()}</ul>
        };
        Some(list.into_any())
    });
    let repository = follow(move || {
        let repository = current.with(Snapshot::repository)?;
        let name = format!("{}/{}", repository.owner, repository.name);
        let text = say!(locale, application.delete.repository, repository = name);
        Some(view! { <Point goes=true>{text}</Point> })
    });
    view! {
        <ul class="flex flex-col gap-3 text-sm">
            <Point goes=true><Transition>{pods}</Transition></Point>
            <Point goes=true><Transition>{volumes}</Transition></Point>
            <Point goes=true><Transition>{addresses}</Transition></Point>
            <Point goes=true>{td_string!(locale, application.delete.secrets)}</Point>
            {repository}
        </ul>
    }
}

#[component]
fn Stays(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let backing = follow(move || {
        let Some(neighbours) = sources.neighbours() else {
            return td_string!(locale, application.delete.unknown_neighbours).into_any();
        };
        if neighbours.backing.is_empty() {
            return td_string!(locale, application.delete.no_backing).into_any();
        }
        let row = |backing| view! { <li><Kept sources backing /></li> };
        view! {
            {td_string!(locale, application.delete.backing)}
            <ul class="mt-2 flex flex-col gap-2">{neighbours.backing.into_iter().map(row).collect_view()}</ul>
        }
        .into_any()
    });
    view! {
        <ul class="flex flex-col gap-3 text-sm">
            <Point goes=false><Transition>{backing}</Transition></Point>
            <Point goes=false>{td_string!(locale, application.delete.organization)}</Point>
        </ul>
    }
}

/// A service that stays, and why.
#[component]
fn Kept(sources: Sources, backing: Backing) -> impl IntoView {
    let locale = use_locale();
    let why = if !backing.also_used_by.is_empty() {
        let names: Vec<&str> = backing.also_used_by.iter().map(AsRef::as_ref).collect();
        say!(locale, application.delete.backing_shared, names = names.join(", "))
    } else if backing.made_for_it {
        td_string!(locale, application.delete.backing_own).to_owned()
    } else {
        td_string!(locale, application.delete.backing_other).to_owned()
    };
    view! {
        <Link sources related=backing.service />
        <span class="block text-base-content/70">{why}</span>
    }
}

#[component]
fn Point(goes: bool, children: Children) -> impl IntoView {
    let (icon, class) = if goes {
        ("trash-2", "size-4 mt-0.5 text-error")
    } else {
        ("check", "size-4 mt-0.5 text-success")
    };
    view! {
        <li class="flex items-start gap-2">
            <Icon name=icon class=class />
            <div class="min-w-0 wrap-anywhere">{children()}</div>
        </li>
    }
}
