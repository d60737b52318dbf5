//! The catalogue of Blueprints. Section E.1; document fields in blueprint-model §2-§6.

use crate::endpoint::{Access, Endpoint, Items, segments, with_query};
use crate::placement::PlacementMode;
use crate::{BlueprintName, BlueprintVersion, OrganizationSlug};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// `GET /api/v1/catalog?org=`: every Blueprint the User may see. Section E.1.
#[derive(Clone, Debug, Default)]
pub struct ListCatalog {
    /// Adds the private shelf of this Organization.
    pub org: Option<OrganizationSlug>,
}

/// `GET /api/v1/catalog/{name}`: one Blueprint, newest version. Section E.1.
#[derive(Clone, Debug)]
pub struct GetBlueprint {
    /// Which Blueprint.
    pub name: BlueprintName,
}

/// `GET /api/v1/catalog/{name}/versions/{version}`: one version, with `raw`. Section E.1.
#[derive(Clone, Debug)]
pub struct GetBlueprintVersion {
    /// Which Blueprint.
    pub name: BlueprintName,
    /// Which version.
    pub version: BlueprintVersion,
}

/// A Blueprint as the catalogue lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogBlueprint {
    /// `bp-…`, or a bare name in older documents.
    pub name: BlueprintName,
    /// The version that the other fields describe.
    pub version: BlueprintVersion,
    /// Who should see the card; absent means listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// What the card shows.
    #[serde(default)]
    pub card: Card,
    /// Where it may run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement_schema: Option<PlacementSchema>,
    /// Version patterns that may upgrade to this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_from: Option<Vec<String>>,
    /// Version patterns that may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_blocks: Option<Vec<String>>,
    /// Rank of the source: 1 public, 2 Sovereign-curated, 3 Organization-private.
    #[serde(default)]
    pub origin: u8,
    /// Which shelf it comes from.
    pub source: Source,
    /// Owner of a private Blueprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrganizationSlug>,
    /// The whole document; `raw.spec.configSchema` is the form's JSON Schema. Only in version answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
    /// Versions, newest first.
    #[serde(default)]
    pub versions: Vec<VersionRef>,
    /// Artifact reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart_ref: Option<String>,
    /// Our extension: why the document is broken and cannot be installed. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Our extension: the README of this version, Markdown. Only in version answers. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readme: Option<String>,
}

impl CatalogBlueprint {
    /// The JSON Schema of the install form; `None` when the Blueprint has none ("install with defaults").
    #[must_use]
    pub fn config_schema(&self) -> Option<&Value> {
        self.raw.as_ref()?.pointer("/spec/configSchema")
    }

    /// What it needs, as the document says. Entries that are not understood are left out.
    #[must_use]
    pub fn dependencies(&self) -> Vec<Dependency> {
        let Some(Value::Array(entries)) = self.raw.as_ref().and_then(|raw| raw.pointer("/spec/depends")) else {
            return Vec::new();
        };
        entries.iter().filter_map(Dependency::read).collect()
    }
}

/// Text and picture of a card (blueprint-model §2). All of it is hostile text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Name for people.
    #[serde(default)]
    pub title: String,
    /// One-liner of 29 of 48 real documents; may have several lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The other spelling of the one-liner.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The seed's spelling of the one-liner.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tagline: String,
    /// An absolute path on this origin, or a bare file name that no one serves: fall back to initials.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub icon: String,
    /// Free text such as `data`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// guardian, insights, foundation, …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// Search words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// SPDX-like.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub license: String,
    /// Link to documentation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// Our extension: price a month, if the Blueprint names one. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<crate::Money>,
    /// Our extension: the card in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, CardText>,
}

/// The words of a card in one language; an empty field falls back to the card's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardText {
    /// Name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// One line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tagline: String,
    /// A few lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The other spelling of `summary`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl Card {
    /// The card in a language, a BCP 47 tag such as `ar` or `ar-OM`; words that are not translated stay as they are.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or(tag);
        let words = self.translations.get(tag).or_else(|| self.translations.get(primary));
        let mut card = self.clone();
        let Some(words) = words else { return card };
        for (own, translated) in [
            (&mut card.title, &words.title),
            (&mut card.tagline, &words.tagline),
            (&mut card.summary, &words.summary),
            (&mut card.description, &words.description),
        ] {
            if !translated.trim().is_empty() {
                own.clone_from(translated);
            }
        }
        card
    }

    /// The first line of whichever spelling of the one-liner the document uses.
    #[must_use]
    pub fn one_liner(&self) -> &str {
        let text = [&self.tagline, &self.summary, &self.description]
            .into_iter()
            .find(|text| !text.trim().is_empty());
        text.map_or("", |text| text.trim().lines().next().unwrap_or(""))
    }
}

crate::open_enum! {
    /// Who should see a Blueprint's card.
    pub enum Visibility { Listed => "listed", Unlisted => "unlisted", Private => "private" }
}

crate::open_enum! {
    /// The shelf a Blueprint comes from.
    pub enum Source { Public => "public", Sovereign => "sovereign", OrgPrivate => "org-private" }
}

/// Where a Blueprint may run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacementSchema {
    /// Modes it supports.
    #[serde(default)]
    pub modes: Vec<PlacementMode>,
    /// The mode to start with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<PlacementMode>,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_regions: Option<u8>,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_regions: Option<u8>,
}

/// One published version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionRef {
    /// Semver.
    pub version: BlueprintVersion,
    /// Artifact reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart_ref: Option<String>,
    /// Schema of the chart's values, where published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_schema: Option<Value>,
}

/// What a Blueprint needs (blueprint-model §5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// The Blueprint needed.
    pub blueprint: BlueprintName,
    /// Semver range, almost always in caret form; absent in bare-string entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Name the manifests use for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Predicate over the config; false means "not needed".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Parameters for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Value>,
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
}

impl Dependency {
    /// Reads an entry of `spec.depends`: an object, or a bare name as three real documents have it.
    #[must_use]
    pub fn read(entry: &Value) -> Option<Self> {
        match entry {
            Value::String(name) => Some(Self {
                blueprint: BlueprintName::from_wire(name),
                version: None,
                alias: None,
                when: None,
                values: None,
                optional: false,
            }),
            entry => Self::deserialize(entry).ok(),
        }
    }

    /// The name the console and the manifests use: the alias, else the short Blueprint name.
    #[must_use]
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or_else(|| self.blueprint.short())
    }
}

impl Endpoint for ListCatalog {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/catalog";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<CatalogBlueprint>;

    fn path(&self) -> String {
        with_query(Self::ROUTE.to_owned(), &[("org", self.org.as_ref().map(AsRef::as_ref))])
    }
}

impl Endpoint for GetBlueprint {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/catalog/{name}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = CatalogBlueprint;

    fn path(&self) -> String {
        segments(&["api", "v1", "catalog", self.name.as_str()])
    }
}

impl Endpoint for GetBlueprintVersion {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/catalog/{name}/versions/{version}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = CatalogBlueprint;

    fn path(&self) -> String {
        segments(&[
            "api",
            "v1",
            "catalog",
            self.name.as_str(),
            "versions",
            self.version.as_str(),
        ])
    }
}
