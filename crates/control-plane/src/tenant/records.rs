//! The one connection of the tenant services. A change is one transaction: all of it or none of it.

use super::Failure;
use crate::store::{StoreError, connect};
use contract::Timestamp;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Tables behind a lock.
pub(crate) struct Records {
    connection: Mutex<Connection>,
}

impl Records {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            connection: Mutex::new(connect(path)?),
        })
    }

    /// Changes records. A failure undoes everything; once this answers, the change survives a crash.
    pub(crate) fn change<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut connection = self.lock();
        // Immediate: the write lock is taken before the first read, so that nothing read is out of date.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Reads records as they are at one moment.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        work(&transaction)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A column that holds a time.
pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.as_deref().and_then(Timestamp::parse))
}

/// A column that holds a word of an open enum.
pub(super) fn word<T: for<'a> From<&'a str>>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    Ok(T::from(&text))
}

/// A column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
