//! Writing Blueprints: the whole manifest, publishing to an Organization's shelf, and curating. Sections E.2 and E.3.

use crate::endpoint::{Access, Endpoint, Items, segments, with_query};
use crate::{BlueprintName, BlueprintVersion, OrganizationSlug, SovereignId};
use http::Method;
use serde::{Deserialize, Serialize};

/// The repository of every Organization that holds what it publishes.
pub const SHARED_BLUEPRINTS: &str = "shared-blueprints";

/// The shelf of what operators curated.
pub const CURATED: &str = "catalog-sovereign";

/// `GET /api/v1/catalog/{name}/iac`: the manifest as its author wrote it. Section E.2.
#[derive(Clone, Debug)]
pub struct GetBlueprintManifest {
    /// Which Blueprint.
    pub name: BlueprintName,
}

/// `PUT /api/v1/catalog/{name}/iac`: replaces the manifest, in the Organization that published it. Section E.2.
#[derive(Clone, Debug)]
pub struct PutBlueprintManifest {
    /// Which Blueprint.
    pub name: BlueprintName,
    /// The new text.
    pub manifest: NewManifest,
}

/// `POST /api/v1/sovereigns/{id}/blueprints/publish`. Section E.3.
#[derive(Clone, Debug)]
pub struct PublishBlueprint {
    /// Which Sovereign.
    pub sovereign: SovereignId,
    /// What is published.
    pub publication: Publication,
}

/// `POST /api/v1/sovereigns/{id}/blueprints/curate`: offers an Organization's Blueprint to all. Section E.3.
#[derive(Clone, Debug)]
pub struct CurateBlueprint {
    /// Which Sovereign.
    pub sovereign: SovereignId,
    /// What is curated.
    pub curation: Curation,
}

/// `GET /api/v1/sovereigns/{id}/blueprints/curatable?orgs=`. Section E.3.
#[derive(Clone, Debug)]
pub struct ListCuratable {
    /// Which Sovereign.
    pub sovereign: SovereignId,
    /// Only these Organizations, separated by commas; all of them when absent.
    pub organizations: Option<String>,
}

/// The manifest of a Blueprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The text, with its comments.
    pub blueprint_yaml: String,
    /// Where it lies in the repository.
    pub path: String,
}

/// A manifest that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewManifest {
    /// The text.
    pub blueprint_yaml: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestWritten {
    /// The Blueprint.
    pub slug: BlueprintName,
    /// Where it lies in the repository.
    pub path: String,
    /// Whether there is a new commit.
    pub committed: bool,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A version to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// Whose shelf.
    pub org: OrganizationSlug,
    /// `bp-…`; the manifest says the same.
    pub name: BlueprintName,
    /// The manifest says the same.
    pub version: BlueprintVersion,
    /// The manifest.
    pub blueprint_yaml: String,
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Whose shelf.
    pub org: OrganizationSlug,
    /// Its name.
    pub name: BlueprintName,
    /// Its version.
    pub version: BlueprintVersion,
    /// [`SHARED_BLUEPRINTS`].
    pub repo: String,
    /// Where it lies there.
    pub path: String,
    /// Page of the repository.
    pub url: String,
    /// For people.
    pub message: String,
}

/// A Blueprint that all Organizations are to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Curation {
    /// Who published it.
    pub source_org: OrganizationSlug,
    /// Which.
    pub blueprint_name: BlueprintName,
}

/// A Blueprint that was curated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Curated {
    /// Which.
    pub blueprint_name: BlueprintName,
    /// Who published it.
    pub source_org: OrganizationSlug,
    /// [`CURATED`].
    pub target_org: String,
    /// For people.
    pub message: String,
}

/// A published Blueprint whose newest version is not curated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Curatable {
    /// Who published it.
    pub org: OrganizationSlug,
    /// Its name.
    pub name: BlueprintName,
    /// Its newest version.
    pub version: BlueprintVersion,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Endpoint for GetBlueprintManifest {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/catalog/{name}/iac";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Manifest;

    fn path(&self) -> String {
        segments(&["api", "v1", "catalog", self.name.as_str(), "iac"])
    }
}

impl Endpoint for PutBlueprintManifest {
    const METHOD: Method = Method::PUT;
    const ROUTE: &'static str = "/api/v1/catalog/{name}/iac";
    const ACCESS: Access = Access::TierAdmin;
    type Body = NewManifest;
    type Output = ManifestWritten;

    fn path(&self) -> String {
        segments(&["api", "v1", "catalog", self.name.as_str(), "iac"])
    }

    fn body(&self) -> Option<&NewManifest> {
        Some(&self.manifest)
    }
}

impl Endpoint for PublishBlueprint {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/blueprints/publish";
    const ACCESS: Access = Access::TierAdmin;
    type Body = Publication;
    type Output = Published;

    fn path(&self) -> String {
        blueprints(&self.sovereign, "publish")
    }

    fn body(&self) -> Option<&Publication> {
        Some(&self.publication)
    }
}

impl Endpoint for CurateBlueprint {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/blueprints/curate";
    // The gate "sovereign-admin" and the gate "tier-admin+" let the same tiers pass (§0.4).
    const ACCESS: Access = Access::TierAdmin;
    type Body = Curation;
    type Output = Curated;

    fn path(&self) -> String {
        blueprints(&self.sovereign, "curate")
    }

    fn body(&self) -> Option<&Curation> {
        Some(&self.curation)
    }
}

impl Endpoint for ListCuratable {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/blueprints/curatable";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<Curatable>;

    fn path(&self) -> String {
        with_query(
            blueprints(&self.sovereign, "curatable"),
            &[("orgs", self.organizations.as_deref())],
        )
    }
}

fn blueprints(sovereign: &SovereignId, call: &str) -> String {
    segments(&["api", "v1", "sovereigns", sovereign.as_str(), "blueprints", call])
}
