//! What operators read: orders and revenue of the whole Sovereign (§B.6).

use crate::tenant::records::{json, time, word};
use crate::tenant::{Failure, Tenant};
use contract::billing::{Order, Revenue, Topology, VoucherCode};
use contract::money::Baisa;
use contract::{OrderId, OrganizationId, PlanId};
use rusqlite::Row;

/// Orders as [`read_order`] reads them.
pub(super) const ORDERS: &str = "SELECT orders.*, promo_codes.deleted_at IS NOT NULL AS promo_deleted FROM orders
     LEFT JOIN promo_codes ON promo_codes.code = orders.promo_code";

impl Tenant {
    /// The latest 50 orders, newest first.
    pub(crate) fn orders(&self) -> Result<Vec<Order>, Failure> {
        self.records.read(|transaction| {
            let mut statement = transaction.prepare(&format!("{ORDERS} ORDER BY number DESC LIMIT 50"))?;
            let rows = statement.query_map([], read_order)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What active subscriptions bring in a month. Each counts once, however many orders led to it.
    pub(crate) fn revenue(&self) -> Result<Revenue, Failure> {
        let now = self.clock.now().to_string();
        let month = now.get(..7).unwrap_or_default();
        self.records.read(|transaction| {
            let revenue = transaction.query_row(
                "SELECT (SELECT COALESCE(SUM(amount), 0) FROM subscriptions WHERE status = 'active') AS mrr,
                        (SELECT COUNT(*) FROM subscriptions WHERE status = 'active') AS active,
                        (SELECT COUNT(*) FROM customers) AS customers,
                        (SELECT COUNT(*) FROM customers WHERE substr(created_at, 1, 7) = ?1) AS new",
                [month],
                |row| {
                    let mrr = Baisa(row.get("mrr")?);
                    Ok(Revenue {
                        total_mrr: mrr.whole_omr(),
                        total_mrr_baisa: Some(mrr),
                        total_customers: row.get("customers")?,
                        new_this_month: row.get("new")?,
                        active_subscriptions: row.get("active")?,
                    })
                },
            );
            Ok(revenue?)
        })
    }
}

pub(super) fn read_order(row: &Row<'_>) -> rusqlite::Result<Order> {
    let amount = Baisa(row.get("amount")?);
    let topology: Option<String> = row.get("topology")?;
    let promo_code: Option<String> = row.get("promo_code")?;
    Ok(Order {
        id: OrderId::from_wire(row.get::<_, String>("id")?),
        customer_id: row.get("customer_id")?,
        tenant_id: OrganizationId::from_wire(row.get::<_, String>("tenant_id")?),
        plan_id: PlanId::from_wire(row.get::<_, String>("plan_id")?),
        apps: json(row, "apps")?,
        addons: json(row, "addons")?,
        amount_omr: amount.whole_omr(),
        amount_baisa: Some(amount),
        status: word(row, "status")?,
        created_at: time(row, "created_at")?,
        promo_code: promo_code.as_deref().map(VoucherCode::new),
        promo_deleted: row.get("promo_deleted")?,
        topology: topology.as_deref().map(Topology::from),
    })
}
