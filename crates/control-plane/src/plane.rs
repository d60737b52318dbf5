//! The control plane itself: it decides with `domain`, keeps with `store` and `git`, and shows with `cluster`.
//!
//! Readers hold an immutable [`World`]. A mutation holds the ledger, and its order makes a crash harmless: Git objects,
//! then one database transaction (the acknowledgement), then branches, then the cluster.

pub(crate) mod applications;
mod day_two;
mod environments;
mod organizations;
mod provisioning;
pub(crate) mod publishing;
mod pursuit;
mod repair;
mod teardown;

use crate::catalog::{Catalog, Shelf};
use crate::clock::Clock;
use crate::cluster::desired::{self, Sources};
use crate::cluster::{Cluster, Report, platform};
use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::domain::world::{World, Write};
use crate::git::{GitError, Repositories};
use crate::session::{Handovers, PersonalTokens, Sessions};
use crate::store::{SqliteStore, Store, StoreError};
use crate::tenant::{OpenTenantError, Tenant};
use crate::{Config, OpenError, seed, tenant};
use contract::{SovereignId, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::{mpsc, watch};

/// Why a mutation did not happen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A repository failed.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The tenant services failed.
    #[error(transparent)]
    Tenant(#[from] tenant::Failure),
    /// The work was cut off.
    #[error("the control plane is shutting down")]
    Stopped,
}

/// Everything a control plane consists of.
pub(crate) struct Plane {
    pub(crate) catalog: Catalog,
    pub(crate) repositories: Repositories,
    pub(crate) sessions: Sessions,
    pub(crate) personal_tokens: PersonalTokens,
    pub(crate) handovers: Handovers,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) cluster: Cluster,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) fqdn: String,
    pub(crate) started: Timestamp,
    speed: f64,
    /// Held for the whole of a mutation.
    ledger: Mutex<Box<dyn Store>>,
    world: RwLock<Arc<World>>,
    /// Held while an order is carried out, a step at a time.
    provisioning: Mutex<()>,
    /// Rings when the world has changed.
    changed: watch::Sender<()>,
    stopped: watch::Sender<bool>,
}

impl Plane {
    pub(crate) async fn open(config: Config) -> Result<Arc<Self>, OpenError> {
        if !config.speed.is_finite() || config.speed <= 0.0 {
            return Err(OpenError::Speed(config.speed));
        }
        std::fs::create_dir_all(&config.data_dir).map_err(|source| OpenError::DataDir {
            path: config.data_dir.clone(),
            source,
        })?;
        let mut store = SqliteStore::open(&config.data_dir.join("state.sqlite"))?;
        let world = store.load()?;
        let tenant =
            Tenant::open(&config.data_dir, config.cards, Arc::clone(&config.clock)).map_err(|error| match error {
                OpenTenantError::Store(error) => OpenError::Store(error),
                OpenTenantError::Key(error) => OpenError::Key(error),
                OpenTenantError::Catalogue(error) => OpenError::Catalogue(error.to_string()),
            })?;
        let repositories = Repositories::open(config.data_dir.join("git"))?;
        repair::repositories(&repositories, &world)?;
        let (reports, receiver) = mpsc::unbounded_channel();
        let is_new = world.organizations.is_empty();
        let plane = Arc::new(Self {
            catalog: Catalog::open(config.blueprint_dirs),
            repositories,
            sessions: Sessions::default(),
            personal_tokens: PersonalTokens::open(&config.data_dir.join("state.sqlite"))?,
            handovers: Handovers::open(&config.data_dir.join("state.sqlite"))?,
            tenant: Arc::new(tenant),
            cluster: Cluster::start(Arc::clone(&config.clock), config.speed, reports),
            started: config.clock.now(),
            clock: config.clock,
            fqdn: config.fqdn,
            speed: config.speed,
            ledger: Mutex::new(Box::new(store)),
            world: RwLock::new(Arc::new(world)),
            provisioning: Mutex::new(()),
            changed: watch::channel(()).0,
            stopped: watch::channel(false).0,
        });
        plane.show_published(&plane.world());
        if is_new {
            seed::plant(&plane, config.seed).map_err(|failure| OpenError::Seed(failure.to_string()))?;
        } else {
            plane.show_everything();
            plane.resume_organizations();
        }
        plane
            .resume_provisions()
            .and_then(|()| plane.resume_apps())
            .and_then(|()| plane.resume_teardowns())
            .map_err(|failure| OpenError::Orders(failure.to_string()))?;
        tokio::spawn(listen(Arc::downgrade(&plane), receiver));
        Ok(plane)
    }

    /// What is known now.
    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn shelf(&self) -> Arc<Shelf> {
        self.catalog.shelf()
    }

    /// The id of the Sovereign, and of its one cluster (§0.2).
    pub(crate) fn sovereign(&self) -> SovereignId {
        SovereignId::from_wire(format!("sovereign-{}", self.fqdn))
    }

    /// Turns true when the control plane goes down.
    pub(crate) fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.subscribe()
    }

    pub(crate) async fn shutdown(self: &Arc<Self>) {
        self.stopped.send_replace(true);
        let plane = Arc::clone(self);
        // Work under way holds these: taking them once means that it is over.
        let over = move || {
            drop(plane.provisioning.lock());
            drop(plane.lock());
        };
        let _ = tokio::task::spawn_blocking(over).await;
    }

    /// Runs work that reads or writes files where blocking is allowed.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let plane = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&plane))
            .await
            .unwrap_or(Err(Failure::Stopped))
    }

    /// What went wrong with a repository, as whoever asked for it is to hear it: a repository goes after its record, so
    /// one that is read by whoever was let in just before is not found, rather than broken.
    pub(crate) fn unless_gone(&self, repository: &str, failure: Failure) -> Failure {
        let (owner, name) = repository.split_once('/').unwrap_or_default();
        match failure {
            Failure::Git(_) if self.world().of_repository(owner, name).is_none() => {
                Refusal::NotFound(name.to_owned()).into()
            }
            failure => failure,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Box<dyn Store>> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Applies writes as one transaction, then shows them to readers.
    fn acknowledge(&self, store: &mut dyn Store, writes: &[Write]) -> Result<Arc<World>, StoreError> {
        store.apply(writes)?;
        let next = Arc::new(self.world().with(writes));
        *self.world.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        self.changed.send_replace(());
        Ok(next)
    }

    /// Hands an Application to the simulated cluster.
    fn show(&self, world: &World, record: &Arc<ApplicationRecord>) {
        let read = self.with_sources(world, record, |sources| desired::read(sources, Arc::clone(record)));
        match read {
            Some(Ok(desired)) => self.cluster.apply(desired),
            Some(Err(error)) => tracing::error!(application = %record.repository(), %error, "A commit cannot be read"),
            None => {}
        }
    }

    /// Reads with everything that says what the cluster is asked for; `None` for an Application without surroundings.
    fn with_sources<T>(
        &self,
        world: &World,
        record: &ApplicationRecord,
        read: impl FnOnce(&Sources<'_>) -> T,
    ) -> Option<T> {
        let sources = Sources {
            repositories: &self.repositories,
            shelf: &self.shelf(),
            organization: world.organizations.get(&record.organization)?,
            environment: world.environments.get(&record.environment)?,
            fqdn: &self.fqdn,
            has_secrets: world.secrets.contains_key(&record.uid),
            repository_revision: world.repository_revision(record),
        };
        Some(read(&sources))
    }

    fn show_platform(&self) {
        let objects = platform::render(&self.world());
        self.cluster
            .cache
            .replace(platform::OWNER, objects, &[], self.clock.now());
    }

    /// The ledger for a report of the cluster. `None` once the control plane goes down: whoever opens the folder next
    /// owns it, and plays the cluster anew.
    fn lock_for_report(&self) -> Option<MutexGuard<'_, Box<dyn Store>>> {
        let ledger = self.lock();
        (!*self.stopped.borrow()).then_some(ledger)
    }

    fn show_everything(&self) {
        self.show_platform();
        let world = self.world();
        for record in world.applications.values() {
            self.show(&world, record);
        }
    }
}

/// Writes down what the cluster reports, for as long as there is a control plane.
async fn listen(plane: std::sync::Weak<Plane>, mut reports: mpsc::UnboundedReceiver<Report>) {
    while let Some(report) = reports.recv().await {
        let Some(plane) = plane.upgrade() else { return };
        let done = plane
            .blocking(move |plane| match report {
                Report::Settled { uid, settled } => plane.settled(&uid, settled),
                Report::Gone { uid } => plane.finalise(&uid),
            })
            .await;
        if let Err(error) = done {
            tracing::error!(%error, "A report of the cluster cannot be written down");
        }
    }
}
