//! The catalogue: Blueprint documents read from directories, re-read when a file changes.
//!
//! A document is hostile input. One that cannot be read is still listed, with the reason, and harms no other.

mod blueprint;
mod read;

pub(crate) use blueprint::{Blueprint, EndpointSpec};

use contract::catalog::{CatalogBlueprint, VersionRef};
use contract::{BlueprintName, OrganizationSlug};
use semver::{Version, VersionReq};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

/// Every version of every Blueprint found, at one moment.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// By name; versions newest first.
    blueprints: BTreeMap<String, Vec<Arc<Blueprint>>>,
    /// Icon files by Blueprint name.
    icons: BTreeMap<String, PathBuf>,
}

/// The directories and what was last read from them.
#[derive(Debug)]
pub(crate) struct Catalog {
    directories: Vec<PathBuf>,
    read: RwLock<(read::Fingerprint, Arc<Shelf>)>,
    /// What was published here, which lies in no directory.
    published: RwLock<Vec<Arc<Blueprint>>>,
}

impl Catalog {
    /// Reads all `directories`; earlier ones win when a name and version occurs twice.
    pub(crate) fn open(directories: Vec<PathBuf>) -> Self {
        let fingerprint = read::Fingerprint::take(&directories);
        let shelf = Arc::new(read::shelf(&directories));
        Self {
            directories,
            read: RwLock::new((fingerprint, shelf)),
            published: RwLock::default(),
        }
    }

    /// The shelf as the files are now. Cost when nothing changed: one `stat` a file.
    pub(crate) fn shelf(&self) -> Arc<Shelf> {
        let fingerprint = read::Fingerprint::take(&self.directories);
        {
            let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
            if read.0 == fingerprint {
                return Arc::clone(&read.1);
            }
        }
        self.read_again(fingerprint)
    }

    /// Offers these published Blueprints beside those of the directories, and no others.
    pub(crate) fn offer(&self, published: Vec<Arc<Blueprint>>) {
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = published;
        self.read_again(read::Fingerprint::take(&self.directories));
    }

    /// Whether a directory has a Blueprint of this name, with or without `bp-`.
    pub(crate) fn is_on_disk(&self, name: &str) -> bool {
        let shelf = self.shelf();
        let versions = shelf.versions(name).unwrap_or_default();
        versions.iter().any(|blueprint| blueprint.is_public())
    }

    fn read_again(&self, fingerprint: read::Fingerprint) -> Arc<Shelf> {
        let mut shelf = read::shelf(&self.directories);
        for blueprint in self.published.read().unwrap_or_else(PoisonError::into_inner).iter() {
            shelf.put(Arc::clone(blueprint));
        }
        let shelf = Arc::new(shelf);
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        *read = (fingerprint, Arc::clone(&shelf));
        shelf
    }
}

/// Why no version of a Blueprint fits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookupError {
    #[error("there is no Blueprint named {0}")]
    NoBlueprint(String),
    #[error("{name} has no version {wanted}; there is {known}")]
    NoVersion {
        name: String,
        wanted: String,
        known: String,
    },
    #[error("{0} is not a version range")]
    BadRange(String),
}

impl Shelf {
    /// The newest usable version of every Blueprint; where none is usable, the newest broken one. Private ones are left
    /// out.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Arc<Blueprint>> {
        self.seen_by(None)
    }

    /// The same, with what is on the private shelf of an Organization.
    pub(crate) fn seen_by(&self, organization: Option<&OrganizationSlug>) -> impl Iterator<Item = &Arc<Blueprint>> {
        let is_seen = move |blueprint: &&Arc<Blueprint>| {
            let owner = blueprint.organization.as_ref();
            owner.is_none() || owner == organization
        };
        self.blueprints.values().filter_map(move |versions| {
            let mut seen = versions.iter().filter(is_seen);
            let first = seen.clone().next();
            seen.find(|blueprint| blueprint.error.is_none()).or(first)
        })
    }

    /// The newest version of `name`, which may be written with or without `bp-`.
    pub(crate) fn latest(&self, name: &str) -> Result<&Arc<Blueprint>, LookupError> {
        let versions = self.versions(name)?;
        newest(versions).ok_or_else(|| LookupError::NoBlueprint(name.to_owned()))
    }

    /// Exactly this version.
    pub(crate) fn exact(&self, name: &str, version: &str) -> Result<&Arc<Blueprint>, LookupError> {
        let mut known = None;
        for spelling in spellings(name) {
            if let Some(versions) = self.blueprints.get(&spelling) {
                if let Some(found) = versions.iter().find(|blueprint| blueprint.version == version) {
                    return Ok(found);
                }
                known.get_or_insert(versions);
            }
        }
        Err(no_version(name, version, known))
    }

    /// The newest version that `range` allows; any version when there is no range.
    pub(crate) fn matching(&self, name: &str, range: Option<&str>) -> Result<&Arc<Blueprint>, LookupError> {
        let requirement = parse_range(range)?;
        let mut known = None;
        for spelling in spellings(name) {
            let Some(versions) = self.blueprints.get(&spelling) else {
                continue;
            };
            let fits = |blueprint: &&Arc<Blueprint>| {
                blueprint.error.is_none() && blueprint.semver().is_some_and(|version| requirement.matches(&version))
            };
            let mut fitting = versions.iter().filter(fits);
            let first = fitting.clone().next();
            // What everybody may use, before what is private to somebody.
            if let Some(found) = fitting.find(|blueprint| blueprint.organization.is_none()).or(first) {
                return Ok(found);
            }
            known.get_or_insert(versions);
        }
        Err(no_version(name, range.unwrap_or("*"), known))
    }

    fn versions(&self, name: &str) -> Result<&[Arc<Blueprint>], LookupError> {
        spellings(name)
            .iter()
            .find_map(|spelling| self.blueprints.get(spelling))
            .map(Vec::as_slice)
            .ok_or_else(|| LookupError::NoBlueprint(name.to_owned()))
    }

    /// The icon file of a Blueprint.
    pub(crate) fn icon(&self, name: &str) -> Option<&PathBuf> {
        self.icons.get(name)
    }

    /// The answer for one version: `full` adds the document and its README.
    pub(crate) fn entry(&self, blueprint: &Blueprint, full: bool) -> CatalogBlueprint {
        let mut entry = blueprint.entry(full);
        let versions = self
            .blueprints
            .get(&blueprint.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        entry.versions = versions
            .iter()
            .filter(|version| version.error.is_none() || version.version == blueprint.version)
            .filter(|version| version.organization.is_none() || version.organization == blueprint.organization)
            .map(|version| VersionRef {
                version: contract::BlueprintVersion::from_wire(&version.version),
                chart_ref: version.chart_ref(),
                value_schema: None,
            })
            .collect();
        entry.card.icon = match self.icons.contains_key(&blueprint.name) {
            true => format!("/api/v1/catalog/{}/icon", blueprint.name),
            false => String::new(),
        };
        entry
    }

    fn insert(&mut self, blueprint: Blueprint) {
        self.put(Arc::new(blueprint));
    }

    fn put(&mut self, blueprint: Arc<Blueprint>) {
        let versions = self.blueprints.entry(blueprint.name.clone()).or_default();
        if versions.iter().any(|known| known.version == blueprint.version) {
            tracing::warn!(blueprint = %blueprint.name, version = %blueprint.version, "A Blueprint version was found twice; the first one is kept");
            return;
        }
        versions.push(blueprint);
        versions.sort_by(|a, b| b.semver().cmp(&a.semver()).then_with(|| b.version.cmp(&a.version)));
    }
}

fn newest(versions: &[Arc<Blueprint>]) -> Option<&Arc<Blueprint>> {
    let mut usable = versions.iter().filter(|blueprint| blueprint.error.is_none());
    let first = usable.clone().next();
    // What everybody may use, before what is private to somebody.
    let found = usable.find(|blueprint| blueprint.organization.is_none()).or(first);
    found.or_else(|| versions.first())
}

/// Real documents omit the `bp-` prefix, and references to them do not, or the other way round.
fn spellings(name: &str) -> [String; 2] {
    let short = BlueprintName::from_wire(name).short().to_owned();
    let other = if name.starts_with("bp-") {
        short
    } else {
        format!("bp-{short}")
    };
    [name.to_owned(), other]
}

fn no_version(name: &str, wanted: &str, known: Option<&Vec<Arc<Blueprint>>>) -> LookupError {
    match known {
        None => LookupError::NoBlueprint(name.to_owned()),
        Some(versions) => LookupError::NoVersion {
            name: name.to_owned(),
            wanted: wanted.to_owned(),
            known: versions
                .iter()
                .map(|b| b.version.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        },
    }
}

/// Whether `version` is in `range`; a range that is none at all matches nothing.
pub(crate) fn in_range(version: &str, range: Option<&str>) -> bool {
    match (Version::parse(version), parse_range(range)) {
        (Ok(version), Ok(requirement)) => requirement.matches(&version),
        _ => false,
    }
}

fn parse_range(range: Option<&str>) -> Result<VersionReq, LookupError> {
    match range {
        None => Ok(VersionReq::STAR),
        Some(range) => VersionReq::parse(range).map_err(|_| LookupError::BadRange(range.to_owned())),
    }
}
