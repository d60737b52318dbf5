//! Putting repositories right after a crash, from what the database acknowledged.

use crate::domain::record::ApplicationRecord;
use crate::domain::world::World;
use crate::git::{BRANCHES, GitError, Repositories};

/// Moves every branch to its recorded commit and removes repositories that no record owns.
pub(super) fn repositories(repositories: &Repositories, world: &World) -> Result<(), GitError> {
    let known = world.applications.values().map(|record| record.repository()).collect();
    repositories.remove_orphans(&known)?;
    for record in world.applications.values() {
        repositories.remove_stale_locks(&record.repository())?;
        repositories.remove_stale_quarantines(&record.repository())?;
        branches(repositories, record)?;
    }
    Ok(())
}

/// The Environment's branch is the default one and at its head; the others stay at the first commit.
pub(super) fn branches(repositories: &Repositories, record: &ApplicationRecord) -> Result<(), GitError> {
    for branch in BRANCHES {
        let commit = if branch == record.branch {
            &record.commit
        } else {
            &record.first_commit
        };
        repositories.set_branch(&record.repository(), branch, commit)?;
    }
    repositories.set_default_branch(&record.repository(), &record.branch)
}
