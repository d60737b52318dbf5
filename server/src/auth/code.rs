//! Sign-in by a code that arrives by e-mail: two plain forms in front of the Organizations' own sign-in (tenant
//! contract §A).
//!
//! Whoever has no account yet gets one by their first code.

mod forms;
mod mailings;
mod tokens;

pub use forms::{send_code, verify_code};
pub use mailings::{CODES, Mailings};
pub(crate) use tokens::{customer, forget, refresh};
