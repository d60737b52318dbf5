//! The billing service: vouchers, credit, orders and what they come to. Section B of the tenant-side contract.
//!
//! Money is integer baisa. Credit is the last balance of an append-only ledger, which the database itself checks.

mod accounts;
mod cards;
mod changes;
mod checkout;
mod closing;
mod customers;
mod history;
mod ledger;
mod orders;
mod paying;
mod pricing;
mod reports;
mod statements;
mod vouchers;
mod webhook;

pub(super) use accounts::balance_of_user;
pub(super) use closing::close;

pub use cards::{CardPayment, CardProcessor, CardSession, LocalCards};
