//! Taking down what was set up for an Organization that its owner has deleted (tenant-side D6), across restarts.

use super::{Failure, Plane};
use crate::domain::published;
use crate::domain::world::Write;
use crate::tenant::organizations::Row;
use crate::tenant::{self, Account};
use contract::tenant::OrganizationStatus;
use contract::{OrganizationId, OrganizationSlug};
use std::sync::{Arc, PoisonError};

impl Plane {
    /// Deletes an Organization. Its Applications go afterwards, one and all.
    pub(crate) fn delete_organization(
        self: &Arc<Self>,
        account: &Account,
        id: &OrganizationId,
    ) -> Result<(), tenant::Failure> {
        // Work under way would write down an Organization that is no more.
        let alone = self.provisioning.lock().unwrap_or_else(PoisonError::into_inner);
        self.tenant.delete_organization(account, id)?;
        drop(alone);
        self.tear_down(id.clone());
        Ok(())
    }

    /// Goes on where a stopped process left off.
    pub(super) fn resume_teardowns(self: &Arc<Self>) -> Result<(), Failure> {
        for organization in self.tenant.deleted_organizations()? {
            self.tear_down(organization);
        }
        Ok(())
    }

    fn tear_down(self: &Arc<Self>, organization: OrganizationId) {
        self.pursue(organization, |plane, id, _| plane.advance_teardown(id));
    }

    /// Does what can be done now; answers `None` when nothing is left.
    fn advance_teardown(&self, id: &OrganizationId) -> Result<Option<usize>, Failure> {
        let Some(row) = self.tenant.row(id)?.filter(is_deleted) else {
            return Ok(None);
        };
        let slug = OrganizationSlug::from_wire(row.organization.slug.as_str());
        let set_up = self.world().organizations.get(&slug).cloned();
        // One that was never paid for has nothing; its slug may be an operator's by now.
        if set_up.is_some_and(|there| there.admin_email == row.owner_email) {
            self.remove_together(&slug, |_, _| true)?;
            if !self.remove_organization(&slug)? {
                return Ok(Some(0));
            }
        }
        self.tenant.forget_organization(id)?;
        Ok(None)
    }

    /// Removes an Organization and its Environments; false while it has Applications.
    fn remove_organization(&self, slug: &OrganizationSlug) -> Result<bool, Failure> {
        let mut store = self.lock();
        let world = self.world();
        if world.of_organization(slug).next().is_some() {
            return Ok(false);
        }
        let environments = world.environments.values();
        let own = environments.filter(|environment| environment.organization == *slug);
        let mut writes: Vec<_> = own
            .map(|environment| Write::RemoveEnvironment(environment.name.clone()))
            .collect();
        writes.push(Write::RemoveOrganization(slug.clone()));
        let world = self.acknowledge(&mut **store, &writes)?;
        self.repositories.remove(&published::repository(slug))?;
        self.show_published(&world);
        self.show_platform();
        Ok(true)
    }
}

fn is_deleted(row: &Row) -> bool {
    row.organization.status == OrganizationStatus::Deleted
}
