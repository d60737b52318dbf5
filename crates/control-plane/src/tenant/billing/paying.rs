//! Who pays, and what was charged, over the whole Sovereign (§B.11).

use super::statements::read_invoice;
use crate::tenant::records::{time, word};
use crate::tenant::{Failure, Tenant, catalog, organizations};
use contract::billing::{Invoice, SubscriptionRow, SubscriptionRows, SubscriptionStanding, SubscriptionStatus};
use contract::money::Baisa;
use contract::storefront::Plan;
use contract::{OrganizationId, Timestamp};
use rusqlite::{Row, Transaction};

/// Rows of each list.
const MOST: u32 = 1000;

impl Tenant {
    /// The latest invoices, newest first.
    pub(crate) fn every_invoice(&self) -> Result<Vec<Invoice>, Failure> {
        self.records.read(|transaction| {
            let mut statement = transaction.prepare("SELECT * FROM invoices ORDER BY number DESC LIMIT ?1")?;
            let rows = statement.query_map([MOST], read_invoice)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The latest subscriptions, newest first.
    pub(crate) fn every_subscription(&self) -> Result<SubscriptionRows, Failure> {
        let now = self.clock.now();
        self.records.read(|transaction| {
            let plans = catalog::plans(transaction)?;
            let mut statement = transaction.prepare("SELECT * FROM subscriptions ORDER BY number DESC LIMIT ?1")?;
            let rows = statement.query_map([MOST], |row| read(row, &plans, now))?;
            let mut subscriptions = rows.collect::<Result<Vec<_>, _>>()?;
            for subscription in &mut subscriptions {
                name_organization(transaction, subscription)?;
            }
            Ok(SubscriptionRows { subscriptions })
        })
    }
}

fn read(row: &Row<'_>, plans: &[Plan], now: Timestamp) -> rusqlite::Result<SubscriptionRow> {
    let plan: String = row.get("plan_id")?;
    let known = plans.iter().find(|known| known.id.as_str() == plan);
    let status: SubscriptionStatus = word(row, "status")?;
    let until = time(row, "period_end")?;
    Ok(SubscriptionRow {
        id: row.get("id")?,
        tenant_org: String::new(),
        tenant_id: Some(OrganizationId::from_wire(row.get::<_, String>("tenant_id")?)),
        plan: known.map_or(plan, |known| known.name.clone()),
        mrr_cents: Baisa(row.get("amount")?),
        currency: "OMR".to_owned(),
        // A period begins with its payment.
        last_paid_at: time(row, "period_start")?,
        status: match status {
            SubscriptionStatus::Active if until.is_some_and(|until| until <= now) => SubscriptionStanding::Overdue,
            SubscriptionStatus::Active => SubscriptionStanding::Paid,
            SubscriptionStatus::Canceled => SubscriptionStanding::Cancelled,
            SubscriptionStatus::Unknown(word) => SubscriptionStanding::Unknown(word),
        },
    })
}

/// An Organization that has been forgotten is called by its id.
fn name_organization(transaction: &Transaction<'_>, subscription: &mut SubscriptionRow) -> Result<(), Failure> {
    let Some(id) = &subscription.tenant_id else {
        return Ok(());
    };
    match organizations::find(transaction, id)? {
        Some(row) => subscription.tenant_org = row.organization.name,
        None => {
            subscription.tenant_org = id.to_string();
            subscription.tenant_id = None;
        }
    }
    Ok(())
}
