//! What is sent to install or change an Application, and what answers.

use crate::placement::Placement;
use crate::{
    ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, Namespace, OrganizationSlug, RegionName,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A Blueprint at an exact version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintRef {
    /// Which Blueprint.
    pub name: BlueprintName,
    /// Which version.
    pub version: BlueprintVersion,
}

/// Body of an install, long form. Unknown fields are rejected. Section E.5.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstallRequest {
    /// What to install.
    pub blueprint_ref: BlueprintRef,
    /// The Application's name.
    pub name: ApplicationName,
    /// Whose it will be.
    pub organization_ref: OrganizationSlug,
    /// Where it will run; `<org>-prod` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_ref: Option<EnvironmentName>,
    /// Overrides, validated against the `configSchema` of the chosen version once defaults are filled in.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// Regions and mode; the Blueprint's default when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// What to do about each dependency. The contract leaves the shape open; this is the one the embedded control plane takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owned_dependencies: Vec<DependencyChoice>,
}

/// How one dependency is met: by a new Application or by one that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DependencyChoice {
    /// Alias of the dependency, or its short Blueprint name.
    pub alias: String,
    /// Create or reuse.
    pub mode: DependencyMode,
    /// The existing Application, for `reuse`; the new one's name, for `create` (default `<app>-<alias>`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<ApplicationName>,
    /// Exact version, for `create`; the newest that the range allows when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<BlueprintVersion>,
    /// Parameters of the new Application, for `create`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map<String, Value>,
}

crate::open_enum! {
    /// "Use existing or create new".
    pub enum DependencyMode { Create => "create", Reuse => "reuse" }
}

/// 201 of an install.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installed {
    /// Always `Application`.
    pub kind: String,
    /// Always `apps.openova.io/v1`.
    pub api_version: String,
    /// The Application.
    pub name: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// Kubernetes uid.
    pub uid: String,
    /// State in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The status again, as text.
    pub http_status: String,
    /// True: false is a failure whatever the status (§0.6).
    pub applied: bool,
    /// Sentence for people.
    #[serde(default)]
    pub message: String,
}

/// Body of `PUT …/applications/{name}`: any subset. Section E.7.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplicationUpdate {
    /// Another Blueprint version: an upgrade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint_ref: Option<BlueprintRef>,
    /// All overrides, replacing the old ones.
    #[serde(default, alias = "values", skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Map<String, Value>>,
    /// Another placement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Another name for people.
    #[serde(default, alias = "title", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Another version of the same Blueprint: an upgrade.
    #[serde(default, alias = "toVersion", skip_serializing_if = "Option::is_none")]
    pub version: Option<BlueprintVersion>,
}

/// 200 of an update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Updated {
    /// Always `Application`.
    pub kind: String,
    /// The Application.
    pub name: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// Kubernetes uid.
    pub uid: String,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The status again, as text.
    pub http_status: String,
    /// True: false is a failure whatever the status (§0.6).
    pub applied: bool,
    /// Regions after the change.
    #[serde(default)]
    pub regions: Vec<RegionName>,
    /// Placement after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Overrides after the change, secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// Sentence for people.
    #[serde(default)]
    pub message: String,
    /// State in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// 200 of a delete. Section E.7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// Always `Application`.
    pub kind: String,
    /// The Application.
    pub name: ApplicationName,
    /// Where its object lived.
    pub namespace: Namespace,
    /// `deleted` or `already-deleted`.
    pub status: String,
    /// The status again, as text.
    pub http_status: String,
    /// True.
    pub deleted: bool,
    /// Sentence for people.
    #[serde(default)]
    pub message: String,
}

/// What an install, upgrade or placement change would write. Section E.6.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Files as the controller would write them, secrets masked.
    pub manifests: Vec<Manifest>,
    /// Unified diff against what is there. Upstream always sends an empty string: then diff `manifests`.
    #[serde(default)]
    pub diff: String,
    /// The Blueprint rendered.
    #[serde(default)]
    pub blueprint: String,
    /// What a person should know before going on.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Target of an upgrade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_version: Option<BlueprintVersion>,
    /// Resulting placement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// The Application concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationName>,
    /// Our extension: every Application that an install would create, dependencies first. Absent upstream.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlannedApplication>,
    /// Our extension: what the Application asks of the cluster, before and after. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<RequestsChange>,
}

/// What an Application asks of the cluster, before and after a change. Our extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestsChange {
    /// As it is.
    pub before: Requests,
    /// As it will be.
    pub after: Requests,
}

/// The sum of what manifests ask of the cluster (Kubernetes `resources.requests`). Our extension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// Pods.
    pub pods: u64,
    /// Pods of which the manifests do not say how much processor or memory they ask for: not in the sums.
    #[serde(default)]
    pub unstated_pods: u64,
    /// Thousandths of a processor.
    #[serde(default)]
    pub cpu_milli: u64,
    /// Bytes of memory.
    #[serde(default)]
    pub memory_bytes: u64,
    /// Bytes of volumes.
    #[serde(default)]
    pub storage_bytes: u64,
}

/// One Application of an InstallPlan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedApplication {
    /// Its name.
    pub name: ApplicationName,
    /// What it is made from.
    pub blueprint: BlueprintRef,
    /// Created or reused.
    pub mode: DependencyMode,
    /// Alias under which the requested Application uses it; absent for that one itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}

/// One file of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Path as `<org>/<app>/<path in the repository>`.
    pub path: String,
    /// Text of the file.
    pub content: String,
}
