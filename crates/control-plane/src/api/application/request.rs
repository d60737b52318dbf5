//! The two forms of an install request (§E.5).

use crate::api::body::{self, Raw};
use crate::api::error::Refused;
use crate::domain::world::World;
use contract::application::{BlueprintRef, InstallRequest};
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, OrganizationSlug};
use serde::Deserialize;
use serde_json::{Map, Value};

/// `{blueprint, version, namespace, name, values}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShortForm {
    blueprint: BlueprintName,
    version: BlueprintVersion,
    /// The Organization's namespace, or that of one of its Environments.
    namespace: String,
    name: ApplicationName,
    #[serde(default)]
    values: Map<String, Value>,
}

/// Decodes either form.
pub(super) fn install(raw: &Raw, world: &World) -> Result<InstallRequest, Refused> {
    let document: Value =
        serde_json::from_slice(body::bytes(raw)?).map_err(|error| Refused::plain(400, "invalid-body", error))?;
    if document.get("blueprint").is_none() {
        return body::decode(raw);
    }
    let short: ShortForm = body::decode(raw)?;
    let (organization, environment) = place(world, &short.namespace).ok_or_else(|| {
        Refused::application(
            400,
            "invalid-application-install",
            format!("there is no namespace {:?}", short.namespace),
        )
    })?;
    Ok(InstallRequest {
        blueprint_ref: BlueprintRef {
            name: short.blueprint,
            version: short.version,
        },
        name: short.name,
        organization_ref: organization,
        environment_ref: environment,
        parameters: short.values,
        placement: None,
        owned_dependencies: Vec::new(),
    })
}

fn place(world: &World, namespace: &str) -> Option<(OrganizationSlug, Option<EnvironmentName>)> {
    let environment = world
        .environments
        .values()
        .find(|record| record.workload_namespace().as_str() == namespace);
    if let Some(environment) = environment {
        return Some((environment.organization.clone(), Some(environment.name.clone())));
    }
    let organization = world
        .organizations
        .values()
        .find(|record| record.tenant_namespace.as_str() == namespace)?;
    Some((organization.subdomain.clone(), None))
}
