//! What was paid day by day, and what is earned by plan (§B.11).

use crate::tenant::catalog;
use crate::tenant::{Failure, Tenant, organizations};
use contract::billing::{PlanRevenue, RevenueFigures, RevenueReport};
use contract::money::Baisa;
use contract::{OrganizationId, PlanId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

const DAYS: i64 = 30;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

impl Tenant {
    /// The last 30 days, of which today is one. Days are those of UTC.
    pub(crate) fn revenue_report(&self) -> Result<RevenueReport, Failure> {
        let today = self.clock.now().unix_millis().div_euclid(DAY_MILLIS);
        self.records.read(|transaction| {
            let paid = paid_by_day(transaction, today - 2 * DAYS)?;
            let sum = |days: std::ops::Range<i64>| paid.range(days).map(|(_, sum)| *sum).sum::<i64>();
            let first = today - DAYS + 1;
            let (now, before) = (sum(first..today + 1), sum(first - DAYS..first));
            let breakdown = by_plan(transaction)?;
            Ok(RevenueReport {
                kpi: RevenueFigures {
                    last30d_cents: Baisa(now),
                    mom_pct: percent_more(now, before),
                    top_tenant: top_organization(transaction, first)?,
                    top_plan: breakdown.first().map(|row| row.plan.clone()).unwrap_or_default(),
                },
                sparkline: (first..=today)
                    .map(|day| Baisa(paid.get(&day).copied().unwrap_or(0)))
                    .collect(),
                until: Timestamp::from_unix_millis(today * DAY_MILLIS),
                breakdown,
            })
        })
    }
}

/// What was paid on each day since one, by the number of the day since 1970.
fn paid_by_day(transaction: &Transaction<'_>, since: i64) -> Result<BTreeMap<i64, i64>, Failure> {
    let mut statement = transaction.prepare(
        "SELECT CAST(julianday(substr(created_at, 1, 10)) - julianday('1970-01-01') AS INTEGER) AS day, SUM(amount) AS paid
         FROM invoices WHERE status = 'paid' GROUP BY day HAVING day > ?1",
    )?;
    let rows = statement.query_map([since], |row| Ok((row.get("day")?, row.get("paid")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn by_plan(transaction: &Transaction<'_>) -> Result<Vec<PlanRevenue>, Failure> {
    let plans = catalog::plans(transaction)?;
    let mut statement = transaction.prepare(
        "SELECT plan_id, COUNT(*) AS tenants, SUM(amount) AS mrr FROM subscriptions WHERE status = 'active'
         GROUP BY plan_id ORDER BY mrr DESC, plan_id",
    )?;
    let rows = statement.query_map([], |row| {
        let id = PlanId::from_wire(row.get::<_, String>("plan_id")?);
        let name = plans.iter().find(|plan| plan.id == id).map(|plan| plan.name.clone());
        Ok(PlanRevenue {
            plan: name.unwrap_or_else(|| id.to_string()),
            id,
            tenants: row.get("tenants")?,
            mrr_cents: Baisa(row.get("mrr")?),
            yoy_pct: None,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The Organization that paid most since a day, as far as there still is one.
fn top_organization(transaction: &Transaction<'_>, since: i64) -> Result<String, Failure> {
    let since = Timestamp::from_unix_millis(since * DAY_MILLIS).unwrap_or(Timestamp::EPOCH);
    let since = since.to_string();
    let most = transaction.query_row(
        "SELECT tenant_id FROM invoices WHERE status = 'paid' AND substr(created_at, 1, 10) >= ?1
         GROUP BY tenant_id ORDER BY SUM(amount) DESC, tenant_id LIMIT 1",
        params![since.get(..10)],
        |row| row.get::<_, String>(0),
    );
    let Some(id) = most.optional()? else {
        return Ok(String::new());
    };
    let row = organizations::find(transaction, &OrganizationId::from_wire(id))?;
    Ok(row.map(|row| row.organization.name).unwrap_or_default())
}

/// Percent with one decimal; `None` when there was nothing before.
#[expect(clippy::cast_precision_loss, reason = "a percentage for people, not an amount")]
fn percent_more(now: i64, before: i64) -> Option<f64> {
    (before > 0).then(|| ((now - before) as f64 / before as f64 * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_from_nothing_before() {
        assert_eq!(percent_more(9000, 0), None);
        assert_eq!(percent_more(12_000, 9000), Some(33.3));
        assert_eq!(percent_more(0, 9000), Some(-100.0));
    }
}
