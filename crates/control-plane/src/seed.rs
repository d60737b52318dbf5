//! What a new data folder starts with.

use crate::Seed;
use crate::plane::applications::Arrival;
use crate::plane::{Failure, Plane};
use contract::application::{ApplicationUpdate, BlueprintRef, InstallRequest};
use contract::organization::NewOrganization;
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, OrganizationSlug};
use serde_json::{Value, json};

/// The author of the seeded commits.
const AUTHOR: &str = "owner@example.test";

/// An Application of the demo.
struct Sample {
    organization: &'static str,
    environment: &'static str,
    blueprint: &'static str,
    name: &'static str,
    title: &'static str,
    parameters: Value,
}

/// Plants the content. A demo Application whose Blueprint is not in the catalogue is left out.
pub(crate) fn plant(plane: &Plane, seed: Seed) -> Result<(), Failure> {
    match seed {
        Seed::Empty => organization(plane, "home", "My Organization", "org"),
        Seed::Demo => {
            organization(plane, "acme", "Acme Pharmacy", "org")?;
            organization(plane, "bank-nizwa", "Bank Nizwa", "corporate")?;
            for sample in samples() {
                install(plane, sample)?;
            }
            Ok(())
        }
    }
}

fn organization(plane: &Plane, slug: &str, name: &str, tier: &str) -> Result<(), Failure> {
    let request = NewOrganization {
        subdomain: OrganizationSlug::from_wire(slug),
        admin_email: AUTHOR.to_owned(),
        company_name: Some(name.to_owned()),
        tier: Some(tier.to_owned()),
        ..NewOrganization::default()
    };
    if let Err(bad) = plane.create_organization(&request, true)? {
        tracing::warn!(organization = slug, %bad, "A seeded Organization is left out");
    }
    Ok(())
}

fn samples() -> Vec<Sample> {
    let sample = |organization, environment, blueprint, name, title, parameters| Sample {
        organization,
        environment,
        blueprint,
        name,
        title,
        parameters,
    };
    vec![
        sample(
            "acme",
            "acme-prod",
            "bp-wordpress",
            "shop",
            "Pharmacy shop",
            json!({
                "title": "Acme Pharmacy", "domain": "shop.acme.example.test", "adminEmail": "owner@example.test", "replicas": 2
            }),
        ),
        sample("acme", "acme-prod", "bp-valkey", "sessions", "Session cache", json!({})),
        sample(
            "acme",
            "acme-prod",
            "bp-vaultwarden",
            "passwords",
            "Staff passwords",
            json!({}),
        ),
        sample(
            "bank-nizwa",
            "bank-nizwa-dev",
            "bp-gitea",
            "code-dev",
            "Source code (trial)",
            json!({}),
        ),
        sample(
            "bank-nizwa",
            "bank-nizwa-stg",
            "bp-postgres",
            "ledger-stg",
            "Ledger (acceptance)",
            json!({"replicas": 2}),
        ),
        sample(
            "bank-nizwa",
            "bank-nizwa-prod",
            "bp-postgres",
            "ledger",
            "Ledger",
            json!({"replicas": 3, "storageGi": 200}),
        ),
        sample(
            "bank-nizwa",
            "bank-nizwa-prod",
            "bp-grafana",
            "dashboards",
            "Dashboards",
            json!({}),
        ),
    ]
}

fn install(plane: &Plane, sample: Sample) -> Result<(), Failure> {
    let shelf = plane.shelf();
    let Ok(blueprint) = shelf.latest(sample.blueprint) else {
        tracing::info!(
            blueprint = sample.blueprint,
            "Not in the catalogue: a demo Application is left out"
        );
        return Ok(());
    };
    let Value::Object(parameters) = sample.parameters else {
        return Ok(());
    };
    let request = InstallRequest {
        blueprint_ref: BlueprintRef {
            name: BlueprintName::from_wire(&blueprint.name),
            version: BlueprintVersion::from_wire(&blueprint.version),
        },
        name: ApplicationName::from_wire(sample.name),
        organization_ref: OrganizationSlug::from_wire(sample.organization),
        environment_ref: Some(EnvironmentName::from_wire(sample.environment)),
        parameters,
        placement: None,
        owned_dependencies: Vec::new(),
    };
    match plane.install(&request, AUTHOR, Arrival::Running) {
        Ok(_) => {}
        // The catalogue may be anybody's: a Blueprint that wants other parameters costs one sample, not the start.
        Err(Failure::Refused(refusal)) => {
            tracing::warn!(application = sample.name, %refusal, "A demo Application is left out");
            return Ok(());
        }
        Err(failure) => return Err(failure),
    }
    let rename = ApplicationUpdate {
        display_name: Some(sample.title.to_owned()),
        ..ApplicationUpdate::default()
    };
    plane.update(sample.name, Some(sample.organization), &rename, false, AUTHOR)?;
    Ok(())
}
