//! What every tab shares: the Application of the URL, read once and kept current by the stream.

use super::model::snapshot::{Snapshot, namespace};
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::live::{Live, ObjectKey, use_live};
use crate::paths::{self, ApplicationTab};
use crate::session::use_session;
use crate::ui::{Crumb, EmptyState, LinkButton, Variant, When};
use contract::application::{ApplicationDetail, ApplicationKey, GetApplication, labels};
use contract::catalog::{CatalogBlueprint, GetBlueprintVersion};
use contract::{ApplicationName, BlueprintVersion, EnvironmentName};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Which Application the URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) environment: EnvironmentName,
    pub(super) name: ApplicationName,
}

impl Address {
    /// The key of calls to the control plane.
    pub(super) fn key(&self) -> ApplicationKey {
        ApplicationKey {
            sovereign: use_session().sovereign(),
            namespace: Some(namespace(&self.environment)),
            name: self.name.clone(),
        }
    }

    fn object(&self) -> ObjectKey {
        ObjectKey {
            kind: "application".to_owned(),
            namespace: namespace(&self.environment).to_string(),
            name: self.name.to_string(),
        }
    }

    /// The URL of a tab.
    pub(super) fn href(&self, tab: ApplicationTab) -> String {
        paths::application(&self.environment, &self.name, tab)
    }
}

/// Whether the stream has shown the Application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Not yet. A fresh install can be read before the stream knows of it.
    Unseen,
    /// It is there.
    Seen,
    /// It was there.
    Gone,
}

/// The document of the version in force; `None` when the catalogue no longer has it.
pub(super) type Document = Asked<Option<CatalogBlueprint>>;

/// The Application of the URL.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) address: Memo<Address>,
    pub(super) detail: Asked<ApplicationDetail>,
    live: Live,
    sight: Memo<Sight>,
}

impl Shared {
    /// Reads the Application of the URL and provides it to the tabs.
    pub(super) fn provide() -> Self {
        let params = use_params_map();
        let address = Memo::new(move |_| {
            let text = |name: &str| params.with(|params| params.get(name)).unwrap_or_default();
            Address {
                environment: EnvironmentName::from_wire(text("environment")),
                name: ApplicationName::from_wire(text("application")),
            }
        });
        let api = Api::from_context();
        let sovereign = use_session().sovereign();
        let read = move |address: Address| {
            api.call(GetApplication(ApplicationKey {
                sovereign: sovereign.clone(),
                namespace: Some(namespace(&address.environment)),
                name: address.name,
            }))
        };
        let detail = Asked::new(move || address.get(), read);
        let live = use_live();
        live.watch(&["application", "pod"]);
        let seen = Memo::new(move |before: Option<&(Address, Sight)>| {
            let address = address.get();
            let before = before.filter(|(of, _)| *of == address).map(|(_, sight)| *sight);
            let sight = match (live.object(&address.object()), before) {
                (Some(Some(_)), _) => Sight::Seen,
                (Some(None), Some(Sight::Seen | Sight::Gone)) => Sight::Gone,
                (_, before) => before.unwrap_or(Sight::Unseen),
            };
            (address, sight)
        });
        let shared = Self {
            address,
            detail,
            live,
            sight: Memo::new(move |_| seen.with(|(_, sight)| *sight)),
        };
        provide_context(shared);
        shared
    }

    /// It was there, and is no longer.
    pub(super) fn is_gone(self) -> bool {
        self.sight.get() == Sight::Gone
    }

    /// The stream knows of no such Application.
    pub(super) fn is_absent(self) -> bool {
        matches!(self.live.object(&self.address.get().object()), Some(None))
    }

    /// Changes whenever the cluster reports another state of the Application, or a branch or a pull request of its
    /// repository moved: the moment to ask again for what the stream does not carry.
    pub(super) fn pulse(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            let object = self.live.object(&self.address.get().object())??;
            let status = object.get("status")?;
            let conditions = status.get("conditions").map(ToString::to_string).unwrap_or_default();
            let part = |key: &str| status.get(key).map(ToString::to_string).unwrap_or_default();
            let revision = object.get("metadata").and_then(|metadata| metadata.get("annotations"));
            let revision = revision.and_then(|annotations| annotations.get(labels::REPOSITORY_REVISION));
            let revision = revision.map(ToString::to_string).unwrap_or_default();
            let (phase, generation) = (part("phase"), part("observedGeneration"));
            Some(format!("{phase} {generation} {revision} {conditions}"))
        })
    }

    /// The version in force, where it is no longer the one that was read. It stays as it is while the stream only
    /// confirms what is known, so that a form on it is not made anew.
    pub(super) fn newer_version(self) -> Signal<Option<BlueprintVersion>> {
        let live = Memo::new(move |_| {
            let address = self.address.get();
            let object = self.live.object(&address.object())??;
            let version = object.pointer("/spec/blueprintRef/version")?.as_str()?;
            Some((address, BlueprintVersion::from_wire(version)))
        });
        let known = RwSignal::new(live.get_untracked());
        Effect::new(move |_| {
            let Some((address, version)) = live.get() else { return };
            let confirmed = match known.get_untracked().filter(|(of, _)| *of == address) {
                Some((_, known)) => known == version,
                None => matches!(self.detail.get(), Some(Ok(detail)) if detail.version == version),
            };
            if !confirmed {
                known.set(Some((address, version)));
            }
        });
        Signal::derive(move || {
            let address = self.address.get();
            known.get().filter(|(of, _)| *of == address).map(|(_, version)| version)
        })
    }

    /// Reads the document of the version in force.
    pub(super) fn document(self) -> Document {
        let api = Api::from_context();
        let newer = self.newer_version();
        Asked::new(
            move || (self.address.get(), newer.get()),
            move |(_, newer)| {
                let api = api.clone();
                async move {
                    let detail = self.detail.await?;
                    let asked = GetBlueprintVersion {
                        name: detail.blueprint,
                        version: newer.unwrap_or(detail.version),
                    };
                    match api.call(asked).await {
                        Ok(document) => Ok(Some(document)),
                        Err(error) if error.is_not_found() => Ok(None),
                        Err(error) => Err(error),
                    }
                }
            },
        )
    }

    /// The Application as it is now, from what was read and what the stream has sent since.
    pub(super) fn current(self, detail: ApplicationDetail) -> Memo<Snapshot> {
        Memo::new(move |_| {
            let read = Snapshot::read(detail.clone());
            match self.live.object(&self.address.get().object()).flatten() {
                Some(object) => read.with_live(&object),
                None => read,
            }
        })
    }

    /// Titles the page after the Application and the tab.
    pub(super) fn title(self, tab: impl Into<String>) {
        let tab = tab.into();
        let title = move |address: &Address| {
            let environment = Crumb::link(address.environment.as_str(), paths::environment(&address.environment));
            let application = Crumb::link(address.name.as_str(), address.href(ApplicationTab::Overview));
            set_page(
                format!("{} · {tab}", address.name),
                vec![environment, application, Crumb::here(tab.clone())],
            );
        };
        self.address.with_untracked(&title);
        Effect::new(move |_| self.address.with(&title));
    }
}

/// The Application of the URL. Only below [`Shared::provide`].
pub(super) fn use_shared() -> Shared {
    use_context().unwrap_or_else(Shared::provide)
}

/// A tab once the Application has been read: its content, or that the Application is gone or lives elsewhere.
#[component]
pub(super) fn Tab(
    /// The tab of this Application.
    view: impl Fn(Memo<Snapshot>) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let shared = use_shared();
    let show = move |detail: ApplicationDetail| {
        let environment = shared.address.with_untracked(|address| address.environment.clone());
        match detail
            .environment_ref
            .clone()
            .filter(|lives_in| *lives_in != environment)
        {
            Some(lives_in) => view! { <Elsewhere name=detail.name environment=lives_in /> }.into_any(),
            None => {
                let content = view(shared.current(detail));
                // Hidden, not taken away: the parts of a page that is replaced in the middle of a change can outlive
                // their signals and hear of that change.
                view! {
                    <div class=("hidden", move || shared.is_gone())>{content}</div>
                    <When holds=move || shared.is_gone()>
                        <Gone shared />
                    </When>
                }
                .into_any()
            }
        }
    };
    view! { <Loaded asked=shared.detail view=show /> }
}

#[component]
fn Gone(shared: Shared) -> impl IntoView {
    let locale = use_locale();
    let environment = shared.address.with_untracked(|address| address.environment.clone());
    let href = paths::environment(&environment);
    let actions = move || {
        let back = say!(locale, application.gone.back, environment = environment.to_string());
        view! { <LinkButton href=href.clone() variant=Variant::Primary>{back}</LinkButton> }
    };
    view! {
        <EmptyState icon="box" title=td_string!(locale, application.gone.title) actions=actions>
            {td_string!(locale, application.gone.text)}
        </EmptyState>
    }
}

#[component]
fn Elsewhere(name: ApplicationName, environment: EnvironmentName) -> impl IntoView {
    let locale = use_locale();
    let href = paths::application(&environment, &name, ApplicationTab::Overview);
    let text = say!(
        locale,
        application.elsewhere.text,
        name = name.to_string(),
        environment = environment.to_string()
    );
    let actions = move || {
        view! { <LinkButton href=href.clone() variant=Variant::Primary>{td_string!(locale, application.elsewhere.go)}</LinkButton> }
    };
    view! {
        <EmptyState icon="layers" title=td_string!(locale, application.elsewhere.title) actions=actions>{text}</EmptyState>
    }
}
