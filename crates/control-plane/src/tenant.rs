//! The tenant services: one module each, over tables of their own in the same database.
//!
//! They know Users, money and what was ordered. What an order sets in motion is done by `plane::provisioning`.

pub(crate) mod auth;
pub(crate) mod billing;
pub(crate) mod catalog;
pub(crate) mod domains;
pub(crate) mod organizations;
pub(crate) mod outbox;
pub(crate) mod provisioning;
mod records;

pub(crate) use auth::Account;

use crate::clock::Clock;
use crate::store::StoreError;
use auth::Auth;
use billing::CardProcessor;
use outbox::Outbox;
use records::Records;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// The tables of the tenant services, as one step of the schema.
pub(crate) const SCHEMA: &str = include_str!("tenant/schema.sql");

/// What they need since customers can change and end what they ordered, as the next step.
pub(crate) const DAY_TWO_SCHEMA: &str = include_str!("tenant/day_two.sql");

/// The record of what operators do in Organizations of customers, as the next step.
pub(crate) const OPERATORS_SCHEMA: &str = include_str!("tenant/operators.sql");

/// The catalogue that operators keep, as the next step.
pub(crate) const CATALOGUE_SCHEMA: &str = include_str!("tenant/catalogue.sql");

/// The record of support that left early, as the next step.
pub(crate) const DEPARTURES_SCHEMA: &str = include_str!("tenant/departures.sql");

/// Which apps operators keep from customers, as the next step.
pub(crate) const PUBLISHING_SCHEMA: &str = include_str!("tenant/publishing.sql");

/// Why a request to a tenant service is not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The rules do not allow it; status and text are the contract's.
    #[error("{text}")]
    Refused { status: u16, text: String },
    /// The same, where the contract has more than a text to say (§0.4).
    #[error("refused: {body}")]
    Explained { status: u16, body: serde_json::Value },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A token cannot be signed.
    #[error("a token cannot be signed: {0}")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A refusal in the contract's words.
pub(crate) fn refuse(status: u16, text: impl Into<String>) -> Failure {
    Failure::Refused {
        status,
        text: text.into(),
    }
}

/// Everything the tenant services consist of.
pub(crate) struct Tenant {
    pub(crate) records: Records,
    pub(crate) auth: Auth,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) cards: Option<Arc<dyn CardProcessor>>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Rings when an Organization, its run of provisioning or somebody's credit has moved.
    pub(crate) moved: watch::Sender<()>,
}

impl Tenant {
    /// Opens the services on a data folder whose database has the newest schema.
    pub(crate) fn open(
        folder: &Path,
        cards: Option<Arc<dyn CardProcessor>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenTenantError> {
        let tenant = Self {
            records: Records::open(&folder.join("state.sqlite"))?,
            auth: Auth::open(folder)?,
            outbox: Arc::default(),
            cards,
            clock,
            moved: watch::channel(()).0,
        };
        tenant.seed_offers()?;
        Ok(tenant)
    }
}

/// Why the tenant services cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenTenantError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] std::io::Error),
    #[error("the catalogue cannot be filled: {0}")]
    Catalogue(#[from] Failure),
}
