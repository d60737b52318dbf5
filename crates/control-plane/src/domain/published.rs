//! Blueprints that Organizations published, and those that operators curated. Section E.3.

use super::world::World;
use contract::publishing::{CURATED, SHARED_BLUEPRINTS};
use contract::{BlueprintName, BlueprintVersion, CommitId, OrganizationSlug, Timestamp};
use serde::{Deserialize, Serialize};

/// One version on one shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublishedRecord {
    /// The Organization, or [`CURATED`].
    pub(crate) shelf: OrganizationSlug,
    pub(crate) name: BlueprintName,
    pub(crate) version: BlueprintVersion,
    /// `blueprint.yaml`, as it was written.
    pub(crate) text: String,
    pub(crate) author: String,
    pub(crate) at: Timestamp,
    /// Position in its repository, from 1.
    pub(crate) sequence: u64,
    /// The commit that holds it.
    pub(crate) commit: CommitId,
    /// The Organization that a curated one comes from.
    #[serde(default)]
    pub(crate) source: Option<OrganizationSlug>,
}

/// A version that is to go on a shelf, and has no place in its repository yet.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) shelf: OrganizationSlug,
    pub(crate) name: BlueprintName,
    pub(crate) version: BlueprintVersion,
    pub(crate) text: String,
    pub(crate) author: String,
    pub(crate) at: Timestamp,
    pub(crate) source: Option<OrganizationSlug>,
}

impl Draft {
    /// The version at its place on the shelf.
    pub(crate) fn published(self, sequence: u64, commit: CommitId) -> PublishedRecord {
        PublishedRecord {
            shelf: self.shelf,
            name: self.name,
            version: self.version,
            text: self.text,
            author: self.author,
            at: self.at,
            sequence,
            commit,
            source: self.source,
        }
    }
}

/// Shelf, name, version.
pub(crate) type PublishedId = (OrganizationSlug, BlueprintName, BlueprintVersion);

impl PublishedRecord {
    pub(crate) fn key(&self) -> PublishedId {
        (self.shelf.clone(), self.name.clone(), self.version.clone())
    }

    pub(crate) fn is_curated(&self) -> bool {
        self.shelf.as_str() == CURATED
    }
}

/// `owner/name` of a shelf's repository.
pub(crate) fn repository(shelf: &OrganizationSlug) -> String {
    format!("{shelf}/{SHARED_BLUEPRINTS}")
}

/// Where a Blueprint's manifest lies in that repository.
pub(crate) fn path(name: &BlueprintName) -> String {
    format!("{name}/blueprint.yaml")
}

/// Why a version is not published.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum NotPublished {
    #[error("the manifest is empty")]
    Empty,
    #[error("line {line}: {detail}")]
    Yaml { line: usize, detail: String },
    #[error("the Blueprint has {} errors", .0.len())]
    Invalid(Vec<contract::FieldError>),
    #[error("there is no Organization {0}")]
    NoOrganization(OrganizationSlug),
    #[error("{0} is taken by a Blueprint of another shelf; choose another name")]
    NameTaken(BlueprintName),
    #[error("{0} {1} is published already; a version never changes, so publish a new one")]
    VersionExists(BlueprintName, BlueprintVersion),
    #[error("{0} has an Application named shared-blueprints, whose repository is in the way")]
    RepositoryTaken(OrganizationSlug),
    #[error("{0} was not published here")]
    NotFound(BlueprintName),
}

impl World {
    /// The last commit of a shelf's repository.
    pub(crate) fn last_published(&self, shelf: &OrganizationSlug) -> Option<&PublishedRecord> {
        self.published_on(shelf).max_by_key(|record| record.sequence)
    }

    /// Everything on a shelf.
    pub(crate) fn published_on(&self, shelf: &OrganizationSlug) -> impl Iterator<Item = &PublishedRecord> {
        self.published
            .values()
            .map(AsRef::as_ref)
            .filter(move |record| record.shelf == *shelf)
    }

    /// The newest version of this name that an Organization published.
    pub(crate) fn newest_published(&self, name: &BlueprintName) -> Option<&PublishedRecord> {
        let own = self.published.values().map(AsRef::as_ref);
        own.filter(|record: &&PublishedRecord| record.name == *name && !record.is_curated())
            .max_by_key(|record| semver::Version::parse(record.version.as_str()).ok())
    }

    /// Whose repositories of Blueprints there are.
    pub(crate) fn shelves(&self) -> std::collections::BTreeSet<OrganizationSlug> {
        self.published.keys().map(|(shelf, _, _)| shelf.clone()).collect()
    }
}
