//! Who is signed in: an opaque cookie in the browser, everything else here.

mod cookie;
mod current;
mod store;

pub(crate) use cookie::secure;
pub use cookie::{end_cookie, read_cookie, session_cookie, session_cookie_name};
pub use current::{current, require};
pub use store::{ABSOLUTE_LIFE, Ended, IDLE_LIFE, InProcess, Session, Store, StoreFuture};
