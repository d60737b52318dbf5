//! Organizations as their own people see them, and who belongs to them. Section D of the tenant-side contract.
//!
//! Apart from [`crate::organization`], which is how operators see them.

mod admin;
mod apps;
mod members;
mod support;

pub use admin::{GetSoldOrganization, ListEveryOrganization, OrganizationPage, SoldOrganization};
pub use apps::{
    AppChange, AppChangeStatus, AppService, DEDICATED, InstallApp, NewApp, PreviewUninstall, UninstallApp,
    UninstallPreview,
};
pub use members::{InviteMember, ListMembers, Member, MemberRole, NewMember, RemoveMember, StatusWord};
pub use support::{EnterOrganization, LeaveOrganization, ListSupportVisits, SupportEntry, SupportVisit};

use crate::endpoint::{Access, Endpoint, EventStream, segments};
use crate::nullable::or_default;
use crate::{AddOnId, OrganizationId, PlanId, StoreAppId, Timestamp, UserId};
use http::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /api/tenant/check-slug/{slug}`: whether nobody has it. Does not check its form. Section D1.
#[derive(Clone, Debug)]
pub struct CheckSlug {
    /// The slug to try.
    pub slug: String,
}

/// Answer of [`CheckSlug`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Nobody has it, and it is not reserved.
    pub available: bool,
}

/// `POST /api/tenant/orgs`: 201; 409 when the slug is taken. Section D2.
#[derive(Clone, Debug)]
pub struct CreateOrganization {
    /// What to create.
    pub request: NewOrganization,
}

/// Body of [`CreateOrganization`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrganization {
    /// 3 to 31 characters, becomes a DNS label.
    #[serde(default)]
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Kind of business; may be empty.
    #[serde(default)]
    pub org_type: String,
    /// Line of business; may be empty.
    #[serde(default)]
    pub industry: String,
    /// The plan that was chosen.
    #[serde(default)]
    pub plan_id: PlanId,
    /// Apps that were chosen.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// Add-ons that were chosen.
    #[serde(default, deserialize_with = "or_default")]
    pub addons: Vec<AddOnId>,
    /// The pool domain that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_domain: Option<String>,
    /// Answers to the apps' questions, by app slug.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub app_configs: AppAnswers,
    /// Our extension: how the customer wants it spread over regions; an order may say otherwise. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<crate::billing::Topology>,
    /// Wait for the payment before anything is set up.
    #[serde(default)]
    pub defer_launch: bool,
}

/// `GET /api/tenant/orgs`: the caller's, by name. Section D3.
#[derive(Clone, Debug)]
pub struct ListOrganizations;

/// `GET /api/tenant/orgs/{id}`: 403 for an unknown one too. Section D4.
#[derive(Clone, Debug)]
pub struct GetOrganization {
    /// Which one.
    pub id: OrganizationId,
}

/// `PUT /api/tenant/orgs/{id}`: owners and administrators only. Section D5.
#[derive(Clone, Debug)]
pub struct UpdateOrganization {
    /// Which one.
    pub id: OrganizationId,
    /// What to change.
    pub request: OrganizationUpdate,
}

/// Body of [`UpdateOrganization`]: what is absent stays. It bills nothing and installs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationUpdate {
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kind of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_type: Option<String>,
    /// Line of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Our extension: other answers to the apps' questions, as long as it is not paid. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_configs: Option<AppAnswers>,
}

/// `DELETE /api/tenant/orgs/{id}`: the owner only. It is taken down afterwards; until then its slug stays taken, and its
/// people no longer belong to it. Section D6.
#[derive(Clone, Debug)]
pub struct DeleteOrganization {
    /// Which one.
    pub id: OrganizationId,
}

/// `GET /api/tenant/orgs/{id}/stream`: an Organization as it is, then whenever it changes (our extension: the contract
/// polls, §E.3). It ends when the caller no longer belongs to it.
#[derive(Clone, Debug)]
pub struct WatchOrganization {
    /// Which one.
    pub id: OrganizationId,
}

/// Answers to the apps' questions, by app slug.
pub type AppAnswers = BTreeMap<String, serde_json::Map<String, serde_json::Value>>;

/// An Organization as its own people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Id of the row.
    pub id: OrganizationId,
    /// Its DNS label.
    pub slug: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Kind of business.
    #[serde(default)]
    pub org_type: String,
    /// Line of business.
    #[serde(default)]
    pub industry: String,
    /// Who created it.
    #[serde(default)]
    pub owner_id: UserId,
    /// Its plan.
    #[serde(default)]
    pub plan_id: PlanId,
    /// Its apps, by id.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// Apps on their way in or out; absent once settled.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub app_states: BTreeMap<StoreAppId, AppState>,
    /// Its add-ons, by id.
    #[serde(default, deserialize_with = "or_default")]
    pub addons: Vec<AddOnId>,
    /// Its DNS label in the pool domain.
    #[serde(default)]
    pub subdomain: String,
    /// Its own domains.
    #[serde(default, deserialize_with = "or_default")]
    pub custom_domains: Vec<String>,
    /// How far it has come.
    pub status: OrganizationStatus,
    /// When it was created.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub updated_at: Option<Timestamp>,
    /// Its pool domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_domain: Option<String>,
    /// Its own console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console_host: Option<String>,
    /// The order that pays for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<crate::OrderId>,
    /// Our extension: how it is spread over regions, by the order that pays for it or, before that, by the last choice of
    /// its customer. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<crate::billing::Topology>,
}

crate::open_enum! {
    /// How far an Organization has come (§D.1).
    pub enum OrganizationStatus {
        PendingPayment => "pending_payment",
        Provisioning => "provisioning",
        Active => "active",
        Failed => "failed",
        Suspended => "suspended",
        Deleted => "deleted",
    }
}

crate::open_enum! {
    /// An app on its way.
    pub enum AppState { Installing => "installing", Uninstalling => "uninstalling", Failed => "failed" }
}

impl Endpoint for CheckSlug {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/check-slug/{slug}";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Availability;

    fn path(&self) -> String {
        segments(&["api", "tenant", "check-slug", &self.slug])
    }
}

impl Endpoint for CreateOrganization {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/tenant/orgs";
    const ACCESS: Access = Access::Account;
    type Body = NewOrganization;
    type Output = Organization;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&NewOrganization> {
        Some(&self.request)
    }
}

impl Endpoint for ListOrganizations {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/orgs";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Vec<Organization>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for GetOrganization {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Organization;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.id.as_str()])
    }
}

impl Endpoint for UpdateOrganization {
    const METHOD: Method = Method::PUT;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}";
    const ACCESS: Access = Access::Account;
    type Body = OrganizationUpdate;
    type Output = Organization;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.id.as_str()])
    }

    fn body(&self) -> Option<&OrganizationUpdate> {
        Some(&self.request)
    }
}

impl Endpoint for DeleteOrganization {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/tenant/orgs/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = StatusWord;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.id.as_str()])
    }
}

impl EventStream for WatchOrganization {
    const ROUTE: &'static str = "/api/tenant/orgs/{id}/stream";
    const ACCESS: Access = Access::Account;
    type Frame = Organization;

    fn path(&self) -> String {
        segments(&["api", "tenant", "orgs", self.id.as_str(), "stream"])
    }
}
