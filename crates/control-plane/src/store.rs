//! Durable records. A mutation is one list of writes and one transaction: all of it or none of it.

mod migrations;
mod sqlite;

pub use migrations::{MigrateError, migrate};
pub(crate) use sqlite::{SqliteStore, connect};

use crate::domain::world::{World, Write};

/// Why records cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refuses.
    #[error("the database cannot be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// A record is not what this version writes.
    #[error("a record cannot be read or written: {0}")]
    Record(#[from] serde_json::Error),
    /// The file was written by a newer version.
    #[error("the database has schema version {found}; this version knows up to {known}")]
    TooNew {
        /// Version of the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Database(error) => Self::Database(error),
            MigrateError::TooNew { found, known } => Self::TooNew { found, known },
        }
    }
}

/// Where records are kept.
pub(crate) trait Store: Send {
    /// Everything, as it was acknowledged last.
    fn load(&mut self) -> Result<World, StoreError>;

    /// Applies all writes or none. Once this answers, they survive a crash.
    fn apply(&mut self, writes: &[Write]) -> Result<(), StoreError>;
}
