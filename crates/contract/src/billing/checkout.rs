//! Ordering: what it costs, and paying for it. Sections B5, B7, B.3 and B.4.

use super::VoucherCode;
use crate::endpoint::{Access, Endpoint};
use crate::money::Baisa;
use crate::nullable::or_default;
use crate::storefront::{Translations, translated};
use crate::{AddOnId, OrderId, OrganizationId, PlanId, StoreAppId};
use http::Method;
use serde::{Deserialize, Serialize};

/// Request header with a key of the caller's choice: sent again, it gets the first answer again (our extension).
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// `POST /api/billing/checkout`: orders, and pays from credit when it covers all. Section B5.
///
/// A voucher's credit is granted first, so that it can cover the very order it comes with. Refusals in the order they
/// are checked: §B.3; those of a voucher are 400 and begin with `invalid promo code: `.
///
/// Our extension: for an Organization that is set up, another plan, other add-ons or another topology take the place of
/// what it pays for, at the full price and for a month from then on; its apps stay as they are. An order for what it has
/// already is refused with 409. Upstream makes another subscription of every call.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// What is ordered.
    pub request: CheckoutRequest,
}

/// `POST /api/billing/quote`: what an order would cost. Changes nothing. Section B7.
#[derive(Clone, Debug)]
pub struct GetQuote {
    /// What would be ordered.
    pub request: CheckoutRequest,
}

/// What is ordered: body of [`Checkout`] and [`GetQuote`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutRequest {
    /// The plan, by id.
    #[serde(default)]
    pub plan_id: PlanId,
    /// The Organization it is for; a quote needs none.
    #[serde(default)]
    pub tenant_id: OrganizationId,
    /// Apps to install; they cost nothing.
    #[serde(default, deserialize_with = "or_default")]
    pub apps: Vec<StoreAppId>,
    /// Add-ons.
    #[serde(default, deserialize_with = "or_default")]
    pub addons: Vec<AddOnId>,
    /// A voucher to redeem on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promo_code: Option<VoucherCode>,
    /// In one region, or with a standby in another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<Topology>,
}

crate::open_enum! {
    /// How an order is spread over regions.
    pub enum Topology { SingleRegion => "single-region", ActiveHotStandby => "active-hot-standby" }
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutAnswer {
    /// The order.
    pub order_id: OrderId,
    /// Paid in full from credit: nothing is left to do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paid_by_credit: bool,
    /// Where to pay by card; absent when nothing is left to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_url: Option<String>,
    /// Credit left, in whole rials rounded down.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub credit_balance: i64,
    /// Credit left (our extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_balance_baisa: Option<Baisa>,
}

impl CheckoutAnswer {
    /// Credit left.
    #[must_use]
    pub fn credit(&self) -> Baisa {
        Baisa::exact(self.credit_balance_baisa, self.credit_balance)
    }
}

/// What an order would cost, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// `OMR`.
    pub currency: String,
    /// `catalog`, or the price book.
    #[serde(default)]
    pub price_source: String,
    /// The plan.
    #[serde(default)]
    pub plan_id: PlanId,
    /// The plan's part.
    #[serde(default)]
    pub plan_amount_baisa: Baisa,
    /// What the topology adds.
    #[serde(default)]
    pub topology_amount_baisa: Baisa,
    /// All of it.
    #[serde(default)]
    pub amount_baisa: Baisa,
    /// All of it in whole rials, rounded up.
    #[serde(default)]
    pub amount_omr: i64,
    /// How it is spread over regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<Topology>,
    /// What the sum is made of.
    #[serde(default, deserialize_with = "or_default")]
    pub lines: Vec<QuoteLine>,
}

/// One position of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Slug of the plan or add-on, or the topology.
    pub sku: String,
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Its price for a month.
    #[serde(default)]
    pub amount_baisa: Baisa,
    /// Our extension: its name in other languages, by BCP 47 tag. Absent upstream.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

impl QuoteLine {
    /// Its name in a language, a BCP 47 tag.
    #[must_use]
    pub fn title(&self, tag: &str) -> &str {
        translated(&self.translations, tag, |words| &words.title).unwrap_or(&self.name)
    }
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Endpoint for Checkout {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/billing/checkout";
    const ACCESS: Access = Access::Account;
    type Body = CheckoutRequest;
    type Output = CheckoutAnswer;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&CheckoutRequest> {
        Some(&self.request)
    }
}

impl Endpoint for GetQuote {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/billing/quote";
    const ACCESS: Access = Access::Public;
    type Body = CheckoutRequest;
    type Output = Quote;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&CheckoutRequest> {
        Some(&self.request)
    }
}
