//! Making Organizations: acknowledged at once, set up step by step.

use super::{Failure, Plane};
use crate::cluster::{ORGANIZATION_STEP, scaled};
use crate::domain::organization::{self, BadOrganization};
use crate::domain::record::OrganizationRecord;
use crate::domain::world::Write;
use contract::OrganizationSlug;
use contract::organization::NewOrganization;
use std::sync::Arc;

impl Plane {
    /// Records a new Organization with its Environments; [`Plane::set_up`] then brings it to life.
    pub(crate) fn create_organization(
        &self,
        request: &NewOrganization,
        ready: bool,
    ) -> Result<Result<OrganizationRecord, BadOrganization>, Failure> {
        let mut store = self.lock();
        let now = self.clock.now();
        let mut record = match organization::new(request, &self.fqdn, now) {
            Ok(record) => record,
            Err(bad) => return Ok(Err(bad)),
        };
        if self.world().organizations.contains_key(&record.subdomain) {
            return Ok(Err(BadOrganization::Taken(record.subdomain)));
        }
        while let Some(next) = organization::next_step(&record, now).filter(|_| ready) {
            record = next;
        }
        let mut writes = vec![Write::PutOrganization(Box::new(record.clone()))];
        writes.extend(
            organization::environments(&record, now, ready)
                .into_iter()
                .map(Write::PutEnvironment),
        );
        self.acknowledge(&mut **store, &writes)?;
        self.show_platform();
        Ok(Ok(record))
    }

    /// Does the steps that are left, one after the other.
    pub(crate) fn set_up(self: &Arc<Self>, slug: OrganizationSlug) {
        let plane = Arc::downgrade(self);
        let pause = scaled(ORGANIZATION_STEP, self.speed);
        let mut stopped = self.stopped();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stopped.wait_for(|stopped| *stopped) => return,
                }
                let Some(plane) = plane.upgrade() else { return };
                let slug = slug.clone();
                match plane.blocking(move |plane| plane.set_up_step(&slug)).await {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => {
                        tracing::error!(%error, "A step of setting up an Organization cannot be written down");
                        return;
                    }
                }
            }
        });
    }

    /// Does one step; true when another one is left.
    fn set_up_step(&self, slug: &OrganizationSlug) -> Result<bool, Failure> {
        let mut store = self.lock();
        let world = self.world();
        let now = self.clock.now();
        let next = world
            .organizations
            .get(slug)
            .and_then(|record| organization::next_step(record, now));
        let Some(next) = next else {
            return Ok(false);
        };
        let done = organization::next_step(&next, now).is_none();
        let mut writes = vec![Write::PutOrganization(Box::new(next))];
        if done {
            let of_it = world
                .environments
                .values()
                .filter(|environment| environment.organization == *slug);
            writes.extend(of_it.map(|environment| {
                let mut environment = (**environment).clone();
                environment.ready = true;
                Write::PutEnvironment(environment)
            }));
        }
        self.acknowledge(&mut **store, &writes)?;
        self.show_platform();
        Ok(!done)
    }

    /// Goes on where a stopped process left off.
    pub(super) fn resume_organizations(self: &Arc<Self>) {
        let now = self.clock.now();
        let world = self.world();
        let unfinished = world
            .organizations
            .values()
            .filter(|record| organization::next_step(record, now).is_some());
        for record in unfinished {
            self.set_up(record.subdomain.clone());
        }
    }
}
