//! Which repository Git means. Only those of records have a path on disk.

use super::refused::NotServed;
use super::sign_in::Right;
use crate::domain::world::World;
use crate::plane::Plane;
use contract::publishing::SHARED_BLUEPRINTS;
use contract::{CommitId, OrganizationSlug};
use std::path::PathBuf;

/// The repository of an Application, or an Organization's shelf of Blueprints.
pub(super) struct Target {
    pub(super) owner: String,
    pub(super) repository: String,
    /// Both as one.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// Those that a push may move.
    pub(super) branches: Vec<(String, CommitId)>,
}

impl Target {
    pub(super) fn find(plane: &Plane, (owner, repository): (String, String), right: Right) -> Result<Self, NotServed> {
        let repository = repository.strip_suffix(".git").unwrap_or(&repository).to_owned();
        let world = plane.world();
        let branches = match application(&world, &owner, &repository) {
            Some(branches) => branches,
            None if !is_shelf(&world, &owner, &repository) => return Err(NotServed::NoRepository),
            None if right == Right::Push => return Err(NotServed::Shelf),
            None => Vec::new(),
        };
        let name = format!("{owner}/{repository}");
        Ok(Self {
            folder: plane.repositories.path(&name),
            name,
            branches,
            owner,
            repository,
        })
    }
}

/// The branches of an Application's repository; `None` when there is no such Application.
fn application(world: &World, owner: &str, repository: &str) -> Option<Vec<(String, CommitId)>> {
    let branches = world.of_repository(owner, repository)?.branches().into_iter();
    Some(
        branches
            .map(|(branch, head)| (branch.to_owned(), head.clone()))
            .collect(),
    )
}

fn is_shelf(world: &World, owner: &str, repository: &str) -> bool {
    let shelf = OrganizationSlug::from_wire(owner);
    repository == SHARED_BLUEPRINTS && world.last_published(&shelf).is_some()
}
