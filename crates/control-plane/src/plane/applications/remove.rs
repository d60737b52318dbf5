//! Removing: recorded at once, carried out by the cluster, finished when nothing is left.

use super::change::surroundings;
use super::install::refuse_outside_window;
use crate::domain::record::{ApplicationId, ApplicationRecord};
use crate::domain::refusal::Refusal;
use crate::domain::world::{World, Write};
use crate::plane::{Failure, Plane};
use crate::store::Store;
use contract::OrganizationSlug;
use std::sync::Arc;

impl Plane {
    /// Starts the removal of an Application. `None` when there is none, or it is on its way out already.
    ///
    /// Applications it uses stay: they have their own data and may serve others.
    pub(crate) fn remove(
        &self,
        name: &str,
        namespace: Option<&str>,
    ) -> Result<Option<Arc<ApplicationRecord>>, Failure> {
        let mut store = self.lock();
        let world = self.world();
        let Some(record) = world.find(name, namespace).filter(|record| record.deleted_at.is_none()) else {
            return Ok(None);
        };
        let consumers: Vec<_> = world.consumers(record).iter().map(ToString::to_string).collect();
        if !consumers.is_empty() {
            let consumers = consumers.join(", ");
            return Err(Failure::Refused(Refusal::Conflict {
                detail: format!("{name} is used by {consumers}"),
                hint: format!("Remove {consumers} first."),
            }));
        }
        let (_, environment) = surroundings(&world, record)?;
        refuse_outside_window(environment, self.clock.now())?;
        let id = record.key();
        let world = self.doom(&mut **store, std::slice::from_ref(&id))?;
        Ok(world.applications.get(&id).cloned())
    }

    /// Starts the removal of all Applications of an Organization that are `chosen`, as one change and whoever uses them.
    pub(in crate::plane) fn remove_together(
        &self,
        organization: &OrganizationSlug,
        chosen: impl Fn(&World, &ApplicationRecord) -> bool,
    ) -> Result<(), Failure> {
        let mut store = self.lock();
        let world = self.world();
        let doomed: Vec<_> = world
            .of_organization(organization)
            .filter(|record| record.deleted_at.is_none() && chosen(&world, record))
            .map(|record| record.key())
            .collect();
        if !doomed.is_empty() {
            self.doom(&mut **store, &doomed)?;
        }
        Ok(())
    }

    /// Records that Applications are to go, and tells the cluster.
    fn doom(&self, store: &mut dyn Store, ids: &[ApplicationId]) -> Result<Arc<World>, Failure> {
        let now = self.clock.now();
        let world = self.world();
        let gone = |record: &Arc<ApplicationRecord>| {
            let mut next = (**record).clone();
            next.deleted_at = Some(now);
            next.updated_at = now;
            next.generation += 1;
            Write::PutApplication(Box::new(next))
        };
        let writes: Vec<_> = ids
            .iter()
            .filter_map(|id| world.applications.get(id))
            .map(gone)
            .collect();
        let world = self.acknowledge(store, &writes)?;
        for record in ids.iter().filter_map(|id| world.applications.get(id)) {
            self.show(&world, record);
        }
        Ok(world)
    }

    /// The cluster holds nothing of it any more: forget the record, then the repository.
    pub(in crate::plane) fn finalise(&self, uid: &str) -> Result<(), Failure> {
        let Some(mut store) = self.lock_for_report() else {
            return Ok(());
        };
        let world = self.world();
        let Some(record) = world.by_uid(uid) else {
            return Ok(());
        };
        self.acknowledge(&mut **store, &[Write::RemoveApplication(record.key())])?;
        self.repositories.remove(&record.repository())?;
        self.cluster.forget(uid);
        Ok(())
    }
}
