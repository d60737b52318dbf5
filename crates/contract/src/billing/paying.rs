//! Who pays, and what was charged, over the whole Sovereign. Section B.11.

use super::Invoice;
use crate::endpoint::{Access, Endpoint};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{OrganizationId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/billing/admin/invoices`: the latest 1000, newest first. Our extension: the contract lists invoices of one
/// Organization at a time.
#[derive(Clone, Debug)]
pub struct ListEveryInvoice;

/// `GET /api/v1/org/billing/subscriptions`: the latest 1000, newest first. Section B.11.
#[derive(Clone, Debug)]
pub struct ListEverySubscription;

/// Answer of [`ListEverySubscription`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionRows {
    /// The rows.
    #[serde(default, deserialize_with = "or_default")]
    pub subscriptions: Vec<SubscriptionRow>,
}

/// What an Organization pays month by month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionRow {
    /// Id of the row.
    pub id: String,
    /// Name of the Organization, for people.
    #[serde(default)]
    pub tenant_org: String,
    /// Our extension: its id; absent once it has been forgotten, and upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<OrganizationId>,
    /// Name of the plan, for people.
    #[serde(default)]
    pub plan: String,
    /// What is paid a month, in minor units whatever the name says (§0.5).
    #[serde(default)]
    pub mrr_cents: Baisa,
    /// ISO 4217 code.
    #[serde(default)]
    pub currency: String,
    /// When it was last paid.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_paid_at: Option<Timestamp>,
    /// How it stands.
    pub status: SubscriptionStanding,
}

crate::open_enum! {
    /// How a subscription stands for those who are paid. Apart from [`super::SubscriptionStatus`], which customers see.
    pub enum SubscriptionStanding {
        Paid => "paid",
        Trial => "trial",
        Overdue => "overdue",
        Cancelled => "cancelled" | "canceled",
    }
}

impl Endpoint for ListEveryInvoice {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/admin/invoices";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<Invoice>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for ListEverySubscription {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/org/billing/subscriptions";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = SubscriptionRows;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
