//! Delete: what goes, what stays, and the removal itself.
//!
//! The control plane refuses to delete what others use, so that is said before anybody types a name. It keeps every
//! service that the Application uses, and takes the repository with its history.

mod confirm;
mod preview;

use super::listing::Listing;
use super::model::removal::{Neighbours, Volume, neighbours};
use super::model::snapshot::{Snapshot, namespace};
use super::model::workload::belongs;
use super::shared::{Shared, Tab, use_shared};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::live::{StreamState, use_live};
use crate::paths;
use crate::ui::{Alert, Card, Tone, When, follow, use_toast};
use contract::ApplicationUid;
use contract::application::{ApplicationState, labels};
use contract::instance::{ListEndpoints, ResolvedEndpoint};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

/// Everything the preview draws from.
#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    pods: Listing,
    volumes: Listing,
    applications: Listing,
    endpoints: Asked<Vec<ResolvedEndpoint>>,
    /// The removal was asked for on this page.
    requested: RwSignal<bool>,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let owned = |kind| {
            Listing::new(
                shared,
                kind,
                |address| (None, Some(format!("{}={}", labels::APPLICATION, address.name))),
                |address, object| belongs(object, address.name.as_str(), address.environment.as_str()),
            )
        };
        let applications = Listing::new(
            shared,
            "application",
            |address| (Some(namespace(&address.environment)), None),
            |_, _| true,
        );
        use_live().watch(&["persistentvolumeclaim"]);
        Self {
            shared,
            pods: owned("pod"),
            volumes: owned("persistentvolumeclaim"),
            applications,
            endpoints: read_endpoints(shared),
            requested: RwSignal::new(false),
        }
    }

    /// Objects of a listing that belong to this Application; `None` while they are on their way or unreadable.
    fn own(self, listing: Listing) -> Option<Vec<Value>> {
        let address = self.shared.address.get();
        let objects = listing.get()?.ok()?;
        let own = |object: &Value| belongs(object, address.name.as_str(), address.environment.as_str());
        Some(objects.into_iter().filter(own).collect())
    }

    fn volumes(self) -> Option<Vec<Volume>> {
        Some(self.own(self.volumes)?.iter().filter_map(Volume::read).collect())
    }

    /// Its neighbours; `None` while they are on their way or cannot be read.
    fn neighbours(self) -> Option<Neighbours> {
        let address = self.shared.address.get();
        let objects = self.applications.get()?.ok()?;
        Some(neighbours(
            &objects,
            namespace(&address.environment).as_str(),
            address.name.as_str(),
        ))
    }
}

fn read_endpoints(shared: Shared) -> Asked<Vec<ResolvedEndpoint>> {
    let api = Api::from_context();
    Asked::new(
        move || shared.address.get(),
        move |_| {
            let api = api.clone();
            async move {
                let uid = shared.detail.await?.uid;
                if uid.is_empty() {
                    return Ok(Vec::new());
                }
                let application = ApplicationUid::from_wire(uid);
                api.call(ListEndpoints { application }).await.map(|list| list.items)
            }
        },
    )
}

/// `/environments/:environment/applications/:application/delete`
#[component]
pub fn DeletePage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.delete_tab));
    let sources = Sources::new(shared);
    leave_when_gone(sources);
    view! { <Tab view=move |current| view! { <Delete sources current /> }.into_any() /> }
}

/// Goes back to the Environment once nothing is left. A broken stream cannot tell, so then the answer has to do.
fn leave_when_gone(sources: Sources) {
    let locale = use_locale();
    let navigate = use_navigate();
    let toasts = use_toast();
    let live = use_live();
    Effect::new(move |_| {
        let blind = live.state() != StreamState::Live;
        if sources.requested.get() && (sources.shared.is_absent() || blind) {
            sources.requested.set(false);
            let address = sources.shared.address.get_untracked();
            toasts.success(say!(locale, application.delete.deleted, name = address.name));
            navigate(&paths::environment(&address.environment), NavigateOptions::default());
        }
    });
}

#[component]
fn Delete(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let removing = Memo::new(move |_| current.with(Snapshot::state) == ApplicationState::Removing);
    let title = follow(move || {
        let name = current.with(|current| current.title().to_owned());
        say!(locale, application.delete.title, name = name)
    });
    view! {
        <div class="flex max-w-4xl flex-col gap-6">
            <div>
                <h2 class="text-xl font-semibold wrap-anywhere">{title}</h2>
                <p class="text-base-content/70">{td_string!(locale, application.delete.lead)}</p>
            </div>
            <When holds=removing>
                <UnderWay sources />
            </When>
            <preview::Preview sources current />
            <When holds=Signal::derive(move || !removing.get())>
                <Card><confirm::Confirm sources current /></Card>
            </When>
        </div>
    }
}

#[component]
fn UnderWay(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let left = follow(move || {
        let pods = sources.own(sources.pods)?;
        Some(say!(locale, application.delete.pods_left, count = pods.len()))
    });
    view! {
        <Alert tone=Tone::Info title=td_string!(locale, application.delete.under_way)>
            <p>{left}</p>
            <p>{td_string!(locale, application.delete.under_way_text)}</p>
        </Alert>
    }
}
