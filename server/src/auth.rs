//! Signing in and out without scripts, and the two preferences that pages need before scripts run.
//!
//! Where no identity provider is configured, whoever can read the server's terminal is the owner: it shows one-time
//! links. Customers of the storefront: a code by e-mail.

mod account;
pub mod code;
mod handover;
mod link;
mod links;
pub mod oidc;
mod preferences;
mod same_origin;
mod sign_out;
mod target;
mod throttle;

pub(crate) use account::own_sessions;
pub use account::{LIST, end_other_sessions, end_session, list_sessions};
pub use handover::{ORGANIZATION, SOVEREIGN, follow_handover, handover_error};
pub(crate) use link::see_other;
pub use link::{follow_link, print_link};
pub use links::{LINK_LIFE, PRINT_INTERVAL, SignInLinks};
pub use preferences::set_preferences;
pub use same_origin::{is_same_origin, require_console_proof, require_same_origin};
pub use sign_out::{sign_out, signed_out};
pub use target::Target;
pub(crate) use throttle::household;
pub use throttle::{BURST, Pace, Throttle, throttle};
