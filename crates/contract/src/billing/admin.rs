//! Orders and revenue of the whole Sovereign. Sections B14, B15 and B.6.

use super::{Topology, VoucherCode};
use crate::endpoint::{Access, Endpoint};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{AddOnId, OrderId, OrganizationId, PlanId, StoreAppId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/billing/admin/revenue`. Section B14.
#[derive(Clone, Debug)]
pub struct GetRevenue;

/// What the Sovereign earns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revenue {
    /// Monthly recurring revenue in whole rials.
    #[serde(default)]
    pub total_mrr: i64,
    /// Monthly recurring revenue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_mrr_baisa: Option<Baisa>,
    /// Billing customers ever.
    #[serde(default)]
    pub total_customers: u32,
    /// Billing customers since the first of the month.
    #[serde(default)]
    pub new_this_month: u32,
    /// Subscriptions that run.
    #[serde(default)]
    pub active_subscriptions: u32,
}

impl Revenue {
    /// Monthly recurring revenue.
    #[must_use]
    pub fn mrr(&self) -> Baisa {
        Baisa::exact(self.total_mrr_baisa, self.total_mrr)
    }
}

/// `GET /api/billing/admin/orders`: the latest 50, newest first. Section B15.
#[derive(Clone, Debug)]
pub struct ListOrders;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Id of the row.
    pub id: OrderId,
    /// The billing customer.
    #[serde(default)]
    pub customer_id: String,
    /// The Organization it is for.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The plan.
    #[serde(default)]
    pub plan_id: PlanId,
    /// Apps to install.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// Add-ons.
    #[serde(default, deserialize_with = "or_default")]
    pub addons: Vec<AddOnId>,
    /// Sum in whole rials, rounded down.
    #[serde(default)]
    pub amount_omr: i64,
    /// Sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_baisa: Option<Baisa>,
    /// How it stands.
    pub status: OrderStatus,
    /// When it was placed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
    /// The voucher that was redeemed with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promo_code: Option<VoucherCode>,
    /// That voucher has been revoked since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promo_deleted: bool,
    /// How it is spread over regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<Topology>,
}

impl Order {
    /// The sum.
    #[must_use]
    pub fn amount(&self) -> Baisa {
        Baisa::exact(self.amount_baisa, self.amount_omr)
    }
}

crate::open_enum! {
    /// How an order stands.
    pub enum OrderStatus {
        Pending => "pending",
        Completed => "completed",
        Paid => "paid",
        Failed => "failed",
        Cancelled => "cancelled" | "canceled",
    }
}

impl Endpoint for GetRevenue {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/admin/revenue";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Revenue;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for ListOrders {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/admin/orders";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<Order>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
