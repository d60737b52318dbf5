//! Payment by card: what a processor does for us, and one for trying things out that takes nobody's money.

use contract::OrderId;
use contract::money::Baisa;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use uuid::Uuid;

/// What is to be paid.
#[derive(Clone, Debug)]
pub struct CardPayment {
    /// For which order.
    pub order: OrderId,
    /// How much.
    pub amount: Baisa,
}

/// Where a customer pays.
#[derive(Clone, Debug)]
pub struct CardSession {
    /// Id of the session at the processor.
    pub id: String,
    /// Page of the processor.
    pub url: String,
}

/// A card processor, in the shape of Stripe: a session to pay in, and signed events about it.
pub trait CardProcessor: Send + Sync {
    /// Begins a payment. Called while the order is written down: it must not take long.
    ///
    /// # Errors
    /// The processor's reason, for people.
    fn begin(&self, payment: &CardPayment) -> Result<CardSession, String>;

    /// Whether `signature` shows that this very event comes from the processor.
    fn is_genuine(&self, signature: &str, event: &[u8]) -> bool;

    /// Plays the customer who pays or turns back; answers the event and its signature. `None` for a real processor.
    fn play(&self, session: &str, amount: Baisa, pays: bool) -> Option<(Vec<u8>, String)>;
}

/// The processor that ships with the embedded control plane. Its page is the console's own.
pub struct LocalCards {
    key: EncodingKey,
}

impl Default for LocalCards {
    fn default() -> Self {
        Self {
            key: EncodingKey::from_secret(crate::ids::bearer_token().as_bytes()),
        }
    }
}

impl LocalCards {
    fn sign(&self, event: &[u8]) -> Option<String> {
        let digest = jsonwebtoken::crypto::sign(event, &self.key, Algorithm::HS256);
        digest.ok().map(|digest| format!("v1={digest}"))
    }
}

impl CardProcessor for LocalCards {
    fn begin(&self, _payment: &CardPayment) -> Result<CardSession, String> {
        let id = format!("cs_local_{}", Uuid::new_v4().simple());
        Ok(CardSession {
            url: format!("/pay/{id}"),
            id,
        })
    }

    fn is_genuine(&self, signature: &str, event: &[u8]) -> bool {
        self.sign(event).is_some_and(|expected| expected == signature)
    }

    fn play(&self, session: &str, amount: Baisa, pays: bool) -> Option<(Vec<u8>, String)> {
        let event = event(session, amount, pays).to_string().into_bytes();
        let signature = self.sign(&event)?;
        Some((event, signature))
    }
}

/// An event as Stripe sends it. The same happening has the same id, however often it is sent.
fn event(session: &str, amount: Baisa, pays: bool) -> Value {
    let outcome = if pays { "completed" } else { "expired" };
    json!({
        "id": format!("evt_{outcome}_{session}"),
        "type": format!("checkout.session.{outcome}"),
        "data": {"object": {"id": session, "amount_total": if pays { amount.0 } else { 0 }, "currency": "omr"}},
    })
}
