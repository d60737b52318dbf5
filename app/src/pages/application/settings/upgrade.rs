//! One newer version: what it means for the settings, and the way there.

use super::upgrade_review::Notes;
use super::values::suggestions;
use super::{Section, Sources};
use crate::api::Api;
use crate::asked::Asked;
use crate::form::{FormEditor, FormState};
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::snapshot::{Snapshot, namespace};
use crate::pages::application::model::upgrade::{carried_over, notes};
use crate::pages::application::preview::PreviewView;
use crate::pages::application::refusal::Refused;
use crate::pages::application::shared::Shared;
use crate::pages::application::words::{SECRET_MASK, why_not};
use crate::paths::ApplicationTab;
use crate::session::use_session;
use crate::ui::{Button, Card, LinkButton, Variant, use_toast};
use config_schema::Form;
use contract::application::{ApplicationKey, ApplicationUpdate, Preview, PreviewUpgrade, UpdateApplication};
use contract::catalog::CatalogBlueprint;
use contract::{ApiError, BlueprintVersion};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};

/// The preview of the version that the URL names; `None` when it names none.
pub(super) type Read = Asked<Option<Preview>>;

/// Asks what the upgrade would write.
pub(super) fn read(shared: Shared, target: Memo<Option<BlueprintVersion>>) -> Read {
    let api = Api::from_context();
    let sovereign = use_session().sovereign();
    Asked::new(
        move || (shared.address.get(), target.get()),
        move |(address, target)| {
            let (api, sovereign) = (api.clone(), sovereign.clone());
            async move {
                let Some(target_version) = target else {
                    return Ok(None);
                };
                let application = ApplicationKey {
                    sovereign,
                    namespace: Some(namespace(&address.environment)),
                    name: address.name,
                };
                let asked = PreviewUpgrade {
                    application,
                    target_version,
                };
                api.call(asked).await.map(Some)
            }
        },
    )
}

/// The review of an upgrade: needs the schema in force to compare with.
#[component]
pub(super) fn Upgrade(sources: Sources, current: Memo<Snapshot>, target: CatalogBlueprint) -> impl IntoView {
    let compare = move |old: Option<CatalogBlueprint>| {
        let old = old
            .as_ref()
            .and_then(CatalogBlueprint::config_schema)
            .map(Form::compile);
        view! { <Review sources current old target=target.clone() /> }.into_any()
    };
    view! { <Loaded asked=sources.document view=compare /> }
}

#[component]
fn Review(sources: Sources, current: Memo<Snapshot>, old: Option<Form>, target: CatalogBlueprint) -> impl IntoView {
    let locale = use_locale();
    let form = Form::compile(target.config_schema().unwrap_or(&json!({"type": "object"})));
    let today = current.with_untracked(|current| current.detail.clone());
    let overrides = today
        .parameters
        .as_object()
        .cloned()
        .map_or_else(|| json!({}), Value::Object);
    let found = old
        .map(|old| notes(&old, &form, &overrides, SECRET_MASK))
        .unwrap_or_default();
    let carried = carried_over(&overrides, &found);
    let state = FormState::new("upgrade", form, carried, locale);
    let title = say!(
        locale,
        application.upgrade.review_title,
        from = today.version,
        to = target.version
    );
    let choose = sources.href(Section::Version, None);
    let preview = move |preview: Option<Preview>| preview.map(|preview| view! { <PreviewView preview /> }).into_any();
    view! {
        <div class="flex flex-col gap-6">
            <div class="flex flex-wrap items-center gap-3">
                <h2 class="grow text-xl font-semibold"><bdi>{title}</bdi></h2>
                <LinkButton href=choose variant=Variant::Ghost>{td_string!(locale, application.upgrade.cancel)}</LinkButton>
            </div>
            <Notes notes=found state />
            <Loaded asked=sources.upgrade view=preview />
            <Card title=say!(locale, application.upgrade.values_title, version = target.version)>
                <UpgradeForm sources current state target=target.version />
            </Card>
        </div>
    }
}

/// The form of the new version, and the one write that brings both.
#[component]
fn UpgradeForm(sources: Sources, current: Memo<Snapshot>, state: FormState, target: BlueprintVersion) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let address = sources.shared.address.get_untracked();
    let key = address.key();
    let overview = address.href(ApplicationTab::Overview);
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let label = say!(locale, application.upgrade.confirm, version = target);
    let done = say!(locale, application.upgrade.done, version = target);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        error.set(None);
        if busy.get_untracked() || !state.submit() {
            return;
        }
        busy.set(true);
        let sent = api.call(UpdateApplication {
            application: key.clone(),
            update: ApplicationUpdate {
                parameters: Some(state.overrides()),
                version: Some(target.clone()),
                ..ApplicationUpdate::default()
            },
            force: false,
        });
        let (navigate, overview, done) = (navigate.clone(), overview.clone(), done.clone());
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.success(done);
                    navigate(&overview, NavigateOptions::default());
                }
                Err(refused) => {
                    state.set_server_issues(refused.fields.clone());
                    drop(error.try_set(Some(refused)));
                }
            }
        });
    };
    view! {
        <form class="flex flex-col gap-6" novalidate on:submit=submit>
            <FormEditor state suggestions=suggestions(sources) />
            {move || error.get().map(|error| view! { <Refused error /> })}
            <div>
                <Button id="upgrade" variant=Variant::Primary icon="rocket" submit=true busy disabled_reason=forbidden>{label}</Button>
            </div>
        </form>
    }
}
