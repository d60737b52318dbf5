//! One Application among others. Each part repaints by itself.

use super::actions::ActionMenu;
use super::model::Facts;
use crate::i18n::*;
use crate::paths::{self, ApplicationTab};
use crate::terms::{StateBadge, placement_word};
use crate::ui::{Badge, Icon, RelativeTime, follow};
use contract::EnvironmentName;
use leptos::prelude::*;

/// A card; the link of its title covers all of it.
#[component]
pub(super) fn ApplicationCard(
    /// Where it runs.
    environment: EnvironmentName,
    /// What it shows.
    facts: Memo<Facts>,
) -> impl IntoView {
    let name = facts.with_untracked(|facts| facts.name.clone());
    let overview = paths::application(&environment, &name, ApplicationTab::Overview);
    view! {
        <article class="card card-border relative h-full border-base-300 bg-base-100 transition-colors focus-within:border-primary hover:border-primary">
            <div class="card-body gap-3 p-4">
                <div class="flex items-start gap-2">
                    <div class="min-w-0 grow">
                        <h3 class="font-semibold">
                            <a href=overview.clone() class="inline-block min-h-6 min-w-6 after:absolute after:inset-0 after:rounded-box">
                                <bdi class="wrap-anywhere">{move || facts.with(|facts| facts.title.clone())}</bdi>
                            </a>
                        </h3>
                        <BlueprintLink facts />
                    </div>
                    <div class="relative z-10 -me-2 -mt-1 has-[details[open]]:z-20">
                        <ActionMenu environment=environment.clone() facts />
                    </div>
                </div>
                <div class="flex flex-wrap items-center gap-2">
                    <StateBadge state=Signal::derive(move || facts.with(|facts| facts.state)) />
                    <Regions facts />
                </div>
                <Reason facts overview />
                <CardFacts environment facts />
            </div>
        </article>
    }
}

/// `blueprint@version`, leading to the Blueprint.
#[component]
pub(super) fn BlueprintLink(
    /// Of which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let href = move || facts.with(|facts| paths::blueprint(&facts.blueprint));
    let text = move || facts.with(|facts| format!("{}@{}", facts.blueprint, facts.version));
    view! { <a href=href class="link link-hover relative z-10 inline-block min-h-6 min-w-6 text-sm text-base-content/70"><bdi class="wrap-anywhere">{text}</bdi></a> }
}

/// Region by region, how many pods are ready.
#[component]
fn Regions(facts: Memo<Facts>) -> impl IntoView {
    let regions = Memo::new(move |_| facts.with(|facts| facts.regions.clone()));
    follow(move || {
        regions
            .get()
            .into_iter()
            .map(|region| {
                let counts = format!("{}/{}", region.ready, region.wanted);
                view! { <Badge icon="globe"><bdi>{region.name.to_string()}</bdi> " " <bdi class="tabular-nums">{counts}</bdi></Badge> }
            })
            .collect_view()
    })
}

/// Why it does not do well, and the way to more.
#[component]
pub(super) fn Reason(
    /// Of which Application.
    facts: Memo<Facts>,
    /// Its page.
    overview: String,
) -> impl IntoView {
    let locale = use_locale();
    let reason = Memo::new(move |_| facts.with(|facts| facts.reason.clone()));
    follow(move || {
        reason.get().map(|reason| {
            view! {
                <div class="text-sm">
                    <p dir="auto" class="line-clamp-2 wrap-anywhere">{reason}</p>
                    <a href=overview.clone() class="link relative z-10 inline-flex items-center gap-1">
                        <Icon name="circle-alert" /> {td_string!(locale, environment.view_error)}
                    </a>
                </div>
            }
        })
    })
}

#[component]
fn CardFacts(environment: EnvironmentName, facts: Memo<Facts>) -> impl IntoView {
    let locale = use_locale();
    view! {
        <dl class="mt-auto grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm [&_dt]:text-base-content/70">
            <dt>{td_string!(locale, environment.placement)}</dt>
            <dd><PlacementText facts /></dd>
            <dt>{td_string!(locale, environment.pods)}</dt>
            <dd><PodsText facts /></dd>
            <Relations environment facts />
            <dt>{td_string!(locale, environment.last_deploy)}</dt>
            <dd><DeployedText facts /></dd>
        </dl>
    }
}

/// How it is spread.
#[component]
pub(super) fn PlacementText(
    /// Of which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let locale = use_locale();
    let mode = Memo::new(move |_| facts.with(|facts| facts.mode.clone()));
    follow(move || {
        mode.with(|mode| {
            mode.as_ref()
                .map_or_else(|| "–".to_owned(), |mode| placement_word(locale, mode))
        })
    })
}

/// Pods ready of pods wanted.
#[component]
pub(super) fn PodsText(
    /// Of which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let locale = use_locale();
    let pods = Memo::new(move |_| facts.with(Facts::pods));
    view! {
        <span class="tabular-nums">
            {move || say!(locale, environment.pods_value, ready = pods.get().0, wanted = pods.get().1)}
        </span>
    }
}

/// When it last came to rest.
#[component]
pub(super) fn DeployedText(
    /// Of which Application.
    facts: Memo<Facts>,
) -> impl IntoView {
    let at = Memo::new(move |_| facts.with(|facts| facts.deployed_at.map(contract::Timestamp::unix_millis)));
    follow(move || match at.get() {
        Some(at) => view! { <RelativeTime at /> }.into_any(),
        None => "–".into_any(),
    })
}

/// The Application it uses, or the one it was made for.
#[component]
fn Relations(environment: EnvironmentName, facts: Memo<Facts>) -> impl IntoView {
    let locale = use_locale();
    let relations = Memo::new(move |_| facts.with(|facts| (facts.backs.clone(), facts.dependencies.clone())));
    follow(move || {
        let (backs, uses) = relations.get();
        let link = |name: &contract::ApplicationName| {
            let href = paths::application(&environment, name, ApplicationTab::Overview);
            view! { <a href=href class="link relative z-10"><bdi>{name.to_string()}</bdi></a> }
        };
        let backs = backs.map(|name| view! { <dt>{td_string!(locale, environment.backs)}</dt> <dd>{link(&name)}</dd> });
        let more = uses.len().saturating_sub(1);
        let more = (more > 0).then(|| view! { " " {move || say!(locale, environment.and_more, count = more)} });
        let uses = uses
            .first()
            .map(|name| view! { <dt>{td_string!(locale, environment.uses)}</dt> <dd>{link(name)} {more}</dd> });
        view! { {backs} {uses} }
    })
}
