//! Doing what was ordered: an Organization and its apps come to life, step by step, and across restarts.
//!
//! Each step looks at the world first, so that one that was done before a crash is not done again.

use super::applications::Arrival;
use super::{Failure, Plane};
use crate::cluster::scaled;
use crate::domain::organization::BadOrganization;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;
use crate::tenant::catalog;
use crate::tenant::provisioning::{Step, Work};
use contract::application::{BlueprintRef, InstallRequest};
use contract::organization::{NewOrganization, StepState};
use contract::provisioning::StepStatus;
use contract::{ApplicationName, BlueprintName, BlueprintVersion, OrganizationId, OrganizationSlug, StoreAppId};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A step that takes so long has failed (§E.2).
const PATIENCE: Duration = Duration::from_secs(600);
/// Speed shortens what the cluster takes, not what the machine takes.
const LEAST_PATIENCE: Duration = Duration::from_secs(60);

/// How a step stands.
enum Progress {
    Done(String),
    /// The cluster is at it.
    Waiting,
    /// Why it will never be done.
    Failed(String),
}

impl Plane {
    /// Sets an Organization up, from wherever it stands.
    pub(crate) fn provision(self: &Arc<Self>, organization: OrganizationId) {
        let plane = Arc::downgrade(self);
        let patience = scaled(PATIENCE, self.speed).max(LEAST_PATIENCE);
        let (mut changed, mut stopped) = (self.changed.subscribe(), self.stopped());
        tokio::spawn(async move {
            // The step that is waited for, and since when.
            let mut waiting = (usize::MAX, Instant::now());
            loop {
                changed.borrow_and_update();
                let Some(plane) = plane.upgrade() else { return };
                let id = organization.clone();
                let gave_up = waiting.1.elapsed() >= patience;
                let advanced = tokio::task::spawn_blocking(move || plane.advance(&id, gave_up)).await;
                match advanced {
                    Ok(Ok(Some(step))) if step == waiting.0 => {}
                    Ok(Ok(Some(step))) => waiting = (step, Instant::now()),
                    Ok(Ok(None)) | Err(_) => return,
                    Ok(Err(failure)) => {
                        tracing::error!(%organization, %failure, "An order waits for the next start to be carried out");
                        return;
                    }
                }
                tokio::select! {
                    () = tokio::time::sleep_until(waiting.1 + patience) => {}
                    moved = changed.changed() => if moved.is_err() { return },
                    _ = stopped.wait_for(|stopped| *stopped) => return,
                }
            }
        });
    }

    /// Goes on where a stopped process left off.
    pub(super) fn resume_provisions(self: &Arc<Self>) -> Result<(), Failure> {
        for organization in self.tenant.open_provisions()? {
            self.provision(organization);
        }
        Ok(())
    }

    /// Does every step that can be done now; answers the one that has to be waited for. `gave_up` fails it instead.
    fn advance(self: &Arc<Self>, organization: &OrganizationId, gave_up: bool) -> Result<Option<usize>, Failure> {
        let _alone = self.provisioning.lock().unwrap_or_else(PoisonError::into_inner);
        if *self.stopped.borrow() {
            return Ok(None);
        }
        let Some(mut work) = self.tenant.work(organization)? else {
            return Ok(None);
        };
        for (index, step) in Step::all(&work.run.apps).into_iter().enumerate() {
            if work
                .run
                .steps
                .get(index)
                .is_none_or(|step| step.status == StepStatus::Completed)
            {
                continue;
            }
            let progress = match self.try_step(&step, &work)? {
                Progress::Waiting if gave_up => Progress::Failed("it took too long".to_owned()),
                progress => progress,
            };
            match progress {
                Progress::Done(message) => self.tenant.report(&mut work, index, StepStatus::Completed, &message)?,
                Progress::Failed(message) => {
                    self.tenant.report(&mut work, index, StepStatus::Failed, &message)?;
                    return Ok(None);
                }
                Progress::Waiting => {
                    if work.run.steps[index].status == StepStatus::Pending {
                        self.tenant.report(&mut work, index, StepStatus::Running, "")?;
                    }
                    return Ok(Some(index));
                }
            }
        }
        Ok(None)
    }

    fn try_step(self: &Arc<Self>, step: &Step, work: &Work) -> Result<Progress, Failure> {
        let slug = OrganizationSlug::from_wire(work.row.organization.slug.as_str());
        match step {
            Step::Organization => self.make_organization(slug, work),
            Step::Manifests => self.commit_apps(&slug, work),
            Step::VirtualCluster => Ok(organization_step(&self.world(), &slug, "vcluster")),
            Step::Certificates => Ok(organization_step(&self.world(), &slug, "certs")),
            Step::App(app) => Ok(app_runs(&self.world(), &slug, app, work)),
            Step::Health => Ok(everything_runs(&self.world(), &slug, work)),
        }
    }

    fn make_organization(self: &Arc<Self>, slug: OrganizationSlug, work: &Work) -> Result<Progress, Failure> {
        let (organization, owner) = (&work.row.organization, &work.row.owner_email);
        if let Some(there) = self.world().organizations.get(&slug) {
            return Ok(match there.admin_email == *owner {
                true => Progress::Done(String::new()),
                false => Progress::Failed(BadOrganization::Taken(slug).to_string()),
            });
        }
        let request = NewOrganization {
            subdomain: slug.clone(),
            admin_email: owner.clone(),
            company_name: Some(organization.name.clone()),
            parent_domain: organization.parent_domain.clone(),
            plan_slug: Some(organization.plan_id.as_str().trim_start_matches("plan-").to_owned()),
            ..NewOrganization::default()
        };
        match Plane::create_organization(self, &request, false)? {
            Ok(_) => {
                self.set_up(slug);
                Ok(Progress::Done(String::new()))
            }
            Err(bad) => Ok(Progress::Failed(bad.to_string())),
        }
    }

    fn commit_apps(&self, slug: &OrganizationSlug, work: &Work) -> Result<Progress, Failure> {
        for app in &work.run.apps {
            let name = ApplicationName::from_wire(catalog::slug_of(app));
            if self.world().applications.contains_key(&(slug.clone(), name.clone())) {
                continue;
            }
            let shelf = self.shelf();
            let Some(blueprint) = catalog::blueprint_of(&shelf, app) else {
                return Ok(Progress::Failed(format!("{name} is no longer in the catalogue")));
            };
            let answers = work.row.app_configs.get(name.as_str());
            let domain = work.row.domain_of(name.as_str());
            let request = InstallRequest {
                blueprint_ref: BlueprintRef {
                    name: BlueprintName::from_wire(&blueprint.name),
                    version: BlueprintVersion::from_wire(&blueprint.version),
                },
                name: name.clone(),
                organization_ref: slug.clone(),
                environment_ref: None,
                parameters: catalog::parameters(blueprint, &domain, &work.row.owner_email, answers),
                placement: None,
                owned_dependencies: Vec::new(),
            };
            match self.install(&request, &work.row.owner_email, Arrival::New) {
                Ok(_) | Err(Failure::Refused(Refusal::Exists { .. })) => {}
                Err(Failure::Refused(refusal)) => return Ok(Progress::Failed(format!("{name}: {refusal}"))),
                Err(failure) => return Err(failure),
            }
        }
        Ok(Progress::Done(String::new()))
    }
}

fn organization_step(world: &World, slug: &OrganizationSlug, step: &str) -> Progress {
    let state = world.organizations.get(slug).and_then(|record| record.steps.get(step));
    match state {
        Some(StepState::Done) => Progress::Done(String::new()),
        Some(StepState::Failed) => Progress::Failed(format!("{step} failed")),
        _ => Progress::Waiting,
    }
}

fn app_runs(world: &World, slug: &OrganizationSlug, app: &StoreAppId, work: &Work) -> Progress {
    let name = ApplicationName::from_wire(catalog::slug_of(app));
    match world.applications.get(&(slug.clone(), name.clone())) {
        None => Progress::Failed(format!("{name} was removed")),
        Some(record) if record.settled.is_none() => Progress::Waiting,
        Some(record) => Progress::Done(match record.parameters.contains_key("domain") {
            true => format!("https://{}", work.row.domain_of(name.as_str())),
            false => String::new(),
        }),
    }
}

fn everything_runs(world: &World, slug: &OrganizationSlug, work: &Work) -> Progress {
    let ready = world
        .organizations
        .get(slug)
        .is_some_and(|record| record.state == "ready");
    let still = |app: &StoreAppId| !matches!(app_runs(world, slug, app, work), Progress::Done(_));
    match ready && !work.run.apps.iter().any(still) {
        true => Progress::Done(String::new()),
        false => Progress::Waiting,
    }
}
