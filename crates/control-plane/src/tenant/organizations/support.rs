//! Operators who look into a customer's Organization: on record, for an hour, and without changing anything
//! (operator-side §E.10).

use super::members::require_member;
use super::rows;
use crate::tenant::{Account, Failure, Tenant, refuse};
use contract::tenant::{MemberRole, SupportEntry, SupportVisit};
use contract::{OrganizationId, OrganizationSlug, Timestamp};
use rusqlite::{Row, Transaction, params};
use uuid::Uuid;

/// The longest that the contract allows.
const VISIT_MILLIS: i64 = 60 * 60 * 1000;
/// How many entries of the record are answered.
const MOST_VISITS: u32 = 100;

impl Tenant {
    /// Lets an operator look into an Organization, and writes it down. Entering again is another visit.
    pub(crate) fn enter_organization(
        &self,
        account: &Account,
        slug: &OrganizationSlug,
    ) -> Result<SupportEntry, Failure> {
        let now = self.clock.now();
        let until = now.unix_millis().saturating_add(VISIT_MILLIS);
        let expires_at = Timestamp::from_unix_millis(until).unwrap_or(now);
        let id = Uuid::new_v4().to_string();
        self.records.change(|transaction| {
            let row = rows::find_slug(transaction, slug)?.ok_or_else(no_tenant)?;
            transaction.execute(
                "INSERT INTO support_visits (id, tenant_id, slug, user_id, email, entered, expires)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    id,
                    row.organization.id.as_str(),
                    slug.as_str(),
                    account.id.as_str(),
                    account.email,
                    now.unix_millis(),
                    until
                ],
            )?;
            Ok(())
        })?;
        tracing::info!(target: "audit", by = account.email, organization = %slug, visit = id, "entered as support");
        Ok(SupportEntry {
            handover_url: format!("/shops/{slug}"),
            principal: account.email.clone(),
            org: slug.to_string(),
            expires_at,
            audit_event_id: id,
        })
    }

    /// Ends every visit of an operator to an Organization, and writes it down.
    pub(crate) fn leave_organization(&self, account: &Account, slug: &OrganizationSlug) -> Result<(), Failure> {
        let now = self.clock.now().unix_millis();
        self.records.change(|transaction| {
            let row = rows::find_slug(transaction, slug)?.ok_or_else(no_tenant)?;
            let left = transaction.execute(
                "INSERT INTO support_departures (visit_id, left_at)
                 SELECT id, ?3 FROM open_support_visits WHERE tenant_id = ?1 AND user_id = ?2 AND expires > ?3",
                params![row.organization.id.as_str(), account.id.as_str(), now],
            )?;
            match left {
                0 => Err(refuse(404, "no support session is open")),
                _ => Ok(()),
            }
        })?;
        // Streams that the visit opened end.
        self.moved.send_replace(());
        tracing::info!(target: "audit", by = account.email, organization = %slug, "left as support");
        Ok(())
    }

    /// Who entered an Organization, newest first.
    pub(crate) fn support_visits(&self, slug: &OrganizationSlug) -> Result<Vec<SupportVisit>, Failure> {
        let now = self.clock.now();
        self.records.read(|transaction| {
            let row = rows::find_slug(transaction, slug)?.ok_or_else(no_tenant)?;
            let mut statement = transaction.prepare(
                "SELECT support_visits.*, support_departures.left_at FROM support_visits
                 LEFT JOIN support_departures ON visit_id = id
                 WHERE tenant_id = ?1 ORDER BY entered DESC, support_visits.rowid DESC LIMIT ?2",
            )?;
            let visits =
                statement.query_map(params![row.organization.id.as_str(), MOST_VISITS], |row| read(row, now))?;
            Ok(visits.collect::<Result<_, _>>()?)
        })
    }
}

/// Refuses everybody who neither belongs to the Organization nor visits it as support. For what changes nothing.
pub(crate) fn require_reader(
    transaction: &Transaction<'_>,
    account: &Account,
    organization: &OrganizationId,
    now: Timestamp,
) -> Result<MemberRole, Failure> {
    require_member(transaction, account, organization).or_else(|refusal| {
        let visiting: bool = transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM open_support_visits WHERE tenant_id = ?1 AND user_id = ?2 AND expires > ?3)",
            params![organization.as_str(), account.id.as_str(), now.unix_millis()],
            |row| row.get(0),
        )?;
        if visiting { Ok(MemberRole::Viewer) } else { Err(refusal) }
    })
}

fn no_tenant() -> Failure {
    refuse(404, "org-tenant-not-found")
}

fn read(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<SupportVisit> {
    let time = |column| -> rusqlite::Result<Timestamp> {
        Ok(Timestamp::from_unix_millis(row.get(column)?).unwrap_or(Timestamp::EPOCH))
    };
    let expires_at = time("expires")?;
    let left_at = row
        .get::<_, Option<i64>>("left_at")?
        .and_then(Timestamp::from_unix_millis);
    Ok(SupportVisit {
        audit_event_id: row.get("id")?,
        support_principal: row.get("email")?,
        entered_at: time("entered")?,
        expires_at,
        left_at,
        open: left_at.is_none() && expires_at > now,
    })
}
