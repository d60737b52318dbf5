//! Operators who look into a customer's Organization, for an hour at most and on record. Section E.10 of the
//! operator-side contract.

use super::StatusWord;
use crate::endpoint::{Access, Endpoint, Items, segments};
use crate::{OrganizationSlug, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `POST /api/v1/org/organizations/{slug}/enter`: a support session of at most 60 minutes, which may read and change
/// nothing. 404 for an unknown one and for the operators' own Organization.
#[derive(Clone, Debug)]
pub struct EnterOrganization {
    /// Which one.
    pub slug: OrganizationSlug,
}

/// Answer of [`EnterOrganization`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportEntry {
    /// Where to go on.
    #[serde(rename = "handoverURL")]
    pub handover_url: String,
    /// Who enters, as the record has it.
    #[serde(rename = "supportPrincipal")]
    pub principal: String,
    /// Slug of the Organization.
    pub org: String,
    /// When it ends.
    #[serde(rename = "expiresAt")]
    pub expires_at: Timestamp,
    /// Names the entry in the record.
    #[serde(rename = "auditEventId")]
    pub audit_event_id: String,
}

/// `GET /api/v1/org/organizations/{slug}/support-visits`: who entered and when, the latest 100, newest first. Our
/// extension: the contract keeps the record, and has no route to read it.
#[derive(Clone, Debug)]
pub struct ListSupportVisits {
    /// Which one.
    pub slug: OrganizationSlug,
}

/// One entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportVisit {
    /// Names the entry.
    pub audit_event_id: String,
    /// Who entered.
    pub support_principal: String,
    /// When.
    pub entered_at: Timestamp,
    /// Until when they may look.
    pub expires_at: Timestamp,
    /// Our extension: when they left, before the time was up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
    /// Our extension: they may look at this moment.
    #[serde(default)]
    pub open: bool,
}

/// `POST /api/v1/org/organizations/{slug}/leave`: ends the caller's support sessions there, on record; 404 when none is
/// open. Our extension: in the contract they only run out.
#[derive(Clone, Debug)]
pub struct LeaveOrganization {
    /// Which one.
    pub slug: OrganizationSlug,
}

impl Endpoint for EnterOrganization {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/org/organizations/{slug}/enter";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = SupportEntry;

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "organizations", self.slug.as_str(), "enter"])
    }
}

impl Endpoint for LeaveOrganization {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/org/organizations/{slug}/leave";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = StatusWord;

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "organizations", self.slug.as_str(), "leave"])
    }
}

impl Endpoint for ListSupportVisits {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/org/organizations/{slug}/support-visits";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Items<SupportVisit>;

    fn path(&self) -> String {
        let slug = self.slug.as_str();
        segments(&["api", "v1", "org", "organizations", slug, "support-visits"])
    }
}
