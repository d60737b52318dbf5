//! Mode and regions.

use super::Sources;
use crate::api::Api;
use crate::i18n::*;
use crate::layout::use_scope;
use crate::pages::application::model::placement::{Choice, Problem, modes, regions};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::preview::PreviewView;
use crate::pages::application::refusal::Refused;
use crate::pages::application::words::{mode_hint, why_not};
use crate::paths::ApplicationTab;
use crate::terms::placement_word;
use crate::ui::{self, Button, Card, Checkbox, Field, RadioGroup, Variant, When, follow, use_toast};
use contract::application::{ApplicationUpdate, Preview, PreviewTopology, UpdateApplication};
use contract::catalog::{CatalogBlueprint, PlacementSchema};
use contract::placement::PlacementMode;
use contract::{ApiError, RegionName};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The code of a refusal that `force` overrides (§E.7).
const BLOCKED: &str = "placement-transition-blocked";

/// Chooses another placement, looks at what it would change, and applies it.
#[component]
pub(super) fn PlacementForm(
    sources: Sources,
    current: Memo<Snapshot>,
    document: Option<CatalogBlueprint>,
) -> impl IntoView {
    let locale = use_locale();
    let schema = StoredValue::new(
        document
            .and_then(|document| document.placement_schema)
            .unwrap_or_default(),
    );
    let in_force =
        Memo::new(move |_| current.with(|current| Choice::of(&current.detail.placement, &current.detail.regions)));
    let choice = RwSignal::new(in_force.get_untracked());
    let preview = RwSignal::new(None::<Preview>);
    let change = move |edit: &dyn Fn(&mut Choice)| {
        preview.set(None);
        choice.update(|choice| edit(choice));
    };
    let options = Signal::derive(move || {
        let offered = schema.with_value(|schema| in_force.with(|now| modes(schema, &now.mode)));
        let option = |offered: PlacementMode| {
            let choice = ui::Choice::new(offered.as_str(), placement_word(locale, &offered));
            match mode_hint(locale, &offered) {
                "" => choice,
                hint => choice.hint(hint),
            }
        };
        offered.into_iter().map(option).collect::<Vec<_>>()
    });
    let chosen_mode = Signal::derive(move || choice.with(|choice| choice.mode.as_str().to_owned()));
    view! {
        <Card class="max-w-3xl">
            <Field id="placement-mode" label=td_string!(locale, application.placement.mode) group=true>
                <RadioGroup
                    name="placement-mode"
                    value=chosen_mode
                    options
                    on_change=move |text: String| change(&|choice| choice.mode = PlacementMode::from(text.as_str()))
                />
            </Field>
            <Transition><Regions choice preview in_force /></Transition>
            <Act sources current schema choice in_force preview />
        </Card>
    }
}

#[component]
fn Regions(choice: RwSignal<Choice>, preview: RwSignal<Option<Preview>>, in_force: Memo<Choice>) -> impl IntoView {
    let locale = use_locale();
    let scope = use_scope();
    let offered = move || {
        let environment = scope
            .current()
            .map(|environment| environment.regions)
            .unwrap_or_default();
        in_force.with(|now| regions(&environment, &now.regions))
    };
    let rows = follow(move || {
        let row = |region: RegionName| view! { <Region region choice preview /> };
        offered().into_iter().map(row).collect_view()
    });
    let only_one =
        follow(move || (offered().len() < 2).then_some(td_string!(locale, application.placement.one_region)));
    view! {
        <Field id="placement-regions" label=td_string!(locale, application.placement.regions) group=true>
            <div class="flex flex-col gap-2">{rows}</div>
            <p class="text-sm text-base-content/70">{only_one}</p>
        </Field>
    }
}

#[component]
fn Region(region: RegionName, choice: RwSignal<Choice>, preview: RwSignal<Option<Preview>>) -> impl IntoView {
    let locale = use_locale();
    let region = StoredValue::new(region);
    let at =
        move || choice.with(|choice| region.with_value(|region| choice.regions.iter().position(|one| one == region)));
    let toggle = move |_| {
        preview.set(None);
        choice.update(|choice| region.with_value(|region| choice.toggle(region)));
    };
    let promote = move |_| {
        preview.set(None);
        choice.update(|choice| region.with_value(|region| choice.make_primary(region)));
    };
    let name = region.with_value(ToString::to_string);
    let label = say!(locale, application.placement.make_primary, region = name);
    let role = follow(move || match at() {
        Some(0) => Some(
            view! { <ui::Badge tone=ui::Tone::Info>{td_string!(locale, application.placement.primary)}</ui::Badge> }
                .into_any(),
        ),
        Some(_) => {
            let label = label.clone();
            Some(
                view! { <Button variant=Variant::Ghost size=ui::Size::Small on_click=promote>{label}</Button> }
                    .into_any(),
            )
        }
        None => None,
    });
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <Checkbox
                id=format!("region-{name}")
                checked=Signal::derive(move || at().is_some())
                on_change=toggle
            >
                <bdi>{name.clone()}</bdi>
            </Checkbox>
            {role}
        </div>
    }
}

fn problem(locale: Locale, problem: Problem) -> String {
    match problem {
        Problem::TooFew { needed } => say!(locale, application.placement.too_few, count = needed),
        Problem::TooMany { allowed } => say!(locale, application.placement.too_many, count = allowed),
    }
}

/// Preview, apply, and what to do when the control plane says no.
#[component]
fn Act(
    sources: Sources,
    current: Memo<Snapshot>,
    schema: StoredValue<PlacementSchema>,
    choice: RwSignal<Choice>,
    in_force: Memo<Choice>,
    preview: RwSignal<Option<Preview>>,
) -> impl IntoView {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let navigate = use_navigate();
    let (busy, forced) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);
    let blocked = move || error.with(|error| error.as_ref().is_some_and(|error| error.code == BLOCKED));
    let address = sources.shared.address.get_untracked();
    let (key, overview) = (address.key(), address.href(ApplicationTab::Overview));
    let forbidden = why_not(locale, current.with_untracked(|current| current.detail.bootstrap));
    let cannot_send = Signal::derive(move || {
        let wrong = choice.with(|choice| schema.with_value(|schema| choice.check(schema).err()));
        let unchanged = choice.with(|choice| in_force.with(|now| choice == now));
        let same = || unchanged.then(|| td_string!(locale, application.placement.unchanged).to_owned());
        wrong.map(|wrong| problem(locale, wrong)).or_else(same)
    });
    let cannot_apply = Signal::derive(move || {
        let unseen = || {
            preview
                .with(Option::is_none)
                .then(|| td_string!(locale, application.placement.preview_first).to_owned())
        };
        let unforced =
            || (blocked() && !forced.get()).then(|| td_string!(locale, application.placement.force_reason).to_owned());
        forbidden
            .clone()
            .or_else(|| cannot_send.get())
            .or_else(unseen)
            .or_else(unforced)
    });
    // A choice that was refused is not the next one.
    Effect::new(move |_| {
        choice.track();
        error.set(None);
        forced.set(false);
    });
    let look = {
        let (api, key) = (api.clone(), key.clone());
        move |_| {
            busy.set(true);
            error.set(None);
            let asked = api.call(PreviewTopology {
                application: key.clone(),
                placement: choice.with_untracked(Choice::placement),
            });
            leptos::task::spawn_local(async move {
                let answer = asked.await;
                busy.try_set(false);
                match answer {
                    Ok(shown) => drop(preview.try_set(Some(shown))),
                    Err(refused) => drop(error.try_set(Some(refused))),
                }
            });
        }
    };
    let apply = move |_| {
        busy.set(true);
        let sent = api.call(UpdateApplication {
            application: key.clone(),
            update: ApplicationUpdate {
                placement: Some(choice.with_untracked(Choice::placement)),
                ..ApplicationUpdate::default()
            },
            force: blocked() && forced.get_untracked(),
        });
        let (navigate, overview) = (navigate.clone(), overview.clone());
        leptos::task::spawn_local(async move {
            let answer = sent.await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.success(td_string!(locale, application.placement.applied));
                    navigate(&overview, NavigateOptions::default());
                }
                Err(refused) => drop(error.try_set(Some(refused))),
            }
        });
    };
    let label = follow(move || {
        if blocked() {
            td_string!(locale, application.placement.force_apply)
        } else {
            td_string!(locale, application.placement.apply)
        }
    });
    let refusal = follow(move || {
        let refused = error.get()?;
        let title = (refused.code == BLOCKED).then(|| td_string!(locale, application.placement.blocked));
        let title = title.unwrap_or_else(|| td_string!(locale, application.settings.failed));
        Some(view! { <Refused error=refused title=title /> })
    });
    view! {
        {move || preview.get().map(|preview| view! { <PreviewView preview /> })}
        {refusal}
        <When holds=Signal::derive(blocked)>
            <Checkbox id="placement-force" checked=forced on_change=move |on| forced.set(on)>
                {td_string!(locale, application.placement.force)}
            </Checkbox>
        </When>
        <div class="flex flex-wrap gap-3">
            <Button id="preview-placement" busy disabled_reason=cannot_send on_click=look>{td_string!(locale, application.placement.preview)}</Button>
            <Button id="apply-placement" variant=Variant::Primary busy disabled_reason=cannot_apply on_click=apply>{label}</Button>
        </div>
    }
}
