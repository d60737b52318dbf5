//! `/marketplace/:blueprint`: everything about one Blueprint before it is installed.

use super::applications::{InstancesAsked, UsedBy, ask_for_instances};
use super::badges::{MonthlyPrice, OriginBadges};
use super::dependencies::Dependencies;
use super::icon::BlueprintIcon;
use super::model;
use super::summary::{Described, Settings};
use super::versions::Versions;
use super::words;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page, use_scope};
use crate::paths;
use crate::session::use_session;
use crate::terms::placement_word;
use crate::ui::{Alert, Badge, Button, Card, Crumb, LinkButton, Markdown, Tone, Variant};
use contract::catalog::{CatalogBlueprint, GetBlueprint, GetBlueprintVersion, PlacementSchema};
use contract::{ApiError, BlueprintName, BlueprintVersion};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// One Blueprint, in the version of the URL or else the newest.
#[component]
pub fn BlueprintPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let name =
        Memo::new(move |_| BlueprintName::from_wire(params.with(|params| params.get("blueprint")).unwrap_or_default()));
    let version = Memo::new(move |_| {
        let version = query.with(|query| query.get("version"));
        version
            .filter(|version| !version.is_empty())
            .map(BlueprintVersion::from_wire)
    });
    let instances = ask_for_instances(name);
    let api = Api::from_context();
    let described = Asked::new(
        move || (name.get(), version.get()),
        move |(name, version)| describe(api.clone(), name, version),
    );
    view! {
        <Loaded asked=described view=move |described| view! { <Description described instances /> }.into_any() />
    }
}

async fn describe(api: Api, name: BlueprintName, version: Option<BlueprintVersion>) -> Result<Described, ApiError> {
    let newest = api.call(GetBlueprint { name: name.clone() }).await?;
    let is_chosen = version.is_some();
    let version = version.unwrap_or_else(|| newest.version.clone());
    let mut blueprint = match api.call(GetBlueprintVersion { name, version }).await {
        Ok(blueprint) => blueprint,
        // A broken Blueprint may have no readable version at all; it is shown with its error.
        Err(error) if error.is_not_found() && !is_chosen => newest.clone(),
        Err(error) => return Err(error),
    };
    if blueprint.versions.is_empty() {
        blueprint.versions = newest.versions;
    }
    Ok(Described::new(blueprint))
}

#[component]
fn Description(described: Described, instances: InstancesAsked) -> impl IntoView {
    let locale = use_locale();
    let Described {
        mut blueprint,
        dependencies,
        settings,
    } = described;
    blueprint.card = blueprint.card.in_language(locale.as_str());
    let title = model::title(&blueprint).to_owned();
    let marketplace = Crumb::link(td_string!(locale, common.marketplace), paths::marketplace());
    set_page(title.clone(), vec![marketplace, Crumb::here(title)]);
    let broken = blueprint.error.clone().map(|error| {
        view! {
            <Alert tone=Tone::Error title=td_string!(locale, marketplace.broken_title)>
                <span dir="ltr" class="font-mono">{error}</span>
            </Alert>
        }
    });
    view! {
        <div class="flex flex-col gap-6">
            <Header blueprint=blueprint.clone() />
            {broken}
            <div class="grid items-start gap-6 lg:grid-cols-3">
                <div class="flex min-w-0 flex-col gap-6 lg:col-span-2">
                    <About blueprint=blueprint.clone() />
                    <UsedBy instances />
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    <Dependencies dependencies />
                    <SettingsSummary settings />
                    <Placement schema=blueprint.placement_schema.clone() />
                    <Versions blueprint />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Header(blueprint: CatalogBlueprint) -> impl IntoView {
    let locale = use_locale();
    let card = blueprint.card.clone();
    let title = model::title(&blueprint).to_owned();
    let facts = [
        (td_string!(locale, common.name), blueprint.name.to_string()),
        (td_string!(locale, common.version), blueprint.version.to_string()),
        (
            td_string!(locale, marketplace.category),
            words::category(locale, &card.category),
        ),
        (
            td_string!(locale, marketplace.family),
            words::family(locale, &card.family),
        ),
        (td_string!(locale, marketplace.license), card.license.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| view! { <Fact label><bdi>{value}</bdi></Fact> })
    .collect_view();
    let price = card.price.clone().map(|price| {
        view! { <Fact label=td_string!(locale, marketplace.price)><MonthlyPrice price /></Fact> }
    });
    let documentation = Some(card.docs.clone())
        .filter(|url| url.starts_with("https://"))
        .map(|href| {
            view! { <LinkButton href external=true>{td_string!(locale, marketplace.documentation)}</LinkButton> }
        });
    let may_author = use_session().may_change_applications().is_ok();
    let edit = may_author.then(|| {
        let href = paths::author(Some(&blueprint.name));
        view! { <LinkButton href>{td_string!(locale, authoring.edit_copy)}</LinkButton> }
    });
    view! {
        <header class="flex flex-col gap-4">
            <div class="flex flex-wrap items-start gap-4">
                <BlueprintIcon icon=card.icon.clone() title=title.clone() class="size-16 text-2xl" />
                <div class="min-w-48 flex-1">
                    <div class="flex flex-wrap items-center gap-2">
                        <h1 class="text-2xl font-bold wrap-anywhere"><bdi>{title}</bdi></h1>
                        <OriginBadges blueprint=blueprint.clone() />
                    </div>
                    <p dir="auto" class="text-base-content/70 wrap-anywhere">{card.one_liner().to_owned()}</p>
                </div>
                <div class="flex flex-wrap gap-2">{documentation} {edit} <InstallAction blueprint /></div>
            </div>
            <dl class="flex flex-wrap gap-x-8 gap-y-2">{facts} {price}</dl>
        </header>
    }
}

#[component]
fn Fact(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt class="text-xs text-base-content/70">{label}</dt>
            <dd class="text-sm font-medium">{children()}</dd>
        </div>
    }
}

/// The way to the install form, or why there is none.
#[component]
fn InstallAction(blueprint: CatalogBlueprint) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let refusal = if blueprint.error.is_some() {
        Some(td_string!(locale, marketplace.install_broken))
    } else {
        let refused = session.may_change_applications().is_err();
        refused.then(|| td_string!(locale, common.needs_admin))
    };
    match refusal {
        Some(reason) => view! {
            <Button id="install" variant=Variant::Primary icon="download" end=true disabled_reason=Some(reason.to_owned())>
                {td_string!(locale, common.install)}
            </Button>
        }
        .into_any(),
        None => {
            let scope = use_scope();
            let href = Signal::derive(move || {
                let environment = scope.current().map(|environment| environment.name);
                paths::install(&blueprint.name, Some(&blueprint.version), environment.as_ref())
            });
            view! {
                <LinkButton href variant=Variant::Primary icon="download">{td_string!(locale, common.install)}</LinkButton>
            }
            .into_any()
        }
    }
}

#[component]
fn About(blueprint: CatalogBlueprint) -> impl IntoView {
    let locale = use_locale();
    let card = blueprint.card;
    let text = [card.description, card.summary]
        .into_iter()
        .find(|text| !text.trim().is_empty());
    let readme = match blueprint.readme.filter(|readme| !readme.trim().is_empty()) {
        Some(source) => view! { <Markdown source /> }.into_any(),
        None => view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.readme_missing)}</p> }
            .into_any(),
    };
    let tags = card
        .tags
        .into_iter()
        .map(|tag| view! { <Badge><bdi>{tag}</bdi></Badge> })
        .collect_view();
    view! {
        <Card title=td_string!(locale, marketplace.about)>
            {text.map(|text| view! { <p dir="auto" class="max-w-prose wrap-anywhere">{text}</p> })}
            <div class="flex flex-wrap gap-2">{tags}</div>
            {readme}
        </Card>
    }
}

#[component]
fn SettingsSummary(settings: Option<Settings>) -> impl IntoView {
    let locale = use_locale();
    let body = match settings.filter(|settings| settings.count > 0) {
        None => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.settings_missing)}</p> }
                .into_any()
        }
        Some(settings) => {
            let count = settings.count;
            let names = settings
                .required
                .into_iter()
                .map(|setting| view! { <li><bdi>{move || setting.title_in(locale.as_str()).to_owned()}</bdi></li> })
                .collect::<Vec<_>>();
            let required = if names.is_empty() {
                view! { <p class="text-sm">{td_string!(locale, marketplace.settings_none_required)}</p> }.into_any()
            } else {
                view! {
                    <p class="text-sm">{td_string!(locale, marketplace.settings_required)} ":"</p>
                    <ul class="list-disc ps-5 text-sm">{names}</ul>
                }
                .into_any()
            };
            view! {
                <p class="text-sm">{move || say!(locale, marketplace.settings_count, count = count)}</p>
                {required}
            }
            .into_any()
        }
    };
    view! { <Card title=td_string!(locale, marketplace.settings)>{body}</Card> }
}

#[component]
fn Placement(schema: Option<PlacementSchema>) -> impl IntoView {
    let locale = use_locale();
    let body = match schema {
        None => {
            view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.placement_unknown)}</p> }
                .into_any()
        }
        Some(schema) => {
            let default = schema.default;
            let modes = schema
                .modes
                .into_iter()
                .map(|mode| {
                    let is_default = default.as_ref() == Some(&mode);
                    view! {
                        <li class="flex flex-wrap items-center gap-2">
                            {move || placement_word(locale, &mode)}
                            {is_default.then(|| view! { <Badge>{td_string!(locale, marketplace.placement_default)}</Badge> })}
                        </li>
                    }
                })
                .collect_view();
            let (min, max) = (schema.min_regions.unwrap_or(1), schema.max_regions.unwrap_or(5));
            view! {
                <ul class="flex flex-col gap-1 text-sm">{modes}</ul>
                <p class="text-sm text-base-content/70">
                    {move || say!(locale, marketplace.placement_regions, min = min, max = max)}
                </p>
            }
            .into_any()
        }
    };
    view! { <Card title=td_string!(locale, marketplace.placement)>{body}</Card> }
}
