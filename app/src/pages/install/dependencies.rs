//! "Use an existing one or create a new one", for every dependency the values call for.

use super::filling::Install;
use super::predicate::Need;
use crate::i18n::*;
use crate::ui::{Choice, Field, Select, follow};
use contract::ApplicationName;
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
    let options: Vec<Choice> = install.facts.with_value(|facts| {
        let existing = facts.compatible(&dependency).into_iter().map(|application| {
            let environment = application
                .environment_ref
                .as_ref()
                .map(|name| format!(" · {name}"))
                .unwrap_or_default();
            let label = format!("{} · {}{environment}", application.name, application.version);
            let label = td_string!(locale, install.dependency_use).replace("{application}", &label);
            Choice::new(application.name.to_string(), label)
        });
        existing.collect()
    });
    let hint = match need {
        Need::Undecided => td_string!(locale, install.dependency_undecided).to_owned(),
        _ if options.is_empty() => td_string!(locale, install.dependency_none).to_owned(),
        _ => td_string!(locale, install.dependency_hint).to_owned(),
    };
    let own = key.clone();
    let value = Signal::derive(move || {
        let chosen = install
            .decisions
            .with(|decisions| decisions.reuse.get(&own).map(ToString::to_string));
        chosen.unwrap_or_default()
    });
    let id = format!("install-dependency-{key}");
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
        <Field id label=title hint>
            <Select value options=Signal::stored(options) placeholder=td_string!(locale, install.dependency_create) on_change=Callback::new(choose) />
        </Field>
    }
}
