//! Orders: placed, and fulfilled once they are paid.

use crate::tenant::records::json;
use crate::tenant::{Failure, organizations, provisioning};
use contract::billing::{CheckoutRequest, OrderStatus, Topology, VoucherCode};
use contract::money::Baisa;
use contract::{OrderId, OrganizationId, PlanId, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

const MONTH_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// An order that was priced.
pub(super) struct Order {
    pub(super) id: OrderId,
    pub(super) customer: String,
    pub(super) request: CheckoutRequest,
    pub(super) amount: Baisa,
    /// The subscription that it takes the place of; `None` for the first order of an Organization.
    pub(super) replaces: Option<String>,
}

/// Writes a new order down, pending. `session` is that of the card processor.
pub(super) fn place(
    transaction: &Transaction<'_>,
    order: &Order,
    session: Option<&str>,
    now: Timestamp,
) -> Result<(), Failure> {
    let request = &order.request;
    transaction.execute(
        "INSERT INTO orders (id, customer_id, tenant_id, plan_id, apps, addons, topology, promo_code, amount, status,
                             stripe_session_id, created_at, replaces)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'pending', ?10, ?11, ?12)",
        params![
            order.id.as_str(),
            order.customer,
            request.tenant_id.as_str(),
            request.plan_id.as_str(),
            serde_json::to_string(&request.apps)?,
            serde_json::to_string(&request.addons)?,
            request.topology.as_ref().map(Topology::as_str),
            request.promo_code.as_ref().map(VoucherCode::as_str),
            order.amount.0,
            session,
            now.to_string(),
            order.replaces
        ],
    )?;
    Ok(())
}

/// Gives what a paid order is for: subscription, invoice, and the Organization, which starts to be set up or, after its
/// first order, only has another plan.
pub(super) fn fulfil(transaction: &Transaction<'_>, order: &Order, now: Timestamp) -> Result<(), Failure> {
    let request = &order.request;
    let until = Timestamp::from_unix_millis(now.unix_millis() + MONTH_MILLIS).unwrap_or(now);
    set_status(transaction, &order.id, &OrderStatus::Completed)?;
    transaction.execute(
        "UPDATE subscriptions SET status = 'canceled' WHERE id = ?1",
        [&order.replaces],
    )?;
    transaction.execute(
        "INSERT INTO subscriptions
             (id, customer_id, tenant_id, plan_id, amount, status, period_start, period_end, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'active', ?6, ?7, ?6)",
        params![
            Uuid::new_v4().to_string(),
            order.customer,
            request.tenant_id.as_str(),
            request.plan_id.as_str(),
            order.amount.0,
            now.to_string(),
            until.to_string()
        ],
    )?;
    transaction.execute(
        "INSERT INTO invoices
             (id, order_id, customer_id, tenant_id, amount, status, period_start, period_end, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'paid', ?6, ?7, ?6)",
        params![
            Uuid::new_v4().to_string(),
            order.id.as_str(),
            order.customer,
            request.tenant_id.as_str(),
            order.amount.0,
            now.to_string(),
            until.to_string()
        ],
    )?;
    if order.replaces.is_some() {
        return organizations::change_plan(transaction, request, &order.id, now);
    }
    organizations::launch(transaction, request, &order.id, now)?;
    provisioning::open(transaction, request, &order.id, now)
}

pub(super) fn set_status(transaction: &Transaction<'_>, order: &OrderId, status: &OrderStatus) -> Result<(), Failure> {
    transaction.execute(
        "UPDATE orders SET status = ?2 WHERE id = ?1",
        params![order.as_str(), status.as_str()],
    )?;
    Ok(())
}

/// The order that a session of the card processor is for, and how it stands.
pub(super) fn of_session(
    transaction: &Transaction<'_>,
    session: &str,
) -> Result<Option<(Order, OrderStatus)>, Failure> {
    let found = transaction.query_row("SELECT * FROM orders WHERE stripe_session_id = ?1", [session], |row| {
        let status: String = row.get("status")?;
        Ok((read(row)?, OrderStatus::from(status.as_str())))
    });
    Ok(found.optional()?)
}

/// The subscription that an Organization pays for now.
pub(super) fn active_subscription(
    transaction: &Transaction<'_>,
    organization: &OrganizationId,
) -> Result<Option<String>, Failure> {
    let found = transaction.query_row(
        "SELECT id FROM subscriptions WHERE tenant_id = ?1 AND status = 'active'",
        [organization.as_str()],
        |row| row.get(0),
    );
    Ok(found.optional()?)
}

/// How an order is spread over regions.
pub(super) fn topology(transaction: &Transaction<'_>, order: &OrderId) -> Result<Option<Topology>, Failure> {
    let found = transaction.query_row("SELECT topology FROM orders WHERE id = ?1", [order.as_str()], |row| {
        row.get::<_, Option<String>>(0)
    });
    Ok(found.optional()?.flatten().as_deref().map(Topology::from))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    let topology: Option<String> = row.get("topology")?;
    let promo_code: Option<String> = row.get("promo_code")?;
    Ok(Order {
        id: OrderId::from_wire(row.get::<_, String>("id")?),
        customer: row.get("customer_id")?,
        request: CheckoutRequest {
            plan_id: PlanId::from_wire(row.get::<_, String>("plan_id")?),
            tenant_id: OrganizationId::from_wire(row.get::<_, String>("tenant_id")?),
            apps: json(row, "apps")?,
            addons: json(row, "addons")?,
            promo_code: promo_code.as_deref().map(VoucherCode::new),
            topology: topology.as_deref().map(Topology::from),
        },
        amount: Baisa(row.get("amount")?),
        replaces: row.get("replaces")?,
    })
}
