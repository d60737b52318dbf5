//! What a customer has and owes: credit, subscription, invoices. Sections B8 to B10 and B.5.

use super::VoucherCode;
use crate::endpoint::{Access, Endpoint, EventStream, segments};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::{OrderId, OrganizationId, PlanId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/billing/balance`: the caller's credit, over all their Organizations. Section B8.
#[derive(Clone, Debug)]
pub struct GetBalance;

/// `GET /api/billing/balance/stream`: the caller's credit as it is, then whenever it moves (our extension: the contract
/// polls, §E.3).
#[derive(Clone, Debug)]
pub struct WatchBalance;

/// Credit, and the latest 20 movements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Credit in whole rials, rounded down.
    #[serde(default)]
    pub credit_omr: i64,
    /// Credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_baisa: Option<Baisa>,
    /// Movements, newest first.
    #[serde(default, deserialize_with = "or_default")]
    pub entries: Vec<LedgerEntry>,
}

impl Balance {
    /// Credit.
    #[must_use]
    pub fn credit(&self) -> Baisa {
        Baisa::exact(self.credit_baisa, self.credit_omr)
    }

    /// Whether the credit of this voucher is among the latest movements (§B.5).
    #[must_use]
    pub fn has_redeemed(&self, code: &VoucherCode) -> bool {
        let own = |entry: &LedgerEntry| entry.reason.strip_prefix("promo:") == Some(code.as_str());
        self.entries.iter().any(own)
    }

    /// Whether it knows of movements that another answer about the same ledger does not. Ledgers only grow (§B.10).
    #[must_use]
    pub fn is_newer_than(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (self.entries.first(), other.entries.first()) else {
            return !self.entries.is_empty();
        };
        let knows = |balance: &Self, entry: &LedgerEntry| balance.entries.iter().any(|known| known.id == entry.id);
        match (knows(self, others), knows(other, own)) {
            (_, true) => false,
            (true, false) => true,
            // Too far apart for the latest movements to meet.
            (false, false) => own.created_at > others.created_at,
        }
    }
}

/// One movement of credit; positive for a grant, negative for a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Id of the row.
    pub id: String,
    /// Amount in whole rials, rounded down.
    #[serde(default)]
    pub amount_omr: i64,
    /// Amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_baisa: Option<Baisa>,
    /// `promo:<CODE>`, `order-payment`, or a metering reason.
    #[serde(default)]
    pub reason: String,
    /// The order it paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// Our extension: the credit after it. Absent upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_baisa: Option<Baisa>,
    /// Our extension: the Organization it was for has been deleted (§B.9). Absent upstream.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tenant_deleted: bool,
    /// When.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
}

impl LedgerEntry {
    /// The amount.
    #[must_use]
    pub fn amount(&self) -> Baisa {
        Baisa::exact(self.amount_baisa, self.amount_omr)
    }
}

/// `GET /api/billing/subscription/{tenantId}`: the newest one; 404 when there is none. Section B9.
#[derive(Clone, Debug)]
pub struct GetSubscription {
    /// Whose.
    pub organization: OrganizationId,
}

/// A plan that an Organization pays for month by month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Id of the row.
    pub id: String,
    /// The billing customer.
    #[serde(default)]
    pub customer_id: String,
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// The plan; after a change at the card processor, its price id.
    #[serde(default)]
    pub plan_id: PlanId,
    /// How it stands.
    pub status: SubscriptionStatus,
    /// Paid from.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub current_period_start: Option<Timestamp>,
    /// Paid until.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub current_period_end: Option<Timestamp>,
    /// When it was taken out.
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
    /// How a subscription stands; states of the card processor are kept as they come.
    pub enum SubscriptionStatus { Active => "active", Canceled => "canceled" | "cancelled" }
}

/// `GET /api/billing/invoices/{tenantId}`: newest first. Section B10.
#[derive(Clone, Debug)]
pub struct ListInvoices {
    /// Whose.
    pub organization: OrganizationId,
}

/// What an Organization was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Id of the row.
    pub id: String,
    /// The billing customer.
    #[serde(default)]
    pub customer_id: String,
    /// The Organization.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// Sum in whole rials, rounded down.
    #[serde(default)]
    pub amount_omr: i64,
    /// Sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_baisa: Option<Baisa>,
    /// `omr`, in lower case.
    #[serde(default)]
    pub currency: String,
    /// How it stands.
    pub status: InvoiceStatus,
    /// Charged from.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub period_start: Option<Timestamp>,
    /// Charged until.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub period_end: Option<Timestamp>,
    /// The document, at the card processor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf_url: Option<String>,
    /// When it was written.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
}

impl Invoice {
    /// The sum.
    #[must_use]
    pub fn amount(&self) -> Baisa {
        Baisa::exact(self.amount_baisa, self.amount_omr)
    }
}

crate::open_enum! {
    /// How an invoice stands.
    pub enum InvoiceStatus {
        Draft => "draft",
        Open => "open",
        Paid => "paid",
        Voided => "voided",
        Uncollectible => "uncollectible",
    }
}

impl Endpoint for GetBalance {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/balance";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Balance;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl EventStream for WatchBalance {
    const ROUTE: &'static str = "/api/billing/balance/stream";
    const ACCESS: Access = Access::Account;
    type Frame = Balance;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for GetSubscription {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/subscription/{tenantId}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Subscription;

    fn path(&self) -> String {
        segments(&["api", "billing", "subscription", self.organization.as_str()])
    }
}

impl Endpoint for ListInvoices {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/invoices/{tenantId}";
    const ACCESS: Access = Access::Account;
    type Body = ();
    type Output = Vec<Invoice>;

    fn path(&self) -> String {
        segments(&["api", "billing", "invoices", self.organization.as_str()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Movements by id, newest first, each a second after the one before it.
    fn balance(ids: &[u32]) -> Balance {
        let entry = |id: &u32| json!({"id": id.to_string(), "created_at": format!("2026-05-20T08:00:{id:02}Z")});
        let entries: Vec<_> = ids.iter().map(entry).collect();
        serde_json::from_value(json!({ "entries": entries })).unwrap()
    }

    #[test]
    fn the_answer_that_knows_more_movements_is_the_newer_one() {
        for (newer, older) in [
            (&[1][..], &[][..]),
            (&[2, 1], &[1]),
            (&[4, 3], &[3, 2]),
            (&[9, 8], &[2, 1]),
        ] {
            let (newer, older) = (balance(newer), balance(older));
            assert!(newer.is_newer_than(&older) && !older.is_newer_than(&newer), "{newer:?}");
            assert!(!newer.is_newer_than(&newer));
        }
        assert!(!balance(&[]).is_newer_than(&balance(&[])));
    }

    #[test]
    fn movements_of_one_moment_have_an_order_too() {
        let at_once = |ids: [&str; 2]| -> Balance {
            let entries = ids.map(|id| json!({"id": id, "created_at": "2026-05-20T08:00:00Z"}));
            serde_json::from_value(json!({ "entries": entries })).unwrap()
        };
        assert!(at_once(["b", "a"]).is_newer_than(&at_once(["a", "0"])));
        assert!(!at_once(["a", "0"]).is_newer_than(&at_once(["b", "a"])));
    }
}
