//! What a new data folder starts with.

use crate::Seed;
use crate::plane::applications::Arrival;
use crate::plane::{Failure, Plane};
use contract::application::{BlueprintRef, InstallRequest};
use contract::billing::{NewVoucher, VoucherCode};
use contract::organization::NewOrganization;
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName, OrganizationSlug};
use serde_json::{Value, json};

/// The author of the seeded commits.
const AUTHOR: &str = "owner@example.test";

/// An Application of the demo.
struct Sample {
    environment: &'static str,
    blueprint: &'static str,
    /// Which of its versions.
    range: &'static str,
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
            voucher(plane);
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

/// Something to walk the marketplace with. An installation that starts empty has none.
fn voucher(plane: &Plane) {
    let request = NewVoucher {
        code: VoucherCode::new("T42-DEMO-100"),
        credit_omr: 100,
        description: "Welcome to the marketplace".to_owned(),
        active: true,
        max_redemptions: 50,
        recipient_email: None,
    };
    if let Err(failure) = plane.tenant.issue_voucher(request) {
        tracing::warn!(%failure, "The demo voucher is left out");
    }
}

fn samples() -> Vec<Sample> {
    let sample = |environment, blueprint, range, name, title, parameters| Sample {
        environment,
        blueprint,
        range,
        name,
        title,
        parameters,
    };
    // Two of them are not the newest version: there is something to upgrade.
    vec![
        sample(
            "acme-prod",
            "bp-wordpress",
            "~2.0",
            "shop",
            "Pharmacy shop",
            json!({
                "title": "Acme Pharmacy", "domain": "shop.acme.example.test", "adminEmail": AUTHOR, "replicas": 2
            }),
        ),
        sample("acme-prod", "bp-valkey", "*", "sessions", "Session cache", json!({})),
        sample(
            "acme-prod",
            "bp-vaultwarden",
            "*",
            "passwords",
            "Staff passwords",
            json!({}),
        ),
        sample(
            "bank-nizwa-dev",
            "bp-gitea",
            "*",
            "code-dev",
            "Source code (trial)",
            json!({
                "domain": "code.bank-nizwa.example.test"
            }),
        ),
        sample(
            "bank-nizwa-stg",
            "bp-postgres",
            "^1.4",
            "ledger-stg",
            "Ledger (acceptance)",
            json!({"replicas": 2}),
        ),
        sample(
            "bank-nizwa-prod",
            "bp-postgres",
            "^1.4",
            "ledger",
            "Ledger",
            json!({"replicas": 3, "storageGi": 200}),
        ),
        sample(
            "bank-nizwa-prod",
            "bp-grafana",
            "*",
            "dashboards",
            "Dashboards",
            json!({}),
        ),
    ]
}

fn install(plane: &Plane, sample: Sample) -> Result<(), Failure> {
    let shelf = plane.shelf();
    let world = plane.world();
    let environment = EnvironmentName::from_wire(sample.environment);
    let (Ok(blueprint), Some(place)) = (
        shelf.matching(sample.blueprint, Some(sample.range)),
        world.environments.get(&environment),
    ) else {
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
        organization_ref: place.organization.clone(),
        environment_ref: Some(environment),
        parameters,
        placement: None,
        owned_dependencies: Vec::new(),
    };
    match plane.install(&request, AUTHOR, Arrival::Running(sample.title)) {
        Ok(_) => Ok(()),
        // The catalogue may be anybody's: a Blueprint that wants other parameters costs one sample, not the start.
        Err(Failure::Refused(refusal)) => {
            tracing::warn!(application = sample.name, %refusal, "A demo Application is left out");
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}
