//! From one install request to every Application it means: dependencies resolved, checked and in order.
//!
//! A dependency with an alias belongs to its consumer and is created for it unless the request says otherwise. One
//! without an alias (`bp-cert-manager`) is shared: an Application that fits is used before another is created.

mod planner;
mod values;

use super::parameters::Accepted;
use super::placement::Resolved;
use super::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use super::refusal::Refusal;
use super::world::World;
use crate::catalog::{Blueprint, Shelf};
use contract::application::{BlueprintRef, DependencyMode, InstallRequest, ObjectDependency, PlannedApplication};
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName};
use planner::{Planner, Wanted};
use std::sync::Arc;

/// One Application that will be created.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) name: ApplicationName,
    pub(crate) blueprint: Arc<Blueprint>,
    pub(crate) parameters: Accepted,
    pub(crate) placement: Resolved,
    pub(crate) depends_on: Vec<ObjectDependency>,
    /// The Application it is created for, and the alias it has there.
    pub(crate) backs: Option<(ApplicationName, String)>,
}

/// Everything one install does.
#[derive(Debug)]
pub(crate) struct InstallPlan {
    pub(crate) organization: Arc<OrganizationRecord>,
    pub(crate) environment: Arc<EnvironmentRecord>,
    /// Dependencies first; the Application asked for is the last.
    pub(crate) create: Vec<Planned>,
    /// Existing Applications that will be used, with the alias they have.
    pub(crate) reuse: Vec<(Arc<ApplicationRecord>, String)>,
    pub(crate) warnings: Vec<String>,
}

impl InstallPlan {
    fn empty(organization: &Arc<OrganizationRecord>, environment: &Arc<EnvironmentRecord>) -> Self {
        Self {
            organization: Arc::clone(organization),
            environment: Arc::clone(environment),
            create: Vec::new(),
            reuse: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The wire form of the plan, dependencies first.
    pub(crate) fn summary(&self) -> Vec<PlannedApplication> {
        let reused = self.reuse.iter().map(|(record, alias)| PlannedApplication {
            name: record.name.clone(),
            blueprint: record.blueprint.clone(),
            mode: DependencyMode::Reuse,
            alias: Some(alias.clone()),
        });
        let created = self.create.iter().map(|planned| PlannedApplication {
            name: planned.name.clone(),
            blueprint: reference(&planned.blueprint),
            mode: DependencyMode::Create,
            alias: planned.backs.as_ref().map(|(_, alias)| alias.clone()),
        });
        reused.chain(created).collect()
    }
}

/// `name@version` as the contract writes it.
pub(crate) fn reference(blueprint: &Blueprint) -> BlueprintRef {
    BlueprintRef {
        name: BlueprintName::from_wire(&blueprint.name),
        version: BlueprintVersion::from_wire(&blueprint.version),
    }
}

/// Resolves a request against the catalogue and what is installed. Changes nothing.
pub(crate) fn install(world: &World, shelf: &Shelf, request: &InstallRequest) -> Result<InstallPlan, Refusal> {
    let organization = world
        .organizations
        .get(&request.organization_ref)
        .ok_or_else(|| Refusal::Invalid(format!("there is no Organization {}", request.organization_ref)))?;
    let default_environment = EnvironmentName::from_wire(format!("{}-prod", organization.subdomain));
    let name = request.environment_ref.as_ref().unwrap_or(&default_environment);
    let environment = world
        .environments
        .get(name)
        .filter(|environment| environment.organization == organization.subdomain)
        .ok_or_else(|| Refusal::Invalid(format!("{} has no Environment {name}", organization.subdomain)))?;
    let blueprint = shelf.exact(
        request.blueprint_ref.name.as_str(),
        request.blueprint_ref.version.as_str(),
    )?;
    let empty = InstallPlan::empty(organization, environment);
    let mut planner = Planner::new(world, shelf, &request.owned_dependencies, empty);
    let wanted = Wanted {
        name: request.name.as_str(),
        blueprint,
        parameters: &request.parameters,
        placement: request.placement.as_ref(),
        backs: None,
        path: String::new(),
    };
    planner.add(wanted, &mut Vec::new())?;
    if let Some(choice) = planner.unused_choice() {
        return Err(Refusal::Invalid(format!(
            "{} needs nothing called {:?} with these parameters",
            blueprint.id(),
            choice.alias
        )));
    }
    Ok(planner.plan)
}

/// What a changed Application uses, and the plan for what it did not use before: another version or another setting
/// may need something new. Changes nothing.
pub(crate) fn follow(
    world: &World,
    shelf: &Shelf,
    record: &ApplicationRecord,
    blueprint: &Blueprint,
    parameters: &Accepted,
) -> Result<(Vec<ObjectDependency>, InstallPlan), Refusal> {
    let organization = world.organizations.get(&record.organization);
    let environment = world.environments.get(&record.environment);
    let (Some(organization), Some(environment)) = (organization, environment) else {
        return Err(Refusal::Invalid(format!("{} has no Environment any more", record.name)));
    };
    let placement = Resolved {
        mode: record.mode.clone(),
        targets: record.targets.clone(),
    };
    let mut planner = Planner::new(world, shelf, &[], InstallPlan::empty(organization, environment));
    let depends_on = planner.follow(record, blueprint, &parameters.effective, &placement)?;
    Ok((depends_on, planner.plan))
}
