//! SQLite in WAL mode. What is looked up or repaired by has its own column; the rest of a record is JSON.

use super::{Store, StoreError, migrate};
use crate::domain::published::PublishedRecord;
use crate::domain::pull::PullRecord;
use crate::domain::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use crate::domain::world::{SecretValues, World, Write};
use rusqlite::{Connection, Transaction, params};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// One entry a schema version; never edited once released.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE organizations (slug TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
    CREATE TABLE environments (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
    CREATE TABLE applications (
        organization TEXT NOT NULL,
        name TEXT NOT NULL,
        uid TEXT NOT NULL UNIQUE,
        generation INTEGER NOT NULL,
        branch TEXT NOT NULL,
        head TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (organization, name)
    ) STRICT;
    CREATE TABLE secrets (
        uid TEXT NOT NULL REFERENCES applications (uid) ON DELETE CASCADE,
        pointer TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (uid, pointer)
    ) STRICT;
",
    crate::tenant::SCHEMA,
    crate::session::PERSONAL_TOKENS,
    "
    CREATE TABLE pulls (
        uid TEXT NOT NULL REFERENCES applications (uid) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (uid, number)
    ) STRICT;
",
    crate::tenant::DAY_TWO_SCHEMA,
    crate::tenant::OPERATORS_SCHEMA,
    crate::tenant::CATALOGUE_SCHEMA,
    "
    CREATE TABLE published_blueprints (
        shelf TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (shelf, name, version),
        UNIQUE (shelf, sequence)
    ) STRICT;
",
    crate::session::HANDOVERS,
    crate::tenant::DEPARTURES_SCHEMA,
    crate::tenant::PUBLISHING_SCHEMA,
];

/// A store in one SQLite file.
#[derive(Debug)]
pub(crate) struct SqliteStore {
    connection: Connection,
}

impl SqliteStore {
    /// Opens or creates the file and brings it to the newest schema.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connect(path)?;
        migrate(&mut connection, MIGRATIONS)?;
        Ok(Self { connection })
    }
}

/// A connection to the file, which is made if it is missing.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: an acknowledged write survives a power failure, not only a killed process.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}

impl Store for SqliteStore {
    fn load(&mut self) -> Result<World, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut writes = Vec::new();
        for record in records::<OrganizationRecord>(&transaction, "SELECT record FROM organizations")? {
            writes.push(Write::PutOrganization(Box::new(record)));
        }
        for record in records::<EnvironmentRecord>(&transaction, "SELECT record FROM environments")? {
            writes.push(Write::PutEnvironment(record));
        }
        for record in records::<ApplicationRecord>(&transaction, "SELECT record FROM applications")? {
            writes.push(Write::PutApplication(Box::new(record)));
        }
        for record in records::<PullRecord>(&transaction, "SELECT record FROM pulls")? {
            writes.push(Write::PutPull(Box::new(record)));
        }
        for record in records::<PublishedRecord>(&transaction, "SELECT record FROM published_blueprints")? {
            writes.push(Write::PutPublished(Box::new(record)));
        }
        let mut world = World::default().with(&writes);
        world.secrets = secrets(&transaction)?;
        Ok(world)
    }

    fn apply(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for write in writes {
            write_one(&transaction, write)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

fn records<T: DeserializeOwned>(transaction: &Transaction<'_>, query: &str) -> Result<Vec<T>, StoreError> {
    let mut statement = transaction.prepare(query)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut records = Vec::new();
    for row in rows {
        records.push(serde_json::from_str(&row?)?);
    }
    Ok(records)
}

fn secrets(transaction: &Transaction<'_>) -> Result<BTreeMap<String, Arc<SecretValues>>, StoreError> {
    let mut statement = transaction.prepare("SELECT uid, pointer, value FROM secrets")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut secrets: BTreeMap<String, SecretValues> = BTreeMap::new();
    for row in rows {
        let (uid, pointer, value): (String, String, String) = row?;
        let value: Value = serde_json::from_str(&value)?;
        secrets.entry(uid).or_default().insert(pointer, value);
    }
    Ok(secrets
        .into_iter()
        .map(|(uid, values)| (uid, Arc::new(values)))
        .collect())
}

fn write_one(transaction: &Transaction<'_>, write: &Write) -> Result<(), StoreError> {
    match write {
        Write::PutOrganization(record) => {
            transaction.execute(
                "INSERT INTO organizations (slug, record) VALUES (?1, ?2)
                 ON CONFLICT (slug) DO UPDATE SET record = excluded.record",
                params![record.subdomain.as_str(), serde_json::to_string(record)?],
            )?;
        }
        Write::PutEnvironment(record) => {
            transaction.execute(
                "INSERT INTO environments (name, record) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET record = excluded.record",
                params![record.name.as_str(), serde_json::to_string(record)?],
            )?;
        }
        Write::PutApplication(record) => {
            transaction.execute(
                "INSERT INTO applications (organization, name, uid, generation, branch, head, record)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (organization, name) DO UPDATE SET uid = excluded.uid, generation = excluded.generation,
                     branch = excluded.branch, head = excluded.head, record = excluded.record",
                params![
                    record.organization.as_str(),
                    record.name.as_str(),
                    record.uid,
                    i64::try_from(record.generation).unwrap_or(i64::MAX),
                    record.branch,
                    record.commit.as_str(),
                    serde_json::to_string(record)?
                ],
            )?;
        }
        Write::PutSecrets(uid, values) => {
            transaction.execute("DELETE FROM secrets WHERE uid = ?1", params![uid])?;
            for (pointer, value) in values {
                transaction.execute(
                    "INSERT INTO secrets (uid, pointer, value) VALUES (?1, ?2, ?3)",
                    params![uid, pointer, serde_json::to_string(value)?],
                )?;
            }
        }
        Write::PutPull(record) => {
            transaction.execute(
                "INSERT INTO pulls (uid, number, record) VALUES (?1, ?2, ?3)
                 ON CONFLICT (uid, number) DO UPDATE SET record = excluded.record",
                params![
                    record.uid,
                    i64::try_from(record.number).unwrap_or(i64::MAX),
                    serde_json::to_string(record)?
                ],
            )?;
        }
        // No update: a version never changes.
        Write::PutPublished(record) => {
            transaction.execute(
                "INSERT INTO published_blueprints (shelf, name, version, sequence, record) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    record.shelf.as_str(),
                    record.name.as_str(),
                    record.version.as_str(),
                    i64::try_from(record.sequence).unwrap_or(i64::MAX),
                    serde_json::to_string(record)?
                ],
            )?;
        }
        Write::RemoveApplication((organization, name)) => {
            transaction.execute(
                "DELETE FROM applications WHERE organization = ?1 AND name = ?2",
                params![organization.as_str(), name.as_str()],
            )?;
        }
        Write::RemoveEnvironment(name) => {
            transaction.execute("DELETE FROM environments WHERE name = ?1", params![name.as_str()])?;
        }
        Write::RemoveOrganization(slug) => {
            transaction.execute("DELETE FROM organizations WHERE slug = ?1", params![slug.as_str()])?;
            transaction.execute(
                "DELETE FROM published_blueprints WHERE shelf = ?1",
                params![slug.as_str()],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::organization;
    use contract::Timestamp;

    #[test]
    fn a_failing_write_undoes_the_whole_list() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.sqlite");
        let request = contract::organization::NewOrganization {
            subdomain: contract::OrganizationSlug::from_wire("acme"),
            admin_email: "owner@example.test".to_owned(),
            ..Default::default()
        };
        let record = organization::new(&request, "example.test", Timestamp::EPOCH).unwrap();
        let orphan = SecretValues::from([("/a".to_owned(), Value::Null)]);
        let mut store = SqliteStore::open(&path).unwrap();
        let refused = store.apply(&[
            Write::PutOrganization(Box::new(record.clone())),
            Write::PutSecrets("no-such-uid".to_owned(), orphan),
        ]);
        assert!(refused.is_err());
        assert!(store.load().unwrap().organizations.is_empty());
        store.apply(&[Write::PutOrganization(Box::new(record))]).unwrap();
        drop(store);
        assert_eq!(SqliteStore::open(&path).unwrap().load().unwrap().organizations.len(), 1);
    }

    #[test]
    fn a_newer_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.sqlite");
        SqliteStore::open(&path)
            .unwrap()
            .connection
            .pragma_update(None, "user_version", 99)
            .unwrap();
        assert!(matches!(
            SqliteStore::open(&path),
            Err(StoreError::TooNew { found: 99, .. })
        ));
    }
}
