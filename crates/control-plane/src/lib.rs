//! The embedded control plane: an Axum router that answers the HTTP contract in-process.
//!
//! State is real: SQLite for records, one bare Git repository for each Application. The cluster is simulated, and
//! says so in every answer (`X-Catalyst-Cluster: simulated`), in `version` and on every object.
//!
//! It knows nothing of browsers, cookies or pages; the BFF in front of it holds a bearer token for each session.

mod api;
mod catalog;
pub mod clock;
mod cluster;
mod domain;
mod git;
mod ids;
mod plane;
mod seed;
mod session;
mod store;
mod tenant;

pub use clock::{Clock, SystemClock};
pub use git::GitError;
pub use session::{Identity, Jwk, JwkSet, KeyFuture, KeySource, Mothership, NotAKey, TrustedIssuer};
pub use store::{MigrateError, StoreError, migrate};
pub use tenant::billing::{CardPayment, CardProcessor, CardSession, LocalCards};
pub use tenant::outbox::{Mail, Mailbox};

use plane::Plane;
use std::path::PathBuf;
use std::sync::Arc;

/// How to open a control plane.
#[derive(Clone)]
pub struct Config {
    /// Folder for `state.sqlite` and `git/`; made if missing. One control plane at a time may use it.
    pub data_dir: PathBuf,
    /// Blueprint directories; earlier ones win.
    pub blueprint_dirs: Vec<PathBuf>,
    /// What a new data folder starts with.
    pub seed: Seed,
    /// Divides every duration of the simulated cluster: 1 is real time, 1000 is for tests.
    pub speed: f64,
    /// Host name base of the Sovereign, such as `sovereign.example.test`.
    pub fqdn: String,
    /// Tells the time of day.
    pub clock: Arc<dyn Clock>,
    /// Takes payments by card; without one, only credit pays.
    pub cards: Option<Arc<dyn CardProcessor>>,
}

/// What a new data folder starts with. A folder that holds something already is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// Two Organizations with Applications running.
    Demo,
    /// One Organization with one Environment, nothing installed.
    Empty,
}

/// Why a control plane does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Not a number by which time can be divided.
    #[error("the speed must be a number greater than 0, not {0}")]
    Speed(f64),
    /// The data folder cannot be made.
    #[error("the data folder {path} cannot be used: {source}")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key that signs tokens cannot be used.
    #[error("the key of the tenant services cannot be used: {0}")]
    Key(std::io::Error),
    /// What is sold cannot be read or written.
    #[error("the catalogue cannot be filled: {0}")]
    Catalogue(String),
    /// The repositories cannot be used.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Orders that wait to be carried out cannot be read.
    #[error("orders that wait to be carried out cannot be read: {0}")]
    Orders(String),
    /// The demo content cannot be installed.
    #[error("the demo content cannot be installed: {0}")]
    Seed(String),
}

/// A running control plane. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct ControlPlane {
    plane: Arc<Plane>,
}

impl ControlPlane {
    /// Opens the data folder, repairs what a crash left behind, seeds a new one, and starts the simulated cluster.
    ///
    /// # Errors
    /// When the configuration makes no sense or the folder cannot be used.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let plane = Plane::open(config).await?;
        Ok(Self { plane })
    }

    /// The router that answers the contract. Every request but the public ones needs a bearer token.
    pub fn router(&self) -> axum::Router {
        api::router(Arc::clone(&self.plane))
    }

    /// A bearer token for this person, valid until [`ControlPlane::revoke_token`] or the end of the process.
    #[must_use]
    pub fn mint_token(&self, identity: Identity) -> String {
        self.plane.sessions.mint(identity)
    }

    /// Accepts a bearer token that was agreed upon elsewhere, valid as long as a minted one.
    pub fn accept_token(&self, token: &str, identity: Identity) {
        self.plane.sessions.accept(token.to_owned(), identity);
    }

    /// Also takes the access tokens of an identity provider, from now on.
    pub fn trust(&self, issuer: TrustedIssuer) {
        self.plane.sessions.trust(issuer);
    }

    /// Also takes the links by which a mothership hands this Sovereign over (contract §A.7), from now on.
    pub fn accept_handovers(&self, mothership: Mothership) {
        self.plane.handovers.accept(mothership);
    }

    /// Whether a token that was minted here stands for somebody.
    #[must_use]
    pub fn knows_token(&self, token: &str) -> bool {
        self.plane.sessions.find(token).is_some()
    }

    /// Ends a token. Unknown ones are ignored.
    pub fn revoke_token(&self, token: &str) {
        self.plane.sessions.revoke(token);
    }

    /// E-mail to send: sign-in codes and news of what was ordered. Each is handed to one reader, once.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        Mailbox {
            tenant: Arc::clone(&self.plane.tenant),
        }
    }

    /// Ends every stream and the simulated cluster, and waits for a write under way.
    pub async fn shutdown(&self) {
        self.plane.shutdown().await;
    }
}
