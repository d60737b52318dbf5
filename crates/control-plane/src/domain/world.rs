//! Everything the control plane knows, as one immutable value that readers hold while writers make the next one.

use super::published::{PublishedId, PublishedRecord};
use super::pull::PullRecord;
use super::record::{ApplicationId, ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use contract::{ApplicationName, EnvironmentName, OrganizationSlug};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Records by their keys. Cloning copies pointers only.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) organizations: BTreeMap<OrganizationSlug, Arc<OrganizationRecord>>,
    pub(crate) environments: BTreeMap<EnvironmentName, Arc<EnvironmentRecord>>,
    pub(crate) applications: BTreeMap<ApplicationId, Arc<ApplicationRecord>>,
    /// Secret values by Application uid and JSON Pointer.
    pub(crate) secrets: BTreeMap<String, Arc<SecretValues>>,
    /// Pull requests by Application uid and number.
    pub(crate) pulls: BTreeMap<(String, u64), Arc<PullRecord>>,
    /// Published Blueprints, those that operators curated included.
    pub(crate) published: BTreeMap<PublishedId, Arc<PublishedRecord>>,
}

/// Secret values of one Application, by JSON Pointer into its parameters.
pub(crate) type SecretValues = BTreeMap<String, Value>;

/// One change of one record. A mutation is a list of them, applied as one transaction.
#[derive(Clone, Debug)]
pub(crate) enum Write {
    PutOrganization(Box<OrganizationRecord>),
    PutEnvironment(EnvironmentRecord),
    PutApplication(Box<ApplicationRecord>),
    /// Replaces all secrets of the Application with this uid.
    PutSecrets(String, SecretValues),
    PutPull(Box<PullRecord>),
    PutPublished(Box<PublishedRecord>),
    /// Removes an Application, its secrets and its pull requests.
    RemoveApplication(ApplicationId),
    RemoveEnvironment(EnvironmentName),
    /// Removes an Organization and what it published.
    RemoveOrganization(OrganizationSlug),
}

impl World {
    /// The world after these writes.
    pub(crate) fn with(&self, writes: &[Write]) -> Self {
        let mut next = self.clone();
        for write in writes {
            next.apply(write);
        }
        next
    }

    fn apply(&mut self, write: &Write) {
        match write {
            Write::PutOrganization(record) => {
                self.organizations
                    .insert(record.subdomain.clone(), Arc::new((**record).clone()));
            }
            Write::PutEnvironment(record) => {
                self.environments.insert(record.name.clone(), Arc::new(record.clone()));
            }
            Write::PutApplication(record) => {
                self.applications.insert(record.key(), Arc::new((**record).clone()));
            }
            Write::PutSecrets(uid, values) if values.is_empty() => {
                self.secrets.remove(uid);
            }
            Write::PutSecrets(uid, values) => {
                self.secrets.insert(uid.clone(), Arc::new(values.clone()));
            }
            Write::PutPull(record) => {
                self.pulls
                    .insert((record.uid.clone(), record.number), Arc::new((**record).clone()));
            }
            Write::PutPublished(record) => {
                self.published.insert(record.key(), Arc::new((**record).clone()));
            }
            Write::RemoveApplication(id) => {
                if let Some(removed) = self.applications.remove(id) {
                    self.secrets.remove(&removed.uid);
                    self.pulls.retain(|(uid, _), _| *uid != removed.uid);
                }
            }
            Write::RemoveEnvironment(name) => drop(self.environments.remove(name)),
            Write::RemoveOrganization(slug) => {
                self.organizations.remove(slug);
                self.published.retain(|(shelf, _, _), _| shelf != slug);
            }
        }
    }

    /// The Application of this name, in this namespace or else in the first Organization that has one.
    pub(crate) fn find(&self, name: &str, namespace: Option<&str>) -> Option<&Arc<ApplicationRecord>> {
        self.applications.values().find(|application| {
            application.name.as_str() == name
                && namespace.is_none_or(|wanted| {
                    application.namespace.as_str() == wanted || application.environment.as_str() == wanted
                })
        })
    }

    /// The Application whose repository is `owner/name`.
    pub(crate) fn of_repository(&self, owner: &str, name: &str) -> Option<&Arc<ApplicationRecord>> {
        let id = (OrganizationSlug::from_wire(owner), ApplicationName::from_wire(name));
        self.applications.get(&id)
    }

    /// The pull requests of an Application's repository, oldest first.
    pub(crate) fn pulls_of(&self, uid: &str) -> impl DoubleEndedIterator<Item = &Arc<PullRecord>> {
        let all = (uid.to_owned(), 0)..=(uid.to_owned(), u64::MAX);
        self.pulls.range(all).map(|(_, pull)| pull)
    }

    pub(crate) fn by_uid(&self, uid: &str) -> Option<&Arc<ApplicationRecord>> {
        self.applications.values().find(|application| application.uid == uid)
    }

    pub(crate) fn of_organization(&self, slug: &OrganizationSlug) -> impl Iterator<Item = &Arc<ApplicationRecord>> {
        self.applications
            .values()
            .filter(move |application| application.organization == *slug)
    }

    /// Applications that use this one.
    pub(crate) fn consumers(&self, of: &ApplicationRecord) -> Vec<ApplicationName> {
        self.of_organization(&of.organization)
            .filter(|other| other.deleted_at.is_none() && other.depends_on.iter().any(|used| used.name == of.name))
            .map(|other| other.name.clone())
            .collect()
    }

    pub(crate) fn secrets_of(&self, uid: &str) -> SecretValues {
        self.secrets
            .get(uid)
            .map(|values| (**values).clone())
            .unwrap_or_default()
    }
}
