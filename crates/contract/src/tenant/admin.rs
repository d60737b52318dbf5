//! Every Organization, as those who run the marketplace see them. Section D.5.

use super::Organization;
use crate::OrganizationId;
use crate::endpoint::{Access, Endpoint, segments, with_query};
use crate::money::Baisa;
use crate::nullable::or_default;
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/tenant/admin/tenants?offset=&limit=&q=`: the newest first. Section D.5.
#[derive(Clone, Debug, Default)]
pub struct ListEveryOrganization {
    /// How many to pass over.
    pub offset: u32,
    /// The most to answer; the service's own 20 when absent.
    pub limit: Option<u32>,
    /// Part of a name, a slug or the owner's address. A search answers all it finds, whatever the paging says.
    pub search: Option<String>,
}

/// One page of the Organizations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationPage {
    /// The rows.
    #[serde(default, deserialize_with = "or_default")]
    pub tenants: Vec<SoldOrganization>,
    /// How many there are; absent in the answer to a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// How many were passed over; absent in the answer to a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// The most in a page; absent in the answer to a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// `GET /api/tenant/admin/tenants/{id}`: 404 `tenant not found`. Section D.5.
#[derive(Clone, Debug)]
pub struct GetSoldOrganization {
    /// Which one.
    pub id: OrganizationId,
}

/// An Organization, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldOrganization {
    /// What its own people see.
    #[serde(flatten)]
    pub organization: Organization,
    /// E-mail address of its owner; empty where the service does not say.
    #[serde(default)]
    pub owner_email: String,
    /// Our extension: the owner's credit, which counts for all of their Organizations. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_baisa: Option<Baisa>,
}

impl Endpoint for ListEveryOrganization {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/admin/tenants";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = OrganizationPage;

    fn path(&self) -> String {
        let offset = (self.offset > 0).then(|| self.offset.to_string());
        let limit = self.limit.map(|limit| limit.to_string());
        let query = [
            ("offset", offset.as_deref()),
            ("limit", limit.as_deref()),
            ("q", self.search.as_deref()),
        ];
        with_query(Self::ROUTE.to_owned(), &query)
    }
}

impl Endpoint for GetSoldOrganization {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/tenant/admin/tenants/{id}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = SoldOrganization;

    fn path(&self) -> String {
        segments(&["api", "tenant", "admin", "tenants", self.id.as_str()])
    }
}
