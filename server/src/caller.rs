//! Who makes a call, as the guards in front of the control plane see them.

use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{InNameOf, ask};
use crate::session::Session;
use crate::state::Console;
use contract::{
    ApiError,
    session::{GetWhoami, Whoami},
    tenant::{ListOrganizations, Organization},
};
use tokio::sync::OnceCell;

/// Who makes a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller<'a> {
    pub(crate) session: Option<&'a Session>,
    /// `None` where no connection stands behind the request.
    pub(crate) client: Option<ClientAddress>,
    /// What has been found out about them.
    pub(crate) learnt: &'a Learnt,
}

/// What the control plane says of a caller: asked once for a request, a page or a connection, however many guards want to
/// know. Kept no longer, because what somebody may do changes.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    whoami: OnceCell<Result<Whoami, ApiError>>,
    organizations: OnceCell<Result<Vec<Organization>, ApiError>>,
}

impl Learnt {
    /// Somebody has asked already.
    pub(crate) fn note(&self, whoami: Whoami) {
        // Two answers that come at once say the same.
        let _ = self.whoami.set(Ok(whoami));
    }
}

impl<'a> Caller<'a> {
    pub(crate) fn session(&self) -> Result<&'a Session, Refusal> {
        self.session.ok_or(Refusal::Unauthenticated)
    }

    /// Questions of a guard count as the caller's own.
    pub(crate) fn name(&self) -> InNameOf<'a> {
        InNameOf::session(self.session, self.client)
    }

    /// Who the control plane says that they are.
    ///
    /// # Errors
    /// When it does not say.
    pub(crate) async fn whoami(&self, console: &Console) -> Result<&'a Whoami, ApiError> {
        let asked = self.learnt.whoami.get_or_init(|| ask(console, &GetWhoami, self.name()));
        asked.await.as_ref().map_err(Clone::clone)
    }

    /// The Organizations that they are a member of.
    ///
    /// # Errors
    /// When the services do not say.
    pub(crate) async fn organizations(&self, console: &Console) -> Result<&'a [Organization], ApiError> {
        let cell = &self.learnt.organizations;
        let asked = cell.get_or_init(|| ask(console, &ListOrganizations, self.name()));
        asked.await.as_deref().map_err(Clone::clone)
    }
}
