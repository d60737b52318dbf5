//! Pages: what the server knows of a request, then the interface rendered with it.

mod facts;
mod page;
mod transport;

pub use facts::ControlPlaneFacts;
pub use page::{not_found, pages, prepare};

use crate::state::Console;
use contract::session::GetVersion;

/// Whether the control plane answers the one call that needs nobody to be signed in.
pub async fn control_plane_answers(console: &Console) -> bool {
    let transport = transport::PageTransport {
        console: console.clone(),
        session: None,
        client: None,
        request_id: None,
    };
    transport.get(&GetVersion).await.is_ok()
}
