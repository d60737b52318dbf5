//! Putting repositories right after a crash, from what the database acknowledged.

use crate::domain::published;
use crate::domain::record::ApplicationRecord;
use crate::domain::world::World;
use crate::git::{GitError, Repositories};

/// Moves every branch to its recorded commit and removes repositories that no record owns.
pub(super) fn repositories(repositories: &Repositories, world: &World) -> Result<(), GitError> {
    let applications = world.applications.values().map(|record| record.repository());
    let shelves = world.shelves();
    let known = applications.chain(shelves.iter().map(published::repository)).collect();
    repositories.remove_orphans(&known)?;
    for record in world.applications.values() {
        repositories.remove_stale_locks(&record.repository())?;
        repositories.remove_stale_quarantines(&record.repository())?;
        branches(repositories, record)?;
    }
    super::publishing::repair(repositories, world)
}

/// Every branch is where the record has it, and there are no others. The Environment's is the default one.
pub(super) fn branches(repositories: &Repositories, record: &ApplicationRecord) -> Result<(), GitError> {
    let branches = record.branches();
    for (branch, commit) in &branches {
        repositories.set_branch(&record.repository(), branch, commit)?;
    }
    repositories.keep_branches(&record.repository(), &branches)?;
    repositories.set_default_branch(&record.repository(), &record.branch)
}
