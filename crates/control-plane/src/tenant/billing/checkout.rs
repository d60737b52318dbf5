//! Checkout: order, voucher, payment from credit, subscription and invoice as one transaction (§B.3).
//!
//! A refusal at any step undoes the steps before it: a voucher is never spent on an order that does not come about.

use super::cards::{CardPayment, CardProcessor};
use super::changes;
use super::customers::customer_of;
use super::ledger::{self, Movement};
use super::orders::{self, Order};
use super::pricing;
use super::vouchers;
use crate::catalog::Shelf;
use crate::tenant::catalog::{self, Unpublished};
use crate::tenant::organizations;
use crate::tenant::{Account, Failure, Tenant, refuse};
use contract::billing::{CheckoutAnswer, CheckoutRequest};
use contract::money::Baisa;
use contract::{OrderId, OrganizationId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

const NO_PROCESSOR: &str = "payment processor is not configured yet. Please contact support or use a promo code that \
                            covers the full amount.";

/// What became of a checkout.
#[derive(Debug)]
pub(crate) struct Ordered {
    pub(crate) answer: CheckoutAnswer,
    /// The Organization to set up now; `None` when it is set up already, the card has the word, or an earlier answer was
    /// given again.
    pub(crate) launch: Option<OrganizationId>,
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
        let ordered = self.records.change(|transaction| {
            if let Some(answer) = earlier_answer(transaction, account, request, key)? {
                return Ok(Ordered { answer, launch: None });
            }
            let ordered = settle(transaction, account, request, shelf, self.cards.as_deref(), now)?;
            remember(transaction, account, request, key, &ordered.answer)?;
            Ok(ordered)
        })?;
        self.moved.send_replace(());
        Ok(ordered)
    }
}

fn settle(
    transaction: &Transaction<'_>,
    account: &Account,
    request: &CheckoutRequest,
    shelf: &Shelf,
    cards: Option<&dyn CardProcessor>,
    now: Timestamp,
) -> Result<Ordered, Failure> {
    organizations::require_manager(transaction, account, &request.tenant_id)?;
    let replaces = orders::active_subscription(transaction, &request.tenant_id)?;
    if replaces.is_some() {
        changes::require_change(transaction, request, shelf)?;
    }
    let customer = customer_of(transaction, account, now)?;
    let quote = pricing::quote(transaction, request)?;
    let mut request = request.clone();
    match replaces {
        // Apps come and go by themselves after the first order (§D.3).
        Some(_) => request.apps.clear(),
        None => {
            request.apps = catalog::plain_apps(&request.apps);
            check_apps(transaction, &request, shelf)?;
        }
    }
    let credit = match request.promo_code.as_ref().filter(|code| !code.is_empty()) {
        Some(code) => vouchers::redeem(transaction, &customer, code, now)?,
        None => ledger::balance(transaction, &customer)?,
    };
    let order = Order {
        id: OrderId::from_wire(Uuid::new_v4().to_string()),
        customer,
        request,
        amount: quote.amount_baisa,
        replaces,
    };
    if credit < order.amount {
        let answer = pay_by_card(transaction, cards, &order, credit, now)?;
        return Ok(Ordered { answer, launch: None });
    }
    let left = pay_from_credit(transaction, &order, now)?;
    let answer = CheckoutAnswer {
        order_id: order.id,
        paid_by_credit: true,
        session_url: None,
        credit_balance: left.whole_omr(),
        credit_balance_baisa: Some(left),
    };
    let is_first = order.replaces.is_none();
    Ok(Ordered {
        answer,
        launch: is_first.then_some(order.request.tenant_id),
    })
}

/// Pays at once; answers the credit that is left.
fn pay_from_credit(transaction: &Transaction<'_>, order: &Order, now: Timestamp) -> Result<Baisa, Failure> {
    orders::place(transaction, order, None, now)?;
    let payment = Movement {
        customer: &order.customer,
        amount: Baisa(-order.amount.0),
        reason: "order-payment",
        order: Some(&order.id),
    };
    let left = ledger::add(transaction, &payment, now)?;
    orders::fulfil(transaction, order, now)?;
    Ok(left)
}

/// Leaves the order pending until the processor tells that it was paid. The whole sum goes to the card: the contract
/// keeps credit that does not cover an order for a later one.
fn pay_by_card(
    transaction: &Transaction<'_>,
    cards: Option<&dyn CardProcessor>,
    order: &Order,
    credit: Baisa,
    now: Timestamp,
) -> Result<CheckoutAnswer, Failure> {
    let cards = cards.ok_or_else(|| refuse(503, NO_PROCESSOR))?;
    let session = cards
        .begin(&CardPayment {
            order: order.id.clone(),
            amount: order.amount,
        })
        .map_err(|reason| refuse(502, format!("payment processor rejected the request: {reason}")))?;
    orders::place(transaction, order, Some(&session.id), now)?;
    if order.replaces.is_none() {
        organizations::await_payment(transaction, &order.request, now)?;
    }
    Ok(CheckoutAnswer {
        order_id: order.id.clone(),
        paid_by_credit: false,
        session_url: Some(session.url),
        credit_balance: credit.whole_omr(),
        credit_balance_baisa: Some(credit),
    })
}

/// Every app of the order can be installed where it was ordered, with what is known.
fn check_apps(transaction: &Transaction<'_>, request: &CheckoutRequest, shelf: &Shelf) -> Result<(), Failure> {
    let row = organizations::find(transaction, &request.tenant_id)?;
    let row = row.ok_or_else(|| refuse(404, "organization not found"))?;
    let apps = match request.apps.is_empty() {
        true => &row.organization.apps,
        false => &request.apps,
    };
    catalog::check_topology(shelf, apps, request.topology.as_ref())?;
    let unpublished = Unpublished::read(transaction)?;
    for app in apps {
        unpublished.check(app)?;
        let slug = catalog::slug_of(app);
        let answers = row.app_configs.get(slug);
        catalog::check_installable(shelf, app, &row.domain_of(slug), &row.owner_email, answers)?;
    }
    Ok(())
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
