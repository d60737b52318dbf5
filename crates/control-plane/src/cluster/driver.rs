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
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// What the cluster tells the control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// This generation of the Application with this uid runs in full.
    Settled { uid: String, settled: Settled },
    /// Nothing is left of the Application with this uid.
    Gone { uid: String },
}

enum Command {
    Apply(Box<Desired>),
    Forget(String),
}

/// A handle to the running simulator. Dropping every handle ends it.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    commands: mpsc::UnboundedSender<Command>,
    pub(crate) cache: Arc<Cache>,
}

impl Cluster {
    /// Starts the simulator; `speed` divides every duration.
    pub(crate) fn start(clock: Arc<dyn Clock>, speed: f64, reports: mpsc::UnboundedSender<Report>) -> Self {
        let (commands, receiver) = mpsc::unbounded_channel();
        let cache = Arc::new(Cache::new());
        let driver = Driver {
            cache: Arc::clone(&cache),
            clock,
            speed,
            reports,
            simulations: BTreeMap::new(),
            due: BTreeMap::new(),
        };
        tokio::spawn(driver.run(receiver));
        Self { commands, cache }
    }

    /// Brings an Application to what its record says; a first call makes it.
    pub(crate) fn apply(&self, desired: Desired) {
        // The task lives as long as a handle does.
        let _ = self.commands.send(Command::Apply(Box::new(desired)));
    }

    /// Drops the objects of an Application that is no longer recorded.
    pub(crate) fn forget(&self, uid: String) {
        let _ = self.commands.send(Command::Forget(uid));
    }
}

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
    async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        loop {
            let next = self.due.values().min().copied();
            let sleep = async {
                match next {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Apply(desired)) => self.apply(*desired),
                    Some(Command::Forget(uid)) => self.forget(&uid),
                    None => return,
                },
                () = sleep => self.step_due(),
            }
        }
    }

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
        self.render(&uid);
        self.due.insert(uid, Instant::now());
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
