//! Runs every simulation on one task: one queue of due steps, no polling.

use super::cache::Cache;
use super::desired::Desired;
use super::scaled;
use super::shapes;
use super::simulation::{Next, Simulation};
use crate::clock::Clock;
use crate::domain::record::Settled;
use contract::{ApplicationName, OrganizationSlug};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

/// What the cluster tells the control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// This generation of the Application with this uid runs in full.
    Settled { uid: String, settled: Settled },
    /// Nothing is left of the Application with this uid.
    Gone { uid: String },
}

/// The running simulator. It ends when this is dropped.
pub(crate) struct Cluster {
    driver: Arc<Mutex<Driver>>,
    /// Something is due earlier than the task thinks.
    changed: Arc<Notify>,
    pub(crate) cache: Arc<Cache>,
}

impl Cluster {
    /// Starts the simulator; `speed` divides every duration.
    pub(crate) fn start(clock: Arc<dyn Clock>, speed: f64, reports: mpsc::UnboundedSender<Report>) -> Self {
        let cache = Arc::new(Cache::new());
        let driver = Arc::new(Mutex::new(Driver {
            cache: Arc::clone(&cache),
            clock,
            speed,
            reports,
            simulations: BTreeMap::new(),
            due: BTreeMap::new(),
        }));
        let changed = Arc::new(Notify::new());
        tokio::spawn(run(Arc::downgrade(&driver), Arc::clone(&changed)));
        Self { driver, changed, cache }
    }

    /// Brings an Application to what its record says; a first call makes it. Readers see the new generation at once.
    pub(crate) fn apply(&self, desired: Desired) {
        lock(&self.driver).apply(desired);
        self.changed.notify_one();
    }

    /// Drops the objects of an Application that is no longer recorded.
    pub(crate) fn forget(&self, uid: &str) {
        lock(&self.driver).forget(uid);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

/// Steps what is due, when it is due.
async fn run(driver: Weak<Mutex<Driver>>, changed: Arc<Notify>) {
    loop {
        let Some(next) = driver.upgrade().map(|driver| lock(&driver).due.values().min().copied()) else {
            return;
        };
        let due = async {
            match next {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = changed.notified() => {}
            () = due => {}
        }
        if let Some(driver) = driver.upgrade() {
            lock(&driver).step_due();
        }
    }
}

fn lock(driver: &Mutex<Driver>) -> MutexGuard<'_, Driver> {
    driver.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every simulation and when it moves next.
struct Driver {
    cache: Arc<Cache>,
    clock: Arc<dyn Clock>,
    speed: f64,
    reports: mpsc::UnboundedSender<Report>,
    /// By uid.
    simulations: BTreeMap<String, Simulation>,
    /// When each simulation steps next.
    due: BTreeMap<String, Instant>,
}

impl Driver {
    fn apply(&mut self, desired: Desired) {
        let uid = desired.record.uid.clone();
        let desired = Arc::new(desired);
        match self.simulations.get_mut(&uid) {
            Some(simulation) => simulation.desired = desired,
            None => {
                let simulation = Simulation::new(desired, self.clock.now());
                self.simulations.insert(uid.clone(), simulation);
            }
        }
        self.step(&uid);
        // At a start, a consumer may have come before what it waits for.
        self.wake_consumers(&uid);
    }

    fn forget(&mut self, uid: &str) {
        self.simulations.remove(uid);
        self.due.remove(uid);
        self.cache.replace(uid, Vec::new(), &[], self.clock.now());
    }

    fn step_due(&mut self) {
        let now = Instant::now();
        let due: Vec<String> = self
            .due
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(uid, _)| uid.clone())
            .collect();
        for uid in due {
            self.due.remove(&uid);
            self.step(&uid);
        }
    }

    fn step(&mut self, uid: &str) {
        let waiting_for = self.waiting_for(uid);
        let now = self.clock.now();
        let Some(simulation) = self.simulations.get_mut(uid) else {
            return;
        };
        let before = (simulation.is_ready(), simulation.settled.clone());
        let next = simulation.step(&waiting_for, now);
        let after = (simulation.is_ready(), simulation.settled.clone());
        match next {
            Next::After(delay) => {
                let delay = scaled(delay, self.speed).max(Duration::from_micros(1));
                self.due.insert(uid.to_owned(), Instant::now() + delay);
            }
            Next::Idle => {}
            Next::Gone => self.report(Report::Gone { uid: uid.to_owned() }),
        }
        self.render(uid);
        if let (settled, true) = (after.1.clone(), after.1 != before.1)
            && let Some(settled) = settled
        {
            self.report(Report::Settled {
                uid: uid.to_owned(),
                settled,
            });
        }
        if after.0 != before.0 {
            self.wake_consumers(uid);
        }
    }

    fn report(&self, report: Report) {
        // When the control plane is going down, no one needs to know.
        let _ = self.reports.send(report);
    }

    fn key(simulation: &Simulation) -> (&OrganizationSlug, &ApplicationName) {
        (&simulation.desired.record.organization, &simulation.desired.record.name)
    }

    /// Names of what an Application uses that is not ready.
    fn waiting_for(&self, uid: &str) -> Vec<String> {
        let Some(simulation) = self.simulations.get(uid) else {
            return Vec::new();
        };
        let record = &simulation.desired.record;
        let ready: BTreeSet<_> = self
            .simulations
            .values()
            .filter(|other| other.is_ready())
            .map(Self::key)
            .collect();
        let missing = record
            .depends_on
            .iter()
            .filter(|used| !ready.contains(&(&record.organization, &used.name)));
        missing.map(|used| used.name.to_string()).collect()
    }

    fn wake_consumers(&mut self, uid: &str) {
        let Some(simulation) = self.simulations.get(uid) else {
            return;
        };
        let (organization, name) = Self::key(simulation);
        let uses = |other: &&Simulation| {
            other.desired.record.organization == *organization
                && other.desired.record.depends_on.iter().any(|used| used.name == *name)
        };
        let consumers: Vec<String> = self
            .simulations
            .values()
            .filter(uses)
            .map(|other| other.desired.record.uid.clone())
            .collect();
        for consumer in consumers {
            self.due.entry(consumer).or_insert_with(Instant::now);
        }
    }

    fn render(&self, uid: &str) {
        if let Some(simulation) = self.simulations.get(uid) {
            self.cache
                .replace(uid, shapes::render(simulation), &simulation.events, self.clock.now());
        }
    }
}
