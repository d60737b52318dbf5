//! What an Environment's page shows: groups, counts and the facts of each card. No views, no requests.

use crate::live::ObjectKey;
use crate::search::{Search, SearchText};
use contract::application::{ApplicationObject, ApplicationState, ConditionStatus, labels};
use contract::endpoint::with_query;
use contract::placement::PlacementMode;
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, RegionName, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What a person asked to see; lives in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Text typed into the search field.
    pub search: String,
    /// Only this state.
    pub state: Option<ApplicationState>,
    /// Only Applications made from this Blueprint.
    pub blueprint: Option<BlueprintName>,
    /// Cards or rows.
    pub layout: Layout,
}

/// How Applications are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Cards.
    #[default]
    Grid,
    /// Rows of a table.
    List,
}

impl Filter {
    /// Reads the URL's query; empty values of a plain form count as absent.
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let chosen = |name: &str| get(name).filter(|value| !value.is_empty());
        Self {
            search: chosen("q").unwrap_or_default(),
            state: chosen("status").and_then(|slug| parse_state(&slug)),
            blueprint: chosen("blueprint").map(BlueprintName::from_wire),
            layout: if chosen("view").as_deref() == Some("list") {
                Layout::List
            } else {
                Layout::Grid
            },
        }
    }

    /// The Environment's page with this filter.
    #[must_use]
    pub fn href(&self, environment: &EnvironmentName) -> String {
        with_query(
            crate::paths::environment(environment),
            &[
                ("q", Some(self.search.as_str()).filter(|search| !search.is_empty())),
                ("status", self.state.map(state_slug)),
                ("blueprint", self.blueprint.as_ref().map(BlueprintName::as_str)),
                ("view", (self.layout == Layout::List).then_some("list")),
            ],
        )
    }

    /// The same layout with nothing narrowed.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self {
            layout: self.layout,
            ..Self::default()
        }
    }
}

/// The state's value in the URL.
#[must_use]
pub fn state_slug(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Failed => "failed",
        ApplicationState::Degraded => "degraded",
        ApplicationState::Installing => "installing",
        ApplicationState::Updating => "updating",
        ApplicationState::PendingApproval => "pending-approval",
        ApplicationState::Removing => "removing",
        ApplicationState::Paused => "paused",
        ApplicationState::Running => "running",
        ApplicationState::Unknown => "unknown",
    }
}

fn parse_state(slug: &str) -> Option<ApplicationState> {
    ApplicationState::ALL
        .into_iter()
        .find(|state| state_slug(*state) == slug)
}

/// The Application runs in this Environment.
#[must_use]
pub fn belongs_to(application: &ApplicationObject, environment: &EnvironmentName) -> bool {
    match &application.spec.environment_ref {
        Some(own) => own == environment,
        None => application.metadata.labels.get(labels::ENVIRONMENT).map(String::as_str) == Some(environment.as_str()),
    }
}

/// The Applications of an Environment, grouped and counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// Groups that are not empty, in the order of the page.
    pub groups: Vec<Group>,
    /// Every state that occurs, with how many a choice of it would show.
    pub states: Vec<(ApplicationState, usize)>,
    /// Every Blueprint that occurs, with how many Applications are made from it.
    pub blueprints: Vec<(BlueprintName, usize)>,
    /// Applications shown.
    pub shown: usize,
    /// Applications there are.
    pub total: usize,
}

/// Applications under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub kind: GroupKind,
    /// The Applications, by state and then by title.
    pub keys: Vec<ObjectKey>,
}

/// Headings of the page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKind {
    /// Applications in one state.
    State(ApplicationState),
    /// Applications that others stand on, whatever their state.
    Backing,
}

impl GroupKind {
    /// Tells it from the other groups.
    pub fn key(&self) -> String {
        match self {
            Self::State(state) => format!("{state:?}"),
            Self::Backing => "backing".to_owned(),
        }
    }
}

impl Arrangement {
    /// Groups and counts. The counts of a facet ignore the facet's own choice.
    pub fn new<'a>(
        applications: impl IntoIterator<Item = (&'a ObjectKey, &'a ApplicationObject)>,
        filter: &Filter,
    ) -> Self {
        let applications: Vec<_> = applications.into_iter().collect();
        let needed = needed_by_others(&applications);
        let search = Search::new(&filter.search);
        let mut states: BTreeMap<ApplicationState, usize> = filter.state.into_iter().map(|state| (state, 0)).collect();
        let mut blueprints: BTreeMap<BlueprintName, usize> = BTreeMap::new();
        let mut groups: BTreeMap<GroupKind, Vec<(ApplicationState, SearchText, ObjectKey)>> = BTreeMap::new();
        let mut shown = 0;
        for (key, application) in &applications {
            let state = application.state();
            let blueprint = &application.spec.blueprint_ref.name;
            *blueprints.entry(blueprint.clone()).or_default() += 1;
            let matches = search_text(application).matches(&search)
                && filter.blueprint.as_ref().is_none_or(|chosen| chosen == blueprint);
            if !matches {
                continue;
            }
            *states.entry(state).or_default() += 1;
            if filter.state.is_some_and(|chosen| chosen != state) {
                continue;
            }
            let is_backing = application.metadata.annotations.contains_key(labels::BACKS)
                || needed.contains(application.metadata.name.as_str());
            let kind = if is_backing {
                GroupKind::Backing
            } else {
                GroupKind::State(state)
            };
            let order = (state, SearchText::new([title(application)]), (*key).clone());
            groups.entry(kind).or_default().push(order);
            shown += 1;
        }
        Self {
            groups: groups.into_iter().map(|(kind, rows)| Group::new(kind, rows)).collect(),
            states: states.into_iter().collect(),
            blueprints: blueprints.into_iter().collect(),
            shown,
            total: applications.len(),
        }
    }

    /// How many Applications are under a heading.
    #[must_use]
    pub fn count(&self, kind: GroupKind) -> usize {
        let group = self.groups.iter().find(|group| group.kind == kind);
        group.map_or(0, |group| group.keys.len())
    }

    /// The Applications under a heading.
    #[must_use]
    pub fn keys(&self, kind: GroupKind) -> Vec<ObjectKey> {
        self.groups
            .iter()
            .find(|group| group.kind == kind)
            .map(|group| group.keys.clone())
            .unwrap_or_default()
    }
}

impl Group {
    fn new(kind: GroupKind, mut rows: Vec<(ApplicationState, SearchText, ObjectKey)>) -> Self {
        rows.sort();
        Self {
            kind,
            keys: rows.into_iter().map(|(_, _, key)| key).collect(),
        }
    }
}

/// Names of Applications that another one uses.
fn needed_by_others<'a>(applications: &[(&'a ObjectKey, &'a ApplicationObject)]) -> BTreeSet<&'a str> {
    applications
        .iter()
        .flat_map(|(_, application)| {
            let own = &application.metadata.name;
            application
                .spec
                .depends_on
                .iter()
                .filter(move |dependency| dependency.name != *own)
        })
        .map(|dependency| dependency.name.as_str())
        .collect()
}

fn search_text(application: &ApplicationObject) -> SearchText {
    SearchText::new([
        title(application),
        application.metadata.name.as_str(),
        application.spec.blueprint_ref.name.as_str(),
    ])
}

/// The name for people, else the name.
fn title(application: &ApplicationObject) -> &str {
    let display_name = application.metadata.annotations.get(labels::DISPLAY_NAME);
    display_name
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
        .unwrap_or(application.metadata.name.as_str())
}

/// Everything a card shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Its name.
    pub name: ApplicationName,
    /// Name for people.
    pub title: String,
    /// What it is made from.
    pub blueprint: BlueprintName,
    /// The version wanted.
    pub version: BlueprintVersion,
    /// Its state.
    pub state: ApplicationState,
    /// Why it is failed or degraded.
    pub reason: Option<String>,
    /// Region by region.
    pub regions: Vec<RegionFacts>,
    /// How it is spread.
    pub mode: Option<PlacementMode>,
    /// The Applications it uses; the first is the one a card names.
    pub dependencies: Vec<ApplicationName>,
    /// The Application it was made for.
    pub backs: Option<ApplicationName>,
    /// When it last came to rest in a version.
    pub deployed_at: Option<Timestamp>,
    /// It has a page for people, here.
    pub external_url: Option<String>,
    /// Kubernetes uid.
    pub uid: String,
}

/// Pods of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionFacts {
    /// The region.
    pub name: RegionName,
    /// Pods ready.
    pub ready: u32,
    /// Pods wanted.
    pub wanted: u32,
}

impl Facts {
    /// Reads them from the object.
    #[must_use]
    pub fn of(application: &ApplicationObject) -> Self {
        let (metadata, spec, status) = (&application.metadata, &application.spec, &application.status);
        let state = application.state();
        let annotation = |name: &str| metadata.annotations.get(name).filter(|text| !text.is_empty());
        Self {
            name: metadata.name.clone(),
            title: title(application).to_owned(),
            blueprint: spec.blueprint_ref.name.clone(),
            version: spec.blueprint_ref.version.clone(),
            state,
            reason: matches!(state, ApplicationState::Failed | ApplicationState::Degraded)
                .then(|| reason(application))
                .flatten(),
            regions: status
                .regions
                .iter()
                .map(|region| RegionFacts {
                    name: region.name.clone(),
                    ready: region.ready,
                    wanted: region.replicas,
                })
                .collect(),
            mode: spec.placement.mode.clone(),
            dependencies: spec
                .depends_on
                .iter()
                .map(|dependency| dependency.name.clone())
                .collect(),
            backs: annotation(labels::BACKS).map(ApplicationName::from_wire),
            deployed_at: deployed_at(application),
            external_url: annotation(labels::EXTERNAL_URL)
                .filter(|url| is_web_address(url))
                .cloned(),
            uid: metadata.uid.clone(),
        }
    }

    /// Pods ready and pods wanted, over all regions.
    #[must_use]
    pub fn pods(&self) -> (u32, u32) {
        self.regions.iter().fold((0, 0), |(ready, wanted), region| {
            (ready + region.ready, wanted + region.wanted)
        })
    }
}

/// A sentence about what is wrong: that of the "Ready" condition, else of any other that does not hold.
fn reason(application: &ApplicationObject) -> Option<String> {
    let conditions = &application.status.conditions;
    let unmet = |condition: &&contract::application::Condition| condition.status != ConditionStatus::True;
    let condition = conditions
        .iter()
        .filter(unmet)
        .find(|condition| condition.kind == "Ready")
        .or_else(|| conditions.iter().find(unmet))?;
    [&condition.message, &condition.reason]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned()
}

fn deployed_at(application: &ApplicationObject) -> Option<Timestamp> {
    let ready = application
        .status
        .conditions
        .iter()
        .find(|condition| condition.kind == "Ready")
        .and_then(|condition| condition.last_transition_time);
    let newest_region = || {
        application
            .status
            .regions
            .iter()
            .filter_map(|region| region.last_transition_time)
            .max()
    };
    ready.or_else(newest_region).or(application.metadata.creation_timestamp)
}

/// Anything else, such as `javascript:`, is no place to send a browser to.
pub fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests;
