//! Publishing and curating Blueprints. Section E.3.
//!
//! A shelf is a repository with a folder for each Blueprint; its history holds the versions. As everywhere, objects come
//! first, then the transaction, then the branch.

use super::{Failure, Plane};
use crate::catalog::Blueprint;
use crate::domain::published::{Draft, NotPublished, PublishedRecord, path, repository};
use crate::domain::world::{World, Write};
use crate::git::{Authorship, GitError, Repositories};
use config_schema::authoring::{Severity, lint};
use config_schema::yaml::Text;
use contract::publishing::{CURATED, Curatable, Publication, SHARED_BLUEPRINTS};
use contract::{BlueprintName, BlueprintVersion, FieldError, OrganizationSlug};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The branch of a shelf's repository.
const BRANCH: &str = "main";

impl Plane {
    /// Publishes a version on an Organization's shelf.
    pub(crate) fn publish(
        &self,
        publication: &Publication,
        author: &str,
    ) -> Result<Result<Arc<PublishedRecord>, NotPublished>, Failure> {
        if let Err(refused) = check(publication) {
            return Ok(Err(refused));
        }
        let mut store = self.lock();
        let world = self.world();
        if let Err(refused) = self.check_place(&world, publication) {
            return Ok(Err(refused));
        }
        let draft = Draft {
            shelf: publication.org.clone(),
            name: publication.name.clone(),
            version: publication.version.clone(),
            text: publication.blueprint_yaml.clone(),
            author: author.to_owned(),
            at: self.clock.now(),
            source: None,
        };
        let published = self.put_on_shelf(&world, vec![draft], &mut **store)?;
        Ok(published.into_iter().next().ok_or(NotPublished::Empty))
    }

    /// Copies every version of a Blueprint to the shelf that all Organizations see; answers the newest one.
    pub(crate) fn curate(
        &self,
        source: &OrganizationSlug,
        name: &BlueprintName,
        author: &str,
    ) -> Result<Result<(), NotPublished>, Failure> {
        let mut store = self.lock();
        let world = self.world();
        let shelf = OrganizationSlug::from_wire(CURATED);
        let mut own: Vec<&PublishedRecord> = world
            .published_on(source)
            .filter(|record| record.name == *name)
            .collect();
        if own.is_empty() || *source == shelf {
            return Ok(Err(NotPublished::NotFound(name.clone())));
        }
        own.sort_by_key(|record| record.sequence);
        let now = self.clock.now();
        let missing = own.into_iter().filter(|record| !is_curated(&world, record));
        let copies: Vec<Draft> = missing
            .map(|record| Draft {
                shelf: shelf.clone(),
                name: record.name.clone(),
                version: record.version.clone(),
                text: record.text.clone(),
                author: author.to_owned(),
                at: now,
                source: Some(source.clone()),
            })
            .collect();
        self.put_on_shelf(&world, copies, &mut **store)?;
        Ok(Ok(()))
    }

    /// What is published and not curated, the newest version of each.
    pub(crate) fn curatable(&self, organizations: Option<&BTreeSet<&str>>) -> Vec<Curatable> {
        let world = self.world();
        let names: BTreeSet<&BlueprintName> = world
            .published
            .values()
            .filter(|record| !record.is_curated())
            .map(|record| &record.name)
            .collect();
        names
            .into_iter()
            .filter_map(|name| world.newest_published(name))
            .filter(|record| organizations.is_none_or(|wanted| wanted.contains(record.shelf.as_str())))
            .filter(|record| !is_curated(&world, record))
            .map(|record| Curatable {
                org: record.shelf.clone(),
                name: record.name.clone(),
                version: record.version.clone(),
                title: read(record).map(|blueprint| blueprint.title().to_owned()),
            })
            .collect()
    }

    /// Puts what is published where the catalogue finds it.
    pub(super) fn show_published(&self, world: &World) {
        let records = world.published.values();
        let shown = records.filter(|record| record.is_curated() || !is_curated(world, record));
        self.catalog
            .offer(shown.filter_map(|record| read(record)).map(Arc::new).collect());
    }

    fn check_place(&self, world: &World, publication: &Publication) -> Result<(), NotPublished> {
        let Publication { org, name, version, .. } = publication;
        if !world.organizations.contains_key(org) || org.as_str() == CURATED {
            return Err(NotPublished::NoOrganization(org.clone()));
        }
        let has_application = world
            .of_organization(org)
            .any(|application| application.name.as_str() == SHARED_BLUEPRINTS);
        if has_application {
            return Err(NotPublished::RepositoryTaken(org.clone()));
        }
        let of_others = world
            .published
            .values()
            .filter(|record| record.name == *name)
            .any(|record| record.shelf != *org && record.source.as_ref() != Some(org));
        if of_others || self.catalog.is_on_disk(name.as_str()) {
            return Err(NotPublished::NameTaken(name.clone()));
        }
        let is_known = |record: &&PublishedRecord| record.name == *name && record.version == *version;
        match world.published_on(org).any(|record| is_known(&record)) {
            true => Err(NotPublished::VersionExists(name.clone(), version.clone())),
            false => Ok(()),
        }
    }

    /// Commits drafts for one shelf, one after the other, and acknowledges all of them at once.
    fn put_on_shelf(
        &self,
        world: &World,
        drafts: Vec<Draft>,
        store: &mut dyn crate::store::Store,
    ) -> Result<Vec<Arc<PublishedRecord>>, Failure> {
        let Some(shelf) = drafts.first().map(|draft| draft.shelf.clone()) else {
            return Ok(Vec::new());
        };
        let repository = repository(&shelf);
        let last = world.last_published(&shelf);
        let mut files = match last {
            Some(last) => self.repositories.files(&repository, &last.commit)?,
            None => {
                self.repositories.create(&repository)?;
                BTreeMap::new()
            }
        };
        let mut parent = last.map(|last| last.commit.clone());
        let mut sequence = last.map_or(0, |last| last.sequence);
        let mut published = Vec::new();
        for draft in drafts {
            files.insert(path(&draft.name), draft.text.clone());
            let verb = if shelf.as_str() == CURATED { "Curate" } else { "Publish" };
            let message = format!("{verb} {} {}", draft.name, draft.version);
            let authorship = Authorship {
                email: &draft.author,
                at: draft.at,
                message: &message,
            };
            let commit = self
                .repositories
                .commit(&repository, parent.as_ref(), &files, authorship)?;
            sequence += 1;
            parent = Some(commit.clone());
            published.push(draft.published(sequence, commit));
        }
        let writes: Vec<Write> = published
            .iter()
            .map(|record| Write::PutPublished(Box::new(record.clone())))
            .collect();
        let world = self.acknowledge(store, &writes)?;
        if let Some(head) = &parent {
            self.repositories.set_branch(&repository, BRANCH, head)?;
        }
        self.show_published(&world);
        Ok(published.into_iter().map(Arc::new).collect())
    }
}

/// Puts the branches of all shelves where the records have them.
pub(super) fn repair(repositories: &Repositories, world: &World) -> Result<(), GitError> {
    for shelf in world.shelves() {
        if let Some(last) = world.last_published(&shelf) {
            let repository = repository(&shelf);
            repositories.remove_stale_locks(&repository)?;
            repositories.set_branch(&repository, BRANCH, &last.commit)?;
        }
    }
    Ok(())
}

fn is_curated(world: &World, record: &PublishedRecord) -> bool {
    let key = (
        OrganizationSlug::from_wire(CURATED),
        record.name.clone(),
        record.version.clone(),
    );
    world.published.contains_key(&key)
}

fn read(record: &PublishedRecord) -> Option<Blueprint> {
    let text = Text::parse(&record.text).ok()?;
    let organization = (!record.is_curated()).then(|| record.shelf.clone());
    Some(Blueprint::published(
        text.value().clone(),
        record.name.as_str(),
        record.version.as_str(),
        organization,
    ))
}

/// What can be said without knowing what else there is.
fn check(publication: &Publication) -> Result<(), NotPublished> {
    let Publication {
        name,
        version,
        blueprint_yaml,
        ..
    } = publication;
    if blueprint_yaml.trim().is_empty() {
        return Err(NotPublished::Empty);
    }
    let text = Text::parse(blueprint_yaml).map_err(|error| NotPublished::Yaml {
        line: error.line,
        detail: error.to_string(),
    })?;
    let mut errors: Vec<FieldError> = lint(text.value())
        .into_iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .map(|finding| FieldError {
            pointer: finding.pointer.as_str().to_owned(),
            keyword: finding.rule.id().to_owned(),
            message: finding.rule.to_string(),
        })
        .collect();
    let mut same = |pointer: &str, expected: &str| {
        let written = text.value().pointer(pointer).and_then(serde_json::Value::as_str);
        if written != Some(expected) {
            errors.push(FieldError {
                pointer: pointer.to_owned(),
                keyword: "const".to_owned(),
                message: format!("the manifest does not say {expected}"),
            });
        }
    };
    same("/metadata/name", name.as_str());
    same("/spec/version", version.as_str());
    let blueprint = Blueprint::published(text.value().clone(), name.as_str(), version.as_str(), None);
    if let Some(error) = blueprint.error.filter(|_| errors.is_empty()) {
        errors.push(FieldError {
            pointer: String::new(),
            keyword: "blueprint".to_owned(),
            message: error,
        });
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(NotPublished::Invalid(errors)),
    }
}

/// The version that a manifest says it is.
pub(crate) fn version_in(text: &str) -> Option<BlueprintVersion> {
    let text = Text::parse(text).ok()?;
    let version = text.value().pointer("/spec/version")?.as_str()?;
    Some(BlueprintVersion::from_wire(version))
}
