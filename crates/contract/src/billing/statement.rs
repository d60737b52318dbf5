//! Everything that was bought for one Organization, and the credit of whoever owns it. Our extension: the contract shows
//! ledgers to customers only.

use super::{Invoice, LedgerEntry, Order, VoucherCode};
use crate::endpoint::{Access, Endpoint, segments};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{OrganizationId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/billing/admin/statements/{tenantId}`: 404 `tenant not found`. Lists are newest first, 1000 at most.
#[derive(Clone, Debug)]
pub struct GetStatement {
    /// Whose.
    pub organization: OrganizationId,
}

/// What was bought for an Organization, and the owner's credit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The owner's credit.
    #[serde(default)]
    pub balance_baisa: Baisa,
    /// Movements of the owner's credit, over all of their Organizations.
    #[serde(default, deserialize_with = "or_default")]
    pub entries: Vec<LedgerEntry>,
    /// Vouchers that the owner redeemed.
    #[serde(default, deserialize_with = "or_default")]
    pub redemptions: Vec<OwnRedemption>,
    /// Orders for the Organization.
    #[serde(default, deserialize_with = "or_default")]
    pub orders: Vec<Order>,
    /// Invoices for the Organization.
    #[serde(default, deserialize_with = "or_default")]
    pub invoices: Vec<Invoice>,
}

/// A voucher that somebody redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRedemption {
    /// The voucher.
    pub code: VoucherCode,
    /// What it is worth today.
    #[serde(default)]
    pub credit_baisa: Baisa,
    /// When it was redeemed.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
}

impl Endpoint for GetStatement {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/admin/statements/{tenantId}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Statement;

    fn path(&self) -> String {
        segments(&["api", "billing", "admin", "statements", self.organization.as_str()])
    }
}
