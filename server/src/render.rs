//! Pages: what the server knows of a request, then the interface rendered with it.

mod facts;
mod page;
mod transport;

pub use facts::ControlPlaneFacts;
pub use page::{not_found, pages, prepare};

use crate::client_address::ClientAddress;
use crate::session::Session;
use crate::state::Console;
use contract::session::GetVersion;
use contract::{ApiError, Endpoint};
use transport::PageTransport;

/// Whether the control plane answers the one call that needs nobody to be signed in.
pub async fn control_plane_answers(console: &Console) -> bool {
    let transport = PageTransport::new(console, None, None);
    transport.get(&GetVersion).await.is_ok()
}

/// What the control plane answers a session, for what the server makes of it.
///
/// # Errors
/// Whatever refusal or failure came back, decoded.
pub async fn ask<E: Endpoint>(
    console: &Console,
    session: Session,
    client: ClientAddress,
    endpoint: &E,
) -> Result<E::Output, ApiError> {
    let transport = PageTransport::new(console, Some(session), Some(client));
    transport.get(endpoint).await
}
