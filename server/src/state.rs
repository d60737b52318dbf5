//! What every request handler shares.

use crate::assets::Site;
use crate::auth::SignInLinks;
use crate::proxy::Upstream;
use crate::public_url::PublicUrl;
use crate::render::ControlPlaneFacts;
use crate::secret::Secret;
use crate::session::Store;
use crate::shutdown::Shutdown;
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
    pub sessions: Box<dyn Store>,
    /// One-time sign-in links.
    pub links: SignInLinks,
    /// Where the token of a new session comes from.
    pub bearer: BearerSource,
    /// What is known about the control plane without asking again.
    pub facts: ControlPlaneFacts,
    /// The built browser files.
    pub site: Site,
    /// Renders `/metrics`.
    pub metrics: PrometheusHandle,
    /// Ends streams.
    pub shutdown: Shutdown,
    /// Shows a fresh sign-in link to whoever runs the server, and to nobody else.
    pub announce: Announce,
}

/// Gives the control plane's token for a User who has just signed in.
pub type BearerSource = Box<dyn Fn() -> Result<Secret, NoBearer> + Send + Sync>;

/// Shows a sign-in link in the server's terminal.
pub type Announce = Box<dyn Fn(&str) + Send + Sync>;

/// Why a sign-in cannot get a token.
#[derive(Debug, thiserror::Error)]
#[error("no token for the control plane: {0}")]
pub struct NoBearer(pub String);

impl Console {
    /// Shares the parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
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
