//! Adding an app: which one is in the address, so that it can be chosen before WebAssembly has arrived.

use super::Before;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths;
use crate::questions::{AppForm, AppQuestions};
use crate::ui::time::use_hydrated;
use crate::ui::{Alert, Button, CardSkeleton, LinkButton, Tone, Variant, chunk, follow, later};
use contract::ApiError;
use contract::storefront::{GetApp, StoreApp};
use contract::tenant::{AppState, InstallApp, NewApp, Organization};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The app that the address names, with its questions.
///
/// Asked beside the other parts of the page, not inside of one: the browser finds answers by the order of asking.
pub(super) fn chosen_app() -> Asked<Option<StoreApp>> {
    let api = Api::from_context();
    Asked::new(move || chosen().get(), move |slug| look(api.clone(), slug))
}

fn chosen() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("add")).unwrap_or_default())
}

async fn look(api: Api, slug: String) -> Result<Option<StoreApp>, ApiError> {
    if slug.is_empty() {
        return Ok(None);
    }
    api.call(GetApp { slug }).await.map(Some)
}

/// Offers what the shop does not have, or asks about the one that was chosen.
#[component]
pub(super) fn Add(
    apps: Vec<StoreApp>,
    organization: RwSignal<Organization>,
    asked: Asked<Option<StoreApp>>,
) -> impl IntoView {
    let locale = use_locale();
    let chosen = chosen();
    let apps = StoredValue::new(apps);
    // A memo, so that what is typed stays while something else of the shop changes.
    let offered =
        Memo::new(move |_| organization.with(|organization| apps.with_value(|apps| offer(apps, organization))));
    follow(move || {
        let offered = offered.get();
        match offered.iter().find(|app| app.slug == chosen.get()) {
            Some(app) => {
                let needed = apps.with_value(|apps| names(apps, &app.dependencies, locale));
                view! { <Chosen asked needed organization /> }.into_any()
            }
            None => view! { <Offer apps=offered organization /> }.into_any(),
        }
    })
}

/// What can be added: neither there already nor only of use to others. One that failed may be tried again.
fn offer(apps: &[StoreApp], organization: &Organization) -> Vec<StoreApp> {
    let failed = |app: &StoreApp| organization.app_states.get(&app.id) == Some(&AppState::Failed);
    let missing = |app: &&StoreApp| !organization.apps.contains(&app.id) || failed(app);
    let sold = apps.iter().filter(|app| app.deployable && app.is_offered());
    sold.filter(missing).cloned().collect()
}

/// What an app needs, as people call it.
fn names(apps: &[StoreApp], slugs: &[String], locale: Locale) -> Vec<String> {
    let name = |slug: &String| {
        let app = apps.iter().find(|app| app.slug == *slug);
        app.map_or_else(|| slug.clone(), |app| app.title(locale.as_str()).to_owned())
    };
    slugs.iter().map(name).collect()
}

#[component]
fn Offer(apps: Vec<StoreApp>, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let shop = organization.with_untracked(|organization| organization.slug.clone());
    let links = apps.into_iter().map(|app| {
        let href = paths::add_app(&shop, &app.slug);
        view! {
            <li class="py-2">
                <a href=href class="link font-medium"><bdi>{app.title(locale.as_str()).to_owned()}</bdi></a>
                <p class="text-sm text-base-content/70 wrap-anywhere"><bdi>{app.tagline(locale.as_str()).to_owned()}</bdi></p>
            </li>
        }
    });
    view! {
        <details class="collapse collapse-arrow border border-base-300">
            <summary class="collapse-title font-semibold">{td_string!(locale, shop.apps.add)}</summary>
            <ul class="collapse-content divide-y divide-base-300">{links.collect_view()}</ul>
        </details>
    }
}

#[component]
fn Chosen(asked: Asked<Option<StoreApp>>, needed: Vec<String>, organization: RwSignal<Organization>) -> impl IntoView {
    let install = move |app: Option<StoreApp>| {
        let install = app.map(|app| view! { <Install app needed=needed.clone() organization /> });
        install.into_any()
    };
    view! { <Loaded asked skeleton=|| view! { <CardSkeleton /> } view=install /> }
}

#[component]
fn Install(app: StoreApp, needed: Vec<String>, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let hydrated = use_hydrated();
    let shop = organization.with_untracked(|organization| organization.slug.clone());
    let title = app.title(locale.as_str()).to_owned();
    let brings = (!needed.is_empty()).then(|| say!(locale, shop.apps.brings, others = needed.join(", ")));
    let loading = td_string!(locale, common.loading);
    // Nobody can answer before the page works, and few shops are opened for this: the form comes when it is needed.
    let answers = follow(move || match hydrated.get() {
        true => {
            let app = app.clone();
            later(loading, move || installation(app.clone(), organization))
        }
        false => view! { <Buttons shop=shop.clone() busy=false not_yet=loading on_install=|()| () /> }.into_any(),
    });
    view! {
        <section class="flex flex-col gap-4 border-t border-base-300 pt-4">
            <h3 class="font-semibold">{say!(locale, shop.apps.add_named, name = title)}</h3>
            <p>{td_string!(locale, shop.apps.costs)} " " {brings}</p>
            {answers}
        </section>
    }
}

#[component]
fn Buttons(
    shop: String,
    #[prop(into)] busy: Signal<bool>,
    /// Why a press would do nothing yet.
    #[prop(optional)]
    not_yet: Option<&'static str>,
    #[prop(into)] on_install: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let not_yet = Signal::stored(not_yet.map(str::to_owned));
    view! {
        <div class="flex flex-wrap gap-2">
            <Button id="add-app" variant=Variant::Primary busy disabled_reason=not_yet on_click=move |_| on_install.run(())>
                {td_string!(locale, shop.apps.install)}
            </Button>
            <LinkButton href=paths::shop(&shop) variant=Variant::Ghost>{td_string!(locale, common.cancel)}</LinkButton>
        </div>
    }
}

chunk! {
    fn installation(app: StoreApp, organization: RwSignal<Organization>) -> AnyView {
        view! { <Answers app organization /> }.into_any()
    }
}

/// What the app asks, and the button that installs it.
#[component]
fn Answers(app: StoreApp, organization: RwSignal<Organization>) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let form = AppForm::of(&app, locale);
    let shop = organization.with_untracked(|organization| organization.slug.clone());
    let after = paths::shop(&shop);
    let answered = form.clone();
    let slug = app.slug;
    let install = move |()| {
        if answered.as_ref().is_some_and(|form| !form.submit()) {
            return;
        }
        busy.set(true);
        failed.set(None);
        let request = NewApp {
            slug: slug.clone(),
            app_config: answered.as_ref().map(|form| form.state.overrides()).unwrap_or_default(),
            ..NewApp::default()
        };
        let before = Before::a_change(organization);
        let call = api.call(InstallApp {
            organization: before.shown.id.clone(),
            request,
        });
        let (navigate, after) = (navigate.clone(), after.clone());
        spawn_local(async move {
            match call.await {
                Ok(change) => {
                    navigate(&after, Default::default());
                    before.take_over(change);
                }
                Err(error) => {
                    failed.set(Some(error.message));
                    busy.try_set(false);
                }
            }
        });
    };
    let problem = follow(move || {
        failed
            .get()
            .map(|error| view! { <Alert tone=Tone::Error><bdi>{error}</bdi></Alert> })
    });
    let questions = form.map(|form| {
        view! {
            <p class="text-sm text-base-content/70">{td_string!(locale, storefront.answers.text)}</p>
            <AppQuestions form />
        }
    });
    view! {
        {questions}
        {problem}
        <Buttons shop busy on_install=install />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn app(slug: &str, more: Value) -> StoreApp {
        let mut app = json!({"id": format!("app-{slug}"), "slug": slug, "name": slug, "deployable": true});
        let fields = more.as_object().cloned().unwrap_or_default();
        app.as_object_mut().unwrap().extend(fields);
        serde_json::from_value(app).unwrap()
    }

    #[test]
    fn what_is_there_or_serves_others_is_not_offered() {
        let apps = [
            app("wordpress", json!({})),
            app("odoo", json!({})),
            app("postgres", json!({"system": true})),
            app("later", json!({"deployable": false})),
            app("broken", json!({})),
        ];
        let organization: Organization = serde_json::from_value(json!({
            "id": "o", "slug": "o", "status": "active", "apps": ["app-wordpress", "app-broken"],
            "app_states": {"app-broken": "failed"}
        }))
        .unwrap();
        let offered: Vec<_> = offer(&apps, &organization).into_iter().map(|app| app.slug).collect();
        assert_eq!(offered, ["odoo", "broken"]);
    }
}
