//! "Use an existing one or create a new one", for every dependency the values call for.

use super::filling::Install;
use super::model::dependency_control;
use super::predicate::Need;
use crate::i18n::*;
use crate::ui::{Choice, Field, Select, follow};
use contract::ApplicationName;
use contract::application::ApplicationDetail;
use contract::catalog::Dependency;
use leptos::prelude::*;

/// The dependencies. They come and go with the values in the form.
#[component]
pub fn Dependencies(install: Install) -> impl IntoView {
    let locale = use_locale();
    let wanted = Memo::new(move |_| install.dependencies());
    follow(move || {
        let wanted = wanted.get();
        (!wanted.is_empty()).then(|| {
            let rows = wanted
                .into_iter()
                .map(|(dependency, need)| view! { <Row install dependency need /> })
                .collect_view();
            view! {
                <fieldset class="flex flex-col gap-4">
                    <legend class="pb-2 font-semibold">{td_string!(locale, install.dependencies)}</legend>
                    {rows}
                </fieldset>
            }
        })
    })
}

#[component]
fn Row(install: Install, dependency: Dependency, need: Need) -> impl IntoView {
    let locale = use_locale();
    let key = dependency.key().to_owned();
    let range = dependency.version.clone().unwrap_or_default();
    let title = format!("{} {range}", dependency.blueprint.short())
        .trim_end()
        .to_owned();
    let environment = Memo::new(move |_| install.decisions.with(|decisions| decisions.environment.clone()));
    let wanted = dependency.clone();
    let options = Memo::new(move |_| {
        install.facts.with_value(|facts| {
            let existing = environment.with(|environment| facts.compatible(&wanted, environment));
            let choice = |application: &ApplicationDetail| {
                let label = format!("{} · {}", application.name, application.version);
                let label = say!(locale, install.dependency_use, application = label);
                Choice::new(application.name.to_string(), label)
            };
            existing.into_iter().map(choice).collect::<Vec<_>>()
        })
    });
    let hint = match need {
        Need::Undecided => td_string!(locale, install.dependency_undecided).to_owned(),
        _ if options.with_untracked(Vec::is_empty) => td_string!(locale, install.dependency_none).to_owned(),
        _ => td_string!(locale, install.dependency_hint).to_owned(),
    };
    let own = key.clone();
    let value = Signal::derive(move || {
        let chosen = install
            .decisions
            .with(|decisions| decisions.reuse.get(&own).map(ToString::to_string));
        chosen.unwrap_or_default()
    });
    let id = dependency_control(&key);
    let own = key.clone();
    let error = Signal::derive(move || {
        let reason = install.dependency_problem(&own)?;
        Some(say!(locale, install.dependency_refused, reason = reason))
    });
    let choose = move |name: String| {
        install.decisions.update(|decisions| {
            if name.is_empty() {
                decisions.reuse.remove(&key);
            } else {
                decisions.reuse.insert(key.clone(), ApplicationName::from_wire(name));
            }
        });
    };
    view! {
        <Field id label=title hint error>
            <Select value options placeholder=td_string!(locale, install.dependency_create) on_change=Callback::new(choose) />
        </Field>
    }
}
