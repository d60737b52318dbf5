//! The values: the install form again, on what is there.

use super::Sources;
use super::overlay::Overlaid;
use crate::api::Api;
use crate::change::{self, Changes, Impact, Row};
use crate::form::{ApplicationOffer, FormEditor, FormState, Suggestions};
use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::why_not;
use crate::paths::ApplicationTab;
use crate::ui::{Alert, Button, Card, EmptyState, Tone, Variant, follow, use_toast};
use config_schema::{Form, diff};
use contract::ApiError;
use contract::application::{ApplicationObject, ApplicationUpdate, UpdateApplication};
use contract::catalog::CatalogBlueprint;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::{Map, Value};

/// The form of the version in force, or why there is none.
#[component]
pub(super) fn Values(sources: Sources, current: Memo<Snapshot>, document: Option<CatalogBlueprint>) -> impl IntoView {
    let locale = use_locale();
    let Some(document) = document else {
        let version = current.with_untracked(|current| current.detail.version.clone());
        let text = say!(locale, application.settings.version_missing, version = version);
        return view! {
            <Alert tone=Tone::Warning>
                <p>{text}</p>
                <p>{td_string!(locale, application.settings.version_missing_next)}</p>
            </Alert>
        }
        .into_any();
    };
    let Some(form) = document.config_schema().map(Form::compile) else {
        return view! { <EmptyState icon="settings" title=td_string!(locale, application.settings.no_schema) /> }
            .into_any();
    };
    // Starting over makes the whole editor anew, on the values of that moment.
    let round = RwSignal::new(0_u32);
    let form = StoredValue::new(form);
    let editor = move || {
        round.track();
        let base = current.with_untracked(overrides);
        view! { <Editor sources current form=form.get_value() base round /> }
    };
    editor.into_any()
}

fn overrides(current: &Snapshot) -> Map<String, Value> {
    current.detail.parameters.as_object().cloned().unwrap_or_default()
}

#[component]
fn Editor(
    sources: Sources,
    current: Memo<Snapshot>,
    form: Form,
    base: Map<String, Value>,
    round: RwSignal<u32>,
) -> impl IntoView {
    let locale = use_locale();
    let state = FormState::new("settings", form.clone(), base.clone(), locale);
    let reviewing = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let base = StoredValue::new(base);
    let changed_meanwhile =
        Memo::new(move |_| current.with(|current| base.with_value(|base| overrides(current) != *base)));
    let form = StoredValue::new(form);
    let rows = move || {
        let (before, after) = (Value::Object(base.get_value()), Value::Object(state.overrides()));
        let rows = form.with_value(|form| change::rows(Some(form), &before, Some(form), &after));
        let translated = |row: Row| Row {
            label: state.label(&row.pointer),
            ..row
        };
        let impact = change::impact(&diff(&before, &after));
        (rows.into_iter().map(translated).collect::<Vec<_>>(), impact)
    };
    let review = move |event: SubmitEvent| {
        event.prevent_default();
        error.set(None);
        if state.submit() {
            reviewing.set(true);
        }
    };
    let unchanged = Signal::derive(move || {
        state.track();
        let nothing =
            || (!state.is_changed()).then(|| td_string!(locale, application.settings.nothing_changed).to_owned());
        forbidden.clone().or_else(nothing)
    });
    let back = Callback::new(move |refused: Option<ApiError>| {
        if let Some(refused) = &refused {
            state.set_server_issues(refused.fields.clone());
        }
        error.set(refused);
        reviewing.set(false);
    });
    let shown = follow(move || {
        reviewing.get().then(|| {
            let (rows, impact) = rows();
            let update = ApplicationUpdate {
                parameters: Some(state.overrides()),
                ..ApplicationUpdate::default()
            };
            view! { <Review sources current rows impact update back /> }
        })
    });
    view! {
        <Overlaid sources form base state />
        {move || changed_meanwhile.get().then(|| view! { <ChangedMeanwhile round /> })}
        {move || error.get().map(|error| view! { <Refused error /> })}
        {shown}
        // The form stays in the page while its changes are reviewed: its fields keep what was typed.
        <form class="flex flex-col gap-6" class:hidden=move || reviewing.get() novalidate on:submit=review>
            <FormEditor state suggestions=suggestions(sources) />
            <div class="flex flex-wrap items-center gap-3">
                <Button id="review-settings" variant=Variant::Primary submit=true disabled_reason=unchanged>
                    {td_string!(locale, application.settings.review)}
                </Button>
                <Button
                    variant=Variant::Ghost
                    icon="undo-2"
                    on_click=move |_| round.update(|round| *round += 1)
                >
                    {td_string!(locale, application.settings.discard)}
                </Button>
                <p class="text-sm text-base-content/70">{td_string!(locale, application.settings.secrets_note)}</p>
            </div>
        </form>
    }
}

/// Applications of this Organization, for fields that refer to one.
pub(super) fn suggestions(sources: Sources) -> Signal<Suggestions> {
    Signal::derive(move || {
        let objects = sources.applications.get().and_then(Result::ok);
        let offer = |object: &Value| {
            let application = ApplicationObject::read(object).ok()?;
            Some(ApplicationOffer {
                name: application.metadata.name,
                blueprint: application.spec.blueprint_ref.name,
                environment: application.spec.environment_ref,
            })
        };
        Suggestions {
            applications: objects.map(|objects| objects.iter().filter_map(offer).collect()),
            environment: Some(sources.shared.address.with(|address| address.environment.clone())),
            ..Suggestions::default()
        }
    })
}

#[component]
fn ChangedMeanwhile(round: RwSignal<u32>) -> impl IntoView {
    let locale = use_locale();
    let actions = move || {
        view! {
            <Button on_click=move |_| round.update(|round| *round += 1)>{td_string!(locale, application.settings.reload)}</Button>
        }
    };
    view! {
        <Alert tone=Tone::Warning title=td_string!(locale, application.settings.changed_meanwhile) actions=actions>
            {td_string!(locale, application.settings.changed_meanwhile_text)}
        </Alert>
    }
}

/// What will change, and the button that saves it.
#[component]
fn Review(
    sources: Sources,
    current: Memo<Snapshot>,
    rows: Vec<Row>,
    impact: Impact,
    update: ApplicationUpdate,
    back: Callback<Option<ApiError>>,
) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let address = sources.shared.address.get_untracked();
    let key = address.key();
    let overview = address.href(ApplicationTab::Overview);
    let save = move |_| {
        busy.set(true);
        let sent = api.call(UpdateApplication {
            application: key.clone(),
            update: update.clone(),
            force: false,
        });
        let (navigate, overview) = (navigate.clone(), overview.clone());
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.success(td_string!(locale, application.settings.saved));
                    navigate(&overview, NavigateOptions::default());
                }
                Err(refused) => drop(back.try_run(Some(refused))),
            }
        });
    };
    let effect = match impact {
        Impact::None => None,
        Impact::Scales => Some(td_string!(locale, application.settings.effect_scales)),
        Impact::Rolls => Some(td_string!(locale, application.settings.effect_rolls)),
    };
    let repository = current.with_untracked(Snapshot::repository).map(|repository| {
        let name = format!("{}/{}", repository.owner, repository.name);
        say!(locale, application.settings.commit_note, repository = name)
    });
    let heading = NodeRef::<leptos::html::P>::new();
    Effect::new(move |_| heading.get().map(|heading| heading.focus()));
    view! {
        <Card title=td_string!(locale, application.settings.changes_title)>
            <p tabindex="-1" node_ref=heading class="text-base-content/70 outline-none">{effect} " " {repository}</p>
            <Changes rows />
            <div class="flex flex-wrap gap-3">
                <Button id="save-settings" variant=Variant::Primary busy on_click=save>{td_string!(locale, application.settings.save)}</Button>
                <Button variant=Variant::Ghost on_click=move |_| back.run(None)>{td_string!(locale, application.settings.back)}</Button>
            </div>
        </Card>
    }
}
