//! Paying at the local card processor, which ships with the embedded control plane (our extension).
//!
//! With a real processor, `session_url` of a checkout leads away and none of this is asked.

use super::OrderStatus;
use crate::endpoint::{Access, Endpoint, segments};
use crate::money::Baisa;
use crate::{OrderId, OrganizationId};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /api/billing/local-cards/{session}`: what is to be paid. Whoever has the session may ask.
#[derive(Clone, Debug)]
pub struct GetCardSession {
    /// The last part of `session_url`.
    pub session: String,
}

/// `POST /api/billing/local-cards/{session}`: pays, or turns back. Doing it again changes nothing.
#[derive(Clone, Debug)]
pub struct DecideCardSession {
    /// The last part of `session_url`.
    pub session: String,
    /// What the customer does.
    pub request: CardDecision,
}

/// Body of [`DecideCardSession`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardDecision {
    /// Pays; else turns back.
    pub pay: bool,
}

/// A payment and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSessionState {
    /// The order that is paid for.
    pub order_id: OrderId,
    /// The Organization it is for.
    pub tenant_id: OrganizationId,
    /// The sum.
    pub amount_baisa: Baisa,
    /// How the order stands: completed once paid.
    pub status: OrderStatus,
}

impl Endpoint for GetCardSession {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/billing/local-cards/{session}";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = CardSessionState;

    fn path(&self) -> String {
        segments(&["api", "billing", "local-cards", &self.session])
    }
}

impl Endpoint for DecideCardSession {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/billing/local-cards/{session}";
    const ACCESS: Access = Access::Public;
    type Body = CardDecision;
    type Output = CardSessionState;

    fn path(&self) -> String {
        segments(&["api", "billing", "local-cards", &self.session])
    }

    fn body(&self) -> Option<&CardDecision> {
        Some(&self.request)
    }
}
