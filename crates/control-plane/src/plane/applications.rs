//! Installing, changing and removing Applications.

mod change;
mod commit;
mod install;
mod preview;
mod preview_files;
mod pulls;
mod push;
mod remove;
mod settings;

pub(crate) use commit::NotCommitted;
pub(crate) use install::Arrival;
pub(crate) use preview::PlacementQuery;
pub(crate) use pulls::NotPulled;

use super::{Failure, Plane};
use crate::domain::placement::Resolved;
use crate::domain::record::{ApplicationRecord, Settled};
use crate::domain::refusal::Refusal;
use crate::domain::world::{World, Write};
use std::sync::Arc;

/// Finds an Application that is not on its way out.
fn find_live<'a>(world: &'a World, name: &str, namespace: Option<&str>) -> Result<&'a Arc<ApplicationRecord>, Refusal> {
    let record = world
        .find(name, namespace)
        .ok_or_else(|| Refusal::NotFound(name.to_owned()))?;
    match record.deleted_at {
        None => Ok(record),
        Some(_) => Err(Refusal::Conflict {
            detail: format!("{name} is being removed"),
            hint: "Wait until it is gone.".to_owned(),
        }),
    }
}

/// Where an Application runs now.
pub(crate) fn placement_of(record: &ApplicationRecord) -> Resolved {
    Resolved {
        mode: record.mode.clone(),
        targets: record.targets.clone(),
    }
}

impl Plane {
    /// Notes that a generation runs in full.
    pub(super) fn settled(&self, uid: &str, settled: Settled) -> Result<(), Failure> {
        let Some(mut store) = self.lock_for_report() else {
            return Ok(());
        };
        let world = self.world();
        let Some(record) = world.by_uid(uid) else {
            return Ok(());
        };
        let mut record = (**record).clone();
        record.settled = Some(settled);
        self.acknowledge(&mut **store, &[Write::PutApplication(Box::new(record))])?;
        Ok(())
    }
}
