//! Checkout: order, voucher, payment from credit, subscription and invoice as one transaction (§B.3).
//!
//! A refusal at any step undoes the steps before it: a voucher is never spent on an order that does not come about.

use super::customers::customer_of;
use super::ledger::{self, Movement};
use super::pricing;
use super::vouchers;
use crate::catalog::Shelf;
use crate::tenant::catalog;
use crate::tenant::organizations;
use crate::tenant::provisioning;
use crate::tenant::{Account, Failure, Tenant, refuse};
use contract::billing::{CheckoutAnswer, CheckoutRequest, Quote};
use contract::money::Baisa;
use contract::{OrderId, OrganizationId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

const MONTH_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
const NO_PROCESSOR: &str = "payment processor is not configured yet. Please contact support or use a promo code that \
                            covers the full amount.";

/// What became of a checkout.
#[derive(Debug)]
pub(crate) struct Ordered {
    pub(crate) answer: CheckoutAnswer,
    /// The Organization to set up now; `None` when an earlier answer was given again.
    pub(crate) launch: Option<OrganizationId>,
}

/// An order that was priced.
struct Order<'a> {
    id: OrderId,
    customer: &'a str,
    request: &'a CheckoutRequest,
    quote: &'a Quote,
}

impl Tenant {
    /// Orders, and pays from credit. `key` is the caller's Idempotency-Key.
    pub(crate) fn checkout(
        &self,
        account: &Account,
        request: &CheckoutRequest,
        key: Option<&str>,
        shelf: &Shelf,
    ) -> Result<Ordered, Failure> {
        if request.plan_id.as_str().is_empty() || request.tenant_id.as_str().is_empty() {
            return Err(refuse(400, "plan_id and tenant_id are required"));
        }
        let now = self.clock.now();
        self.records.change(|transaction| {
            if let Some(answer) = earlier_answer(transaction, account, request, key)? {
                return Ok(Ordered { answer, launch: None });
            }
            let answer = settle(transaction, account, request, shelf, now)?;
            remember(transaction, account, request, key, &answer)?;
            Ok(Ordered {
                answer,
                launch: Some(request.tenant_id.clone()),
            })
        })
    }
}

fn settle(
    transaction: &Transaction<'_>,
    account: &Account,
    request: &CheckoutRequest,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<CheckoutAnswer, Failure> {
    organizations::require_manager(transaction, account, &request.tenant_id)?;
    refuse_second_subscription(transaction, &request.tenant_id)?;
    let customer = customer_of(transaction, account, now)?;
    let quote = pricing::quote(request)?;
    check_apps(transaction, request, shelf)?;
    let credit = match request.promo_code.as_ref().filter(|code| !code.is_empty()) {
        Some(code) => vouchers::redeem(transaction, &customer, code, now)?,
        None => ledger::balance(transaction, &customer)?,
    };
    if credit < quote.amount_baisa {
        return Err(refuse(503, NO_PROCESSOR));
    }
    let order = Order {
        id: OrderId::from_wire(Uuid::new_v4().to_string()),
        customer: &customer,
        request,
        quote: &quote,
    };
    let left = pay_from_credit(transaction, &order, now)?;
    organizations::launch(transaction, request, &order.id, now)?;
    provisioning::open(transaction, request, &order.id, now)?;
    Ok(CheckoutAnswer {
        order_id: order.id,
        paid_by_credit: true,
        session_url: None,
        credit_balance: left.whole_omr(),
        credit_balance_baisa: Some(left),
    })
}

/// The guard against a second click that lost its key: an Organization pays for one plan at a time.
fn refuse_second_subscription(transaction: &Transaction<'_>, organization: &OrganizationId) -> Result<(), Failure> {
    let active = transaction
        .query_row(
            "SELECT 1 FROM subscriptions WHERE tenant_id = ?1 AND status = 'active'",
            [organization.as_str()],
            |_| Ok(()),
        )
        .optional()?;
    match active {
        Some(()) => Err(refuse(409, "this organization already has an active subscription")),
        None => Ok(()),
    }
}

/// Every app of the order can be installed with what is known.
fn check_apps(transaction: &Transaction<'_>, request: &CheckoutRequest, shelf: &Shelf) -> Result<(), Failure> {
    let row = organizations::find(transaction, &request.tenant_id)?;
    let row = row.ok_or_else(|| refuse(404, "organization not found"))?;
    let apps = match request.apps.is_empty() {
        true => &row.organization.apps,
        false => &request.apps,
    };
    for app in apps {
        let slug = catalog::slug_of(app);
        let answers = row.app_configs.get(slug);
        catalog::check_installable(shelf, app, &row.domain_of(slug), &row.owner_email, answers)?;
    }
    Ok(())
}

/// Writes the order as paid: ledger entry, subscription, invoice. Answers the credit that is left.
fn pay_from_credit(transaction: &Transaction<'_>, order: &Order<'_>, now: Timestamp) -> Result<Baisa, Failure> {
    let (request, amount) = (order.request, order.quote.amount_baisa);
    let until = Timestamp::from_unix_millis(now.unix_millis() + MONTH_MILLIS).unwrap_or(now);
    transaction.execute(
        "INSERT INTO orders
             (id, customer_id, tenant_id, plan_id, apps, addons, topology, promo_code, amount, status, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'completed', ?10)",
        params![
            order.id.as_str(),
            order.customer,
            request.tenant_id.as_str(),
            request.plan_id.as_str(),
            serde_json::to_string(&request.apps)?,
            serde_json::to_string(&request.addons)?,
            order.quote.topology.as_ref().map(ToString::to_string),
            request.promo_code.as_ref().map(ToString::to_string),
            amount.0,
            now.to_string()
        ],
    )?;
    let payment = Movement {
        customer: order.customer,
        amount: Baisa(-amount.0),
        reason: "order-payment",
        order: Some(&order.id),
    };
    let left = ledger::add(transaction, &payment, now)?;
    transaction.execute(
        "INSERT INTO subscriptions
             (id, customer_id, tenant_id, plan_id, amount, status, period_start, period_end, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'active', ?6, ?7, ?6)",
        params![
            Uuid::new_v4().to_string(),
            order.customer,
            request.tenant_id.as_str(),
            request.plan_id.as_str(),
            amount.0,
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
            amount.0,
            now.to_string(),
            until.to_string()
        ],
    )?;
    Ok(left)
}

/// The answer that this key got before.
fn earlier_answer(
    transaction: &Transaction<'_>,
    account: &Account,
    request: &CheckoutRequest,
    key: Option<&str>,
) -> Result<Option<CheckoutAnswer>, Failure> {
    let Some(key) = key else { return Ok(None) };
    let kept: Option<(String, String)> = transaction
        .query_row(
            "SELECT request, answer FROM checkout_answers WHERE user_id = ?1 AND key = ?2",
            params![account.id.as_str(), key],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match kept {
        None => Ok(None),
        Some((asked, answer)) if asked == serde_json::to_string(request)? => Ok(Some(serde_json::from_str(&answer)?)),
        Some(_) => Err(refuse(422, "this idempotency key belongs to another checkout")),
    }
}

fn remember(
    transaction: &Transaction<'_>,
    account: &Account,
    request: &CheckoutRequest,
    key: Option<&str>,
    answer: &CheckoutAnswer,
) -> Result<(), Failure> {
    let Some(key) = key else { return Ok(()) };
    transaction.execute(
        "INSERT INTO checkout_answers (user_id, key, request, answer) VALUES (?1, ?2, ?3, ?4)",
        params![
            account.id.as_str(),
            key,
            serde_json::to_string(request)?,
            serde_json::to_string(answer)?
        ],
    )?;
    Ok(())
}
