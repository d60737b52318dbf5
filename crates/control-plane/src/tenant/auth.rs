//! The auth service: Users who sign in by a code sent to them. Section A of the tenant-side contract.

mod account;
mod codes;
mod key;
mod throttle;
mod tokens;

pub(crate) use account::Account;

use key::Key;
use std::path::Path;
use throttle::Throttle;

/// What signing in needs beside the tables.
pub(crate) struct Auth {
    key: Key,
    verifying: Throttle,
}

impl Auth {
    pub(super) fn open(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            key: Key::open(folder)?,
            verifying: Throttle::default(),
        })
    }
}
