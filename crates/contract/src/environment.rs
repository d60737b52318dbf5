//! Environments: where Applications run. Section E.9; fields in blueprint-model §8.

use crate::{EnvironmentName, OrganizationSlug, Timestamp};
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
