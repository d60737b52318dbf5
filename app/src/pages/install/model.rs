//! The rules of the install form that need no screen.

use contract::application::{ApplicationDetail, BlueprintRef, DependencyChoice, DependencyMode, InstallRequest};
use contract::catalog::{CatalogBlueprint, Dependency, PlacementSchema};
use contract::environment::Environment;
use contract::placement::{Placement, PlacementMode};
use contract::{ApiError, ApplicationName, BlueprintVersion, EnvironmentName, FieldError, NameError, RegionName};
use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the page needs to know before it can be drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// The Blueprint at the chosen version.
    pub blueprint: CatalogBlueprint,
    /// Where it can be installed.
    pub environments: Vec<Environment>,
    /// What is installed; `None` when the control plane did not say.
    pub applications: Option<Vec<ApplicationDetail>>,
    /// Domains of the Organizations.
    pub domains: Vec<String>,
}

/// What a person decides beside the configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Decisions {
    /// Name of the Application.
    pub name: String,
    /// Where it will run.
    pub environment: EnvironmentName,
    /// How it is spread; the Blueprint's default when absent.
    pub mode: Option<PlacementMode>,
    /// Where, within the Environment; the control plane's choice when empty.
    pub regions: Vec<RegionName>,
    /// Existing Applications to use, by dependency; a dependency that is absent is created.
    pub reuse: BTreeMap<String, ApplicationName>,
}

/// Why a name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// It breaks a rule.
    Rule(NameError),
    /// Another Application of the Organization has it.
    Taken,
    /// The control plane says that it, or a name made from it for a dependency, is taken.
    Refused,
}

/// What the control plane refused beside the configuration. It stands until the person decides otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refusals {
    name: Option<String>,
    dependencies: Vec<(String, Option<ApplicationName>, String)>,
}

impl Refusals {
    /// Sorts an error into what belongs to a decision, and what is left for the configuration.
    #[must_use]
    pub fn read(error: &ApiError, decisions: &Decisions) -> (Self, Vec<FieldError>) {
        let mut refusals = Self {
            name: (error.code == "application-exists").then(|| decisions.name.clone()),
            dependencies: Vec::new(),
        };
        let mut configuration = Vec::new();
        for field in &error.fields {
            let dependency = field.pointer.strip_prefix("/ownedDependencies/");
            match dependency.and_then(|rest| rest.split('/').next()) {
                Some(key) => {
                    let chosen = decisions.reuse.get(key).cloned();
                    refusals
                        .dependencies
                        .push((key.to_owned(), chosen, field.message.clone()));
                }
                None => configuration.push(field.clone()),
            }
        }
        (refusals, configuration)
    }

    /// Whether this name was refused.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// Why the choice for a dependency was refused, if it is still that choice.
    #[must_use]
    pub fn of_dependency(&self, key: &str, chosen: Option<&ApplicationName>) -> Option<&str> {
        let same = |(other, refused, _): &&(String, Option<ApplicationName>, String)| {
            other == key && refused.as_ref() == chosen
        };
        self.dependencies
            .iter()
            .find(same)
            .map(|(_, _, message)| message.as_str())
    }

    /// Id of the first control that was refused.
    #[must_use]
    pub fn first_control(&self) -> Option<String> {
        match (&self.name, self.dependencies.first()) {
            (Some(_), _) => Some("install-name".to_owned()),
            (None, Some((key, _, _))) => Some(dependency_control(key)),
            (None, None) => None,
        }
    }
}

/// Id of the control that decides about a dependency.
#[must_use]
pub fn dependency_control(key: &str) -> String {
    format!("install-dependency-{key}")
}

/// A name made of what a person typed: lower-case letters, digits and hyphens. Empty when nothing of it can be used.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.trim().chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' => slug.push(character),
            // A name starts with a letter.
            '0'..='9' if !slug.is_empty() => slug.push(character),
            '\'' | '’' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(ApplicationName::MAX_LENGTH);
    slug.trim_end_matches('-').to_owned()
}

/// A free name for an Application of this Blueprint: `wordpress`, else `wordpress-2`, …
#[must_use]
pub fn suggested_name(blueprint: &str, taken: &[ApplicationName]) -> String {
    let base = slug(blueprint);
    let free = |name: &String| !taken.iter().any(|other| other.as_str() == name);
    let mut candidates = std::iter::once(base.clone()).chain((2..).map(|number| format!("{base}-{number}")));
    candidates.find(free).unwrap_or(base)
}

/// Checks a name as it is typed.
///
/// # Errors
/// What is wrong with it.
pub fn check_name(text: &str, taken: &[ApplicationName]) -> Result<ApplicationName, NameProblem> {
    let name = ApplicationName::parse(text).map_err(NameProblem::Rule)?;
    if taken.contains(&name) {
        Err(NameProblem::Taken)
    } else {
        Ok(name)
    }
}

impl Facts {
    /// The Environment with this name.
    #[must_use]
    pub fn environment(&self, name: &EnvironmentName) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.name == *name)
    }

    /// Names in use in the Organization of an Environment: Applications share its namespace.
    #[must_use]
    pub fn taken(&self, environment: &EnvironmentName) -> Vec<ApplicationName> {
        let Some(organization) = self.environment(environment).map(|found| &found.organization) else {
            return Vec::new();
        };
        let same = |application: &&ApplicationDetail| {
            let of = application
                .environment_ref
                .as_ref()
                .and_then(|name| self.environment(name));
            of.is_none_or(|of| of.organization == *organization)
        };
        let known = self.applications.iter().flatten();
        known.filter(same).map(|application| application.name.clone()).collect()
    }

    /// The Applications of an Environment that can meet a dependency.
    #[must_use]
    pub fn compatible(&self, dependency: &Dependency, environment: &EnvironmentName) -> Vec<&ApplicationDetail> {
        let fits = |application: &&ApplicationDetail| {
            application.environment_ref.as_ref() == Some(environment)
                && application.blueprint.short() == dependency.blueprint.short()
                && in_range(&application.version, dependency.version.as_deref())
        };
        self.applications.iter().flatten().filter(fits).collect()
    }
}

/// Whether a version lies in a semver range; without a range every version does, and a version or a range that cannot
/// be read is left to the control plane.
fn in_range(version: &BlueprintVersion, range: Option<&str>) -> bool {
    let Some(range) = range.and_then(|range| VersionReq::parse(range).ok()) else {
        return true;
    };
    Version::parse(version.as_str()).is_ok_and(|version| range.matches(&version))
}

/// The modes a Blueprint allows in an Environment.
#[must_use]
pub fn possible_modes(schema: Option<&PlacementSchema>, regions: usize) -> Vec<PlacementMode> {
    let declared = schema.map(|schema| schema.modes.as_slice()).unwrap_or_default();
    let fits = |mode: &&PlacementMode| mode.min_regions() <= regions.max(1);
    declared.iter().filter(fits).cloned().collect()
}

/// How many regions may be chosen: the fewest and the most.
#[must_use]
pub fn region_limits(schema: Option<&PlacementSchema>, mode: Option<&PlacementMode>, offered: usize) -> (usize, usize) {
    let declared = |limit: Option<u8>, otherwise: usize| limit.map_or(otherwise, usize::from);
    let fewest =
        declared(schema.and_then(|schema| schema.min_regions), 1).max(mode.map_or(1, PlacementMode::min_regions));
    let most = declared(schema.and_then(|schema| schema.max_regions), 5);
    let most = if mode.is_none_or(|mode| mode.min_regions() > 1) {
        most
    } else {
        1
    };
    (fewest, most.clamp(1, offered.max(1)))
}

impl Decisions {
    /// The request that installs what was decided.
    #[must_use]
    pub fn request(
        &self,
        facts: &Facts,
        name: ApplicationName,
        parameters: Map<String, Value>,
        needed: &[Dependency],
    ) -> InstallRequest {
        let environment = facts.environment(&self.environment);
        let placement = (self.mode.is_some() || !self.regions.is_empty()).then(|| Placement {
            mode: self.mode.clone(),
            regions: self.regions.clone(),
            ..Placement::default()
        });
        let choices = needed.iter().map(|dependency| {
            let instance = self.reuse.get(dependency.key()).cloned();
            DependencyChoice {
                alias: dependency.key().to_owned(),
                mode: if instance.is_some() {
                    DependencyMode::Reuse
                } else {
                    DependencyMode::Create
                },
                instance,
                version: None,
                parameters: Map::new(),
            }
        });
        InstallRequest {
            blueprint_ref: BlueprintRef {
                name: facts.blueprint.name.clone(),
                version: facts.blueprint.version.clone(),
            },
            name,
            organization_ref: environment.map(|found| found.organization.clone()).unwrap_or_default(),
            environment_ref: Some(self.environment.clone()),
            parameters,
            placement,
            owned_dependencies: choices.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ApplicationName {
        ApplicationName::from_wire(text)
    }

    #[test]
    fn names_are_made_of_what_people_type() {
        for (typed, expected) in [
            ("My Shop", "my-shop"),
            ("  Ali’s  café & more! ", "alis-caf-more"),
            ("9 lives", "lives"),
            ("متجر", ""),
            ("a--b-", "a-b"),
        ] {
            assert_eq!(slug(typed), expected, "{typed}");
            assert!(
                expected.is_empty() || ApplicationName::parse(expected).is_ok(),
                "{expected}"
            );
        }
        assert_eq!(slug(&"ab ".repeat(60)).len(), ApplicationName::MAX_LENGTH - 1);
    }

    #[test]
    fn the_suggestion_is_free() {
        assert_eq!(suggested_name("wordpress", &[]), "wordpress");
        assert_eq!(
            suggested_name("wordpress", &[name("wordpress"), name("wordpress-2")]),
            "wordpress-3"
        );
    }

    #[test]
    fn a_name_is_checked_by_rule_and_by_who_has_it() {
        assert_eq!(check_name("", &[]), Err(NameProblem::Rule(NameError::Empty)));
        assert_eq!(check_name("Blog", &[]), Err(NameProblem::Rule(NameError::Shape)));
        assert_eq!(check_name("blog", &[name("blog")]), Err(NameProblem::Taken));
        assert_eq!(check_name("blog", &[]), Ok(name("blog")));
    }

    #[test]
    fn a_refusal_belongs_to_the_decision_it_names_and_ends_with_it() {
        let decisions = Decisions {
            name: "blog".to_owned(),
            reuse: BTreeMap::from([("db".to_owned(), name("shared"))]),
            ..Decisions::default()
        };
        let field = |pointer: &str| FieldError {
            pointer: pointer.to_owned(),
            keyword: String::new(),
            message: "no".to_owned(),
        };
        let error = ApiError {
            fields: vec![field("/ownedDependencies/db/instance"), field("/domain")],
            ..ApiError::malformed(400, "")
        };
        let (refusals, configuration) = Refusals::read(&error, &decisions);
        assert_eq!(configuration, [field("/domain")]);
        assert_eq!(refusals.first_control().as_deref(), Some("install-dependency-db"));
        assert_eq!(refusals.of_dependency("db", Some(&name("shared"))), Some("no"));
        assert_eq!(refusals.of_dependency("db", None), None);
        assert!(!refusals.has_name("blog"));

        let taken = ApiError {
            code: "application-exists".to_owned(),
            ..ApiError::malformed(409, "")
        };
        let (refusals, _) = Refusals::read(&taken, &decisions);
        assert!(refusals.has_name("blog") && !refusals.has_name("blog-2"));
        assert_eq!(refusals.first_control().as_deref(), Some("install-name"));
    }

    #[test]
    fn only_versions_in_range_are_offered() {
        let version = BlueprintVersion::from_wire;
        assert!(in_range(&version("1.5.2"), Some("^1.4")));
        assert!(!in_range(&version("2.0.0"), Some("^1.4")));
        assert!(in_range(&version("2.0.0"), None));
        assert!(!in_range(&version("latest"), Some("^1.4")));
    }

    #[test]
    fn modes_that_need_more_regions_than_there_are_are_not_offered() {
        let schema = PlacementSchema {
            modes: vec![PlacementMode::Singleton, PlacementMode::ActiveActive],
            max_regions: Some(3),
            ..PlacementSchema::default()
        };
        assert_eq!(possible_modes(Some(&schema), 1), [PlacementMode::Singleton]);
        assert_eq!(possible_modes(Some(&schema), 2).len(), 2);
        assert_eq!(
            region_limits(Some(&schema), Some(&PlacementMode::ActiveActive), 4),
            (2, 3)
        );
        assert_eq!(region_limits(Some(&schema), Some(&PlacementMode::Singleton), 4), (1, 1));
    }
}
