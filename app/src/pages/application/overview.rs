//! Overview: how the Application is doing now, why, and what belongs to it.

mod endpoints;
mod events;
mod facts;
mod progress;
mod regions;
mod relations;
mod repository;
mod settings;
mod trouble;
mod workloads;

use super::listing::Listing;
use super::model::cause;
use super::model::removal::{Neighbours, neighbours};
use super::model::snapshot::{Snapshot, namespace};
use super::model::workload::{PodRow, belongs};
use super::shared::{Shared, Tab, use_shared};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::session::use_session;
use crate::ui::When;
use contract::Timestamp;
use contract::application::{ApplicationObject, ApplicationState, labels};
use contract::kubernetes::{Event, EventList, ListEvents};
use leptos::prelude::*;
use serde_json::Value;

/// Everything the parts of the overview draw from. Made outside any `Transition`, so that the server and the browser
/// number their resources alike.
#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    pods: Listing,
    applications: Listing,
    events: Asked<EventList>,
    endpoints: endpoints::Read,
    commits: repository::Read,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let pods = Listing::new(
            shared,
            "pod",
            |address| (None, Some(format!("{}={}", labels::APPLICATION, address.name))),
            |address, pod| belongs(pod, address.name.as_str(), address.environment.as_str()),
        );
        let applications = Listing::new(
            shared,
            "application",
            |address| (Some(namespace(&address.environment)), None),
            |address, object| in_namespace(object, namespace(&address.environment).as_str()),
        );
        Self {
            shared,
            pods,
            applications,
            events: read_events(shared),
            endpoints: endpoints::read(shared),
            commits: repository::read(shared),
        }
    }

    /// Its pods as they are now.
    fn pods(self) -> Vec<PodRow> {
        let address = self.shared.address.get();
        let pods = self.pods.or_empty();
        let own = pods
            .iter()
            .filter(|pod| belongs(pod, address.name.as_str(), address.environment.as_str()));
        own.filter_map(PodRow::read).collect()
    }

    /// Who uses it, and whom it uses.
    fn neighbours(self) -> Neighbours {
        let address = self.shared.address.get();
        let namespace = namespace(&address.environment);
        neighbours(&self.applications.or_empty(), namespace.as_str(), address.name.as_str())
    }

    /// When it was made, where the stream has not said so yet.
    fn created_at(self) -> Option<Timestamp> {
        let name = self.shared.address.with(|address| address.name.clone());
        let objects = self.applications.or_empty();
        let mut all = objects.iter().filter_map(|object| ApplicationObject::read(object).ok());
        all.find(|object| object.metadata.name == name)?
            .metadata
            .creation_timestamp
    }

    /// Events about it, newest first; none while they are on their way.
    fn events(self) -> Vec<Event> {
        self.events
            .get()
            .and_then(Result::ok)
            .map(|list| list.events)
            .unwrap_or_default()
    }
}

fn in_namespace(object: &Value, namespace: &str) -> bool {
    object.pointer("/metadata/namespace").and_then(Value::as_str) == Some(namespace)
}

fn read_events(shared: Shared) -> Asked<EventList> {
    let api = Api::from_context();
    let sovereign = use_session().sovereign();
    let pulse = shared.pulse();
    Asked::new(
        move || (shared.address.get(), pulse.get()),
        move |(address, _)| {
            api.call(ListEvents {
                sovereign: sovereign.clone(),
                kind: "application".to_owned(),
                namespace: Some(namespace(&address.environment)),
                name: address.name.to_string(),
            })
        },
    )
}

/// `/environments/:environment/applications/:application`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.overview_tab));
    let sources = Sources::new(shared);
    view! { <Tab view=move |current| view! { <Overview sources current /> }.into_any() /> }
}

#[component]
fn Overview(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let state = Memo::new(move |_| current.with(Snapshot::state));
    let at_work = move || {
        matches!(
            state.get(),
            ApplicationState::Installing | ApplicationState::Updating | ApplicationState::Failed
        )
    };
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-3">
            <div class="flex min-w-0 flex-col gap-6 lg:col-span-2">
                // Around what comes and goes, not inside: a `Transition` outlives the signals of what it is in.
                <Transition>
                <When holds=Signal::derive(move || state.get() == ApplicationState::Removing)>
                    <progress::Removing sources />
                </When>
                <When holds=Signal::derive(move || cause::needs_explanation(state.get()))>
                    <trouble::Trouble sources current />
                </When>
                <When holds=Signal::derive(at_work)>
                    <progress::Progress sources current />
                </When>
                </Transition>
                <endpoints::Endpoints read=sources.endpoints />
                <workloads::Workloads sources current />
                <events::Events read=sources.events />
            </div>
            <div class="flex min-w-0 flex-col gap-6">
                <regions::Regions current />
                <relations::Relations sources current />
                <settings::SettingsInShort sources current />
                <repository::LastCommit sources current />
                <facts::Facts sources current />
            </div>
        </div>
    }
}
