//! What the card processor tells: each event once, whenever and however often it comes (§B.7).

use super::ledger::{self, Movement};
use super::orders::{self, Order};
use crate::tenant::{Failure, Tenant, organizations, refuse};
use contract::billing::{CardSessionState, OrderStatus};
use contract::money::Baisa;
use contract::{OrganizationId, Timestamp};
use rusqlite::{Transaction, params};
use serde::Deserialize;

/// The part of an event that is read.
#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Data,
}

#[derive(Debug, Default, Deserialize)]
struct Data {
    #[serde(default)]
    object: Session,
}

#[derive(Debug, Default, Deserialize)]
struct Session {
    #[serde(default)]
    id: String,
    #[serde(default)]
    amount_total: i64,
    #[serde(default)]
    currency: String,
}

impl Tenant {
    /// Takes an event in; answers the Organization to set up now, if it led to that.
    pub(crate) fn card_event(&self, signature: &str, body: &[u8]) -> Result<Option<OrganizationId>, Failure> {
        let cards = self
            .cards
            .as_deref()
            .ok_or_else(|| refuse(503, "webhook not configured"))?;
        if !cards.is_genuine(signature, body) {
            return Err(refuse(400, "invalid webhook signature"));
        }
        let event: Event = serde_json::from_slice(body).map_err(|_| refuse(400, "failed to read request body"))?;
        let now = self.clock.now();
        let launch = self.records.change(|transaction| take_in(transaction, &event, now))?;
        self.moved.send_replace(());
        Ok(launch)
    }

    /// What a customer is asked to pay in a session.
    pub(crate) fn card_session(&self, session: &str) -> Result<CardSessionState, Failure> {
        let found = self
            .records
            .read(|transaction| orders::of_session(transaction, session))?;
        let (order, status) = found.ok_or_else(|| refuse(404, "payment session not found"))?;
        Ok(CardSessionState {
            order_id: order.id,
            tenant_id: order.request.tenant_id,
            amount_baisa: order.amount,
            status,
        })
    }

    /// The customer pays, or turns back, at the local processor: its event takes the way that a real one takes.
    pub(crate) fn play_card(&self, session: &str, pays: bool) -> Result<Option<OrganizationId>, Failure> {
        let state = self.card_session(session)?;
        let cards = self.cards.as_deref();
        let (event, signature) = cards
            .and_then(|cards| cards.play(session, state.amount_baisa, pays))
            .ok_or_else(|| refuse(404, "payment session not found"))?;
        self.card_event(&signature, &event)
    }
}

fn take_in(transaction: &Transaction<'_>, event: &Event, now: Timestamp) -> Result<Option<OrganizationId>, Failure> {
    let session = &event.data.object;
    let Some((order, status)) = orders::of_session(transaction, &session.id)? else {
        return Ok(None);
    };
    let is_new = transaction.execute(
        "INSERT INTO stripe_webhook_events (id, type, order_id, amount, received_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO NOTHING",
        params![
            event.id,
            event.kind,
            order.id.as_str(),
            session.amount_total,
            now.to_string()
        ],
    )?;
    match event.kind.as_str() {
        _ if is_new == 0 || status == OrderStatus::Completed => Ok(None),
        "checkout.session.completed" if session.currency == "omr" => {
            paid(transaction, &order, Baisa(session.amount_total), now)
        }
        "checkout.session.expired" => {
            orders::set_status(transaction, &order.id, &OrderStatus::Cancelled)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Money has come in: for the order, or, where it cannot be for that, as credit. It is never lost. An order can only be
/// paid while its Organization pays for what it did when the order was placed.
fn paid(
    transaction: &Transaction<'_>,
    order: &Order,
    amount: Baisa,
    now: Timestamp,
) -> Result<Option<OrganizationId>, Failure> {
    let organization = &order.request.tenant_id;
    let can_pay = organizations::exists(transaction, organization)?
        && orders::active_subscription(transaction, organization)? == order.replaces;
    if amount == order.amount && can_pay {
        orders::fulfil(transaction, order, now)?;
        return Ok(order.replaces.is_none().then(|| organization.clone()));
    }
    orders::set_status(transaction, &order.id, &OrderStatus::Cancelled)?;
    let credit = Movement {
        customer: &order.customer,
        amount,
        reason: "card-payment-credited",
        order: Some(&order.id),
    };
    ledger::add(transaction, &credit, now)?;
    Ok(None)
}
