//! Who follows a stream: whose session, and from which address, the control plane is asked for it.

use crate::caller::{Caller, Learnt};
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{Call, InNameOf, admit};
use crate::session::{Session, still};
use crate::state::Console;
use http::{Method, Uri};
use std::sync::Arc;

/// One who follows. Both parts outlive the request that they came with.
#[derive(Clone, Debug)]
pub(super) struct Follower {
    pub(super) session: Arc<Session>,
    /// Counts against the limits of the services (tenant contract §F.2).
    pub(super) client: ClientAddress,
    /// What one connection needs to know only once.
    learnt: Arc<Learnt>,
}

impl Follower {
    pub(super) fn new(session: Session, client: ClientAddress) -> Self {
        Self {
            session: Arc::new(session),
            client,
            learnt: Arc::default(),
        }
    }

    /// The same with the session as it is now; `None` when it is over, or cannot be looked up.
    pub(super) async fn still(&self, console: &Console) -> Option<Self> {
        let session = still(console, &self.session).await.ok()??;
        Some(Self::new(session, self.client))
    }

    /// Lets them read a path, or says why not, as when they asked for it themselves.
    ///
    /// # Errors
    /// Why they must not.
    pub(super) async fn admit(&self, console: &Console, uri: &Uri) -> Result<(), Refusal> {
        let call = Call::of(&Method::GET, uri).ok_or(Refusal::NotFound)?;
        // Nobody takes turns at reading.
        admit(console, self.caller(), &call).await.map(drop)
    }

    pub(super) fn name(&self) -> InNameOf<'_> {
        InNameOf::session(Some(&self.session), Some(self.client))
    }

    pub(super) fn caller(&self) -> Caller<'_> {
        Caller {
            session: Some(&self.session),
            client: Some(self.client),
            learnt: &self.learnt,
        }
    }
}
