//! Sign-in with the Sovereign's identity provider: OpenID Connect, authorization code with PKCE (contract §A.6).
//!
//! Tokens stay here; the browser gets an opaque cookie. The access token is what the control plane is shown.

mod attempt;
mod backchannel;
mod identity;
mod open;
mod provider;
mod realms;
mod refresh;
mod sign_in;
mod types;

pub use backchannel::backchannel_logout;
pub use open::{NoProvider, open};
pub use provider::{Provider, ProviderDown, ProviderSettings};
pub use realms::{RealmHost, RealmUnavailable, Realms};
pub use refresh::NotRefreshed;
pub(crate) use refresh::privileges;
pub use sign_in::{begin, callback};
