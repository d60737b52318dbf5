//! Organizations: the multi-tenancy and billing unit of a Sovereign. Section E.10.

use crate::endpoint::{Access, Endpoint, Items, segments};
use crate::{Namespace, OrganizationSlug, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /api/v1/organizations`. Section E.10.
#[derive(Clone, Debug)]
pub struct ListOrganizations;

/// `GET /api/v1/organizations/{id}`. Section E.10.
#[derive(Clone, Debug)]
pub struct GetOrganization {
    /// `org_tenant_id` of the row.
    pub id: String,
}

/// `POST /api/v1/organizations`: answers 202; the steps then go on by themselves. Section E.10.
#[derive(Clone, Debug)]
pub struct CreateOrganization {
    /// What to create.
    pub request: NewOrganization,
}

/// Body of a create. Unknown enum values fall back silently upstream, so only known ones are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// The slug, an RFC 1123 label.
    pub subdomain: OrganizationSlug,
    /// Address of the first owner.
    pub admin_email: String,
    /// `free-subdomain` (default) or `byo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_mode: Option<DomainMode>,
    /// Own domain, for `byo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byo_domain: Option<String>,
    /// Pool domain for a free subdomain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_domain: Option<String>,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Customer (default) or internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganizationKind>,
    /// `org` or `corporate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// How its use is paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_mode: Option<BillingMode>,
    /// `namespace` or `vcluster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<String>,
    /// `s`, `m`, `l`, `xl` or `flexi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_slug: Option<String>,
}

/// An Organization and how far its set-up has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Id of the row.
    pub org_tenant_id: String,
    /// State of the set-up, free text upstream.
    pub state: String,
    /// The slug.
    pub subdomain: OrganizationSlug,
    /// Where its names live.
    pub domain_mode: DomainMode,
    /// Own domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byo_domain: Option<String>,
    /// Pool domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_domain: Option<String>,
    /// Address of the first owner.
    pub admin_email: String,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// The Sovereign's host name base.
    pub otech_fqdn: String,
    /// Its virtual cluster.
    pub vcluster_name: String,
    /// Its namespace: where its Application objects live.
    pub tenant_namespace: Namespace,
    /// Its own console host.
    pub console_host: String,
    /// Customer or internal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganizationKind>,
    /// `org` or `corporate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// How its use is paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_mode: Option<BillingMode>,
    /// `namespace` or `vcluster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<String>,
    /// Last commit of its configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_sha: Option<String>,
    /// Why the set-up stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Step by step: vcluster, bp_charts, dns, certs, keycloak_clients, registry.
    #[serde(default)]
    pub steps: BTreeMap<String, StepState>,
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

impl Organization {
    /// The company name, else the slug.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.company_name
            .as_deref()
            .filter(|name| !name.is_empty())
            .unwrap_or(self.subdomain.as_str())
    }
}

crate::open_enum! {
    /// Where an Organization's names live.
    pub enum DomainMode { FreeSubdomain => "free-subdomain", Byo => "byo" }
}

crate::open_enum! {
    /// Customer or part of the provider.
    pub enum OrganizationKind { Customer => "customer", Internal => "internal" }
}

crate::open_enum! {
    /// How an Organization's use is paid for.
    pub enum BillingMode { Real => "real", Chargeback => "chargeback", Showback => "showback" }
}

crate::open_enum! {
    /// How far one step has come.
    pub enum StepState { Pending => "pending", Done => "done", Failed => "failed" }
}

impl Endpoint for ListOrganizations {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/organizations";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<Organization>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for GetOrganization {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/organizations/{id}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Organization;

    fn path(&self) -> String {
        segments(&["api", "v1", "organizations", &self.id])
    }
}

impl Endpoint for CreateOrganization {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/organizations";
    const ACCESS: Access = Access::Session;
    type Body = NewOrganization;
    type Output = Organization;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&NewOrganization> {
        Some(&self.request)
    }
}
