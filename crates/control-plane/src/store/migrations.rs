//! Bringing a SQLite file to the newest schema.

use rusqlite::Connection;

/// Why a file cannot be brought to the newest schema.
#[derive(Debug)]
pub enum MigrateError {
    /// SQLite refuses.
    Database(rusqlite::Error),
    /// The file was written by a newer version.
    TooNew {
        /// Version of the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// Applies the steps that the file has not seen, each in a transaction of its own. `steps` has one entry a schema
/// version; an entry is never edited once released.
///
/// # Errors
/// When SQLite refuses, or the file knows more versions than there are steps.
pub fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), MigrateError> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(MigrateError::TooNew { found, known });
    }
    for version in found..known {
        let transaction = connection.transaction()?;
        transaction.execute_batch(steps[version as usize])?;
        transaction.pragma_update(None, "user_version", version + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
