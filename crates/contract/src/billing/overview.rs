//! What the marketplace brings in, over time and by plan. Section B.11, and E.10 of the operator-side contract.

use crate::endpoint::{Access, Endpoint};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{PlanId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/v1/org/billing/revenue`. Section B.11.
#[derive(Clone, Debug)]
pub struct GetRevenueReport;

/// Revenue of the last 30 days, and what is earned by plan. Amounts are minor units, whatever their names say (§0.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RevenueReport {
    /// The figures.
    #[serde(default)]
    pub kpi: RevenueFigures,
    /// What was paid on each day, the oldest first.
    #[serde(default, deserialize_with = "or_default")]
    pub sparkline: Vec<Baisa>,
    /// Our extension: the last day of `sparkline`, at its beginning in UTC. Absent upstream.
    #[serde(rename = "sparklineUntil", default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// By plan, the dearest first.
    #[serde(default, deserialize_with = "or_default")]
    pub breakdown: Vec<PlanRevenue>,
}

/// Figures of a [`RevenueReport`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevenueFigures {
    /// What was paid within 30 days.
    #[serde(default)]
    pub last30d_cents: Baisa,
    /// Percent more than in the 30 days before; absent when nothing was paid then.
    #[serde(default)]
    pub mom_pct: Option<f64>,
    /// Name of the Organization that paid most; may be empty.
    #[serde(default, deserialize_with = "or_default")]
    pub top_tenant: String,
    /// Name of the plan that brings in most; may be empty.
    #[serde(default, deserialize_with = "or_default")]
    pub top_plan: String,
}

/// What one plan brings in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanRevenue {
    /// Id of the plan.
    pub id: PlanId,
    /// Its name.
    #[serde(default)]
    pub plan: String,
    /// Organizations that pay for it.
    #[serde(default)]
    pub tenants: u32,
    /// What they pay a month.
    #[serde(default)]
    pub mrr_cents: Baisa,
    /// Percent more than a year ago; absent when that is not known.
    #[serde(default)]
    pub yoy_pct: Option<f64>,
}

impl Endpoint for GetRevenueReport {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/org/billing/revenue";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = RevenueReport;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
