//! Apps: the listed Blueprints that somebody without an operator can use.

use super::published::Unpublished;
use crate::catalog::{Blueprint, Shelf};
use crate::domain::overlay::Overlay;
use crate::domain::parameters::accept;
use crate::domain::refusal::Refusal;
use crate::domain::world::SecretValues;
use crate::tenant::{Failure, refuse};
use contract::StoreAppId;
use contract::billing::Topology;
use contract::catalog::Visibility;
use contract::placement::PlacementMode;
use contract::storefront::StoreApp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Prefix of an app's id: it is not a slug, and nobody should take it for one.
const ID: &str = "app-";
/// Shelves whose Blueprints serve others.
const SYSTEM: [&str; 2] = ["data", "infrastructure"];
/// Shelves that are no use to a customer.
const HIDDEN: [&str; 1] = ["drills"];
/// The shop window.
const FEATURED: [&str; 4] = ["wordpress", "nextcloud", "odoo", "invoices"];

/// Every app, by name.
pub(super) fn apps(shelf: &Shelf) -> Vec<StoreApp> {
    shelf
        .newest()
        .filter(|blueprint| is_sold(shelf, blueprint))
        .map(|blueprint| store_app(shelf, blueprint))
        .collect()
}

/// The app with this slug, with what can be set.
pub(super) fn app(shelf: &Shelf, slug: &str) -> Option<StoreApp> {
    let blueprint = blueprint_of(shelf, &app_id(slug))?;
    let mut app = store_app(shelf, blueprint);
    app.parameters = questions(blueprint);
    Some(app)
}

/// The slug of an app that may be called as its Blueprint is.
///
/// Blueprints are found with and without `bp-`. What is kept of an app goes by this one spelling, or somebody could
/// have under the one what an operator keeps from them under the other.
pub(crate) fn plain_slug(name: &str) -> &str {
    name.trim_start_matches("bp-")
}

/// The id of the app with this slug.
pub(super) fn app_id(slug: &str) -> StoreAppId {
    StoreAppId::from_wire(format!("{ID}{}", plain_slug(slug)))
}

/// Apps as somebody lists them, each once and by its own id. What is no id of an app stays, for others to refuse.
pub(crate) fn plain_apps(apps: &[StoreAppId]) -> Vec<StoreAppId> {
    let mut plain = Vec::new();
    for app in apps {
        let app = app.as_str().strip_prefix(ID).map_or_else(|| app.clone(), app_id);
        if !plain.contains(&app) {
            plain.push(app);
        }
    }
    plain
}

/// What is said of apps, by their own slugs.
pub(crate) fn by_plain_slug<T>(said: BTreeMap<String, T>) -> BTreeMap<String, T> {
    let own = |(slug, said): (String, T)| (plain_slug(&slug).to_owned(), said);
    said.into_iter().map(own).collect()
}

/// The app with this slug, and the Blueprint that runs it, for somebody who wants to install it (§D.3).
pub(crate) fn installable<'a>(shelf: &'a Shelf, slug: &str) -> Result<(StoreAppId, &'a Arc<Blueprint>), Failure> {
    let (id, blueprint) = listed(shelf, slug)?;
    match blueprint.error {
        None => Ok((id, blueprint)),
        Some(_) => Err(refuse(400, format!("app \"{slug}\" is not yet deployable"))),
    }
}

/// The app with this slug, whatever is wrong with it.
pub(crate) fn listed<'a>(shelf: &'a Shelf, slug: &str) -> Result<(StoreAppId, &'a Arc<Blueprint>), Failure> {
    if slug.is_empty() {
        return Err(refuse(400, "slug is required"));
    }
    let id = app_id(slug);
    let blueprint = blueprint_of(shelf, &id).ok_or_else(|| refuse(404, "app not found in catalog"))?;
    Ok((id, blueprint))
}

/// The id of the app that a Blueprint runs.
pub(crate) fn app_of(blueprint: &Blueprint) -> StoreAppId {
    app_id(&blueprint.name)
}

/// The slug of an app: it is what people and Blueprints call it.
pub(crate) fn slug_of(app: &StoreAppId) -> &str {
    plain_slug(app.as_str().strip_prefix(ID).unwrap_or(app.as_str()))
}

/// The Blueprint that runs an app.
pub(crate) fn blueprint_of<'a>(shelf: &'a Shelf, app: &StoreAppId) -> Option<&'a Arc<Blueprint>> {
    let slug = app.as_str().strip_prefix(ID)?;
    let blueprint = shelf.latest(plain_slug(slug)).ok()?;
    is_sold(shelf, blueprint).then_some(blueprint)
}

/// What need not be asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Domain,
    Email,
}

/// The settings of an app whose values are known without asking.
fn known_answers(blueprint: &Blueprint) -> Vec<(String, Known)> {
    let of_schema = |key: &str| blueprint.config_schema().and_then(|schema| schema.get(key));
    let asked = of_schema("properties").and_then(Value::as_object);
    let required = of_schema("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|required| required == name));
    let known = |(name, schema): (&String, &Value)| {
        let format = schema.get("format").and_then(Value::as_str);
        let kind = match (name.as_str(), format.filter(|_| is_required(name))) {
            ("domain", _) | (_, Some("hostname")) => Known::Domain,
            ("adminEmail", _) | (_, Some("email")) => Known::Email,
            _ => return None,
        };
        Some((name.clone(), kind))
    };
    asked.into_iter().flatten().filter_map(known).collect()
}

/// The questions of an app. What is known without asking may be left open.
fn questions(blueprint: &Blueprint) -> Option<Value> {
    let mut schema = blueprint.config_schema()?.clone();
    let known = known_answers(blueprint);
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|required| !known.iter().any(|(name, _)| required == name));
    }
    Some(schema)
}

/// What an app is installed with: the customer's answers over what is known without asking.
pub(crate) fn parameters(
    blueprint: &Blueprint,
    domain: &str,
    email: &str,
    answers: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    let known = |(name, kind)| (name, Value::from(if kind == Known::Domain { domain } else { email }));
    let mut parameters: Map<String, Value> = known_answers(blueprint).into_iter().map(known).collect();
    parameters.extend(answers.cloned().unwrap_or_default());
    parameters
}

/// Refuses an app that would not be installed: nobody pays for what cannot come about.
pub(crate) fn check_installable(
    shelf: &Shelf,
    app: &StoreAppId,
    domain: &str,
    email: &str,
    answers: Option<&Map<String, Value>>,
) -> Result<(), Failure> {
    let blueprint =
        blueprint_of(shelf, app).ok_or_else(|| refuse(400, format!("app \"{app}\" not found in catalog")))?;
    let parameters = parameters(blueprint, domain, email, answers);
    match accept(blueprint, &parameters, &Overlay::default(), &SecretValues::new()) {
        Ok(_) => Ok(()),
        Err(Refusal::Parameters { fields, .. }) => {
            let reasons: Vec<_> = fields
                .iter()
                .map(|field| format!("{}: {}", field.pointer, field.message))
                .collect();
            Err(refuse(
                400,
                format!("app \"{app}\" cannot be installed: {}", reasons.join("; ")),
            ))
        }
        Err(refusal) => Err(refuse(400, format!("app \"{app}\" cannot be installed: {refusal}"))),
    }
}

/// Whether an app can have a standby in another region.
pub(crate) fn has_standby(blueprint: &Blueprint) -> bool {
    let mode = PlacementMode::ActiveHotStandby;
    blueprint.placement.as_ref().is_some_and(|placement| {
        let enough = placement
            .max_regions
            .is_none_or(|most| usize::from(most) >= mode.min_regions());
        placement.modes.contains(&mode) && enough
    })
}

/// How an app can be spread over regions: in one, and with a standby where its Blueprint has that mode.
fn topologies(blueprint: &Blueprint) -> Vec<Topology> {
    let standby = has_standby(blueprint).then_some(Topology::ActiveHotStandby);
    std::iter::once(Topology::SingleRegion).chain(standby).collect()
}

/// Refuses a standby for an app that cannot have one (§C.1): nobody pays for a second copy that does not come about.
/// Apps that are not known are somebody else's to refuse.
pub(crate) fn check_topology(shelf: &Shelf, apps: &[StoreAppId], topology: Option<&Topology>) -> Result<(), Failure> {
    if topology != Some(&Topology::ActiveHotStandby) {
        return Ok(());
    }
    let without = |app: &&StoreAppId| blueprint_of(shelf, app).is_some_and(|blueprint| !has_standby(blueprint));
    match apps.iter().find(without) {
        Some(app) => Err(refuse(
            400,
            format!(
                "topology \"{}\" is not supported by app \"{app}\"",
                Topology::ActiveHotStandby
            ),
        )),
        None => Ok(()),
    }
}

/// Those of the apps that customers can see, by slug.
pub(super) fn present(shelf: &Shelf, unpublished: &Unpublished, slugs: &[String]) -> Vec<String> {
    let is_there = |slug: &&String| {
        let app = app_id(slug);
        !unpublished.contains(&app) && blueprint_of(shelf, &app).is_some()
    };
    slugs.iter().filter(is_there).cloned().collect()
}

fn is_sold(shelf: &Shelf, blueprint: &Blueprint) -> bool {
    let visibility = shelf.entry(blueprint, false).visibility;
    let is_offered = blueprint.organization.is_none() && matches!(visibility, None | Some(Visibility::Listed));
    is_offered && !HIDDEN.contains(&blueprint.category())
}

fn store_app(shelf: &Shelf, blueprint: &Blueprint) -> StoreApp {
    let slug = plain_slug(&blueprint.name);
    let card = shelf.entry(blueprint, false).card;
    let featured = FEATURED.contains(&slug);
    StoreApp {
        id: app_id(slug),
        slug: slug.to_owned(),
        name: card.title,
        tagline: card.tagline,
        description: if card.description.is_empty() {
            card.summary
        } else {
            card.description
        },
        category: blueprint.category().to_owned(),
        tags: card.tags,
        icon: format!("/api/catalog/apps/{slug}/icon"),
        license: card.license,
        featured,
        popular: featured,
        free: true,
        features: Vec::new(),
        dependencies: blueprint
            .dependencies
            .iter()
            .map(|needed| needed.blueprint.short().to_owned())
            .collect(),
        system: SYSTEM.contains(&blueprint.category()),
        deployable: blueprint.error.is_none(),
        published: true,
        supported_topologies: topologies(blueprint),
        translations: card.translations,
        parameters: None,
    }
}
