//! The Application object, as lists and watches of section D carry it.

use super::detail::{ApplicationPhase, Condition, InstalledBlueprint, RegionStatus, placement_or_mode};
use super::install::BlueprintRef;
use crate::placement::Placement;
use crate::{ApplicationName, EnvironmentName, Namespace, RegionName, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Labels and annotations the console reads (glossary §5, and ours).
pub mod labels {
    /// Organization slug.
    pub const ORGANIZATION: &str = "openova.io/organization";
    /// Environment name.
    pub const ENVIRONMENT: &str = "openova.io/environment";
    /// Application name, on everything it owns.
    pub const APPLICATION: &str = "openova.io/application";
    /// Blueprint name.
    pub const BLUEPRINT: &str = "openova.io/blueprint";
    /// Annotation: name for people.
    pub const DISPLAY_NAME: &str = "catalyst.openova.io/display-name";
    /// Annotation: the Application that this one was created for, if it is a backing service.
    pub const BACKS: &str = "catalyst.openova.io/backs";
    /// Annotation: where to open it.
    pub const EXTERNAL_URL: &str = "catalyst.openova.io/external-url";
    /// Annotation: the commit that was applied last.
    pub const APPLIED_COMMIT: &str = "catalyst.openova.io/applied-commit";
    /// Annotation: changes with the branches of the repository and with its pull requests.
    pub const REPOSITORY_REVISION: &str = "catalyst.openova.io/repository-revision";
}

/// `apps.openova.io/v1` Application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationObject {
    /// Name, namespace, labels.
    pub metadata: Metadata,
    /// What is wanted.
    pub spec: ApplicationSpec,
    /// What is.
    #[serde(default)]
    pub status: ApplicationObjectStatus,
}

/// The part of Kubernetes metadata that the console reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Object name.
    pub name: ApplicationName,
    /// Where it lives.
    #[serde(default)]
    pub namespace: Namespace,
    /// Kubernetes uid.
    #[serde(default)]
    pub uid: String,
    /// Labels.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Annotations.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// When it was made.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub creation_timestamp: Option<Timestamp>,
    /// Counts changes of `spec`.
    #[serde(default)]
    pub generation: u64,
}

/// What is wanted of an Application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSpec {
    /// What it is made from.
    pub blueprint_ref: BlueprintRef,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_ref: Option<EnvironmentName>,
    /// 1 to 5 regions.
    #[serde(default)]
    pub regions: Vec<RegionName>,
    /// Mode, as a string or an object.
    #[serde(default, deserialize_with = "placement_or_mode")]
    pub placement: Placement,
    /// Overrides, secrets masked.
    #[serde(default)]
    pub parameters: Value,
    /// What it uses.
    #[serde(default)]
    pub depends_on: Vec<ObjectDependency>,
}

/// One `spec.dependsOn` entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectDependency {
    /// The other Application.
    pub name: ApplicationName,
    /// Where its object lives.
    #[serde(default)]
    pub namespace: Namespace,
    /// `<kind>/<name>` of the context used.
    #[serde(default)]
    pub context: String,
}

/// What is, of an Application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationObjectStatus {
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<ApplicationPhase>,
    /// Region that serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_region: Option<RegionName>,
    /// Region by region.
    #[serde(default)]
    pub regions: Vec<RegionStatus>,
    /// What is really running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installed_blueprint: Option<InstalledBlueprint>,
    /// Its repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gitea_repo: Option<String>,
    /// Kubernetes conditions.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// The generation these facts are about.
    #[serde(default)]
    pub observed_generation: u64,
}

impl ApplicationObject {
    /// Reads a watched object.
    ///
    /// # Errors
    /// When it lacks a name or a Blueprint.
    pub fn read(object: &Value) -> Result<Self, serde_json::Error> {
        Self::deserialize(object)
    }

    /// The state that people see.
    #[must_use]
    pub fn state(&self) -> ApplicationState {
        ApplicationState::of(
            self.status.phase.as_ref(),
            self.status.installed_blueprint.is_some(),
            false,
        )
    }
}

/// Card states shown to people; derived, never on the wire (blueprint-model §7, glossary §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ApplicationState {
    /// Something is wrong and it does not serve.
    Failed,
    /// It serves, but not fully.
    Degraded,
    /// First version on its way.
    Installing,
    /// Another version or setting on its way.
    Updating,
    /// A promotion waits for people.
    PendingApproval,
    /// On its way out.
    Removing,
    /// Stopped on purpose.
    Paused,
    /// All is well.
    Running,
    /// The control plane says something this version does not know.
    Unknown,
}

impl ApplicationState {
    /// Every state, in the order the Environment view groups them.
    pub const ALL: [Self; 9] = [
        Self::Failed,
        Self::Degraded,
        Self::Installing,
        Self::Updating,
        Self::PendingApproval,
        Self::Removing,
        Self::Paused,
        Self::Running,
        Self::Unknown,
    ];

    /// Derives the state: Provisioning is "Installing" before a first version ran and "Updating" after.
    #[must_use]
    pub fn of(phase: Option<&ApplicationPhase>, has_installed_version: bool, promotion_open: bool) -> Self {
        match phase {
            Some(ApplicationPhase::Ready) if promotion_open => Self::PendingApproval,
            Some(ApplicationPhase::Ready) => Self::Running,
            Some(ApplicationPhase::Degraded) => Self::Degraded,
            Some(ApplicationPhase::Failed) => Self::Failed,
            Some(ApplicationPhase::Uninstalling) => Self::Removing,
            Some(ApplicationPhase::Provisioning | ApplicationPhase::Pending) | None if has_installed_version => {
                Self::Updating
            }
            Some(ApplicationPhase::Provisioning | ApplicationPhase::Pending) | None => Self::Installing,
            Some(ApplicationPhase::Unknown(_)) => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provisioning_is_installing_first_and_updating_later() {
        let provisioning = Some(&ApplicationPhase::Provisioning);
        assert_eq!(
            ApplicationState::of(provisioning, false, false),
            ApplicationState::Installing
        );
        assert_eq!(
            ApplicationState::of(provisioning, true, false),
            ApplicationState::Updating
        );
    }

    #[test]
    fn a_bare_placement_mode_is_read() {
        let object = serde_json::json!({
            "metadata": {"name": "blog"},
            "spec": {"blueprintRef": {"name": "bp-wordpress", "version": "1.0.0"}, "placement": "active-hotstandby"}
        });
        let application = ApplicationObject::read(&object).unwrap();
        assert_eq!(
            application.spec.placement.mode,
            Some(crate::placement::PlacementMode::ActiveHotStandby)
        );
    }
}
