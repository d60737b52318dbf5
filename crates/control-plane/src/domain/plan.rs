//! From one install request to every Application it means: dependencies resolved, checked and in order.
//!
//! A dependency with an alias belongs to its consumer and is created for it unless the request says otherwise. One
//! without an alias (`bp-cert-manager`) is shared: an Application that fits is used before another is created.

use super::parameters::{self, Accepted};
use super::placement::{self, Resolved};
use super::predicate;
use super::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use super::refusal::Refusal;
use super::world::{SecretValues, World};
use crate::catalog::{Blueprint, LookupError, Shelf, in_range};
use contract::application::{
    BlueprintRef, DependencyChoice, DependencyMode, InstallRequest, ObjectDependency, PlannedApplication,
};
use contract::catalog::Dependency;
use contract::placement::{Placement, PlacementMode};
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, FieldError};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest chain of dependencies followed.
const MAX_DEPTH: usize = 16;

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
    let mut planner = Planner {
        world,
        shelf,
        choices: &request.owned_dependencies,
        used_choices: BTreeSet::new(),
        plan: InstallPlan {
            organization: Arc::clone(organization),
            environment: Arc::clone(environment),
            create: Vec::new(),
            reuse: Vec::new(),
            warnings: Vec::new(),
        },
    };
    let wanted = Wanted {
        name: request.name.as_str(),
        blueprint,
        parameters: &request.parameters,
        placement: request.placement.as_ref(),
        backs: None,
        path: String::new(),
    };
    planner.add(wanted, &mut Vec::new())?;
    let unused = request
        .owned_dependencies
        .iter()
        .find(|choice| !planner.used_choices.contains(&choice.alias));
    if let Some(choice) = unused {
        return Err(Refusal::Invalid(format!(
            "{} needs nothing called {:?} with these parameters",
            blueprint.id(),
            choice.alias
        )));
    }
    Ok(planner.plan)
}

/// One Application on its way into the plan.
struct Wanted<'a> {
    name: &'a str,
    blueprint: &'a Arc<Blueprint>,
    parameters: &'a Map<String, Value>,
    placement: Option<&'a Placement>,
    backs: Option<(ApplicationName, String)>,
    /// Aliases from the Application asked for, joined by `/`; empty for that one itself.
    path: String,
}

struct Planner<'a> {
    world: &'a World,
    shelf: &'a Shelf,
    choices: &'a [DependencyChoice],
    used_choices: BTreeSet<String>,
    plan: InstallPlan,
}

impl Planner<'_> {
    fn add(&mut self, wanted: Wanted<'_>, above: &mut Vec<String>) -> Result<(), Refusal> {
        let blueprint = wanted.blueprint;
        let short = BlueprintName::from_wire(&blueprint.name).short().to_owned();
        if above.contains(&short) || above.len() >= MAX_DEPTH {
            return Err(Refusal::Invalid(format!(
                "{} needs itself: {} → {short}",
                blueprint.id(),
                above.join(" → ")
            )));
        }
        let name = self.free_name(wanted.name)?;
        self.check_limit(blueprint)?;
        let parameters = parameters::accept(blueprint, wanted.parameters, &SecretValues::new())
            .map_err(|refusal| at_dependency(refusal, &wanted.path))?;
        let placement = placement::resolve(blueprint, &self.plan.environment, wanted.placement)?;
        above.push(short);
        let mut depends_on = Vec::new();
        for dependency in &blueprint.dependencies {
            if self.is_needed(blueprint, dependency, &parameters.effective, &wanted.path) {
                let consumer = Consumer {
                    name: &name,
                    blueprint,
                    parameters: &parameters.effective,
                    placement: &placement,
                    path: &wanted.path,
                };
                depends_on.extend(self.meet(&consumer, dependency, above)?);
            }
        }
        above.pop();
        self.plan.create.push(Planned {
            name,
            blueprint: Arc::clone(blueprint),
            parameters,
            placement,
            depends_on,
            backs: wanted.backs,
        });
        Ok(())
    }

    fn is_needed(&mut self, of: &Blueprint, dependency: &Dependency, parameters: &Value, path: &str) -> bool {
        if dependency.optional && self.choice(path, dependency).is_none() {
            return false;
        }
        match dependency
            .when
            .as_deref()
            .map(|when| predicate::holds(when, parameters))
        {
            None => true,
            Some(Ok(needed)) => needed,
            Some(Err(error)) => {
                let text = format!(
                    "{}: {error}, so {} is installed to be safe.",
                    of.id(),
                    dependency.blueprint
                );
                self.plan.warnings.push(text);
                true
            }
        }
    }

    fn choice(&self, path: &str, dependency: &Dependency) -> Option<DependencyChoice> {
        let key = join(path, dependency.key());
        self.choices.iter().find(|choice| choice.alias == key).cloned()
    }

    /// Creates or reuses what one dependency asks for.
    fn meet(
        &mut self,
        consumer: &Consumer<'_>,
        dependency: &Dependency,
        above: &mut Vec<String>,
    ) -> Result<Option<ObjectDependency>, Refusal> {
        let path = join(consumer.path, dependency.key());
        let choice = self.choice(consumer.path, dependency);
        if choice.is_some() {
            self.used_choices.insert(path.clone());
        }
        match &choice {
            Some(choice) if choice.mode == DependencyMode::Reuse => {
                let existing = self.existing(dependency, choice)?;
                let used = self.uses(&existing.name, dependency);
                self.plan.reuse.push((existing, dependency.key().to_owned()));
                return Ok(Some(used));
            }
            Some(choice) if choice.mode != DependencyMode::Create => {
                return Err(Refusal::Invalid(format!(
                    "{:?} is neither create nor reuse",
                    choice.mode.as_str()
                )));
            }
            None if dependency.alias.is_none() => {
                if let Some(shared) = self.shared(dependency) {
                    return Ok(Some(self.uses(&shared, dependency)));
                }
            }
            _ => {}
        }
        let blueprint = self.version_for(consumer.blueprint, dependency, choice.as_ref())?;
        let name = match choice.as_ref().and_then(|choice| choice.instance.as_ref()) {
            Some(name) => name.as_str().to_owned(),
            None => format!("{}-{}", consumer.name, dependency.key()),
        };
        let mut parameters = match dependency
            .values
            .clone()
            .map(|values| interpolate(values, consumer.parameters))
        {
            Some(Value::Object(values)) => values,
            _ => Map::new(),
        };
        merge(
            &mut parameters,
            choice.map(|choice| choice.parameters).unwrap_or_default(),
        );
        let placement = beside(&blueprint, consumer.placement);
        self.add(
            Wanted {
                name: &name,
                blueprint: &blueprint,
                parameters: &parameters,
                placement: placement.as_ref(),
                backs: Some((consumer.name.clone(), dependency.key().to_owned())),
                path,
            },
            above,
        )?;
        Ok(Some(self.uses(&ApplicationName::from_wire(name), dependency)))
    }

    fn uses(&self, name: &ApplicationName, dependency: &Dependency) -> ObjectDependency {
        ObjectDependency {
            name: name.clone(),
            namespace: self.plan.organization.tenant_namespace.clone(),
            context: format!("{}/{}", dependency.blueprint.short(), dependency.key()),
        }
    }

    fn version_for(
        &self,
        consumer: &Blueprint,
        dependency: &Dependency,
        choice: Option<&DependencyChoice>,
    ) -> Result<Arc<Blueprint>, Refusal> {
        let name = dependency.blueprint.as_str();
        let range = dependency.version.as_deref();
        let found = match choice.and_then(|choice| choice.version.as_ref()) {
            Some(version) if !in_range(version.as_str(), range) => {
                let range = range.unwrap_or_default();
                return Err(Refusal::Invalid(format!(
                    "{} needs {name} {range}, not {version}",
                    consumer.id()
                )));
            }
            Some(version) => self.shelf.exact(name, version.as_str()),
            None => self.shelf.matching(name, range),
        };
        found
            .cloned()
            .map_err(|error: LookupError| Refusal::Invalid(format!("{} needs {name}: {error}", consumer.id())))
    }

    /// The existing Application that a choice names, if it can serve.
    fn existing(&self, dependency: &Dependency, choice: &DependencyChoice) -> Result<Arc<ApplicationRecord>, Refusal> {
        let Some(instance) = &choice.instance else {
            return Err(Refusal::Invalid(format!(
                "name the Application to use as {:?}",
                choice.alias
            )));
        };
        let id = (self.plan.organization.subdomain.clone(), instance.clone());
        let record = self.world.applications.get(&id).ok_or_else(|| {
            Refusal::Invalid(format!(
                "{} has no Application named {instance}",
                self.plan.organization.subdomain
            ))
        })?;
        match self.serves(record, dependency) {
            true => Ok(Arc::clone(record)),
            false => Err(Refusal::Invalid(format!(
                "{instance} is {}@{} in {}; needed is {} {} in {}",
                record.blueprint.name,
                record.blueprint.version,
                record.environment,
                dependency.blueprint,
                dependency.version.as_deref().unwrap_or("of any version"),
                self.plan.environment.name
            ))),
        }
    }

    fn serves(&self, record: &ApplicationRecord, dependency: &Dependency) -> bool {
        record.deleted_at.is_none()
            && record.environment == self.plan.environment.name
            && record.blueprint.name.short() == dependency.blueprint.short()
            && in_range(record.blueprint.version.as_str(), dependency.version.as_deref())
    }

    /// An Application, planned or existing, that a shared dependency may use.
    fn shared(&mut self, dependency: &Dependency) -> Option<ApplicationName> {
        let planned = self.plan.create.iter().find(|planned| {
            BlueprintName::from_wire(&planned.blueprint.name).short() == dependency.blueprint.short()
                && in_range(&planned.blueprint.version, dependency.version.as_deref())
        });
        if let Some(planned) = planned {
            return Some(planned.name.clone());
        }
        let existing = self
            .world
            .of_organization(&self.plan.organization.subdomain)
            .find(|record| self.serves(record, dependency))
            .cloned()?;
        let name = existing.name.clone();
        if !self.plan.reuse.iter().any(|(record, _)| record.name == name) {
            self.plan.reuse.push((existing, dependency.key().to_owned()));
        }
        Some(name)
    }

    fn free_name(&self, name: &str) -> Result<ApplicationName, Refusal> {
        let parsed = ApplicationName::parse(name)
            .map_err(|error| Refusal::Invalid(format!("{name:?} cannot be an Application's name: {error}")))?;
        let id = (self.plan.organization.subdomain.clone(), parsed.clone());
        if self.world.applications.contains_key(&id) || self.plan.create.iter().any(|planned| planned.name == parsed) {
            return Err(Refusal::Exists {
                organization: self.plan.organization.subdomain.to_string(),
                name: name.to_owned(),
            });
        }
        Ok(parsed)
    }

    fn check_limit(&self, blueprint: &Blueprint) -> Result<(), Refusal> {
        let Some(max) = blueprint.max_per_organization() else {
            return Ok(());
        };
        let installed = self
            .world
            .of_organization(&self.plan.organization.subdomain)
            .filter(|record| record.blueprint.name.as_str() == blueprint.name)
            .count();
        let planned = self
            .plan
            .create
            .iter()
            .filter(|planned| planned.blueprint.name == blueprint.name)
            .count();
        match u64::try_from(installed + planned) {
            Ok(count) if count < max => Ok(()),
            _ => Err(Refusal::Conflict {
                detail: format!(
                    "{} may have {max} Application(s) of {}, and has them",
                    self.plan.organization.subdomain, blueprint.name
                ),
                hint: "Use the existing one, or remove it first.".to_owned(),
            }),
        }
    }
}

/// The Application whose dependency is being met.
struct Consumer<'a> {
    name: &'a ApplicationName,
    blueprint: &'a Blueprint,
    parameters: &'a Value,
    placement: &'a Resolved,
    path: &'a str,
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}/{key}")
    }
}

/// A backing Application that runs in one region runs where its consumer's primary is.
fn beside(blueprint: &Blueprint, consumer: &Resolved) -> Option<Placement> {
    let schema = blueprint.placement.as_ref();
    let mode = schema
        .and_then(|schema| schema.default.clone())
        .unwrap_or(PlacementMode::Singleton);
    (mode == PlacementMode::Singleton).then(|| Placement {
        mode: Some(mode),
        regions: consumer
            .targets
            .first()
            .map(|target| target.region.clone())
            .into_iter()
            .collect(),
        ..Placement::default()
    })
}

/// Errors in a dependency's parameters must not land on the consumer's fields of the same name.
fn at_dependency(refusal: Refusal, path: &str) -> Refusal {
    match refusal {
        Refusal::Parameters { blueprint, fields } if !path.is_empty() => Refusal::Parameters {
            fields: fields
                .into_iter()
                .map(|field| FieldError {
                    pointer: format!("/ownedDependencies/{path}/parameters{}", field.pointer),
                    message: format!("{path} ({blueprint}): {}", field.message),
                    ..field
                })
                .collect(),
            blueprint,
        },
        other => other,
    }
}

/// Fills in strings that are one template path, such as `{{ .config.domain }}`, from the consumer's parameters.
fn interpolate(values: Value, parameters: &Value) -> Value {
    match values {
        Value::String(text) => {
            let path = text
                .trim()
                .strip_prefix("{{")
                .and_then(|rest| rest.strip_suffix("}}"))
                .map(str::trim);
            match path.and_then(|path| path.strip_prefix(".config.")) {
                Some(path) => parameters
                    .pointer(&format!("/{}", path.replace('.', "/")))
                    .cloned()
                    .unwrap_or(Value::String(text)),
                None => Value::String(text),
            }
        }
        Value::Array(items) => items.into_iter().map(|item| interpolate(item, parameters)).collect(),
        Value::Object(fields) => {
            let fill = |(name, value)| (name, interpolate(value, parameters));
            Value::Object(fields.into_iter().map(fill).collect())
        }
        other => other,
    }
}

/// Puts `over` on top of `base`, object by object.
fn merge(base: &mut Map<String, Value>, over: Map<String, Value>) {
    for (name, value) in over {
        match (base.get_mut(&name), value) {
            (Some(Value::Object(base)), Value::Object(over)) => merge(base, over),
            (_, value) => {
                base.insert(name, value);
            }
        }
    }
}
