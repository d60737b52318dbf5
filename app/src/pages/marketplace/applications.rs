//! The Applications that are made from a Blueprint, by Environment, with their state as it is now.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::live::use_live;
use crate::paths::{self, ApplicationTab};
use crate::terms::StateBadge;
use crate::ui::Card;
use contract::application::{ApplicationObject, ApplicationPhase, ApplicationState};
use contract::instance::{Instance, ListInstances};
use contract::{BlueprintName, EnvironmentName, Items};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What was asked for.
pub(super) type InstancesAsked = Asked<Items<Instance>>;

/// Asks for the Applications of a Blueprint. To be called beside the page's own question, so that neither waits.
pub(super) fn ask_for_instances(name: Memo<BlueprintName>) -> InstancesAsked {
    let api = Api::from_context();
    Asked::new(
        move || name.get(),
        move |blueprint| api.call(ListInstances { blueprint, org: None }),
    )
}

/// Who uses this Blueprint.
#[component]
pub(super) fn UsedBy(
    /// The answer, when it is there.
    instances: InstancesAsked,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Card title=td_string!(locale, marketplace.applications)>
            <Loaded
                asked=instances
                view=|instances| view! { <Applications instances=instances.items /> }.into_any()
            />
        </Card>
    }
}

#[component]
fn Applications(instances: Vec<Instance>) -> impl IntoView {
    let locale = use_locale();
    if instances.is_empty() {
        return view! { <p class="text-sm text-base-content/70">{td_string!(locale, marketplace.applications_none)}</p> }
            .into_any();
    }
    let states = live_states();
    let groups = by_environment(instances)
        .into_iter()
        .map(|(environment, instances)| {
            let heading = match &environment {
                Some(environment) => {
                    view! { <a href=paths::environment(environment) class="link"><bdi>{environment.to_string()}</bdi></a> }.into_any()
                }
                None => td_string!(locale, marketplace.elsewhere).into_any(),
            };
            let rows = instances
                .into_iter()
                .map(|instance| view! { <Row environment=environment.clone() instance states /> })
                .collect_view();
            view! {
                <section>
                    <h3 class="text-sm font-semibold">{heading}</h3>
                    <ul class="mt-1 flex flex-col gap-1">{rows}</ul>
                </section>
            }
        })
        .collect_view();
    view! { <div class="flex flex-col gap-4">{groups}</div> }.into_any()
}

#[component]
fn Row(
    environment: Option<EnvironmentName>,
    instance: Instance,
    states: Memo<BTreeMap<String, ApplicationState>>,
) -> impl IntoView {
    let name = instance.name.to_string();
    let link = match &environment {
        Some(environment) => {
            let href = paths::application(environment, &instance.name, ApplicationTab::Overview);
            view! { <a href=href class="link"><bdi>{name}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    let uid = instance.id.as_str().to_owned();
    let at_first = state_at_first(&instance);
    let state = Signal::derive(move || states.with(|states| states.get(&uid).copied()).unwrap_or(at_first));
    let version = instance
        .version
        .map(|version| view! { <bdi class="tabular-nums text-base-content/70">{version.to_string()}</bdi> });
    view! { <li class="flex flex-wrap items-center gap-2 text-sm">{link} {version} <StateBadge state /></li> }
}

/// States by uid, as far as the stream has told them.
fn live_states() -> Memo<BTreeMap<String, ApplicationState>> {
    let live = use_live();
    live.watch(&["application"]);
    Memo::new(move |_| {
        let objects = live.objects("application").unwrap_or_default();
        let read = |cell: ArcRwSignal<serde_json::Value>| {
            let application = cell.with(ApplicationObject::read).ok()?;
            let state = application.state();
            Some((application.metadata.uid, state))
        };
        objects.into_iter().filter_map(read).collect()
    })
}

/// The list says a phase only: whether a first version ever ran is not known yet.
fn state_at_first(instance: &Instance) -> ApplicationState {
    ApplicationState::of(Some(&ApplicationPhase::from(instance.status.as_str())), false, false)
}

/// Environments by name; what has none comes last.
fn by_environment(mut instances: Vec<Instance>) -> Vec<(Option<EnvironmentName>, Vec<Instance>)> {
    instances.sort_by(|a, b| {
        let key = |instance: &Instance| {
            (
                instance.environment.is_none(),
                instance.environment.clone(),
                instance.name.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let mut groups: Vec<(Option<EnvironmentName>, Vec<Instance>)> = Vec::new();
    for instance in instances {
        match groups.last_mut() {
            Some((environment, group)) if *environment == instance.environment => group.push(instance),
            _ => groups.push((instance.environment.clone(), vec![instance])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(name: &str, environment: Option<&str>, status: &str) -> Instance {
        serde_json::from_value(serde_json::json!({
            "id": name, "name": name, "blueprint": "bp-blog", "org": "acme", "status": status, "environment": environment,
        }))
        .unwrap()
    }

    #[test]
    fn applications_are_grouped_by_environment() {
        let groups = by_environment(vec![
            instance("z", None, ""),
            instance("c", Some("acme-prod"), ""),
            instance("b", Some("acme-dev"), ""),
            instance("a", Some("acme-prod"), ""),
        ]);
        let outline: Vec<_> = groups
            .iter()
            .map(|(environment, instances)| {
                let names: Vec<_> = instances.iter().map(|instance| instance.name.as_str()).collect();
                (environment.as_ref().map(EnvironmentName::as_str), names)
            })
            .collect();
        assert_eq!(
            outline,
            [
                (Some("acme-dev"), vec!["b"]),
                (Some("acme-prod"), vec!["a", "c"]),
                (None, vec!["z"]),
            ]
        );
    }

    #[test]
    fn the_phase_gives_the_state_until_the_stream_does() {
        assert_eq!(state_at_first(&instance("a", None, "Ready")), ApplicationState::Running);
        assert_eq!(
            state_at_first(&instance("a", None, "Dancing")),
            ApplicationState::Unknown
        );
    }
}
