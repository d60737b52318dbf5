//! What every call passes on its way to the control plane, whether a browser makes it, a page that is being rendered, or
//! somebody who follows a stream.

use super::Call;
use crate::caller::Caller;
use crate::error::Refusal;
use crate::permission;
use crate::state::Console;
use crate::storefront::{self, Turn};

/// Lets a call through, or refuses it. What is answered must be kept until the call is over.
///
/// # Errors
/// Why the call must not be made.
pub(crate) async fn admit(console: &Console, caller: Caller<'_>, call: &Call<'_>) -> Result<Option<Turn>, Refusal> {
    permission::require(console, caller, call).await?;
    storefront::admit(console, caller, call).await
}
