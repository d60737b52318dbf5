//! What the end of an Organization means for money (§B.9). What was paid stays paid.

use crate::tenant::Failure;
use contract::{OrganizationId, Timestamp};
use rusqlite::{Transaction, params};

/// Cancels what is still to come, and marks what was. A payment under way becomes credit when it arrives.
pub(in crate::tenant) fn close(
    transaction: &Transaction<'_>,
    organization: &OrganizationId,
    now: Timestamp,
) -> Result<(), Failure> {
    for cancel in [
        "UPDATE subscriptions SET status = 'canceled' WHERE tenant_id = ?1",
        "UPDATE invoices SET status = 'voided' WHERE tenant_id = ?1 AND status IN ('draft', 'open')",
        "UPDATE orders SET status = 'cancelled' WHERE tenant_id = ?1 AND status = 'pending'",
    ] {
        transaction.execute(cancel, [organization.as_str()])?;
    }
    transaction.execute(
        "INSERT INTO ledger_marks (entry_id, mark, marked_at)
         SELECT id, 'tenant_deleted', ?2 FROM credit_ledger
         WHERE order_id IN (SELECT id FROM orders WHERE tenant_id = ?1)",
        params![organization.as_str(), now.to_string()],
    )?;
    Ok(())
}
