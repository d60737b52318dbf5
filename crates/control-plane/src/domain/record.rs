//! What is kept: one record for each Organization, Environment and Application.

use crate::git::BRANCHES;
use contract::application::{BlueprintRef, ObjectDependency};
use contract::environment::{EnvType, Promotion};
use contract::organization::Organization;
use contract::placement::{PlacementMode, Target};
use contract::{ApplicationName, CommitId, EnvironmentName, Namespace, OrganizationSlug, RegionName, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An Organization; its wire form is also its record.
pub(crate) type OrganizationRecord = Organization;

/// An Environment of an Organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EnvironmentRecord {
    pub(crate) name: EnvironmentName,
    pub(crate) organization: OrganizationSlug,
    pub(crate) env_type: EnvType,
    pub(crate) regions: Vec<EnvironmentRegion>,
    pub(crate) created_at: Timestamp,
    /// False while the Organization is being set up.
    pub(crate) ready: bool,
    /// The gates of its policy; its branch takes commits directly without any.
    #[serde(default)]
    pub(crate) promotion: Option<Promotion>,
}

/// A region an Environment spans (blueprint-model §8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnvironmentRegion {
    pub(crate) provider: String,
    pub(crate) region: RegionName,
    pub(crate) building_block: String,
    pub(crate) host_cluster: String,
}

impl EnvironmentRecord {
    /// The branch that feeds it. The contract names none for uat and poc: they follow stg and dev.
    pub(crate) fn branch(&self) -> &'static str {
        match self.env_type {
            EnvType::Development | EnvType::ProofOfConcept => "develop",
            EnvType::Staging | EnvType::Acceptance => "staging",
            EnvType::Production | EnvType::Unknown(_) => "main",
        }
    }

    /// Where the workloads of its Applications run.
    pub(crate) fn workload_namespace(&self) -> Namespace {
        Namespace::from_wire(self.name.as_str())
    }
}

/// An Application: what is wanted, where it is committed, and how far the cluster has come with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ApplicationRecord {
    pub(crate) uid: String,
    pub(crate) name: ApplicationName,
    pub(crate) organization: OrganizationSlug,
    /// Where its object lives: the Organization's namespace.
    pub(crate) namespace: Namespace,
    pub(crate) environment: EnvironmentName,
    pub(crate) blueprint: BlueprintRef,
    pub(crate) display_name: Option<String>,
    /// Overrides; secrets are masked, their values are kept apart.
    pub(crate) parameters: Map<String, Value>,
    pub(crate) mode: PlacementMode,
    pub(crate) targets: Vec<Target>,
    pub(crate) depends_on: Vec<ObjectDependency>,
    /// The Application this one was created for.
    pub(crate) backs: Option<ApplicationName>,
    /// How often a secret was set: part of the committed reference, so that a new secret is a commit.
    pub(crate) secret_version: u64,
    /// Counts changes of what is wanted.
    pub(crate) generation: u64,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// The Environment's branch and its head.
    pub(crate) branch: String,
    pub(crate) commit: CommitId,
    /// The first commit: where the branches of other Environments begin.
    pub(crate) first_commit: CommitId,
    /// The heads of other branches that have moved on, and of those made for a pull request.
    #[serde(default)]
    pub(crate) heads: BTreeMap<String, Head>,
    /// The newest generation that ran in full, if any did.
    pub(crate) settled: Option<Settled>,
    /// Being removed since.
    pub(crate) deleted_at: Option<Timestamp>,
}

/// Where a branch is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) commit: CommitId,
    /// When it moved there. A commit's own date is whatever its author said.
    pub(crate) since: Timestamp,
}

/// A generation that ran in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    pub(crate) generation: u64,
    pub(crate) blueprint: BlueprintRef,
    pub(crate) at: Timestamp,
}

impl ApplicationRecord {
    /// Regions in order, the primary first.
    pub(crate) fn regions(&self) -> Vec<RegionName> {
        self.targets.iter().map(|target| target.region.clone()).collect()
    }

    /// Where a branch is; `None` when there is no such branch.
    pub(crate) fn head(&self, branch: &str) -> Option<&CommitId> {
        if branch == self.branch {
            return Some(&self.commit);
        }
        let fresh = || BRANCHES.contains(&branch).then_some(&self.first_commit);
        self.heads.get(branch).map(|head| &head.commit).or_else(fresh)
    }

    /// Since when a branch is where it is.
    pub(crate) fn since(&self, branch: &str) -> Timestamp {
        match self.heads.get(branch) {
            _ if branch == self.branch => self.updated_at,
            Some(head) => head.since,
            None => self.created_at,
        }
    }

    /// Every branch and where it is.
    pub(crate) fn branches(&self) -> BTreeMap<&str, &CommitId> {
        let names = BRANCHES.into_iter().chain(self.heads.keys().map(String::as_str));
        names.filter_map(|name| Some((name, self.head(name)?))).collect()
    }

    /// `owner/name` of its repository.
    pub(crate) fn repository(&self) -> String {
        format!("{}/{}", self.organization, self.name)
    }

    /// The key it is stored and looked up by.
    pub(crate) fn key(&self) -> ApplicationId {
        (self.organization.clone(), self.name.clone())
    }
}

/// Applications are unique by name within an Organization.
pub(crate) type ApplicationId = (OrganizationSlug, ApplicationName);
