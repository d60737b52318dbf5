//! How Organizations are kept.

use crate::tenant::records::json;
use crate::tenant::{Account, Failure};
use contract::tenant::{Organization, OrganizationStatus};
use contract::{OrganizationId, OrganizationSlug, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An Organization with what only setting it up needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) organization: Organization,
    pub(crate) owner_email: String,
    /// Answers to the apps' questions, by app slug.
    pub(crate) app_configs: BTreeMap<String, Map<String, Value>>,
    /// How apps get what they need, by app slug and by the slug of what is needed.
    #[serde(default)]
    pub(crate) dep_choices: BTreeMap<String, BTreeMap<String, String>>,
}

impl Row {
    /// The address of one of its apps.
    pub(crate) fn domain_of(&self, app: &str) -> String {
        let pool = self.organization.parent_domain.as_deref().unwrap_or_default();
        format!("{app}.{}.{pool}", self.organization.subdomain)
    }
}

/// Finds an Organization, whoever asks.
pub(crate) fn find(transaction: &Transaction<'_>, id: &OrganizationId) -> Result<Option<Row>, Failure> {
    let found = transaction.query_row(
        "SELECT record FROM tenant_organizations WHERE id = ?1",
        [id.as_str()],
        |row| json(row, "record"),
    );
    Ok(found.optional()?)
}

/// Finds an Organization by its slug, whoever asks.
pub(super) fn find_slug(transaction: &Transaction<'_>, slug: &OrganizationSlug) -> Result<Option<Row>, Failure> {
    let found = transaction.query_row(
        "SELECT record FROM tenant_organizations WHERE slug = ?1",
        [slug.as_str()],
        |row| json(row, "record"),
    );
    Ok(found.optional()?)
}

/// Whether there is an Organization that nobody has deleted.
pub(crate) fn exists(transaction: &Transaction<'_>, id: &OrganizationId) -> Result<bool, Failure> {
    let row = find(transaction, id)?;
    Ok(row.is_some_and(|row| row.organization.status != OrganizationStatus::Deleted))
}

/// Writes an Organization.
pub(crate) fn put(transaction: &Transaction<'_>, row: &Row) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO tenant_organizations (id, slug, record) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        params![
            row.organization.id.as_str(),
            row.organization.slug,
            serde_json::to_string(row)?
        ],
    )?;
    Ok(())
}

pub(super) fn slug_is_taken(transaction: &Transaction<'_>, slug: &OrganizationSlug) -> Result<bool, Failure> {
    let taken = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM tenant_organizations WHERE slug = ?1)",
        [slug.as_str()],
        |row| row.get(0),
    );
    Ok(taken?)
}

/// Every Organization, the oldest first.
pub(super) fn all(transaction: &Transaction<'_>) -> Result<Vec<Row>, Failure> {
    let mut statement = transaction.prepare("SELECT record FROM tenant_organizations ORDER BY rowid")?;
    let rows = statement.query_map([], |row| json::<Row>(row, "record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The Organizations somebody belongs to, or visits as support now.
pub(super) fn of_account(
    transaction: &Transaction<'_>,
    account: &Account,
    now: Timestamp,
) -> Result<Vec<Organization>, Failure> {
    let mut statement = transaction.prepare(
        "SELECT record FROM tenant_organizations WHERE id IN (
             SELECT tenant_id FROM tenant_members
             WHERE user_id = ?1 OR (user_id = '' AND email = ?2 AND ?3)
             UNION SELECT tenant_id FROM open_support_visits WHERE user_id = ?1 AND expires > ?4)",
    )?;
    let caller = params![account.id.as_str(), account.email, account.verified, now.unix_millis()];
    let rows = statement.query_map(caller, |row| json::<Row>(row, "record"))?;
    let mut found = Vec::new();
    for row in rows {
        found.push(row?.organization);
    }
    Ok(found)
}
