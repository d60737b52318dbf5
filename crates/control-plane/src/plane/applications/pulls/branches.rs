//! Branches that have served.

use super::{NotPulled, ends};
use crate::domain::pull::Closed;
use crate::domain::record::ApplicationRecord;
use crate::domain::world::{World, Write};
use crate::git::BRANCHES;
use crate::plane::Plane;
use crate::plane::applications::NotCommitted;
use contract::Timestamp;

impl Plane {
    /// Takes a branch away that feeds no Environment. Pull requests that are open from it or to it are closed.
    pub(crate) fn delete_branch(&self, (owner, name): (&str, &str), branch: &str) -> Result<(), NotPulled> {
        let mut store = self.lock();
        let world = self.world();
        let record = self.committed_to(owner, name)?;
        if BRANCHES.contains(&branch) {
            let text = format!("{branch} belongs to an Environment and cannot be deleted");
            return Err(NotCommitted::Protected(text).into());
        }
        let mut next = (*record).clone();
        if next.heads.remove(branch).is_none() {
            return Err(NotCommitted::Absent(format!("there is no branch {branch}")).into());
        }
        let closed = closed_with(&world, &record, branch, self.clock.now())?;
        self.move_branches(&mut **store, next, closed)?;
        Ok(())
    }
}

/// What is written down of the pull requests that end with a branch.
fn closed_with(
    world: &World,
    record: &ApplicationRecord,
    branch: &str,
    at: Timestamp,
) -> Result<Vec<Write>, NotPulled> {
    let open = world.pulls_of(&record.uid).filter(|pull| pull.closed.is_none());
    open.filter(|pull| pull.head == branch || pull.base == branch)
        .map(|pull| {
            let ends = ends(record, pull)?;
            let mut next = (**pull).clone();
            next.closed = Some(Closed {
                at,
                head: ends.head,
                base: ends.base,
                merged: None,
            });
            Ok(Write::PutPull(Box::new(next)))
        })
        .collect()
}
