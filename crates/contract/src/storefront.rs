//! What the marketplace sells: plans, add-ons and apps. Section C.1 of the tenant-side contract.
//!
//! Apart from the catalogue of Blueprints in [`crate::catalog`]: an app is what a customer buys, a Blueprint what runs.

mod offers;
mod publishing;

pub use offers::{CreateOffer, DeleteOffer, ListOffers, Offer, OfferKind, UpdateOffer};
pub use publishing::{ListEveryApp, PublishApp};

use crate::billing::Topology;
use crate::catalog::CardText;
use crate::endpoint::{Access, Endpoint, segments};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{AddOnId, PlanId, StoreAppId};
use http::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words in other languages, by BCP 47 tag; what is empty is not translated.
pub type Translations = BTreeMap<String, CardText>;

/// Words for a tag such as `ar-OM`, or for its language.
pub(crate) fn translated<'a>(
    translations: &'a Translations,
    tag: &str,
    read: fn(&CardText) -> &String,
) -> Option<&'a str> {
    let primary = tag.split('-').next().unwrap_or(tag);
    let words = translations.get(tag).or_else(|| translations.get(primary));
    words.map(read).map(String::as_str).filter(|text| !text.is_empty())
}

/// `GET /api/catalog/plans`: in the order to show them. Section C.1.
#[derive(Clone, Debug)]
pub struct ListPlans;

/// A size of Organization, at a price for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Id; checkout wants this one.
    pub id: PlanId,
    /// `s`, `m`, `l`, `xl` or `flexi`.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// For people, such as `2 vCPU`.
    #[serde(default)]
    pub cpu: String,
    /// For people, such as `4 GB`.
    #[serde(default)]
    pub memory: String,
    /// For people, such as `25 GB`.
    #[serde(default)]
    pub storage: String,
    /// Price for a month in whole rials, rounded down.
    #[serde(default)]
    pub price_omr: i64,
    /// Our extension: price for a month. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_baisa: Option<Baisa>,
    /// To be pointed out.
    #[serde(default)]
    pub popular: bool,
    /// Place in the list.
    #[serde(default)]
    pub sort_order: i64,
    /// What it comes with, for people.
    #[serde(default, deserialize_with = "or_default")]
    pub features: Vec<String>,
    /// Our extension: the words in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

impl Plan {
    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }

    /// What it is, in a language.
    #[must_use]
    pub fn description(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.description).unwrap_or(&self.description)
    }

    /// Price for a month.
    #[must_use]
    pub fn price(&self) -> Baisa {
        Baisa::exact(self.price_baisa, self.price_omr)
    }
}

/// `GET /api/catalog/addons`. Section C.1.
#[derive(Clone, Debug)]
pub struct ListAddOns;

/// Something to take with a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOn {
    /// Id; checkout wants this one.
    pub id: AddOnId,
    /// Short name.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Price for a month in whole rials, rounded down.
    #[serde(default)]
    pub price_omr: i64,
    /// Our extension: price for a month. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_baisa: Option<Baisa>,
    /// Part of every plan.
    #[serde(default)]
    pub included: bool,
    /// Such as `backup` or `security`.
    #[serde(default)]
    pub category: String,
    /// Our extension: the words in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

impl AddOn {
    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }

    /// What it is, in a language.
    #[must_use]
    pub fn description(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.description).unwrap_or(&self.description)
    }

    /// Price for a month.
    #[must_use]
    pub fn price(&self) -> Baisa {
        Baisa::exact(self.price_baisa, self.price_omr)
    }
}

/// `GET /api/catalog/apps`: all of them; with `?published=true` (not used here) those that customers can choose now.
/// Section C.1.
#[derive(Clone, Debug)]
pub struct ListApps;

/// `GET /api/catalog/apps/{slug}`. Section C.1.
#[derive(Clone, Debug)]
pub struct GetApp {
    /// Which one.
    pub slug: String,
}

/// An app of the marketplace. Here its slug is the Blueprint's name without `bp-`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreApp {
    /// Id; checkout wants this one.
    pub id: StoreAppId,
    /// Short name.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// What it is, in one line.
    #[serde(default)]
    pub tagline: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Its shelf.
    #[serde(default)]
    pub category: String,
    /// Words to find it by.
    #[serde(default, deserialize_with = "or_default")]
    pub tags: Vec<String>,
    /// Picture; may be empty.
    #[serde(default)]
    pub icon: String,
    /// Licence; may be empty.
    #[serde(default)]
    pub license: String,
    /// To be shown first.
    #[serde(default)]
    pub featured: bool,
    /// To be pointed out.
    #[serde(default)]
    pub popular: bool,
    /// Costs nothing beside the plan.
    #[serde(default)]
    pub free: bool,
    /// What it can do, for people.
    #[serde(default, deserialize_with = "or_default")]
    pub features: Vec<String>,
    /// Slugs of apps it needs.
    #[serde(default, deserialize_with = "or_default")]
    pub dependencies: Vec<String>,
    /// Serves other apps and is not sold by itself.
    #[serde(default)]
    pub system: bool,
    /// Can be installed; the others are "coming soon".
    #[serde(default)]
    pub deployable: bool,
    /// Customers can see it, unless it is `system`; where the service has no such switch, all of them.
    #[serde(default = "published_unless_said")]
    pub published: bool,
    /// How it can be spread over regions; empty where the service has no rule.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub supported_topologies: Vec<Topology>,
    /// Our extension: the words in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
    /// Our extension: the JSON Schema of what can be set, in the answer for one app. Not the contract's flat
    /// `config_schema` (Z13). Absent upstream.
    #[serde(rename = "configSchema", default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<serde_json::Value>,
}

impl StoreApp {
    /// Whether customers can see it in the marketplace.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.published && !self.system
    }

    /// Whether it can be ordered in this topology.
    #[must_use]
    pub fn supports(&self, topology: &Topology) -> bool {
        self.supported_topologies.is_empty() || self.supported_topologies.contains(topology)
    }

    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }

    /// What it is, in one line, in a language.
    #[must_use]
    pub fn tagline(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.tagline).unwrap_or(&self.tagline)
    }
}

fn published_unless_said() -> bool {
    true
}

/// `GET /api/catalog/industries`. Section C.1.
#[derive(Clone, Debug)]
pub struct ListIndustries;

/// A line of business, with the apps that suit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Industry {
    /// Id.
    pub id: String,
    /// Short name.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Picture as a character.
    #[serde(default)]
    pub emoji: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Place in the list.
    #[serde(default)]
    pub display_order: i64,
    /// Slugs of apps.
    #[serde(default, deserialize_with = "or_default")]
    pub suggested_apps: Vec<String>,
    /// Its bundle; may be empty.
    #[serde(default)]
    pub bundle_id: String,
    /// Our extension: the words in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

/// `GET /api/catalog/bundles`. Section C.1.
#[derive(Clone, Debug)]
pub struct ListBundles;

/// Apps that go together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Id.
    pub id: String,
    /// Short name.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// What it is, in one line.
    #[serde(default)]
    pub tagline: String,
    /// Slugs of apps.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<String>,
    /// Percent off, for people: no price here depends on it.
    #[serde(default)]
    pub discount: i64,
    /// Slug of a plan; may be empty.
    #[serde(default)]
    pub recommended_size: String,
    /// Our extension: the words in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

impl Industry {
    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }
}

impl Bundle {
    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }

    /// What it is, in one line, in a language.
    #[must_use]
    pub fn tagline(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.tagline).unwrap_or(&self.tagline)
    }
}

impl Endpoint for ListPlans {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/plans";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Vec<Plan>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for ListAddOns {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/addons";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Vec<AddOn>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for ListApps {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/apps";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Vec<StoreApp>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for GetApp {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/apps/{slug}";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = StoreApp;

    fn path(&self) -> String {
        segments(&["api", "catalog", "apps", &self.slug])
    }
}

impl Endpoint for ListIndustries {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/industries";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Vec<Industry>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for ListBundles {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/catalog/bundles";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Vec<Bundle>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
