//! One version of one Blueprint, checked once when it is read.

use config_schema::Form;
use contract::catalog::{Card, CardText, CatalogBlueprint, Dependency, PlacementSchema, Source, Visibility};
use contract::{BlueprintName, BlueprintVersion, Money, OrganizationSlug};
use jsonschema::Validator;
use semver::Version;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Annotation: price a month, in minor units.
const PRICE: &str = "catalyst.openova.io/monthly-price-minor";
/// Annotation: ISO 4217 code of the price.
const CURRENCY: &str = "catalyst.openova.io/price-currency";

/// A Blueprint document and what was learnt from it.
#[derive(Debug)]
pub(crate) struct Blueprint {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Why it cannot be installed.
    pub(crate) error: Option<String>,
    pub(crate) placement: Option<PlacementSchema>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) endpoints: Vec<EndpointSpec>,
    /// The Organization whose private shelf it is on.
    pub(crate) organization: Option<OrganizationSlug>,
    source: Source,
    document: Value,
    card: Card,
    readme: Option<String>,
    validator: Option<Validator>,
    form: Option<Form>,
}

/// An entry of `spec.endpoints[]` (blueprint-model §6).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointSpec {
    pub(crate) name: String,
    pub(crate) hostname_template: String,
    pub(crate) port: Option<u16>,
    #[serde(default)]
    pub(crate) protocol: String,
    #[serde(default)]
    pub(crate) tls: bool,
    #[serde(default)]
    pub(crate) visibility: String,
    #[serde(default)]
    pub(crate) launch_default: bool,
    #[serde(default)]
    pub(crate) sso_enabled: bool,
}

impl Blueprint {
    /// A document that cannot be read at all.
    pub(super) fn broken(name: &str, version: &str, error: String) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            error: Some(error),
            placement: None,
            dependencies: Vec::new(),
            endpoints: Vec::new(),
            organization: None,
            source: Source::Public,
            document: Value::Null,
            card: Card {
                title: name.to_owned(),
                ..Card::default()
            },
            readme: None,
            validator: None,
            form: None,
        }
    }

    /// Checks a document. `name` and `version` stand in where it does not say its own.
    pub(super) fn new(document: Value, name: &str, version: &str, readme: Option<String>) -> Self {
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
        let mut blueprint = Self::broken(
            text("/metadata/name").unwrap_or(name),
            text("/spec/version")
                .or_else(|| text("/metadata/version"))
                .unwrap_or(version),
            String::new(),
        );
        let mut errors = Vec::new();
        if text("/kind") != Some("Blueprint") {
            errors.push("kind is not Blueprint".to_owned());
        }
        if text("/metadata/name").is_none() {
            errors.push("metadata.name is missing".to_owned());
        }
        if blueprint.semver().is_none() {
            errors.push(format!(
                "spec.version {:?} is not a semantic version",
                blueprint.version
            ));
        }
        match document.pointer("/spec/configSchema") {
            None | Some(Value::Null) => {}
            Some(schema) => match compile(schema) {
                Ok(validator) => {
                    blueprint.validator = Some(validator);
                    blueprint.form = Some(Form::compile(schema));
                }
                Err(error) => errors.push(format!("spec.configSchema is not a valid JSON Schema: {error}")),
            },
        }
        blueprint.placement = take(&document, "/spec/placementSchema", &mut errors);
        blueprint.endpoints = take(&document, "/spec/endpoints", &mut errors).unwrap_or_default();
        blueprint.dependencies = dependencies(&document, &mut errors);
        blueprint.card = card(&document, &blueprint.name);
        blueprint.error = (!errors.is_empty()).then(|| errors.join("; "));
        blueprint.readme = readme;
        blueprint.document = document;
        blueprint
    }

    /// One that was published here: on an Organization's shelf, or curated when there is none.
    pub(crate) fn published(
        document: Value,
        name: &str,
        version: &str,
        organization: Option<OrganizationSlug>,
    ) -> Self {
        let source = match organization {
            Some(_) => Source::OrgPrivate,
            None => Source::Sovereign,
        };
        Self {
            organization,
            source,
            ..Self::new(document, name, version, None)
        }
    }

    /// Whether it comes from a directory, and not from somebody who published it here.
    pub(crate) fn is_public(&self) -> bool {
        self.source == Source::Public
    }

    pub(crate) fn title(&self) -> &str {
        &self.card.title
    }

    pub(crate) fn semver(&self) -> Option<Version> {
        Version::parse(&self.version).ok()
    }

    /// `name@version`, for messages.
    pub(crate) fn id(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    pub(crate) fn category(&self) -> &str {
        &self.card.category
    }

    /// Whether it says that it can be scraped; `None` when it says nothing about it.
    pub(crate) fn exposes_metrics(&self) -> Option<bool> {
        self.document.pointer("/spec/observability/metrics")?.as_bool()
    }

    /// The JSON Schema of its parameters.
    pub(crate) fn config_schema(&self) -> Option<&Value> {
        self.document
            .pointer("/spec/configSchema")
            .filter(|schema| !schema.is_null())
    }

    /// The same schema, compiled.
    pub(crate) fn validator(&self) -> Option<&Validator> {
        self.validator.as_ref()
    }

    /// The same schema, as the form engine reads it.
    pub(crate) fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    /// Version patterns under `spec.upgrades`: `from` or `blocks`.
    pub(crate) fn upgrade_patterns(&self, which: &str) -> Option<Vec<String>> {
        let patterns = self.document.pointer(&format!("/spec/upgrades/{which}"))?.as_array()?;
        Some(patterns.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// `spec.multiInstance.maxPerOrg`; `None` for no limit.
    pub(crate) fn max_per_organization(&self) -> Option<u64> {
        if self.document.pointer("/spec/multiInstance/enabled") == Some(&Value::Bool(false)) {
            return Some(1);
        }
        let max = self.document.pointer("/spec/multiInstance/maxPerOrg")?.as_u64()?;
        (max > 0).then_some(max)
    }

    pub(crate) fn chart_ref(&self) -> Option<String> {
        let chart = self.document.pointer("/spec/manifests/chart")?.as_str()?;
        match chart.starts_with('.') {
            true => Some(format!("oci://registry/{}:{}", self.name, self.version)),
            false => Some(chart.to_owned()),
        }
    }

    /// The catalogue's answer, without what only the shelf knows (versions, icon).
    pub(super) fn entry(&self, full: bool) -> CatalogBlueprint {
        let text = |pointer: &str| self.document.pointer(pointer).and_then(Value::as_str);
        CatalogBlueprint {
            name: BlueprintName::from_wire(&self.name),
            version: BlueprintVersion::from_wire(&self.version),
            visibility: text("/spec/visibility").map(Visibility::from),
            card: self.card.clone(),
            placement_schema: self.placement.clone(),
            upgrade_from: self.upgrade_patterns("from"),
            upgrade_blocks: self.upgrade_patterns("blocks"),
            origin: match self.source {
                Source::Sovereign => 2,
                Source::OrgPrivate => 3,
                _ => 1,
            },
            source: self.source.clone(),
            org: self.organization.clone(),
            raw: (full && !self.document.is_null()).then(|| self.document.clone()),
            versions: Vec::new(),
            chart_ref: self.chart_ref(),
            error: self.error.clone(),
            readme: self.readme.clone().filter(|_| full),
        }
    }
}

fn compile(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .map_err(|error| error.to_string())
}

fn take<T: for<'de> Deserialize<'de>>(document: &Value, pointer: &str, errors: &mut Vec<String>) -> Option<T> {
    let value = document.pointer(pointer).filter(|value| !value.is_null())?;
    T::deserialize(value)
        .map_err(|error| {
            errors.push(format!(
                "{} is not understood: {error}",
                pointer.trim_start_matches('/').replace('/', ".")
            ))
        })
        .ok()
}

fn dependencies(document: &Value, errors: &mut Vec<String>) -> Vec<Dependency> {
    let entries = document.pointer("/spec/depends").and_then(Value::as_array);
    let read = |(index, entry)| {
        let dependency = Dependency::read(entry);
        if dependency.is_none() {
            errors.push(format!("spec.depends[{index}] is not understood"));
        }
        dependency
    };
    entries.into_iter().flatten().enumerate().filter_map(read).collect()
}

/// Reads the card field by field: one odd field must not cost the others.
fn card(document: &Value, name: &str) -> Card {
    let field = |key: &str| document.pointer(&format!("/spec/card/{key}"));
    let text = |key: &str| field(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let or = |text: String, other: String| if text.is_empty() { other } else { text };
    let label = document
        .pointer("/metadata/labels/catalyst.openova.io~1category")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Card {
        title: or(text("title"), BlueprintName::from_wire(name).short().to_owned()),
        summary: text("summary"),
        description: text("description"),
        tagline: text("tagline"),
        icon: String::new(),
        category: or(text("category"), label.to_owned()),
        family: text("family"),
        tags: field("tags")
            .and_then(|tags| Vec::deserialize(tags).ok())
            .unwrap_or_default(),
        license: text("license"),
        docs: or(text("docs"), text("documentation")),
        price: price(document),
        translations: field("translations")
            .and_then(|translations| BTreeMap::<String, CardText>::deserialize(translations).ok())
            .unwrap_or_default(),
    }
}

fn price(document: &Value) -> Option<Money> {
    let annotations = document.pointer("/metadata/annotations")?;
    let minor = match annotations.get(PRICE)? {
        Value::String(text) => text.parse().ok()?,
        number => number.as_i64()?,
    };
    Some(Money {
        minor,
        currency: annotations.get(CURRENCY)?.as_str()?.to_owned(),
    })
}
