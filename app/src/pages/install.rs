//! `/marketplace/:blueprint/install`: the form that a Blueprint's schema makes, and what installing would write.
//!
//! The fixed part (name, Environment, placement, dependencies) is in [`fixed`]; the generated part is
//! [`crate::form::FormEditor`]; the rules are in [`model`]. Without JavaScript the page can be read, not filled in.

mod dependencies;
mod draft;
mod filling;
mod fixed;
mod model;
mod predicate;
mod review;

use crate::api::Api;
use crate::asked::Asked;
use crate::form::{ApplicationOffer, FormEditor, Suggestions};
use crate::i18n::*;
use crate::layout::{Loaded, set_page, use_scope};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Button, Crumb, LinkButton, Tone, Variant, follow};
use contract::application::ListApplications;
use contract::catalog::{GetBlueprint, GetBlueprintVersion};
use contract::{ApiError, BlueprintName, BlueprintVersion, EnvironmentName};
use filling::Install;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::Facts;

/// The install form of a Blueprint. `?version=` and `?environment=` preset it.
#[component]
pub fn InstallPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let blueprint = BlueprintName::from_wire(params.with(|params| params.get("blueprint").unwrap_or_default()));
        let version = query
            .with(|query| query.get("version"))
            .map(BlueprintVersion::from_wire);
        (blueprint, version)
    });
    let environment = query
        .with_untracked(|query| query.get("environment"))
        .map(EnvironmentName::from_wire);
    let (api, sovereign, scope) = (Api::from_context(), use_session().sovereign(), use_scope());
    let facts = Asked::new(
        move || wanted.get(),
        move |(name, version)| {
            let newest = api.call(GetBlueprint { name: name.clone() });
            let applications = api.call(ListApplications {
                sovereign: sovereign.clone(),
            });
            let api = api.clone();
            async move {
                let newest = newest.await?;
                // Only the answer for one version holds the whole document.
                let version = version.unwrap_or_else(|| newest.version.clone());
                let mut blueprint = api.call(GetBlueprintVersion { name, version }).await?;
                blueprint.versions = newest.versions;
                let organizations = scope.organizations.await.unwrap_or_default();
                let domains = organizations.into_iter().flat_map(|organization| {
                    [organization.byo_domain, organization.parent_domain]
                        .into_iter()
                        .flatten()
                });
                Ok::<_, ApiError>(Facts {
                    blueprint,
                    environments: scope.environments.await?,
                    applications: applications.await.ok().map(|list| list.items),
                    domains: domains.collect(),
                })
            }
        },
    );
    view! {
        <Loaded
            asked=facts
            view=move |facts: Facts| {
                let preset = environment.clone().or_else(|| use_scope().current().map(|environment| environment.name));
                view! { <InstallForm facts preset /> }.into_any()
            }
        />
    }
}

#[component]
fn InstallForm(facts: Facts, preset: Option<EnvironmentName>) -> impl IntoView {
    let locale = use_locale();
    let title = title_of(&facts, locale.as_str());
    let heading = say!(locale, install.heading, title = title);
    let name = &facts.blueprint.name;
    let crumbs = vec![
        Crumb::link(td_string!(locale, install.marketplace), paths::marketplace()),
        Crumb::link(title, paths::blueprint(name)),
        Crumb::here(td_string!(locale, install.install)),
    ];
    set_page(heading.clone(), crumbs);
    if let Some(error) = facts.blueprint.error.clone() {
        return view! { <Broken error back=paths::blueprint(name) /> }.into_any();
    }
    if facts.environments.is_empty() {
        return view! { <Alert tone=Tone::Warning title=td_string!(locale, install.no_environment)>{td_string!(locale, install.no_environment_text)}</Alert> }
            .into_any();
    }
    let install = Install::new(facts, preset);
    install.keep_draft();
    let send_by_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            install.submit();
        }
    };
    view! {
        <form
            novalidate
            class="mx-auto flex w-full max-w-3xl flex-col gap-8"
            on:submit=move |event| {
                event.prevent_default();
                install.review();
            }
            on:keydown=send_by_key
        >
            <h1 class="text-2xl font-semibold">{heading}</h1>
            <DraftNotice install />
            <fixed::FixedPart install />
            <Configuration install />
            <review::Review install />
            <Actions install />
        </form>
    }
    .into_any()
}

fn title_of(facts: &Facts, language: &str) -> String {
    let card = &facts.blueprint.card;
    let translated = card.translations.get(language).map(|text| &text.title);
    let titles = [translated, Some(&card.title)].into_iter().flatten();
    let found = titles.into_iter().find(|title| !title.is_empty()).cloned();
    found.unwrap_or_else(|| facts.blueprint.name.short().to_owned())
}

#[component]
fn Broken(error: String, back: String) -> impl IntoView {
    let locale = use_locale();
    view! {
        <section class="mx-auto flex max-w-2xl flex-col items-start gap-4">
            <h1 class="text-2xl font-semibold">{td_string!(locale, install.broken_title)}</h1>
            <p>{td_string!(locale, install.broken_text)}</p>
            <Alert tone=Tone::Error><bdi>{error}</bdi></Alert>
            <LinkButton href=back>{td_string!(locale, install.back)}</LinkButton>
        </section>
    }
}

/// The generated part, or the news that there is nothing to configure.
#[component]
fn Configuration(install: Install) -> impl IntoView {
    let locale = use_locale();
    let suggestions = Signal::derive(move || suggestions(install));
    let body = match install.form {
        Some(state) => view! { <FormEditor state suggestions /> }.into_any(),
        None => view! { <p class="text-muted">{td_string!(locale, install.no_schema)}</p> }.into_any(),
    };
    view! {
        <section class="flex flex-col gap-4" aria-labelledby="install-configuration">
            <h2 id="install-configuration" class="text-xl font-semibold">{td_string!(locale, install.configuration)}</h2>
            {body}
        </section>
    }
}

fn suggestions(install: Install) -> Suggestions {
    let environment = install.decisions.with(|decisions| decisions.environment.clone());
    let name = install.decisions.with(|decisions| decisions.name.clone());
    install.facts.with_value(|facts| Suggestions {
        domains: facts.domains.iter().map(|domain| format!("{name}.{domain}")).collect(),
        secrets: Vec::new(),
        applications: facts.applications.as_ref().map(|applications| {
            let offers = applications.iter().map(|application| ApplicationOffer {
                name: application.name.clone(),
                blueprint: application.blueprint.clone(),
                environment: application.environment_ref.clone(),
            });
            offers.collect()
        }),
        environment: Some(environment),
    })
}

#[component]
fn DraftNotice(install: Install) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        install.restored.get().then(|| {
            let actions = move || {
                view! { <Button on_click=move |_| install.discard_draft()>{td_string!(locale, install.draft_discard)}</Button> }
            };
            view! { <Alert tone=Tone::Info title=td_string!(locale, install.draft_title) actions>{td_string!(locale, install.draft_text)}</Alert> }
        })
    })
}

#[component]
fn Actions(install: Install) -> impl IntoView {
    let locale = use_locale();
    let refused = use_session().may_change_applications().is_err();
    let reason = Signal::derive(move || refused.then(|| td_string!(locale, install.needs_admin).to_owned()));
    let failure = follow(move || {
        install.failure.get().map(|error| {
            let hint = error.hint.map(|hint| view! { <p dir="auto">{hint}</p> });
            view! {
                <Alert tone=Tone::Error title=td_string!(locale, install.failed)><p dir="auto">{error.message}</p>{hint}</Alert>
            }
        })
    });
    view! {
        <div class="flex flex-col gap-4">
            {failure}
            <div class="flex flex-wrap gap-2">
                <Button id="install-submit" variant=Variant::Primary busy=install.busy disabled_reason=reason on_click=move |_| install.submit()>
                    {td_string!(locale, install.install)}
                </Button>
                <Button id="install-review" submit=true busy=install.previewing>{td_string!(locale, install.review)}</Button>
                <span class="self-center text-sm text-muted">{td_string!(locale, install.shortcut)}</span>
            </div>
        </div>
    }
}
