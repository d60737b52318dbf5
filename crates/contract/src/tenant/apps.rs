//! Apps that are added and removed after the first order. Section D.3.
//!
//! Both are asynchronous: the answer comes before anything has happened, and [`super::Organization::app_states`] tells
//! how it goes on.

use super::AppState;
use crate::endpoint::{Access, Endpoint, segments, with_query};
use crate::nullable::or_default;
use crate::{OrganizationId, StoreAppId};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// `POST /api/tenant/orgs/{id}/apps`: owners and administrators only. Section D.3.
///
/// 400 for an app that cannot be installed, 404 for one that is not in the catalogue, 409 over the plan's capacity.
#[derive(Clone, Debug)]
pub struct InstallApp {
    /// For which Organization.
    pub organization: OrganizationId,
    /// Which app.
    pub request: NewApp,
}

/// Body of [`InstallApp`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApp {
    /// The app.
    #[serde(default)]
    pub slug: String,
    /// How it gets what it needs, by the slug of what is needed: `dedicated`, or the name of one that is there.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub dep_choices: BTreeMap<String, String>,
    /// Our extension: answers to the app's questions. Absent upstream.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Map::is_empty")]
    pub app_config: Map<String, Value>,
}

/// Value of [`NewApp::dep_choices`] for one that nobody else uses.
pub const DEDICATED: &str = "dedicated";

/// `DELETE /api/tenant/orgs/{id}/apps/{slug}?force=true`: owners and administrators only. Section D.3.
///
/// 409 with `dependents` while other apps need it, unless forced.
#[derive(Clone, Debug)]
pub struct UninstallApp {
    /// From which Organization.
    pub organization: OrganizationId,
    /// Which app.
    pub slug: String,
    /// Although others need it.
    pub force: bool,
}

/// `GET /api/tenant/orgs/{id}/apps/{slug}/uninstall-preview`: changes nothing. Section D.3.
#[derive(Clone, Debug)]
pub struct PreviewUninstall {
    /// From which Organization.
    pub organization: OrganizationId,
    /// Which app.
    pub slug: String,
}

/// What became of a request to install or uninstall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppChange {
    /// Whether something was set in motion.
    pub status: AppChangeStatus,
    /// The Organization's apps now, by id.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<StoreAppId>,
    /// Those on their way.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub app_states: BTreeMap<StoreAppId, AppState>,
    /// What an install brings, the services it needs included.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub deployed: Vec<StoreAppId>,
}

crate::open_enum! {
    /// Whether something was set in motion.
    pub enum AppChangeStatus {
        Queued => "queued",
        AlreadyInstalled => "already_installed",
        NotInstalled => "not_installed",
    }
}

/// What uninstalling an app would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UninstallPreview {
    /// The app.
    pub app_slug: String,
    /// Its name for people.
    #[serde(default)]
    pub app_name: String,
    /// The Organization has it.
    #[serde(default)]
    pub installed: bool,
    /// What goes with it, data included.
    #[serde(default, deserialize_with = "or_default")]
    pub purged_services: Vec<AppService>,
    /// What it uses and leaves behind.
    #[serde(default, deserialize_with = "or_default")]
    pub retained_services: Vec<AppService>,
    /// Names of what needs it.
    #[serde(default, deserialize_with = "or_default")]
    pub dependents: Vec<String>,
}

/// A service that an app uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppService {
    /// Its slug in the catalogue.
    pub slug: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
}

impl Endpoint for InstallApp {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/apps";
    const ACCESS: Access = Access::Account;
    type Body = NewApp;
    type Output = AppChange;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.organization.as_str(), "apps"])
    }

    fn body(&self) -> Option<&NewApp> {
        Some(&self.request)
    }
}

impl Endpoint for UninstallApp {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/apps/{slug}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = AppChange;

    fn path(&self) -> String {
        let path = segments(&["api", "tenant", "orgs", self.organization.as_str(), "apps", &self.slug]);
        with_query(path, &[("force", self.force.then_some("true"))])
    }
}

impl Endpoint for PreviewUninstall {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/apps/{slug}/uninstall-preview";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = UninstallPreview;

    fn path(&self) -> String {
        let (organization, slug) = (self.organization.as_str(), self.slug.as_str());
        segments(&["api", "tenant", "orgs", organization, "apps", slug, "uninstall-preview"])
    }
}
