//! Who is signed in: an opaque cookie in the browser, everything else here.

mod cookie;
mod current;
mod device;
mod ended;
mod moved;
mod open;
mod record;
mod renewal;
mod sessions;
pub mod store;

pub(crate) use cookie::secure;
pub use cookie::{end_cookie, read_cookie, session_cookie, session_cookie_name};
pub use current::{current, new_cookie, require, still};
pub use device::device;
pub use ended::Ended;
pub use open::{NoSessions, open};
pub use record::{Issuer, Key, NoSuchKey, Record, Tokens};
pub use renewal::Unavailable;
pub use sessions::{ABSOLUTE_LIFE, IDLE_LIFE, NewSession, NotOpened, Session, Sessions};
pub use store::{Selector, Store, StoreError};
