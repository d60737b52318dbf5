//! What every install asks: name, Environment, version, dependencies, placement.

use super::dependencies::Dependencies;
use super::filling::Install;
use super::model::{NameProblem, possible_modes, region_limits, slug};
use crate::form::Depth;
use crate::i18n::*;
use crate::paths;
use crate::ui::{Button, Checkbox, Choice, Field, Select, Size, TextInput, follow};
use contract::placement::PlacementMode;
use contract::{BlueprintVersion, EnvironmentName, NameError, RegionName};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The fixed part of the form.
#[component]
pub fn FixedPart(install: Install) -> impl IntoView {
    let locale = use_locale();
    view! {
        <section class="flex flex-col gap-5" aria-labelledby="install-basics">
            <h2 id="install-basics" class="text-xl font-semibold">{td_string!(locale, install.basics)}</h2>
            <Name install />
            <div class="grid gap-5 sm:grid-cols-2">
                <EnvironmentChoice install />
                <VersionChoice install />
            </div>
            <Dependencies install />
            <PlacementChoice install />
        </section>
    }
}

#[component]
fn Name(install: Install) -> impl IntoView {
    let locale = use_locale();
    let visited = RwSignal::new(false);
    let error = Signal::derive(move || {
        let problem = install.name_problem()?;
        let empty = problem == NameProblem::Rule(NameError::Empty);
        (!empty || visited.get() || install.asked.get()).then(|| match problem {
            NameProblem::Taken => td_string!(locale, install.name_taken).to_owned(),
            NameProblem::Refused => td_string!(locale, install.name_refused).to_owned(),
            NameProblem::Rule(NameError::Empty) => td_string!(locale, install.name_empty).to_owned(),
            NameProblem::Rule(NameError::TooLong { max }) => {
                say!(locale, install.name_long, max = max)
            }
            NameProblem::Rule(NameError::Reserved) => td_string!(locale, install.name_reserved).to_owned(),
            NameProblem::Rule(NameError::Shape | NameError::TooShort { .. }) => {
                td_string!(locale, install.name_shape).to_owned()
            }
        })
    });
    let value = Signal::derive(move || install.decisions.with(|decisions| decisions.name.clone()));
    let better = move || {
        let typed = value.get();
        Some(slug(&typed)).filter(|slug| !slug.is_empty() && *slug != typed)
    };
    let set = move |name: String| install.decisions.update(|decisions| decisions.name = name);
    view! {
        <Field id="install-name" label=td_string!(locale, install.name) hint=td_string!(locale, install.name_hint) required=true error>
            <TextInput value dir="ltr" on_input=Callback::new(set) on_blur=Callback::new(move |()| visited.set(true)) />
            {move || better().map(|slug| {
                let text = say!(locale, install.name_use, name = slug);
                view! { <Button size=Size::Small on_click=move |_| set(slug.clone())>{text}</Button> }
            })}
        </Field>
    }
}

#[component]
fn EnvironmentChoice(install: Install) -> impl IntoView {
    let locale = use_locale();
    let value = Signal::derive(move || install.decisions.with(|decisions| decisions.environment.to_string()));
    let options: Vec<Choice> = install.facts.with_value(|facts| {
        let names = facts
            .environments
            .iter()
            .map(|environment| environment.name.to_string());
        names.map(|name| Choice::new(name.clone(), name)).collect()
    });
    let choose = move |name: String| {
        install.decisions.update(|decisions| {
            decisions.environment = EnvironmentName::from_wire(name);
            // Regions and what can be used belong to the Environment.
            decisions.regions.clear();
            decisions.reuse.clear();
        });
    };
    view! {
        <Field id="install-environment" label=td_string!(locale, install.environment) required=true>
            <Select value options=Signal::stored(options) on_change=Callback::new(choose) />
        </Field>
    }
}

#[component]
fn VersionChoice(install: Install) -> impl IntoView {
    let locale = use_locale();
    let (name, version, mut versions) = install.facts.with_value(|facts| {
        let versions: Vec<BlueprintVersion> = facts
            .blueprint
            .versions
            .iter()
            .map(|known| known.version.clone())
            .collect();
        (facts.blueprint.name.clone(), facts.blueprint.version.clone(), versions)
    });
    if !versions.contains(&version) {
        versions.insert(0, version.clone());
    }
    let options: Vec<Choice> = versions
        .iter()
        .map(|version| Choice::new(version.to_string(), version.to_string()))
        .collect();
    let navigate = use_navigate();
    let choose = move |version: String| {
        let environment = install
            .decisions
            .with_untracked(|decisions| decisions.environment.clone());
        let version = BlueprintVersion::from_wire(version);
        navigate(
            &paths::install(&name, Some(&version), Some(&environment)),
            NavigateOptions::default(),
        );
    };
    view! {
        <Field id="install-version" label=td_string!(locale, install.version) required=true>
            <Select value=version.to_string() options=Signal::stored(options) on_change=Callback::new(choose) />
        </Field>
    }
}

/// Mode and regions: always there when there is something to choose, details only beyond the simplest depth.
#[component]
fn PlacementChoice(install: Install) -> impl IntoView {
    let locale = use_locale();
    let offered = Memo::new(move |_| {
        let name = install.decisions.with(|decisions| decisions.environment.clone());
        install.facts.with_value(|facts| {
            facts
                .environment(&name)
                .map(|found| found.regions.clone())
                .unwrap_or_default()
        })
    });
    let schema = install
        .facts
        .with_value(|facts| facts.blueprint.placement_schema.clone());
    let default = schema.as_ref().and_then(|schema| schema.default.clone());
    let schema = StoredValue::new(schema);
    let modes = Memo::new(move |_| schema.with_value(|schema| possible_modes(schema.as_ref(), offered.get().len())));
    let detailed = move || install.form.is_some_and(|form| form.depth().get() != Depth::Form);
    let shown = move || modes.get().len() > 1 || (detailed() && offered.get().len() > 1);
    let fallback = default
        .clone()
        .or_else(|| schema.with_value(|schema| schema.as_ref()?.modes.first().cloned()));
    let mode = Memo::new(move |_| {
        install
            .decisions
            .with(|decisions| decisions.mode.clone())
            .or_else(|| fallback.clone())
    });
    let value = Signal::derive(move || mode.get().map(|mode| mode.to_string()).unwrap_or_default());
    let options = Signal::derive(move || {
        let modes = modes.get().into_iter();
        modes
            .map(|mode| Choice::new(mode.to_string(), mode_name(locale, &mode)))
            .collect::<Vec<_>>()
    });
    let choose = move |mode: String| {
        install.decisions.update(|decisions| {
            decisions.mode = Some(PlacementMode::from(mode.as_str()));
            decisions.regions.clear();
        });
    };
    let limits =
        move || schema.with_value(|schema| region_limits(schema.as_ref(), mode.get().as_ref(), offered.get().len()));
    let most = Signal::derive(move || limits().1);
    follow(move || {
        let regions = offered.get();
        shown().then(|| {
            view! {
                <div class="grid gap-5 sm:grid-cols-2">
                    <Field id="install-mode" label=td_string!(locale, install.mode) hint=td_string!(locale, install.mode_hint)>
                        <Select value options on_change=Callback::new(choose) />
                    </Field>
                    <Field id="install-regions" label=td_string!(locale, install.regions) hint=regions_hint(locale, untrack(limits)) group=true>
                        {regions.into_iter().map(|region| view! { <Region install region most /> }).collect_view()}
                    </Field>
                </div>
            }
        })
    })
}

fn regions_hint(locale: Locale, (fewest, most): (usize, usize)) -> String {
    if most == 1 {
        return td_string!(locale, install.regions_hint_one).to_owned();
    }
    say!(locale, install.regions_hint, fewest = fewest, most = most)
}

fn mode_name(locale: Locale, mode: &PlacementMode) -> String {
    match mode {
        PlacementMode::Singleton => td_string!(locale, install.mode_singleton).to_owned(),
        PlacementMode::ActiveActive => td_string!(locale, install.mode_active_active).to_owned(),
        PlacementMode::ActiveHotStandby => td_string!(locale, install.mode_hot_standby).to_owned(),
        PlacementMode::ActivePassive => td_string!(locale, install.mode_active_passive).to_owned(),
        PlacementMode::Unknown(name) => name.clone(),
    }
}

#[component]
fn Region(install: Install, region: RegionName, most: Signal<usize>) -> impl IntoView {
    let (shown, own) = (region.to_string(), region.clone());
    let checked = Signal::derive(move || install.decisions.with(|decisions| decisions.regions.contains(&own)));
    let full = Signal::derive(move || {
        !checked.get()
            && install
                .decisions
                .with(|decisions| decisions.regions.len() >= most.get())
    });
    let toggle = move |on: bool| {
        install.decisions.update(|decisions| {
            decisions.regions.retain(|other| *other != region);
            if on {
                decisions.regions.push(region.clone());
            }
        });
    };
    view! { <Checkbox checked on_change=Callback::new(toggle) disabled=full><bdi>{shown}</bdi></Checkbox> }
}
