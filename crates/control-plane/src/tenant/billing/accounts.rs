//! What was bought for one Organization, and its owner's credit, for operators.

use super::reports::read_order;
use super::statements::read_invoice;
use super::{ledger, reports};
use crate::tenant::records::time;
use crate::tenant::{Failure, Tenant, organizations, refuse};
use contract::billing::{Invoice, Order, OwnRedemption, Statement, VoucherCode};
use contract::money::Baisa;
use contract::{OrganizationId, UserId};
use rusqlite::{OptionalExtension, Transaction, params};

/// Rows of each list.
const MOST: u32 = 1000;

impl Tenant {
    /// Everything about the money of one Organization.
    pub(crate) fn statement(&self, organization: &OrganizationId) -> Result<Statement, Failure> {
        self.records.read(|transaction| {
            let row = organizations::find(transaction, organization)?.ok_or_else(|| refuse(404, "tenant not found"))?;
            let mut statement = Statement {
                orders: orders(transaction, organization)?,
                invoices: invoices(transaction, organization)?,
                ..Statement::default()
            };
            if let Some(customer) = customer_of_user(transaction, &row.organization.owner_id)? {
                statement.balance_baisa = ledger::balance(transaction, &customer)?;
                statement.entries = ledger::latest(transaction, &customer, MOST)?;
                statement.redemptions = redemptions(transaction, &customer)?;
            }
            Ok(statement)
        })
    }
}

/// The credit of a User; nothing for somebody who never ordered.
pub(in crate::tenant) fn balance_of_user(transaction: &Transaction<'_>, user: &UserId) -> Result<Baisa, Failure> {
    match customer_of_user(transaction, user)? {
        Some(customer) => ledger::balance(transaction, &customer),
        None => Ok(Baisa(0)),
    }
}

fn customer_of_user(transaction: &Transaction<'_>, user: &UserId) -> Result<Option<String>, Failure> {
    let found = transaction.query_row("SELECT id FROM customers WHERE user_id = ?1", [user.as_str()], |row| {
        row.get(0)
    });
    Ok(found.optional()?)
}

fn orders(transaction: &Transaction<'_>, organization: &OrganizationId) -> Result<Vec<Order>, Failure> {
    let mut statement = transaction.prepare(&format!(
        "{} WHERE orders.tenant_id = ?1 ORDER BY number DESC LIMIT ?2",
        reports::ORDERS
    ))?;
    let rows = statement.query_map(params![organization.as_str(), MOST], read_order)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn invoices(transaction: &Transaction<'_>, organization: &OrganizationId) -> Result<Vec<Invoice>, Failure> {
    let mut statement =
        transaction.prepare("SELECT * FROM invoices WHERE tenant_id = ?1 ORDER BY number DESC LIMIT ?2")?;
    let rows = statement.query_map(params![organization.as_str(), MOST], read_invoice)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn redemptions(transaction: &Transaction<'_>, customer: &str) -> Result<Vec<OwnRedemption>, Failure> {
    let mut statement = transaction.prepare(
        "SELECT promo_redemptions.code, promo_redemptions.created_at, promo_codes.credit_omr FROM promo_redemptions
         JOIN promo_codes ON promo_codes.code = promo_redemptions.code
         WHERE customer_id = ?1 ORDER BY promo_redemptions.created_at DESC, promo_redemptions.rowid DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![customer, MOST], |row| {
        Ok(OwnRedemption {
            code: VoucherCode::new(&row.get::<_, String>("code")?),
            credit_baisa: Baisa::from_omr(row.get("credit_omr")?),
            created_at: time(row, "created_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
