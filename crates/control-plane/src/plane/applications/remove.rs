//! Removing: recorded at once, carried out by the cluster, finished when nothing is left.

use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::domain::world::Write;
use crate::plane::{Failure, Plane};
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
        let mut next = (**record).clone();
        let now = self.clock.now();
        next.deleted_at = Some(now);
        next.updated_at = now;
        next.generation += 1;
        let id = next.key();
        let world = self.acknowledge(&mut **store, &[Write::PutApplication(Box::new(next))])?;
        let Some(record) = world.applications.get(&id) else {
            return Ok(None);
        };
        self.show(&world, record);
        Ok(Some(Arc::clone(record)))
    }

    /// The cluster holds nothing of it any more: forget the record, then the repository.
    pub(in crate::plane) fn finalise(&self, uid: &str) -> Result<(), Failure> {
        let mut store = self.lock();
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
