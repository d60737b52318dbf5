//! Walking the dependencies of one install, depth first.

use super::values::{interpolate, merge};
use super::{InstallPlan, Planned};
use crate::catalog::{Blueprint, LookupError, Shelf, in_range};
use crate::domain::overlay::Overlay;
use crate::domain::parameters;
use crate::domain::placement::{self, Resolved};
use crate::domain::predicate;
use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::domain::world::{SecretValues, World};
use contract::application::{DependencyChoice, DependencyMode, ObjectDependency};
use contract::catalog::Dependency;
use contract::placement::{Placement, PlacementMode};
use contract::publishing::SHARED_BLUEPRINTS;
use contract::{ApplicationName, BlueprintName, FieldError};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest chain of dependencies followed.
const MAX_DEPTH: usize = 16;

/// One Application on its way into the plan.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    pub(super) blueprint: &'a Arc<Blueprint>,
    pub(super) parameters: &'a Map<String, Value>,
    pub(super) placement: Option<&'a Placement>,
    pub(super) backs: Option<(ApplicationName, String)>,
    /// Aliases from the Application asked for, joined by `/`; empty for that one itself.
    pub(super) path: String,
}

pub(super) struct Planner<'a> {
    world: &'a World,
    shelf: &'a Shelf,
    choices: &'a [DependencyChoice],
    used_choices: BTreeSet<String>,
    pub(super) plan: InstallPlan,
}

impl<'a> Planner<'a> {
    pub(super) fn new(world: &'a World, shelf: &'a Shelf, choices: &'a [DependencyChoice], plan: InstallPlan) -> Self {
        Self {
            world,
            shelf,
            choices,
            used_choices: BTreeSet::new(),
            plan,
        }
    }

    /// A choice about something that is not needed.
    pub(super) fn unused_choice(&self) -> Option<&'a DependencyChoice> {
        self.choices
            .iter()
            .find(|choice| !self.used_choices.contains(&choice.alias))
    }

    /// Puts an Application and everything it needs into the plan.
    pub(super) fn add(&mut self, wanted: Wanted<'_>, above: &mut Vec<String>) -> Result<(), Refusal> {
        let blueprint = wanted.blueprint;
        let short = BlueprintName::from_wire(&blueprint.name).short().to_owned();
        if above.contains(&short) || above.len() >= MAX_DEPTH {
            return Err(Refusal::Invalid(format!(
                "{} needs itself: {} → {short}",
                blueprint.id(),
                above.join(" → ")
            )));
        }
        let own = &self.plan.organization.subdomain;
        if let Some(other) = blueprint.organization.as_ref().filter(|owner| *owner != own) {
            return Err(Refusal::Invalid(format!("{} is private to {other}", blueprint.id())));
        }
        if wanted.name == SHARED_BLUEPRINTS {
            return Err(Refusal::Invalid(format!(
                "{SHARED_BLUEPRINTS} is the repository of the Organization's Blueprints"
            )));
        }
        let name = self.free_name(wanted.name)?;
        self.check_limit(blueprint)?;
        let parameters = parameters::accept(blueprint, wanted.parameters, &Overlay::default(), &SecretValues::new())
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

    /// What an existing Application uses after a change: what it still needs is kept, what is new is met.
    pub(super) fn follow(
        &mut self,
        record: &ApplicationRecord,
        blueprint: &Blueprint,
        parameters: &Value,
        placement: &Resolved,
    ) -> Result<Vec<ObjectDependency>, Refusal> {
        let consumer = Consumer {
            name: &record.name,
            blueprint,
            parameters,
            placement,
            path: "",
        };
        let mut above = vec![record.blueprint.name.short().to_owned()];
        let mut depends_on = Vec::new();
        for dependency in &blueprint.dependencies {
            let key_of = |used: &&ObjectDependency| used.context.rsplit('/').next() == Some(dependency.key());
            let used = record.depends_on.iter().find(key_of);
            let kept = dependency.optional && used.is_some();
            if kept || self.is_needed(blueprint, dependency, parameters, "") {
                match used {
                    Some(used) => depends_on.push(used.clone()),
                    None => depends_on.extend(self.meet(&consumer, dependency, &mut above)?),
                }
            }
        }
        let dropped = record.depends_on.iter().filter(|used| !depends_on.contains(used));
        self.plan.warnings.extend(dropped.map(|used| {
            format!(
                "{} no longer uses {}, which stays until it is removed.",
                record.name, used.name
            )
        }));
        Ok(depends_on)
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
        let refused = |detail: String| Refusal::Choice {
            alias: choice.alias.clone(),
            detail,
        };
        let Some(instance) = &choice.instance else {
            return Err(refused(format!("name the Application to use as {:?}", choice.alias)));
        };
        let id = (self.plan.organization.subdomain.clone(), instance.clone());
        let record = self.world.applications.get(&id).ok_or_else(|| {
            refused(format!(
                "{} has no Application named {instance}",
                self.plan.organization.subdomain
            ))
        })?;
        match self.serves(record, dependency) {
            true => Ok(Arc::clone(record)),
            false if record.deleted_at.is_some() => Err(refused(format!("{instance} is being removed"))),
            false => Err(refused(format!(
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
