//! Billing customers: one for each User, from their first order on.

use crate::tenant::{Account, Failure};
use contract::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

/// The caller's billing customer; made when there is none.
pub(super) fn customer_of(transaction: &Transaction<'_>, account: &Account, now: Timestamp) -> Result<String, Failure> {
    transaction.execute(
        "INSERT INTO customers (id, user_id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (user_id) DO NOTHING",
        params![Uuid::new_v4().to_string(), account.id.as_str(), now.to_string()],
    )?;
    let found = find_customer(transaction, account)?;
    found.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
}

/// The caller's billing customer, if they have one.
pub(super) fn find_customer(transaction: &Transaction<'_>, account: &Account) -> Result<Option<String>, Failure> {
    let found = transaction.query_row(
        "SELECT id FROM customers WHERE user_id = ?1",
        [account.id.as_str()],
        |row| row.get(0),
    );
    Ok(found.optional()?)
}
