//! The end of an Organization (D6). `plane::teardown` takes down what was set up for it, and then has it forgotten.

use super::members::require_owner;
use super::rows;
use super::{find, put};
use crate::tenant::{Account, Failure, Tenant, billing, domains, refuse};
use contract::OrganizationId;
use contract::tenant::OrganizationStatus;

impl Tenant {
    /// Deletes an Organization, its people and what it would still pay. Its slug stays taken until it is forgotten.
    pub(crate) fn delete_organization(&self, account: &Account, id: &OrganizationId) -> Result<(), Failure> {
        let now = self.clock.now();
        self.records.change(|transaction| {
            require_owner(transaction, account, id)?;
            let mut row = find(transaction, id)?.ok_or_else(|| refuse(404, "organization not found"))?;
            row.organization.status = OrganizationStatus::Deleted;
            row.organization.updated_at = Some(now);
            put(transaction, &row)?;
            transaction.execute("DELETE FROM tenant_members WHERE tenant_id = ?1", [id.as_str()])?;
            transaction.execute("DELETE FROM provisions WHERE tenant_id = ?1", [id.as_str()])?;
            domains::release(transaction, id)?;
            billing::close(transaction, id, now)
        })?;
        self.moved.send_replace(());
        Ok(())
    }

    /// Organizations that are deleted and not forgotten yet.
    pub(crate) fn deleted_organizations(&self) -> Result<Vec<OrganizationId>, Failure> {
        let rows = self.records.read(rows::all)?;
        let organizations = rows.into_iter().map(|row| row.organization);
        let deleted = organizations.filter(|organization| organization.status == OrganizationStatus::Deleted);
        Ok(deleted.map(|organization| organization.id).collect())
    }

    /// Nothing is left of it: its slug is free.
    pub(crate) fn forget_organization(&self, id: &OrganizationId) -> Result<(), Failure> {
        self.records.change(|transaction| {
            transaction.execute("DELETE FROM tenant_organizations WHERE id = ?1", [id.as_str()])?;
            Ok(())
        })
    }
}
