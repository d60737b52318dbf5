//! The provisioning service: runs and their steps, as they are written down. Section E of the tenant-side contract.
//!
//! `plane::provisioning` does the work and reports here.

use super::catalog;
use super::organizations::{self, Row, require_reader};
use super::outbox::{self, Mail};
use super::records::json;
use super::{Account, Failure, Tenant, refuse};
use contract::billing::CheckoutRequest;
use contract::provisioning::{NewProvision, Provision, ProvisionStatus, ProvisionStep, StepStatus};
use contract::tenant::{AppState, OrganizationStatus};
use contract::{OrderId, OrganizationId, StoreAppId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Map, json};
use uuid::Uuid;

/// One thing to do for an order, in the contract's order (§E.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Organization,
    Manifests,
    VirtualCluster,
    App(StoreAppId),
    Certificates,
    Health,
}

impl Step {
    /// Everything to do for these apps.
    pub(crate) fn all(apps: &[StoreAppId]) -> Vec<Self> {
        let before = [Self::Organization, Self::Manifests, Self::VirtualCluster];
        let after = [Self::Certificates, Self::Health];
        let apps = apps.iter().cloned().map(Self::App);
        before.into_iter().chain(apps).chain(after).collect()
    }

    fn name(&self) -> String {
        match self {
            Self::Organization => "Create Organization".to_owned(),
            Self::Manifests => "Commit manifests".to_owned(),
            Self::VirtualCluster => "Start virtual cluster".to_owned(),
            Self::App(app) => format!("Install {}", catalog::slug_of(app)),
            Self::Certificates => "Issue certificates".to_owned(),
            Self::Health => "Check health".to_owned(),
        }
    }
}

/// A run together with what it sets up.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) run: Provision,
    pub(crate) row: Row,
}

impl Tenant {
    /// The run of an Organization. Members only, which the contract leaves open (Z10).
    pub(crate) fn provision_of(&self, account: &Account, organization: &OrganizationId) -> Result<Provision, Failure> {
        let found = self.find_provision(account, organization)?;
        found.ok_or_else(|| refuse(404, "provision not found for tenant"))
    }

    /// The same, before there is one too: an order may wait for its payment.
    pub(crate) fn find_provision(
        &self,
        account: &Account,
        organization: &OrganizationId,
    ) -> Result<Option<Provision>, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, organization, self.clock.now())?;
            find(transaction, organization)
        })
    }

    /// A run by its id. Whoever may not see it does not learn that it exists.
    pub(crate) fn provision(&self, account: &Account, id: &str) -> Result<Provision, Failure> {
        let not_found = || refuse(404, "provision not found");
        self.records.read(|transaction| {
            let found = transaction.query_row("SELECT record FROM provisions WHERE id = ?1", [id], |row| {
                json::<Provision>(row, "record")
            });
            let run = found.optional()?.ok_or_else(not_found)?;
            require_reader(transaction, account, &run.tenant_id, self.clock.now()).map_err(|_| not_found())?;
            Ok(run)
        })
    }

    /// The run that settling the order has started: asking for it again starts nothing.
    pub(crate) fn start_provisioning(&self, account: &Account, request: &NewProvision) -> Result<Provision, Failure> {
        let required = [
            request.tenant_id.as_str(),
            request.order_id.as_str(),
            request.plan_id.as_str(),
        ];
        if required.contains(&"") {
            return Err(refuse(400, "tenant_id, order_id, and plan_id are required"));
        }
        let run = self.provision_of(account, &request.tenant_id)?;
        match run.order_id == request.order_id {
            true => Ok(run),
            false => Err(refuse(404, "provision not found for tenant")),
        }
    }

    /// Organizations whose set-up is under way.
    pub(crate) fn open_provisions(&self) -> Result<Vec<OrganizationId>, Failure> {
        self.records.read(|transaction| {
            let mut statement = transaction.prepare("SELECT tenant_id FROM provisions WHERE open")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            let ids: Vec<String> = rows.collect::<Result<_, _>>()?;
            Ok(ids.into_iter().map(OrganizationId::from_wire).collect())
        })
    }

    /// What is to be done for an Organization.
    pub(crate) fn work(&self, organization: &OrganizationId) -> Result<Option<Work>, Failure> {
        self.records.read(|transaction| {
            let run = find(transaction, organization)?;
            let row = organizations::find(transaction, organization)?;
            Ok(run.zip(row).map(|(run, row)| Work { run, row }))
        })
    }

    /// Writes down how a step stands; the last one, or a failed one, ends the run.
    pub(crate) fn report(
        &self,
        work: &mut Work,
        step: usize,
        status: StepStatus,
        message: &str,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        note(&mut work.run, step, status, message, now);
        let run = &work.run;
        let ended = matches!(run.status, ProvisionStatus::Completed | ProvisionStatus::Failed);
        self.records.change(|transaction| {
            put(transaction, run)?;
            // Read anew: its people may have changed it while the work went on.
            let row = organizations::find(transaction, &run.tenant_id)?;
            if let Some(mut row) = row.filter(|_| ended) {
                conclude(&mut row, &run.status, now);
                organizations::put(transaction, &row)?;
                outbox::post(transaction, &news(run, &row, message), now)?;
            }
            Ok(())
        })?;
        self.moved.send_replace(());
        if ended {
            self.outbox.ring();
        }
        Ok(())
    }
}

/// Writes down a new run as part of settling an order.
pub(super) fn open(
    transaction: &Transaction<'_>,
    request: &CheckoutRequest,
    order: &OrderId,
    now: Timestamp,
) -> Result<(), Failure> {
    let row = organizations::find(transaction, &request.tenant_id)?;
    let organization = row.ok_or_else(|| refuse(404, "organization not found"))?.organization;
    let pending = |step: Step| ProvisionStep {
        name: step.name(),
        status: StepStatus::Pending,
        message: String::new(),
        started_at: None,
        done_at: None,
    };
    let run = Provision {
        id: Uuid::new_v4().to_string(),
        tenant_id: organization.id,
        order_id: order.clone(),
        plan_id: organization.plan_id,
        steps: Step::all(&organization.apps).into_iter().map(pending).collect(),
        apps: organization.apps,
        subdomain: organization.subdomain,
        status: ProvisionStatus::Pending,
        progress: 0,
        created_at: Some(now),
        updated_at: Some(now),
    };
    put(transaction, &run)
}

fn note(run: &mut Provision, step: usize, status: StepStatus, message: &str, now: Timestamp) {
    if let Some(step) = run.steps.get_mut(step) {
        step.started_at.get_or_insert(now);
        if matches!(status, StepStatus::Completed | StepStatus::Failed) {
            step.done_at = Some(now);
        }
        message.clone_into(&mut step.message);
        step.status = status;
    }
    let count = |wanted: &StepStatus| run.steps.iter().filter(|step| step.status == *wanted).count();
    let done = count(&StepStatus::Completed);
    run.status = match (count(&StepStatus::Failed), done == run.steps.len()) {
        (0, true) => ProvisionStatus::Completed,
        (0, false) => ProvisionStatus::Provisioning,
        _ => ProvisionStatus::Failed,
    };
    run.progress = u8::try_from(done * 100 / run.steps.len().max(1)).unwrap_or(100);
    run.updated_at = Some(now);
}

fn conclude(row: &mut Row, status: &ProvisionStatus, now: Timestamp) {
    let organization = &mut row.organization;
    organization.updated_at = Some(now);
    if *status == ProvisionStatus::Completed {
        organization.status = OrganizationStatus::Active;
        organization.app_states.clear();
    } else {
        organization.status = OrganizationStatus::Failed;
        organization
            .app_states
            .values_mut()
            .for_each(|state| *state = AppState::Failed);
    }
}

fn news(run: &Provision, row: &Row, message: &str) -> Mail {
    let template = match run.status {
        ProvisionStatus::Completed => "provision-completed",
        _ => "provision-failed",
    };
    Mail {
        to: row.owner_email.clone(),
        template: template.to_owned(),
        data: Map::from_iter([
            ("org_name".to_owned(), json!(row.organization.name)),
            ("apps".to_owned(), json!(run.apps)),
            ("workspace_url".to_owned(), json!(row.organization.console_host)),
            ("error_msg".to_owned(), json!(message)),
        ]),
    }
}

fn find(transaction: &Transaction<'_>, organization: &OrganizationId) -> Result<Option<Provision>, Failure> {
    let found = transaction.query_row(
        "SELECT record FROM provisions WHERE tenant_id = ?1",
        [organization.as_str()],
        |row| json(row, "record"),
    );
    Ok(found.optional()?)
}

fn put(transaction: &Transaction<'_>, run: &Provision) -> Result<(), Failure> {
    let open = !matches!(run.status, ProvisionStatus::Completed | ProvisionStatus::Failed);
    transaction.execute(
        "INSERT INTO provisions (id, tenant_id, open, record) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (tenant_id) DO UPDATE SET id = excluded.id, open = excluded.open, record = excluded.record",
        params![run.id, run.tenant_id.as_str(), open, serde_json::to_string(run)?],
    )?;
    Ok(())
}
