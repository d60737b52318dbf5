//! Vouchers, orders, credit and invoices. Section B of the tenant-side contract.
//!
//! Amounts come twice, as whole rials and as baisa; the methods of the types answer the exact one (§0.5).

mod admin;
mod card;
mod checkout;
mod overview;
mod paying;
mod statement;
mod voucher;
mod wallet;

pub use admin::{GetRevenue, ListOrders, Order, OrderStatus, Revenue};
pub use card::{CardDecision, CardSessionState, DecideCardSession, GetCardSession};
pub use checkout::{Checkout, CheckoutAnswer, CheckoutRequest, GetQuote, IDEMPOTENCY_KEY, Quote, QuoteLine, Topology};
pub use overview::{GetRevenueReport, PlanRevenue, RevenueFigures, RevenueReport};
pub use paying::{ListEveryInvoice, ListEverySubscription, SubscriptionRow, SubscriptionRows, SubscriptionStanding};
pub use statement::{GetStatement, OwnRedemption, Statement};
pub use voucher::{
    IssueVoucher, ListRedemptions, ListVouchers, NewVoucher, PreviewVoucher, Redemption, RevokeVoucher, Revoked,
    Voucher, VoucherCode, VoucherPreview, VoucherQuery, VoucherState,
};
pub use wallet::{
    Balance, GetBalance, GetSubscription, Invoice, InvoiceStatus, LedgerEntry, ListInvoices, Subscription,
    SubscriptionStatus, WatchBalance,
};
