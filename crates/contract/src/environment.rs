//! Environments: where Applications run. Section E.9; fields in blueprint-model §8.

use crate::endpoint::{Access, Endpoint, segments};
use crate::{EnvironmentName, OrganizationSlug, SovereignId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

crate::open_enum! {
    /// Kind of an Environment. There is no `dr`.
    pub enum EnvType { Production => "prod", Staging => "stg", Acceptance => "uat", Development => "dev", ProofOfConcept => "poc" }
}

impl EnvType {
    /// The branch of an Application's repository that feeds it (glossary §5); `None` where the contract names none.
    #[must_use]
    pub fn branch(&self) -> Option<&'static str> {
        match self {
            Self::Development => Some("develop"),
            Self::Staging => Some("staging"),
            Self::Production => Some("main"),
            Self::Acceptance | Self::ProofOfConcept | Self::Unknown(_) => None,
        }
    }
}

crate::open_enum! {
    /// `status.phase` of an Environment.
    pub enum EnvironmentPhase { Pending => "Pending", Provisioning => "Provisioning", Ready => "Ready", Degraded => "Degraded", Failed => "Failed" }
}

/// An Environment, read from its Kubernetes object (`GET …/k8s/environment`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// `{org}-{env_type}`.
    pub name: EnvironmentName,
    /// The Organization it belongs to.
    pub organization: OrganizationSlug,
    /// prod, stg, …
    pub env_type: EnvType,
    /// How far it is.
    pub phase: Option<EnvironmentPhase>,
    /// Regions it spans, as `spec.regions[].region`.
    pub regions: Vec<crate::RegionName>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

impl Environment {
    /// Reads the object; `None` when it lacks a name, an Organization or a type.
    #[must_use]
    pub fn read(object: &Value) -> Option<Self> {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let regions = object.pointer("/spec/regions").and_then(Value::as_array);
        Some(Self {
            name: EnvironmentName::from_wire(text("/metadata/name")?),
            organization: OrganizationSlug::from_wire(text("/spec/organizationRef")?),
            env_type: EnvType::from(text("/spec/envType")?),
            phase: text("/status/phase").map(EnvironmentPhase::from),
            regions: regions
                .into_iter()
                .flatten()
                .filter_map(|region| region.get("region")?.as_str())
                .map(crate::RegionName::from_wire)
                .collect(),
            created_at: text("/metadata/creationTimestamp").and_then(Timestamp::parse),
        })
    }
}

/// `PUT /environments/{env}/policy`: what a change must have passed before it reaches the Environment.
///
/// Section H.2 has the compliance `modes` at this place; `promotion` is the EnvironmentPolicy's other half
/// (blueprint-model §9), for which upstream has no call: our extension. Refused with 400 `invalid-body` or
/// `invalid-policy` and with 404 `environment-not-found`.
#[derive(Clone, Debug)]
pub struct SetPolicy {
    /// Which Sovereign.
    pub sovereign: SovereignId,
    /// Which Environment.
    pub environment: EnvironmentName,
    /// What it says from now on.
    pub policy: EnvironmentPolicy,
}

/// An EnvironmentPolicy (blueprint-model §9), its gates of promotion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentPolicy {
    /// The gates; absent when changes may be committed directly.
    #[serde(default)]
    pub promotion: Option<Promotion>,
}

/// `spec.promotion`. With it, the Environment's branch takes pull requests only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Promotion {
    /// Approvals by others, 0 to 10 (`pr-required.minApprovals`).
    pub required_approvers: u8,
    /// E-mail addresses whose approvals count; everybody's when empty (`pr-required.approvers`, which the CRD has not).
    pub approvers: Vec<String>,
    /// Compliance score to reach, 0 to 100; 0 for none (`re-score-gate`).
    pub required_compliance_score: u8,
    /// Hours that a change must have been on the branch that it comes from, 0 to 720 (`soak`).
    pub soak_hours: u16,
    /// When changes are let in (`change-window`, which the CRD has not); always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_window: Option<ChangeWindow>,
}

/// When an Environment takes changes. Outside, a merge waits for the next opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeWindow {
    /// When it opens: minute, hour, day of month, month and day of week, in UTC, as `0 22 * * MON-FRI`.
    pub cron: String,
    /// How long it stays open, up to a week: `4h`, `90m` or `1h30m`.
    pub duration: String,
}

/// Answer of [`SetPolicy`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyApplied {
    /// Which Environment.
    pub environment: EnvironmentName,
    /// The gates in force.
    pub promotion: Option<Promotion>,
    /// What was done.
    pub applied: PolicyChange,
}

crate::open_enum! {
    /// What setting a policy did.
    pub enum PolicyChange { Created => "created", Updated => "updated", Same => "no-op" }
}

impl Endpoint for SetPolicy {
    const METHOD: Method = Method::PUT;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/environments/{env}/policy";
    const ACCESS: Access = Access::TierAdmin;
    type Body = EnvironmentPolicy;
    type Output = PolicyApplied;

    fn path(&self) -> String {
        let (sovereign, environment) = (self.sovereign.as_str(), self.environment.as_str());
        segments(&[
            "api",
            "v1",
            "sovereigns",
            sovereign,
            "environments",
            environment,
            "policy",
        ])
    }

    fn body(&self) -> Option<&EnvironmentPolicy> {
        Some(&self.policy)
    }
}
