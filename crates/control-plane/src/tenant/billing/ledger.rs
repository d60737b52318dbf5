//! The credit ledger: entries are added, never changed, and each carries the balance after it.

use crate::tenant::records::time;
use crate::tenant::{Failure, refuse};
use contract::billing::LedgerEntry;
use contract::money::Baisa;
use contract::{OrderId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

/// A movement of credit: positive for a grant, negative for a payment.
pub(super) struct Movement<'a> {
    pub(super) customer: &'a str,
    pub(super) amount: Baisa,
    pub(super) reason: &'a str,
    pub(super) order: Option<&'a OrderId>,
}

/// A customer's credit.
pub(super) fn balance(transaction: &Transaction<'_>, customer: &str) -> Result<Baisa, Failure> {
    let last = transaction.query_row(
        "SELECT balance FROM credit_ledger WHERE customer_id = ?1 ORDER BY number DESC LIMIT 1",
        [customer],
        |row| row.get(0),
    );
    Ok(Baisa(last.optional()?.unwrap_or(0)))
}

/// Adds an entry; answers the balance after it. An entry of nothing is none.
pub(super) fn add(transaction: &Transaction<'_>, movement: &Movement<'_>, now: Timestamp) -> Result<Baisa, Failure> {
    let before = balance(transaction, movement.customer)?;
    if movement.amount == Baisa(0) {
        return Ok(before);
    }
    let after = before
        .0
        .checked_add(movement.amount.0)
        .filter(|after| *after >= 0)
        .ok_or_else(|| refuse(500, "failed to check credit balance"))?;
    transaction.execute(
        "INSERT INTO credit_ledger (id, customer_id, amount, balance, reason, order_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            Uuid::new_v4().to_string(),
            movement.customer,
            movement.amount.0,
            after,
            movement.reason,
            movement.order.map(OrderId::as_str),
            now.to_string()
        ],
    )?;
    Ok(Baisa(after))
}

/// The latest entries of a customer, newest first.
pub(super) fn latest(transaction: &Transaction<'_>, customer: &str, most: u32) -> Result<Vec<LedgerEntry>, Failure> {
    let mut statement = transaction.prepare(
        "SELECT credit_ledger.*, EXISTS (SELECT 1 FROM ledger_marks WHERE entry_id = credit_ledger.id
                                         AND mark = 'tenant_deleted') AS tenant_deleted
         FROM credit_ledger WHERE customer_id = ?1 ORDER BY number DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![customer, most], |row| {
        let amount = Baisa(row.get("amount")?);
        Ok(LedgerEntry {
            id: row.get("id")?,
            amount_omr: amount.whole_omr(),
            amount_baisa: Some(amount),
            balance_baisa: Some(Baisa(row.get("balance")?)),
            reason: row.get("reason")?,
            order_id: row.get::<_, Option<String>>("order_id")?.map(OrderId::from_wire),
            tenant_deleted: row.get("tenant_deleted")?,
            created_at: time(row, "created_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
