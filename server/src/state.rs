//! What every request handler shares.

use crate::assets::Site;
use crate::auth::{
    SignInLinks, Throttle, code,
    oidc::{Provider, Realms},
};
use crate::client_address::TrustedProxies;
use crate::control_plane::Bearers;
use crate::live::Hub;
use crate::proxy::{Guesses, Upstream};
use crate::public_url::PublicUrl;
use crate::render::ControlPlaneFacts;
use crate::session::{Key, Record, Sessions, StoreError};
use crate::shutdown::Shutdown;
use crate::storefront;
use crate::traces::Traces;
use crate::vault::Vault;
use metrics_exporter_prometheus::PrometheusHandle;
use std::{fmt, sync::Arc};

/// The console, as handlers see it: `State<Console>`.
#[derive(Clone)]
pub struct Console(Arc<Parts>);

/// What a console is made of.
pub struct Parts {
    /// Where browsers reach it.
    pub public_url: PublicUrl,
    /// The control plane.
    pub upstream: Upstream,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Seals what is kept outside this process.
    pub vault: Arc<Vault>,
    /// Signs people in; `None` leaves it to one-time links.
    pub provider: Option<Arc<Provider>>,
    /// Signs people in at the hosts of Organizations.
    pub realms: Realms,
    /// Tries to sign in.
    pub throttle: Throttle,
    /// Sign-in codes that were sent.
    pub mailings: code::Mailings,
    /// Access tokens that were none.
    pub git_guesses: Guesses,
    /// What the services behind the storefront leave to us.
    pub storefront: storefront::Guards,
    /// Whose word about addresses is taken.
    pub trusted_proxies: TrustedProxies,
    /// One-time sign-in links.
    pub links: SignInLinks,
    /// Tokens for it, one a session.
    pub bearers: Box<dyn Bearers>,
    /// What is followed live.
    pub live: Hub,
    /// What is known about the control plane without asking again.
    pub facts: ControlPlaneFacts,
    /// The built browser files.
    pub site: Site,
    /// Renders `/metrics`.
    pub metrics: PrometheusHandle,
    /// Tells a collector of requests; `None` where nobody wants to know.
    pub traces: Option<Arc<Traces>>,
    /// Ends streams.
    pub shutdown: Shutdown,
    /// Shows a fresh sign-in link to whoever runs the server, and to nobody else.
    pub announce: Announce,
}

/// Shows a sign-in link in the server's terminal.
pub type Announce = Box<dyn Fn(&str) + Send + Sync>;

impl Console {
    /// Shares the parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Ends a session, what was opened under it, and its token; answers what was kept of it.
    ///
    /// # Errors
    /// When the store fails; the session may then live on.
    pub async fn end_session(&self, key: Key) -> Result<Option<Record>, StoreError> {
        let ended = self.sessions.close(key).await?;
        if let Some(record) = &ended {
            self.bearers.end(&record.tokens.bearer);
            code::forget(self, &record.tokens);
        }
        Ok(ended)
    }

    /// Ends the session that a cookie names, also when it gets another id at this moment.
    ///
    /// # Errors
    /// When the store fails; the session may then live on.
    pub async fn end_named_session(&self, id: &str) -> Result<Option<Record>, StoreError> {
        let key = self.sessions.key_of(id);
        let ended = self.end_session(key).await?;
        let moved_to = self.sessions.key_of(id);
        match ended {
            None if moved_to != key => self.end_session(moved_to).await,
            ended => Ok(ended),
        }
    }
}

impl std::ops::Deref for Console {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}
