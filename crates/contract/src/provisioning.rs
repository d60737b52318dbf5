//! Setting up what was ordered, step by step. Section E of the tenant-side contract.

use crate::endpoint::{Access, Endpoint, EventStream, segments};
use crate::nullable::or_default;
use crate::{OrderId, OrganizationId, PlanId, StoreAppId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/provisioning/status/{id}`: one run. Section E.1.
#[derive(Clone, Debug)]
pub struct GetProvision {
    /// Id of the run.
    pub id: String,
}

/// `GET /api/provisioning/tenant/{tenantId}`: an Organization's run; 404 for the first seconds. Section E.1.
#[derive(Clone, Debug)]
pub struct GetOrganizationProvision {
    /// Of which Organization.
    pub organization: OrganizationId,
}

/// `GET /api/provisioning/tenant/{tenantId}/stream`: an Organization's run as it is, then whenever it changes (our
/// extension: the contract polls). Nothing is sent before there is a run, so that a payment can be waited for.
#[derive(Clone, Debug)]
pub struct WatchProvision {
    /// Of which Organization.
    pub organization: OrganizationId,
}

/// `POST /api/provisioning/start`: 201. A run that exists already is answered as it is. Section E.1.
#[derive(Clone, Debug)]
pub struct StartProvisioning {
    /// What to set up.
    pub request: NewProvision,
}

/// Body of [`StartProvisioning`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProvision {
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The order that pays for it.
    #[serde(default)]
    pub order_id: OrderId,
    /// The plan.
    #[serde(default)]
    pub plan_id: PlanId,
    /// Apps to install.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// The DNS label.
    #[serde(default)]
    pub subdomain: String,
}

/// One run of setting up an Organization (§E.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Id of the run.
    pub id: String,
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The order that pays for it.
    #[serde(default)]
    pub order_id: OrderId,
    /// The plan.
    #[serde(default)]
    pub plan_id: PlanId,
    /// Apps to install.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// The DNS label.
    #[serde(default)]
    pub subdomain: String,
    /// How far it has come.
    pub status: ProvisionStatus,
    /// In the order they are done.
    #[serde(default, deserialize_with = "or_default")]
    pub steps: Vec<ProvisionStep>,
    /// Percent, 0 to 100.
    #[serde(default)]
    pub progress: u8,
    /// When it was asked for.
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
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionStep {
    /// What it does, for people.
    pub name: String,
    /// How far it has come.
    pub status: StepStatus,
    /// More about it; may be empty.
    #[serde(default)]
    pub message: String,
    /// When it began.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub done_at: Option<Timestamp>,
}

crate::open_enum! {
    /// How far a run has come.
    pub enum ProvisionStatus {
        Pending => "pending",
        Provisioning => "provisioning",
        Completed => "completed",
        Failed => "failed",
    }
}

crate::open_enum! {
    /// How far a step has come.
    pub enum StepStatus { Pending => "pending", Running => "running", Completed => "completed", Failed => "failed" }
}

impl Endpoint for GetProvision {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/provisioning/status/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Provision;

    fn path(&self) -> String {
        segments(&["api", "provisioning", "status", &self.id])
    }
}

impl Endpoint for GetOrganizationProvision {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/provisioning/tenant/{tenantId}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Provision;

    fn path(&self) -> String {
        segments(&["api", "provisioning", "tenant", self.organization.as_str()])
    }
}

impl Endpoint for StartProvisioning {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/provisioning/start";
    const ACCESS: Access = Access::Account;
    type Body = NewProvision;
    type Output = Provision;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&NewProvision> {
        Some(&self.request)
    }
}

impl EventStream for WatchProvision {
    const ROUTE: &'static str = "/api/provisioning/tenant/{tenantId}/stream";
    const ACCESS: Access = Access::Account;
    type Frame = Provision;

    fn path(&self) -> String {
        let organization = self.organization.as_str();
        segments(&["api", "provisioning", "tenant", organization, "stream"])
    }
}
