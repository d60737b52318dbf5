//! The web addresses of an Organization. Section D.6 of the tenant-side contract.

use crate::endpoint::{Access, Endpoint, segments};
use crate::{DomainId, OrganizationId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/domain/domains/{tenantId}`: members only. Section D.6.
#[derive(Clone, Debug)]
pub struct ListDomains {
    /// Of which Organization.
    pub organization: OrganizationId,
}

/// `POST /api/domain/byod`: 201; 409 when somebody has it. Members only. Section D.6.
#[derive(Clone, Debug)]
pub struct AddOwnDomain {
    /// Which one, and for whom.
    pub request: OwnDomain,
}

/// Body of [`AddOwnDomain`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDomain {
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// Such as `shop.example.test`.
    #[serde(default)]
    pub domain: String,
}

/// Answer of [`AddOwnDomain`]: what its owner has to set at the registrar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDomainAdded {
    /// The new domain.
    pub domain: Domain,
    /// What its CNAME record has to point to.
    #[serde(default)]
    pub cname_target: String,
    /// Where it is registered, where that is known.
    #[serde(default)]
    pub registrar: String,
    /// What to do, in Markdown.
    #[serde(default)]
    pub instructions: String,
}

/// `POST /api/domain/verify/{id}`: looks the record up; 200 when it is wrong or missing, too. Section D.6.
#[derive(Clone, Debug)]
pub struct VerifyDomain {
    /// Which one.
    pub id: DomainId,
}

/// Answer of [`VerifyDomain`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Which one.
    pub id: DomainId,
    /// Its name.
    #[serde(default)]
    pub domain: String,
    /// How it stands now.
    pub dns_status: DnsStatus,
    /// Where it points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cname: Option<String>,
    /// What was found, for people.
    #[serde(default)]
    pub message: String,
}

/// `DELETE /api/domain/domains/{id}`: 204. Section D.6.
#[derive(Clone, Debug)]
pub struct DeleteDomain {
    /// Which one.
    pub id: DomainId,
}

/// A web address of an Organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Id of the row.
    pub id: DomainId,
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The whole name.
    pub domain: String,
    /// Ours or theirs.
    #[serde(rename = "type")]
    pub kind: DomainKind,
    /// The pool domain of a subdomain; empty for an own one.
    #[serde(default)]
    pub tld: String,
    /// The label in the pool domain; empty for an own one.
    #[serde(default)]
    pub subdomain: String,
    /// Where an own one is registered; may be empty.
    #[serde(default)]
    pub registrar: String,
    /// Whether it points here.
    pub dns_status: DnsStatus,
    /// Its certificate is there.
    #[serde(default)]
    pub tls_ready: bool,
    /// Our extension: what the CNAME record of an own one has to point to. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cname_target: Option<String>,
    /// When it was added.
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

crate::open_enum! {
    /// Whose domain it is below.
    pub enum DomainKind { Subdomain => "subdomain", Own => "byod" }
}

crate::open_enum! {
    /// Whether a domain points here.
    pub enum DnsStatus { Pending => "pending", Verified => "verified", Failed => "failed" }
}

impl Endpoint for ListDomains {
    const METHOD: Method = Method::GET;
    // Named like the id of `DeleteDomain`: routers want one name for one place.
    const ROUTE: &'static str = "/api/domain/domains/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Vec<Domain>;

    fn path(&self) -> String {
        segments(&["api", "domain", "domains", self.organization.as_str()])
    }
}

impl Endpoint for AddOwnDomain {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/domain/byod";
    const ACCESS: Access = Access::Account;
    type Body = OwnDomain;
    type Output = OwnDomainAdded;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&OwnDomain> {
        Some(&self.request)
    }
}

impl Endpoint for VerifyDomain {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/domain/verify/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Verification;

    fn path(&self) -> String {
        segments(&["api", "domain", "verify", self.id.as_str()])
    }
}

impl Endpoint for DeleteDomain {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/domain/domains/{id}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = ();

    fn path(&self) -> String {
        segments(&["api", "domain", "domains", self.id.as_str()])
    }

    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
