//! Placement modes and targets. Sections E.5 and F.4; blueprint-model §4.

use crate::RegionName;
use serde::{Deserialize, Serialize};

crate::open_enum! {
    /// How an Application is spread over regions. The seed's spellings are read, the API's are written.
    pub enum PlacementMode {
        Singleton => "singleton" | "single-region",
        ActiveActive => "active-active",
        ActiveHotStandby => "active-hot-standby" | "active-hotstandby",
        ActivePassive => "active-passive",
    }
}

impl PlacementMode {
    /// The fewest regions that make sense for this mode.
    #[must_use]
    pub fn min_regions(&self) -> usize {
        match self {
            Self::ActiveActive | Self::ActiveHotStandby | Self::ActivePassive => 2,
            Self::Singleton | Self::Unknown(_) => 1,
        }
    }
}

crate::open_enum! {
    /// Security zone an Application's virtual cluster lives in (§E.5).
    pub enum Zone { Host => "host", Management => "mgmt", Dmz => "dmz", Restricted => "rtz" }
}

/// Where an Application runs, as install and update take it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Defaults to the Blueprint's own default, else `singleton`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<PlacementMode>,
    /// 1 to 5 regions; defaults to `["primary"]`. The first one is the primary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionName>,
    /// Zone; its availability is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcluster: Option<Zone>,
    /// Exact host clusters, for operators.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// Region by region, with roles; newer than `regions`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
}

/// One region an Application runs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The region.
    pub region: RegionName,
    /// Host cluster, when pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Zone, when pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcluster: Option<Zone>,
    /// What the region does.
    pub role: TargetRole,
    /// How warm a standby is.
    #[serde(rename = "standbyType", default, skip_serializing_if = "Option::is_none")]
    pub standby_type: Option<StandbyType>,
}

crate::open_enum! {
    /// What a region does for an Application.
    pub enum TargetRole { Primary => "Primary", Standby => "Standby" }
}

crate::open_enum! {
    /// How warm a standby region is.
    pub enum StandbyType { Hot => "Hot", Cold => "Cold" }
}

/// Answer of `GET …/applications/{name}/placement`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedPlacement {
    /// Region by region.
    pub targets: Vec<Target>,
    /// True when inferred from running pods.
    #[serde(default)]
    pub derived_from_runtime: bool,
    /// Regions the Application asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions_declared: Vec<RegionName>,
    /// Regions it was seen in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions_observed: Vec<RegionName>,
    /// Clusters that could not be asked: unknown, not absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unobserved_clusters: Vec<String>,
    /// True when no primary could be told.
    #[serde(default)]
    pub unresolved_primary: bool,
}
