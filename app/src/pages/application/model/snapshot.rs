//! An Application as the page shows it: what was read once, kept current by the event stream.

use contract::application::{ApplicationDetail, ApplicationObject, ApplicationState, ContextRef, labels};
use contract::environment::EnvType;
use contract::gitea::Repository;
use contract::{ApplicationUid, EnvironmentName, Namespace, OrganizationSlug, Timestamp};
use serde_json::Value;

/// One Application at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// What the control plane says.
    pub detail: ApplicationDetail,
    /// When it was made, where known.
    pub created_at: Option<Timestamp>,
    /// The commit that the cluster runs, where known.
    pub applied_commit: Option<String>,
    /// The Application that this one was created for, if it is a backing service.
    pub backs: Option<String>,
}

impl Snapshot {
    /// What was read.
    #[must_use]
    pub fn read(detail: ApplicationDetail) -> Self {
        Self {
            detail,
            created_at: None,
            applied_commit: None,
            backs: None,
        }
    }

    /// What was read, brought up to date by what the stream has sent since. An unreadable object changes nothing.
    #[must_use]
    pub fn with_live(mut self, live: &Value) -> Self {
        let Ok(object) = ApplicationObject::read(live) else {
            return self;
        };
        let annotation = |key: &str| object.metadata.annotations.get(key).cloned();
        self.created_at = object.metadata.creation_timestamp;
        self.applied_commit = annotation(labels::APPLIED_COMMIT);
        self.backs = annotation(labels::BACKS);
        let detail = &mut self.detail;
        detail.display_name = annotation(labels::DISPLAY_NAME);
        detail.external_url = annotation(labels::EXTERNAL_URL).or_else(|| detail.external_url.take());
        if !object.metadata.uid.is_empty() {
            detail.uid = object.metadata.uid;
        }
        detail.blueprint = object.spec.blueprint_ref.name;
        detail.version = object.spec.blueprint_ref.version;
        detail.placement = object.spec.placement;
        if !object.spec.regions.is_empty() {
            detail.regions = object.spec.regions;
        }
        if object.spec.parameters.is_object() {
            detail.parameters = object.spec.parameters;
        }
        detail.depends_on = object
            .spec
            .depends_on
            .into_iter()
            .map(|used| ContextRef {
                instance: used.name,
                namespace: used.namespace,
                context: used.context,
            })
            .collect();
        detail.phase = object.status.phase;
        detail.primary_region = object.status.primary_region;
        detail.region_statuses = object.status.regions;
        detail.installed_blueprint = object.status.installed_blueprint;
        detail.conditions = object.status.conditions;
        detail.gitea_repo = object.status.gitea_repo.or_else(|| detail.gitea_repo.take());
        self
    }

    /// The state that people see.
    #[must_use]
    pub fn state(&self) -> ApplicationState {
        let installed = self.detail.installed_blueprint.is_some();
        ApplicationState::of(self.detail.phase.as_ref(), installed, false)
    }

    /// The name for people, else the name.
    #[must_use]
    pub fn title(&self) -> &str {
        let title = self.detail.display_name.as_deref().map(str::trim);
        title
            .filter(|title| !title.is_empty())
            .unwrap_or(self.detail.name.as_str())
    }

    /// Where people open it, if it has a page for them.
    #[must_use]
    pub fn launch_url(&self) -> Option<String> {
        self.detail.external_url.clone().filter(|url| Self::is_web_address(url))
    }

    /// Whether a link may lead there: `javascript:` and the like may not.
    #[must_use]
    pub fn is_web_address(url: &str) -> bool {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        matches!(scheme.as_deref(), Some("https" | "http"))
    }

    /// The id for `/catalyst/v1`; `None` when there is no Application object.
    #[must_use]
    pub fn uid(&self) -> Option<ApplicationUid> {
        (!self.detail.uid.is_empty()).then(|| ApplicationUid::from_wire(self.detail.uid.as_str()))
    }

    /// Its repository, if it has one.
    #[must_use]
    pub fn repository(&self) -> Option<Repository> {
        self.detail.gitea_repo.as_deref().and_then(Repository::parse)
    }

    /// Where the history of this Environment starts: its branch, else the commit that runs.
    #[must_use]
    pub fn history_start(&self, environment: &EnvironmentName) -> Option<String> {
        let branch = env_type(environment).branch().map(str::to_owned);
        branch.or_else(|| self.applied_commit.clone())
    }

    /// Replicas ready and wanted over all regions.
    #[must_use]
    pub fn replicas(&self) -> (u32, u32) {
        self.detail
            .region_statuses
            .iter()
            .fold((0, 0), |(ready, wanted), region| {
                (ready + region.ready, wanted + region.replicas)
            })
    }
}

/// The kind of an Environment, which its name ends with (glossary §5).
#[must_use]
pub fn env_type(environment: &EnvironmentName) -> EnvType {
    let name = environment.as_str();
    EnvType::from(name.rsplit_once('-').map_or(name, |(_, env_type)| env_type))
}

/// The Organization of an Environment, which its name starts with (glossary §5).
#[must_use]
pub fn organization(environment: &EnvironmentName) -> OrganizationSlug {
    let name = environment.as_str();
    OrganizationSlug::from_wire(name.rsplit_once('-').map_or(name, |(organization, _)| organization))
}

/// Where the Application objects of an Environment live: the Organization's namespace.
#[must_use]
pub fn namespace(environment: &EnvironmentName) -> Namespace {
    Namespace::from_wire(organization(environment).as_str())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::json;

    pub(in super::super) fn snapshot(overrides: Value) -> Snapshot {
        let mut detail = json!({"name": "blog", "namespace": "acme", "blueprint": "bp-wordpress", "version": "1.4.0"});
        for (key, value) in overrides.as_object().into_iter().flatten() {
            detail[key] = value.clone();
        }
        Snapshot::read(serde_json::from_value(detail).unwrap())
    }

    #[test]
    fn the_stream_outranks_what_was_read() {
        let read = snapshot(json!({"phase": "Provisioning", "giteaRepo": "acme/blog"}));
        assert_eq!(read.state(), ApplicationState::Installing);
        let live = read.with_live(&json!({
            "metadata": {"name": "blog", "uid": "u", "annotations": {labels::DISPLAY_NAME: "Our blog"}},
            "spec": {"blueprintRef": {"name": "bp-wordpress", "version": "1.5.0"}},
            "status": {"phase": "Ready", "installedBlueprint": {"name": "bp-wordpress", "version": "1.5.0"}},
        }));
        assert_eq!(live.state(), ApplicationState::Running);
        assert_eq!(live.title(), "Our blog");
        assert_eq!(live.detail.version.as_str(), "1.5.0");
        assert_eq!(
            live.repository().map(|repository| repository.name),
            Some("blog".to_owned())
        );
    }

    #[test]
    fn an_unreadable_object_changes_nothing() {
        let read = snapshot(json!({"phase": "Ready"}));
        assert_eq!(read.clone().with_live(&json!({"metadata": {}})), read);
    }

    #[test]
    fn only_web_addresses_are_opened() {
        let url = |text: &str| snapshot(json!({"externalURL": text})).launch_url();
        assert_eq!(
            url("https://blog.example.org/"),
            Some("https://blog.example.org/".to_owned())
        );
        assert_eq!(url("javascript:alert(1)"), None);
        assert_eq!(url("javascript://x"), None);
        assert_eq!(url(""), None);
    }

    #[test]
    fn an_environment_name_tells_organization_and_branch() {
        let environment = EnvironmentName::from_wire("acme-labs-stg");
        assert_eq!(organization(&environment).as_str(), "acme-labs");
        assert_eq!(env_type(&environment).branch(), Some("staging"));
    }

    #[test]
    fn without_a_branch_history_starts_at_the_commit_that_runs() {
        let mut snapshot = snapshot(json!({}));
        snapshot.applied_commit = Some("abc".to_owned());
        let start = |name: &str| snapshot.history_start(&EnvironmentName::from_wire(name));
        assert_eq!(start("acme-prod").as_deref(), Some("main"));
        assert_eq!(start("acme-uat").as_deref(), Some("abc"));
    }
}
