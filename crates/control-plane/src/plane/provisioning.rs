//! Doing what was ordered: an Organization and its apps come to life, step by step, and across restarts.
//!
//! Each step looks at the world first, so that one that was done before a crash is not done again.

use super::applications::Arrival;
use super::pursuit::Progress;
use super::{Failure, Plane};
use crate::catalog::Blueprint;
use crate::domain::organization::BadOrganization;
use crate::domain::plan;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;
use crate::tenant::catalog;
use crate::tenant::organizations::Row;
use crate::tenant::provisioning::{Step, Work};
use contract::application::{DependencyChoice, DependencyMode, InstallRequest};
use contract::billing::Topology;
use contract::organization::{NewOrganization, StepState};
use contract::placement::{Placement, PlacementMode};
use contract::provisioning::StepStatus;
use contract::tenant::DEDICATED;
use contract::{ApplicationName, OrganizationId, OrganizationSlug, StoreAppId};
use serde_json::Map;
use std::sync::Arc;

impl Plane {
    /// Sets an Organization up, from wherever it stands.
    pub(crate) fn provision(self: &Arc<Self>, organization: OrganizationId) {
        self.pursue(organization, Self::advance);
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
            match self.try_step(&step, &work)?.or_give_up(gave_up) {
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
            Step::App(app) => Ok(app_runs(&self.world(), &slug, app, &work.row)),
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
            if let Progress::Failed(reason) = self.commit_app(slug, app, &work.row)? {
                return Ok(Progress::Failed(reason));
            }
        }
        Ok(Progress::Done(String::new()))
    }

    /// Installs one app, unless it is there already.
    pub(super) fn commit_app(&self, slug: &OrganizationSlug, app: &StoreAppId, row: &Row) -> Result<Progress, Failure> {
        let name = ApplicationName::from_wire(catalog::slug_of(app));
        if self.world().applications.contains_key(&(slug.clone(), name.clone())) {
            return Ok(Progress::Done(String::new()));
        }
        let shelf = self.shelf();
        let Some(blueprint) = catalog::blueprint_of(&shelf, app) else {
            return Ok(Progress::Failed(format!("{name} is no longer in the catalogue")));
        };
        match self.install(
            &install_request(slug, name.clone(), blueprint, row),
            &row.owner_email,
            Arrival::Ordered,
        ) {
            Ok(_) | Err(Failure::Refused(Refusal::Exists { .. })) => Ok(Progress::Done(String::new())),
            Err(Failure::Refused(refusal)) => Ok(Progress::Failed(format!("{name}: {refusal}"))),
            Err(failure) => Err(failure),
        }
    }
}

/// What the customer's answers and choices ask the control plane for.
pub(super) fn install_request(
    slug: &OrganizationSlug,
    name: ApplicationName,
    blueprint: &Blueprint,
    row: &Row,
) -> InstallRequest {
    let answers = row.app_configs.get(name.as_str());
    let domain = row.domain_of(name.as_str());
    let choices = row.dep_choices.get(name.as_str()).into_iter().flatten();
    InstallRequest {
        blueprint_ref: plan::reference(blueprint),
        organization_ref: slug.clone(),
        environment_ref: None,
        parameters: catalog::parameters(blueprint, &domain, &row.owner_email, answers),
        placement: standby(blueprint, row),
        owned_dependencies: choices
            .map(|(needed, choice)| dependency_choice(needed, choice))
            .collect(),
        name,
    }
}

/// The placement of an app whose Organization pays for a standby. One that cannot have any runs as it always does, and a
/// paid order does not fail for it.
fn standby(blueprint: &Blueprint, row: &Row) -> Option<Placement> {
    let is_paid = row.organization.topology == Some(Topology::ActiveHotStandby);
    (is_paid && catalog::has_standby(blueprint)).then(|| Placement {
        mode: Some(PlacementMode::ActiveHotStandby),
        ..Placement::default()
    })
}

fn dependency_choice(needed: &str, choice: &str) -> DependencyChoice {
    let reused = (choice != DEDICATED).then(|| ApplicationName::from_wire(choice));
    DependencyChoice {
        alias: needed.to_owned(),
        mode: match reused {
            Some(_) => DependencyMode::Reuse,
            None => DependencyMode::Create,
        },
        instance: reused,
        version: None,
        parameters: Map::new(),
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

/// Whether an app runs, and where.
pub(super) fn app_runs(world: &World, slug: &OrganizationSlug, app: &StoreAppId, row: &Row) -> Progress {
    let name = ApplicationName::from_wire(catalog::slug_of(app));
    match world.applications.get(&(slug.clone(), name.clone())) {
        None => Progress::Failed(format!("{name} was removed")),
        Some(record) if record.settled.is_none() => Progress::Waiting,
        Some(record) => Progress::Done(match record.parameters.contains_key("domain") {
            true => format!("https://{}", row.domain_of(name.as_str())),
            false => String::new(),
        }),
    }
}

fn everything_runs(world: &World, slug: &OrganizationSlug, work: &Work) -> Progress {
    let ready = world
        .organizations
        .get(slug)
        .is_some_and(|record| record.state == "ready");
    let still = |app: &StoreAppId| !matches!(app_runs(world, slug, app, &work.row), Progress::Done(_));
    match ready && !work.run.apps.iter().any(still) {
        true => Progress::Done(String::new()),
        false => Progress::Waiting,
    }
}
