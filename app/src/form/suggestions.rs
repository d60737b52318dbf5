//! What a page knows about its surroundings, offered where a field asks for it.

use config_schema::Hint;
use contract::{ApplicationName, BlueprintName, EnvironmentName};
use serde_json::{Map, Value};

/// Values that exist in the Organization, for fields with a hint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// Domains of the Organization, for `domain-picker`.
    pub domains: Vec<String>,
    /// Names of secrets, for `secret-ref`.
    pub secrets: Vec<String>,
    /// Applications, for `application-ref`; `None` while they are not known.
    pub applications: Option<Vec<ApplicationOffer>>,
    /// What `environment: current` means in a filter.
    pub environment: Option<EnvironmentName>,
}

/// An Application that a field may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationOffer {
    /// Its name: the value of the field.
    pub name: ApplicationName,
    /// What it is made from.
    pub blueprint: BlueprintName,
    /// Where it runs, if known.
    pub environment: Option<EnvironmentName>,
}

impl Suggestions {
    /// The Applications a filter such as `{blueprint: bp-postgres, environment: current}` lets through; `None` while
    /// they are not known. Keys of the filter that mean nothing here let everything through.
    pub(super) fn matching(&self, filter: &Map<String, Value>) -> Option<Vec<&ApplicationOffer>> {
        let wanted = |key: &str| filter.get(key).and_then(Value::as_str);
        let fits = |offer: &&ApplicationOffer| {
            let blueprint = wanted("blueprint")
                .is_none_or(|name| BlueprintName::from_wire(name).short() == offer.blueprint.short());
            let environment = match wanted("environment") {
                None => true,
                Some("current") => self.environment.is_none() || offer.environment == self.environment,
                Some(name) => offer
                    .environment
                    .as_ref()
                    .is_some_and(|environment| environment.as_str() == name),
            };
            blueprint && environment
        };
        self.applications.as_ref().map(|all| all.iter().filter(fits).collect())
    }

    /// Whether a field with this hint looks different under other suggestions.
    pub(super) fn concern(hint: Option<&Hint>) -> bool {
        matches!(
            hint,
            Some(Hint::DomainPicker | Hint::ApplicationRef { .. } | Hint::SecretRef)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_filter_narrows_by_blueprint_and_environment() {
        let offer = |name: &str, blueprint: &str, environment: &str| ApplicationOffer {
            name: ApplicationName::from_wire(name),
            blueprint: BlueprintName::from_wire(blueprint),
            environment: Some(EnvironmentName::from_wire(environment)),
        };
        let suggestions = Suggestions {
            applications: Some(vec![
                offer("db", "bp-postgres", "acme-prod"),
                offer("test-db", "postgres", "acme-stg"),
                offer("cache", "bp-valkey", "acme-prod"),
            ]),
            environment: Some(EnvironmentName::from_wire("acme-prod")),
            ..Suggestions::default()
        };
        let names = |filter: Value| -> Vec<&str> {
            let found = suggestions.matching(filter.as_object().unwrap()).unwrap();
            found.into_iter().map(|offer| offer.name.as_str()).collect()
        };
        assert_eq!(names(json!({"blueprint": "bp-postgres"})), ["db", "test-db"]);
        assert_eq!(
            names(json!({"blueprint": "bp-postgres", "environment": "current"})),
            ["db"]
        );
        assert_eq!(names(json!({"environment": "acme-stg", "colour": "blue"})), ["test-db"]);
    }
}
