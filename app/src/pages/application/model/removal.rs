//! What goes and what stays when an Application is deleted.

use contract::ApplicationName;
use contract::application::{ApplicationObject, ApplicationState, labels};
use serde_json::Value;

/// An Application named in a removal, and how it is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Its name.
    pub name: ApplicationName,
    /// Its state.
    pub state: ApplicationState,
}

/// A service that the Application uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backing {
    /// The service.
    pub service: Related,
    /// It was created for this Application.
    pub made_for_it: bool,
    /// Others that use it too.
    pub also_used_by: Vec<ApplicationName>,
}

/// The neighbours of one Application within its namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Applications that stop working without it.
    pub dependents: Vec<Related>,
    /// Services it uses: all of them stay.
    pub backing: Vec<Backing>,
}

/// Sorts out who is related to `name` in `namespace` among Application objects.
#[must_use]
pub fn neighbours(objects: &[Value], namespace: &str, name: &str) -> Neighbours {
    let applications: Vec<ApplicationObject> = objects
        .iter()
        .filter_map(|object| ApplicationObject::read(object).ok())
        .filter(|application| application.metadata.namespace.as_str() == namespace)
        .collect();
    let related = |application: &ApplicationObject| Related {
        name: application.metadata.name.clone(),
        state: application.state(),
    };
    let backing = |service: &ApplicationObject| Backing {
        service: related(service),
        made_for_it: service
            .metadata
            .annotations
            .get(labels::BACKS)
            .is_some_and(|of| of == name),
        also_used_by: consumers(&applications, service.metadata.name.as_str())
            .map(|other| other.metadata.name.clone())
            .filter(|other| other.as_str() != name)
            .collect(),
    };
    let this = applications
        .iter()
        .find(|application| application.metadata.name.as_str() == name);
    let used = |service: &&ApplicationObject| {
        this.is_some_and(|this| uses(this, service.metadata.name.as_str()))
            || service
                .metadata
                .annotations
                .get(labels::BACKS)
                .is_some_and(|of| of == name)
    };
    Neighbours {
        dependents: consumers(&applications, name).map(related).collect(),
        backing: applications.iter().filter(used).map(backing).collect(),
    }
}

fn uses(application: &ApplicationObject, used: &str) -> bool {
    let mut dependencies = application.spec.depends_on.iter();
    dependencies.any(|dependency| dependency.name.as_str() == used)
}

fn consumers<'a>(all: &'a [ApplicationObject], of: &'a str) -> impl Iterator<Item = &'a ApplicationObject> {
    all.iter().filter(move |other| uses(other, of))
}

/// A volume that goes with an Application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Name of the claim.
    pub name: String,
    /// Size as Kubernetes writes it, such as `10Gi`; may be empty.
    pub size: String,
}

impl Volume {
    /// Reads a Kubernetes PersistentVolumeClaim; `None` when it lacks a name.
    #[must_use]
    pub fn read(claim: &Value) -> Option<Self> {
        let size = ["/status/capacity/storage", "/spec/resources/requests/storage"]
            .iter()
            .find_map(|pointer| claim.pointer(pointer)?.as_str());
        Some(Self {
            name: claim.pointer("/metadata/name")?.as_str()?.to_owned(),
            size: size.unwrap_or_default().to_owned(),
        })
    }
}

/// What a person must do before the button works.
#[must_use]
pub fn is_confirmed(name: &ApplicationName, typed: &str, understood: bool) -> bool {
    understood && typed.trim() == name.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn application(name: &str, uses: &[&str], backs: Option<&str>) -> Value {
        let mut annotations = serde_json::Map::new();
        if let Some(backs) = backs {
            annotations.insert(labels::BACKS.to_owned(), json!(backs));
        }
        let depends_on: Vec<Value> = uses
            .iter()
            .map(|name| json!({"name": name, "namespace": "acme"}))
            .collect();
        json!({
            "metadata": {"name": name, "namespace": "acme", "annotations": annotations},
            "spec": {"blueprintRef": {"name": "bp-x", "version": "1.0.0"}, "dependsOn": depends_on},
            "status": {"phase": "Ready"},
        })
    }

    fn names(related: &[Related]) -> Vec<&str> {
        related.iter().map(|related| related.name.as_str()).collect()
    }

    #[test]
    fn dependents_and_services_are_told_apart() {
        let all = [
            application("blog", &["blog-db", "cache"], None),
            application("blog-db", &[], Some("blog")),
            application("cache", &[], None),
            application("shop", &["cache", "blog"], None),
        ];
        let found = neighbours(&all, "acme", "blog");
        assert_eq!(names(&found.dependents), ["shop"]);
        let backing: Vec<_> = found
            .backing
            .iter()
            .map(|backing| {
                (
                    backing.service.name.as_str(),
                    backing.made_for_it,
                    backing.also_used_by.len(),
                )
            })
            .collect();
        assert_eq!(backing, [("blog-db", true, 0), ("cache", false, 1)]);
    }

    #[test]
    fn another_organizations_application_is_no_neighbour() {
        let mut other = application("shop", &["blog"], None);
        other["metadata"]["namespace"] = json!("globex");
        assert_eq!(neighbours(&[other], "acme", "blog"), Neighbours::default());
    }

    #[test]
    fn a_volume_has_the_size_it_got() {
        let claim = json!({
            "metadata": {"name": "data-0"},
            "spec": {"resources": {"requests": {"storage": "8Gi"}}},
            "status": {"capacity": {"storage": "10Gi"}},
        });
        assert_eq!(Volume::read(&claim).map(|volume| volume.size), Some("10Gi".to_owned()));
    }

    #[test]
    fn the_name_and_the_tick_are_both_needed() {
        let name = ApplicationName::from_wire("blog");
        assert!(is_confirmed(&name, " blog ", true));
        assert!(!is_confirmed(&name, "blog", false));
        assert!(!is_confirmed(&name, "Blog", true));
    }
}
