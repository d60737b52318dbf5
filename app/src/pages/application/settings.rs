//! Settings: the values, the version, the placement and the name, each with what it will change before it changes.
//!
//! The section is in the URL (`?section=version&to=1.5.0`), so that each can be linked.

mod name;
mod overlay;
mod placement;
mod upgrade;
mod upgrade_review;
mod values;
mod versions;

use super::model::snapshot::Snapshot;
use super::shared::{Document, Shared, Tab, use_shared};
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths::ApplicationTab;
use crate::ui;
use crate::ui::follow;
use contract::BlueprintVersion;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Values,
    Version,
    Placement,
    Name,
}

impl Section {
    const ALL: [Self; 4] = [Self::Values, Self::Version, Self::Placement, Self::Name];

    fn as_str(self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Version => "version",
            Self::Placement => "placement",
            Self::Name => "name",
        }
    }

    fn parse(text: Option<&str>) -> Self {
        let found = Self::ALL.into_iter().find(|section| Some(section.as_str()) == text);
        found.unwrap_or(Self::Values)
    }
}

#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    section: Memo<Section>,
    /// The version asked about.
    target: Memo<Option<BlueprintVersion>>,
    document: Document,
    overlay: overlay::Read,
    versions: versions::Read,
    upgrade: upgrade::Read,
    /// Applications that a field may refer to.
    applications: super::listing::Listing,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let query = use_query_map();
        let section = Memo::new(move |_| query.with(|query| Section::parse(query.get("section").as_deref())));
        let target = Memo::new(move |_| {
            let target = query
                .with(|query| query.get("to"))
                .filter(|target| !target.is_empty())?;
            (section.get() == Section::Version).then(|| BlueprintVersion::from_wire(target))
        });
        let applications = super::listing::Listing::new(
            shared,
            "application",
            |address| (Some(super::model::snapshot::namespace(&address.environment)), None),
            |_, _| true,
        );
        Self {
            shared,
            section,
            target,
            document: shared.document(),
            overlay: overlay::read(shared, section),
            versions: versions::read(shared, section),
            upgrade: upgrade::read(shared, target),
            applications,
        }
    }

    /// The URL of a section.
    fn href(self, section: Section, target: Option<&BlueprintVersion>) -> String {
        let base = self
            .shared
            .address
            .with(|address| address.href(ApplicationTab::Settings));
        let section = (section != Section::Values).then(|| section.as_str());
        contract::endpoint::with_query(base, &[("section", section), ("to", target.map(AsRef::as_ref))])
    }
}

/// `/environments/:environment/applications/:application/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.settings_tab));
    let sources = Sources::new(shared);
    view! { <Tab view=move |current| view! { <Settings sources current /> }.into_any() /> }
}

#[component]
fn Settings(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let content = follow(move || match sources.section.get() {
        Section::Values => {
            let form = move |document| view! { <values::Values sources current document /> }.into_any();
            view! { <Loaded asked=sources.document view=form /> }.into_any()
        }
        Section::Version => view! { <versions::Versions sources current /> }.into_any(),
        Section::Placement => {
            let form = move |document| view! { <placement::PlacementForm sources current document /> }.into_any();
            view! { <Loaded asked=sources.document view=form /> }.into_any()
        }
        Section::Name => view! { <name::Rename sources current /> }.into_any(),
    });
    view! {
        <div class="flex flex-col gap-6">
            <Sections sources />
            {content}
        </div>
    }
}

#[component]
fn Sections(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let tabs = Signal::derive(move || {
        let tab = |section: Section| ui::Tab {
            href: sources.href(section, None),
            label: match section {
                Section::Values => td_string!(locale, application.settings.values),
                Section::Version => td_string!(locale, application.settings.version),
                Section::Placement => td_string!(locale, application.settings.placement),
                Section::Name => td_string!(locale, application.settings.name),
            }
            .to_owned(),
            current: sources.section.get() == section,
            reload: false,
        };
        Section::ALL.map(tab).to_vec()
    });
    view! { <ui::Tabs label=td_string!(locale, application.settings.sections) tabs /> }
}
