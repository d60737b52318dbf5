//! Vouchers: a code that is worth credit once for each customer. Sections B1 to B4 and B.2.

use crate::Timestamp;
use crate::endpoint::{Access, Endpoint, segments, with_query};
use crate::money::Baisa;
use http::Method;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A voucher's code, trimmed and in upper case: checkout compares it to the letter (§B.2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct VoucherCode(String);

impl VoucherCode {
    /// The code that somebody typed or that a link carried.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_uppercase())
    }

    /// The text of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for VoucherCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

impl fmt::Display for VoucherCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `POST /api/billing/vouchers/issue`: makes a voucher, or overwrites the one of this code. Section B1.
///
/// A revoked voucher of this code comes back to life; how often it was redeemed is kept.
#[derive(Clone, Debug)]
pub struct IssueVoucher {
    /// What to issue.
    pub request: NewVoucher,
}

/// Body of [`IssueVoucher`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVoucher {
    /// Its code; the service makes one up for an empty one.
    #[serde(default)]
    pub code: VoucherCode,
    /// What it is worth, in whole rials.
    #[serde(default)]
    pub credit_omr: i64,
    /// For people; may be empty.
    #[serde(default)]
    pub description: String,
    /// Whether it may be redeemed. Left out, it means no: always send it.
    #[serde(default)]
    pub active: bool,
    /// How many customers may redeem it; 0 for no limit.
    #[serde(default)]
    pub max_redemptions: i64,
    /// Who is told about it by e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_email: Option<String>,
}

/// A voucher as operators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Its code.
    pub code: VoucherCode,
    /// What it is worth, in whole rials.
    #[serde(default)]
    pub credit_omr: i64,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Whether it may be redeemed.
    #[serde(default)]
    pub active: bool,
    /// How many customers may redeem it; 0 for no limit.
    #[serde(default)]
    pub max_redemptions: i64,
    /// How many have.
    #[serde(default)]
    pub times_redeemed: i64,
    /// When it was first issued; absent in the answer to an issue.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub deleted_at: Option<Timestamp>,
}

/// What can be done with a voucher (§B.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherState {
    /// Taken back by an operator.
    Revoked,
    /// Switched off.
    Inactive,
    /// Redeemed as often as it may be.
    Exhausted,
    /// Good for credit.
    Active,
}

impl Voucher {
    /// What it is worth.
    #[must_use]
    pub fn credit(&self) -> Baisa {
        Baisa::from_omr(self.credit_omr)
    }

    /// What can be done with it; the first rule that holds.
    #[must_use]
    pub fn state(&self) -> VoucherState {
        if self.deleted_at.is_some() {
            VoucherState::Revoked
        } else if !self.active {
            VoucherState::Inactive
        } else if self.max_redemptions > 0 && self.times_redeemed >= self.max_redemptions {
            VoucherState::Exhausted
        } else {
            VoucherState::Active
        }
    }
}

/// `GET /api/billing/vouchers/list`: all that are not revoked, newest first. Section B2.
#[derive(Clone, Debug, Default)]
pub struct ListVouchers {
    /// Our extension, `?include=revoked`: those that were revoked too. Upstream leaves them out all the same.
    pub include_revoked: bool,
}

/// `DELETE /api/billing/vouchers/revoke/{code}`. Credit that was granted stays. Section B3.
#[derive(Clone, Debug)]
pub struct RevokeVoucher {
    /// Which one.
    pub code: VoucherCode,
}

/// Answer of [`RevokeVoucher`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Always true.
    pub ok: bool,
}

/// `GET /api/billing/vouchers/redemptions/{code}`: who redeemed a voucher, the latest 1000, newest first; revoked ones
/// keep theirs. Our extension: upstream has no such route.
///
/// 404 `voucher not found` for a code that was never issued.
#[derive(Clone, Debug)]
pub struct ListRedemptions {
    /// Which voucher.
    pub code: VoucherCode,
}

/// That a customer redeemed a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// The billing customer.
    pub customer_id: String,
    /// Their e-mail address; absent for those who did not sign up themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<Timestamp>,
}

/// `POST /api/billing/vouchers/redeem-preview`: what a code is worth, without using it. Section B4.
///
/// 404 says that it is unknown or revoked. 410 says that it is over, and is an answer too: see [`Endpoint::ANSWERS`].
#[derive(Clone, Debug)]
pub struct PreviewVoucher {
    /// Which one.
    pub request: VoucherQuery,
}

/// Body of [`PreviewVoucher`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherQuery {
    /// The code to look up.
    #[serde(default)]
    pub code: VoucherCode,
}

/// What anybody may know of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherPreview {
    /// Its code.
    pub code: VoucherCode,
    /// What it is worth, in whole rials.
    #[serde(default)]
    pub credit_omr: i64,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// When it is over: false says switched off, true says redeemed as often as it may be.
    #[serde(default)]
    pub active: bool,
    /// Whether it can be redeemed now.
    #[serde(default)]
    pub accepting_redemptions: bool,
}

impl VoucherPreview {
    /// What it is worth.
    #[must_use]
    pub fn credit(&self) -> Baisa {
        Baisa::from_omr(self.credit_omr)
    }
}

impl Endpoint for IssueVoucher {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/billing/vouchers/issue";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = NewVoucher;
    type Output = Voucher;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&NewVoucher> {
        Some(&self.request)
    }
}

impl Endpoint for ListVouchers {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/vouchers/list";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<Voucher>;

    fn path(&self) -> String {
        let include = self.include_revoked.then_some("revoked");
        with_query(Self::ROUTE.to_owned(), &[("include", include)])
    }
}

impl Endpoint for RevokeVoucher {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/billing/vouchers/revoke/{code}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Revoked;

    fn path(&self) -> String {
        segments(&["api", "billing", "vouchers", "revoke", self.code.as_str()])
    }
}

impl Endpoint for ListRedemptions {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/vouchers/redemptions/{code}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<Redemption>;

    fn path(&self) -> String {
        segments(&["api", "billing", "vouchers", "redemptions", self.code.as_str()])
    }
}

impl Endpoint for PreviewVoucher {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/billing/vouchers/redeem-preview";
    const ACCESS: Access = Access::Public;
    const ANSWERS: &'static [u16] = &[410];
    type Body = VoucherQuery;
    type Output = VoucherPreview;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    fn body(&self) -> Option<&VoucherQuery> {
        Some(&self.request)
    }
}
