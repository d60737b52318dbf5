//! An Application as the control plane reads it back.

use crate::placement::{Placement, PlacementMode};
use crate::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, Namespace, RegionName, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

crate::open_enum! {
    /// `status.phase` of an Application (blueprint-model §7).
    pub enum ApplicationPhase {
        Pending => "Pending",
        Provisioning => "Provisioning",
        Ready => "Ready",
        Degraded => "Degraded",
        Failed => "Failed",
        Uninstalling => "Uninstalling",
    }
}

/// `AppDetail` of section E.7.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationDetail {
    /// The Application's name.
    pub name: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// Kubernetes uid; the id in `/catalyst/v1`.
    #[serde(default)]
    pub uid: String,
    /// Our extension: name for people. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What it is made from.
    pub blueprint: BlueprintName,
    /// Version it is pinned to.
    #[serde(default)]
    pub version: BlueprintVersion,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_ref: Option<EnvironmentName>,
    /// Mode and regions; a bare mode string is read too (blueprint-model §7).
    #[serde(default, deserialize_with = "placement_or_mode")]
    pub placement: Placement,
    /// Regions it runs in.
    #[serde(default)]
    pub regions: Vec<RegionName>,
    /// Overrides, secrets masked.
    #[serde(default)]
    pub parameters: Value,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<ApplicationPhase>,
    /// Region that serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_region: Option<RegionName>,
    /// `owner/name` or URL of its repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gitea_repo: Option<String>,
    /// When the controller last looked.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_reconciled_at: Option<Timestamp>,
    /// Kubernetes conditions.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// Region by region.
    #[serde(default)]
    pub region_statuses: Vec<RegionStatus>,
    /// What is really running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installed_blueprint: Option<InstalledBlueprint>,
    /// Namespace of its workloads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_namespace: Option<Namespace>,
    /// Helm release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_name: Option<String>,
    /// Selects its workloads in section D.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_label_selector: Option<String>,
    /// Owned by the platform.
    #[serde(default)]
    pub bootstrap: bool,
    /// Whether the HelmRelease is ready.
    #[serde(default)]
    pub hr_ready: bool,
    /// False when there is no Application object and the answer was made up from the HelmRelease.
    #[serde(rename = "phaseFromCR", default)]
    pub phase_from_cr: bool,
    /// Where to open it, if it has a page for people.
    #[serde(rename = "externalURL", default, skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
    /// What it offers to others, such as databases.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// What it uses.
    #[serde(default)]
    pub depends_on: Vec<ContextRef>,
}

/// A Kubernetes condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// CamelCase type such as `Ready`.
    #[serde(rename = "type")]
    pub kind: String,
    /// True, False or Unknown.
    pub status: ConditionStatus,
    /// CamelCase reason.
    #[serde(default)]
    pub reason: String,
    /// Sentence for people.
    #[serde(default)]
    pub message: String,
    /// When `status` last changed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_transition_time: Option<Timestamp>,
}

crate::open_enum! {
    /// Status of a condition.
    pub enum ConditionStatus { True => "True", False => "False", Undecided => "Unknown" }
}

/// How an Application does in one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegionStatus {
    /// The region.
    pub name: RegionName,
    /// primary, standby or active.
    #[serde(default)]
    pub role: String,
    /// Pods wanted.
    #[serde(default)]
    pub replicas: u32,
    /// Pods ready.
    #[serde(default)]
    pub ready: u32,
    /// When that last changed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_transition_time: Option<Timestamp>,
}

/// What is really running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalledBlueprint {
    /// Which Blueprint.
    pub name: BlueprintName,
    /// Which version.
    pub version: BlueprintVersion,
    /// Digest of the artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Something an Application offers to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Its name.
    pub name: String,
    /// Such as `database`.
    #[serde(default)]
    pub kind: String,
    /// The Application that uses it.
    #[serde(default)]
    pub occupied_by: String,
    /// Reference to the credential.
    #[serde(default)]
    pub credential: String,
    /// How far it is.
    pub status: ContextStatus,
}

crate::open_enum! {
    /// How far a context is.
    pub enum ContextStatus { Ready => "ready", Pending => "pending", Declared => "declared" }
}

/// Something an Application uses of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextRef {
    /// The other Application.
    pub instance: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// `<kind>/<name>` of the context.
    #[serde(default)]
    pub context: String,
}

/// Answer of `GET …/applications/{name}/status`, and nearly a frame of its stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationStatus {
    /// The Application.
    pub name: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<ApplicationPhase>,
    /// The object's whole status.
    #[serde(default)]
    pub status: Value,
    /// Kubernetes conditions.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// When the controller last looked.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_reconciled: Option<Timestamp>,
    /// Part of the object's spec.
    #[serde(default)]
    pub spec: Value,
}

/// One message of `GET …/applications/{name}/stream`, sent on change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusFrame {
    /// The Application.
    pub name: ApplicationName,
    /// Where its object lives.
    pub namespace: Namespace,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<ApplicationPhase>,
    /// The object's whole status.
    #[serde(default)]
    pub status: Value,
    /// The Application is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_found: bool,
}

/// A placement object, or a bare mode as older objects have it.
pub(super) fn placement_or_mode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Placement, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Wire {
        Mode(PlacementMode),
        Placement(Placement),
    }
    Ok(match Option::<Wire>::deserialize(deserializer)? {
        Some(Wire::Placement(placement)) => placement,
        Some(Wire::Mode(mode)) => Placement {
            mode: Some(mode),
            ..Placement::default()
        },
        None => Placement::default(),
    })
}
