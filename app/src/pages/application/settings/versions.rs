//! Newer versions, and which of them can be reached.

use super::upgrade::Upgrade;
use super::{Section, Sources};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::model::upgrade::{Candidate, Eligibility, candidate, newer};
use crate::pages::application::shared::Shared;
use crate::ui::{Badge, Card, Skeleton, Tone, follow};
use contract::BlueprintVersion;
use contract::catalog::{CatalogBlueprint, GetBlueprint, GetBlueprintVersion};
use leptos::prelude::*;

/// Versions looked at; each is one request.
const MOST: usize = 12;

/// Documents of the newer versions, newest first; `None` while nobody looks at them.
pub(super) type Read = Asked<Option<Vec<CatalogBlueprint>>>;

/// Reads the documents of every version that is newer than the one in force, once the section is looked at.
pub(super) fn read(shared: Shared, section: Memo<Section>) -> Read {
    let api = Api::from_context();
    let in_force = shared.newer_version();
    let wanted = Memo::new(move |_| section.get() == Section::Version);
    Asked::new(
        move || (shared.address.get(), in_force.get(), wanted.get()),
        move |(_, in_force, wanted)| {
            let api = api.clone();
            async move {
                if !wanted {
                    return Ok(None);
                }
                let detail = shared.detail.await?;
                let current = in_force.unwrap_or(detail.version);
                let newest = api
                    .call(GetBlueprint {
                        name: detail.blueprint.clone(),
                    })
                    .await?;
                let all = newest.versions.iter().map(|version| &version.version);
                let mut documents = Vec::new();
                for version in newer(&current, all.chain([&newest.version])).into_iter().take(MOST) {
                    let name = detail.blueprint.clone();
                    documents.push(api.call(GetBlueprintVersion { name, version }).await?);
                }
                Ok(Some(documents))
            }
        },
    )
}

/// The versions, and the one that is looked at.
#[component]
pub(super) fn Versions(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let version = Memo::new(move |_| current.with(|current| current.detail.version.clone()));
    let text = follow(move || say!(locale, application.upgrade.current, version = version.get()));
    let content = move |documents: Option<Vec<CatalogBlueprint>>| {
        let Some(documents) = documents else {
            return view! { <Skeleton /> }.into_any();
        };
        let documents = StoredValue::new(documents);
        let shown = move || match sources.target.get() {
            Some(target) => {
                let found = documents.with_value(|all| all.iter().find(|document| document.version == target).cloned());
                let allowed = |document: &CatalogBlueprint| {
                    candidate(&version.get(), document).eligibility == Eligibility::Allowed
                };
                match found.filter(allowed) {
                    Some(target) => view! { <Upgrade sources current target /> }.into_any(),
                    None => view! { <Choose sources version documents /> }.into_any(),
                }
            }
            None => view! { <Choose sources version documents /> }.into_any(),
        };
        shown.into_any()
    };
    view! {
        <section class="flex flex-col gap-4">
            <p><bdi>{text}</bdi></p>
            <Loaded asked=sources.versions view=content />
        </section>
    }
}

#[component]
fn Choose(
    sources: Sources,
    version: Memo<BlueprintVersion>,
    documents: StoredValue<Vec<CatalogBlueprint>>,
) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        let current = version.get();
        let candidates: Vec<Candidate> =
            documents.with_value(|all| all.iter().map(|document| candidate(&current, document)).collect());
        if candidates.is_empty() {
            return view! { <p class="text-base-content/70">{td_string!(locale, application.upgrade.none)}</p> }
                .into_any();
        }
        let row = move |candidate| view! { <Row sources current=current.clone() candidate /> };
        view! {
            <Card title=td_string!(locale, application.upgrade.choose)>
                <ul class="flex flex-col divide-y divide-base-300">{candidates.into_iter().map(row).collect_view()}</ul>
            </Card>
        }
        .into_any()
    })
}

#[component]
fn Row(sources: Sources, current: BlueprintVersion, candidate: Candidate) -> impl IntoView {
    let locale = use_locale();
    let allowed = candidate.eligibility == Eligibility::Allowed;
    let version = candidate.version.to_string();
    let name = if allowed {
        let href = sources.href(Section::Version, Some(&candidate.version));
        view! { <a class="link font-semibold" href=href><bdi dir="ltr">{version}</bdi></a> }.into_any()
    } else {
        view! { <span class="font-semibold opacity-70"><bdi dir="ltr">{version}</bdi></span> }.into_any()
    };
    let major = candidate.is_major.then(
        || view! { <Badge tone=Tone::Warning icon="triangle-alert">{td_string!(locale, application.upgrade.major)}</Badge> },
    );
    view! {
        <li class="flex flex-wrap items-center gap-3 py-3">
            {name} {major}
            <span class="text-sm text-base-content/70">{why(locale, &current, candidate.eligibility)}</span>
        </li>
    }
}

fn why(locale: Locale, current: &BlueprintVersion, eligibility: Eligibility) -> String {
    match eligibility {
        Eligibility::Allowed => td_string!(locale, application.upgrade.allowed).to_owned(),
        Eligibility::Broken { reason } => say!(locale, application.upgrade.broken, reason = reason),
        Eligibility::Blocked { from } | Eligibility::NotListed { from } if !from.is_empty() => {
            say!(
                locale,
                application.upgrade.blocked_via,
                version = current,
                from = from.join(", ")
            )
        }
        Eligibility::Blocked { .. } | Eligibility::NotListed { .. } => {
            say!(locale, application.upgrade.blocked, version = current)
        }
    }
}
