//! Sessions in one SQLite file, for one machine: they survive a restart.
//!
//! One process owns the file, so reading is done from memory; every change is in the file before it is acknowledged.
//! Tokens are sealed, bound to the key of their session.

use super::{InProcess, Selector, Store, StoreError, StoreFuture};
use crate::session::record::{Key, Record, Tokens};
use crate::vault::Vault;
use ::control_plane::{MigrateError, migrate};
use contract::Timestamp;
use rusqlite::{Connection, params};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// One entry a schema version; never edited once released.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE sessions (
        key TEXT PRIMARY KEY,
        subject TEXT NOT NULL,
        device TEXT,
        created INTEGER NOT NULL,
        last_used INTEGER NOT NULL,
        provider_session TEXT,
        tokens BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
"];

/// A store in one SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    memory: InProcess,
    file: Arc<Mutex<Connection>>,
    vault: Arc<Vault>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenStoreError {
    /// SQLite refuses; most often another process holds it.
    #[error("the session store cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    /// A newer version wrote it.
    #[error("the session store has schema version {found}; this version knows up to {known}")]
    TooNew {
        /// Version of the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

impl From<MigrateError> for OpenStoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Database(error) => Self::Database(error),
            MigrateError::TooNew { found, known } => Self::TooNew { found, known },
        }
    }
}

impl Sqlite {
    /// Opens or creates the file. Sessions that this key does not open are forgotten.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn open(path: &Path, vault: Arc<Vault>) -> Result<Self, OpenStoreError> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: a session that was ended stays ended after a power failure.
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What was deleted does not linger in free pages.
        connection.pragma_update(None, "secure_delete", true)?;
        migrate(&mut connection, MIGRATIONS)?;
        let (kept, unreadable) = load(&connection, &vault)?;
        for key in &unreadable {
            connection.execute("DELETE FROM sessions WHERE key = ?1", [key])?;
        }
        if !unreadable.is_empty() {
            tracing::warn!(
                sessions = unreadable.len(),
                "sessions sealed with another key were forgotten"
            );
        }
        Ok(Self {
            memory: InProcess::holding(kept),
            file: Arc::new(Mutex::new(connection)),
            vault,
        })
    }

    /// Changes the file where blocking is allowed.
    async fn write(
        &self,
        change: impl FnOnce(&Connection) -> rusqlite::Result<usize> + Send + 'static,
    ) -> Result<usize, StoreError> {
        let file = Arc::clone(&self.file);
        let change = move || change(&file.lock().unwrap_or_else(PoisonError::into_inner));
        match tokio::task::spawn_blocking(change).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) => Err(StoreError(error.to_string())),
            Err(error) => Err(StoreError(error.to_string())),
        }
    }

    fn sealed(&self, key: Key, tokens: &Tokens) -> Result<Vec<u8>, StoreError> {
        let sealed = self.vault.seal(&purpose(key), &tokens.to_plain());
        sealed.map_err(|error| StoreError(error.to_string()))
    }
}

fn purpose(key: Key) -> String {
    format!("session {key}")
}

/// Every session of the file, and the keys of those that cannot be read.
fn load(connection: &Connection, vault: &Vault) -> rusqlite::Result<(HashMap<Key, Record>, Vec<String>)> {
    let (mut kept, mut unreadable) = (HashMap::new(), Vec::new());
    let mut statement = connection
        .prepare("SELECT key, subject, device, created, last_used, provider_session, tokens FROM sessions")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let sealed: Vec<u8> = row.get(6)?;
        let key = name.parse::<Key>().ok();
        let tokens = key.and_then(|key| Tokens::from_plain(&vault.open(&purpose(key), &sealed)?));
        let created = Timestamp::from_unix_millis(row.get(3)?);
        let last_used = Timestamp::from_unix_millis(row.get(4)?);
        match (key, tokens, created, last_used) {
            (Some(key), Some(tokens), Some(created), Some(last_used)) => {
                let record = Record {
                    subject: row.get(1)?,
                    device: row.get(2)?,
                    created,
                    last_used,
                    provider_session: row.get(5)?,
                    tokens,
                };
                kept.insert(key, record);
            }
            _ => unreadable.push(name),
        }
    }
    Ok((kept, unreadable))
}

impl Store for Sqlite {
    fn insert(&self, key: Key, record: Record) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let tokens = self.sealed(key, &record.tokens)?;
            let kept = record.clone();
            self.write(move |file| {
                file.execute(
                    "INSERT INTO sessions (key, subject, device, created, last_used, provider_session, tokens)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        key.to_string(),
                        record.subject,
                        record.device,
                        record.created.unix_millis(),
                        record.last_used.unix_millis(),
                        record.provider_session,
                        tokens
                    ],
                )
            })
            .await?;
            self.memory.insert(key, kept).await
        })
    }

    fn find(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        self.memory.find(key)
    }

    fn touch(&self, key: Key, at: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.write(move |file| {
                file.execute(
                    "UPDATE sessions SET last_used = ?2 WHERE key = ?1",
                    params![key.to_string(), at.unix_millis()],
                )
            })
            .await?;
            self.memory.touch(key, at).await
        })
    }

    fn renew(&self, key: Key, tokens: Tokens) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let sealed = self.sealed(key, &tokens)?;
            self.write(move |file| {
                file.execute(
                    "UPDATE sessions SET tokens = ?2 WHERE key = ?1",
                    params![key.to_string(), sealed],
                )
            })
            .await?;
            self.memory.renew(key, tokens).await
        })
    }

    fn remove(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        Box::pin(async move {
            self.write(move |file| file.execute("DELETE FROM sessions WHERE key = ?1", [key.to_string()]))
                .await?;
            self.memory.remove(key).await
        })
    }

    fn select(&self, selector: Selector) -> StoreFuture<'_, Vec<(Key, Record)>> {
        self.memory.select(selector)
    }

    fn sweep(&self, used_before: Timestamp, created_before: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.write(move |file| {
                file.execute(
                    "DELETE FROM sessions WHERE last_used < ?1 OR created < ?2",
                    [used_before.unix_millis(), created_before.unix_millis()],
                )
            })
            .await?;
            self.memory.sweep(used_before, created_before).await
        })
    }
}
