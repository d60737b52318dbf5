//! Installing: the whole InstallPlan in one transaction.

use crate::domain::manifests;
use crate::domain::plan::{self, InstallPlan, Planned};
use crate::domain::protection;
use crate::domain::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord, Settled};
use crate::domain::refusal::Refusal;
use crate::domain::world::{World, Write};
use crate::git::{Authorship, Repositories};
use crate::ids;
use crate::plane::{Failure, Plane, repair};
use contract::application::InstallRequest;
use contract::{CommitId, Timestamp};
use std::sync::Arc;

/// How an Application comes into the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Somebody asks for it: it is installed step by step, when the Environment takes changes.
    New,
    /// Somebody has paid for it: it is installed step by step, and no change window keeps it waiting.
    Ordered,
    /// It has been running, under this name for people: seeded content.
    Running(&'static str),
}

impl Arrival {
    fn note(self, records: &mut [ApplicationRecord]) {
        let Self::Running(title) = self else { return };
        for record in records.iter_mut() {
            record.settled = Some(Settled {
                generation: record.generation,
                blueprint: record.blueprint.clone(),
                at: record.created_at,
            });
        }
        if let Some(requested) = records.last_mut() {
            requested.display_name = Some(title.to_owned());
        }
    }
}

impl Plane {
    /// Installs an Application and what it needs; answers the records, dependencies first.
    pub(crate) fn install(
        &self,
        request: &InstallRequest,
        author: &str,
        arrival: Arrival,
    ) -> Result<Vec<Arc<ApplicationRecord>>, Failure> {
        let mut store = self.lock();
        let world = self.world();
        let plan = plan::install(&world, &self.shelf(), request)?;
        let now = self.clock.now();
        if arrival == Arrival::New {
            refuse_outside_window(&plan.environment, now)?;
        }
        let mut records: Vec<_> = plan
            .create
            .iter()
            .map(|planned| new_record(&plan, planned, now))
            .collect();
        arrival.note(&mut records);
        let writes = self.commit_all(&plan, &records, author, now)?;
        let world = match self.acknowledge(&mut **store, &writes) {
            Ok(world) => world,
            Err(error) => return Err(self.undo(&records, error.into())),
        };
        self.bring_up(&world, &records)
    }

    /// Moves the branches of acknowledged Applications and hands them to the cluster.
    pub(super) fn bring_up(
        &self,
        world: &World,
        records: &[ApplicationRecord],
    ) -> Result<Vec<Arc<ApplicationRecord>>, Failure> {
        let mut installed = Vec::new();
        for record in records {
            if let Some(record) = world.applications.get(&record.key()) {
                repair::branches(&self.repositories, record)?;
                self.show(world, record);
                installed.push(Arc::clone(record));
            }
        }
        Ok(installed)
    }

    /// Makes the repositories and their first commits; answers what to write down. A failure leaves none of them.
    pub(super) fn commit_all(
        &self,
        plan: &InstallPlan,
        records: &[ApplicationRecord],
        author: &str,
        now: Timestamp,
    ) -> Result<Vec<Write>, Failure> {
        let mut writes = Vec::new();
        for (planned, record) in plan.create.iter().zip(records) {
            let commit = first_commit(&self.repositories, plan, planned, record, author, now)
                .map_err(|failure| self.undo(records, failure))?;
            let mut record = record.clone();
            record.commit = commit.clone();
            record.first_commit = commit;
            let uid = record.uid.clone();
            writes.push(Write::PutApplication(Box::new(record)));
            if !planned.parameters.secrets.is_empty() {
                writes.push(Write::PutSecrets(uid, planned.parameters.secrets.clone()));
            }
        }
        Ok(writes)
    }

    /// Removes the repositories of an install that was not acknowledged.
    pub(super) fn undo(&self, records: &[ApplicationRecord], failure: Failure) -> Failure {
        for record in records {
            if let Err(error) = self.repositories.remove(&record.repository()) {
                tracing::warn!(repository = %record.repository(), %error, "A leftover repository stays until the next start");
            }
        }
        failure
    }
}

/// Nothing comes into an Environment, and nothing leaves it, outside its change window.
pub(super) fn refuse_outside_window(environment: &EnvironmentRecord, now: Timestamp) -> Result<(), Refusal> {
    match protection::of_environment(environment) {
        Some(protection) => protection.refuse_outside_window(now),
        None => Ok(()),
    }
}

fn first_commit(
    repositories: &Repositories,
    plan: &InstallPlan,
    planned: &Planned,
    record: &ApplicationRecord,
    author: &str,
    now: Timestamp,
) -> Result<CommitId, Failure> {
    let organization: &OrganizationRecord = &plan.organization;
    let files = manifests::render(record, &planned.parameters, organization, &plan.environment);
    let message = match &planned.backs {
        Some((consumer, alias)) => format!("Install {} as {alias} of {consumer}", planned.blueprint.id()),
        None => format!("Install {}", planned.blueprint.id()),
    };
    let authorship = Authorship {
        email: author,
        at: now,
        message: &message,
    };
    repositories.create(&record.repository())?;
    Ok(repositories.commit(&record.repository(), None, &files, authorship)?)
}

/// The records of everything a plan creates, before their first commits.
pub(super) fn new_records(plan: &InstallPlan, now: Timestamp) -> Vec<ApplicationRecord> {
    plan.create
        .iter()
        .map(|planned| new_record(plan, planned, now))
        .collect()
}

/// The record of a planned Application, before its first commit.
pub(super) fn new_record(plan: &InstallPlan, planned: &Planned, now: Timestamp) -> ApplicationRecord {
    let organization = plan.organization.subdomain.clone();
    ApplicationRecord {
        uid: ids::uid(&[
            "application",
            organization.as_str(),
            planned.name.as_str(),
            &now.unix_millis().to_string(),
        ]),
        name: planned.name.clone(),
        namespace: plan.organization.tenant_namespace.clone(),
        organization,
        environment: plan.environment.name.clone(),
        blueprint: plan::reference(&planned.blueprint),
        display_name: None,
        parameters: planned.parameters.masked.clone(),
        mode: planned.placement.mode.clone(),
        targets: planned.placement.targets.clone(),
        depends_on: planned.depends_on.clone(),
        backs: planned.backs.as_ref().map(|(consumer, _)| consumer.clone()),
        secret_version: u64::from(!planned.parameters.secrets.is_empty()),
        generation: 1,
        created_at: now,
        updated_at: now,
        branch: plan.environment.branch().to_owned(),
        commit: CommitId::default(),
        first_commit: CommitId::default(),
        heads: std::collections::BTreeMap::new(),
        settled: None,
        deleted_at: None,
    }
}
