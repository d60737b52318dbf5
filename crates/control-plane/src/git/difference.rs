//! Two branches side by side, since they parted. Each of these answers `None` when either is no branch or commit.

use super::history::{commit, resolve};
use super::{GitError, Repositories};
use contract::CommitId;
use contract::gitea::{ChangedFile, ChangedFileStatus, Commit};
use git2::{Delta, Oid, Patch, Repository, Sort};

/// The most commits that a comparison lists.
const MOST_COMMITS: usize = 50;

/// The commits that one side has and the other has not.
#[derive(Debug)]
pub(crate) struct Ahead {
    /// Newest first, up to [`MOST_COMMITS`].
    pub(crate) commits: Vec<Commit>,
    pub(crate) total: usize,
}

/// Two sides of a repository.
struct Sides {
    repository: Repository,
    base: Oid,
    head: Oid,
}

impl Sides {
    fn find(repositories: &Repositories, name: &str, base: &str, head: &str) -> Result<Option<Self>, GitError> {
        let repository = repositories.repository(name)?;
        let ends = resolve(&repository, base).zip(resolve(&repository, head));
        Ok(ends.map(|(base, head)| Self { repository, base, head }))
    }
}

/// The commit that both sides began with.
pub(crate) fn merge_base(
    repositories: &Repositories,
    name: &str,
    base: &str,
    head: &str,
) -> Result<Option<CommitId>, GitError> {
    let Some(Sides { repository, base, head }) = Sides::find(repositories, name, base, head)? else {
        return Ok(None);
    };
    let id = repository.merge_base(base, head)?;
    Ok(Some(CommitId::from_wire(id.to_string())))
}

/// The commits that `head` has and `base` has not.
pub(crate) fn ahead(
    repositories: &Repositories,
    name: &str,
    base: &str,
    head: &str,
) -> Result<Option<Ahead>, GitError> {
    let Some(Sides { repository, base, head }) = Sides::find(repositories, name, base, head)? else {
        return Ok(None);
    };
    let mut walk = repository.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL)?;
    walk.push(head)?;
    walk.hide(base)?;
    let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
    let newest = ids.iter().take(MOST_COMMITS);
    Ok(Some(Ahead {
        commits: newest.map(|id| commit(&repository, *id)).collect::<Result<_, _>>()?,
        total: ids.len(),
    }))
}

/// The files that `head` changes, with how many lines of each: every patch is worked out for that.
pub(crate) fn changed_files(
    repositories: &Repositories,
    name: &str,
    base: &str,
    head: &str,
) -> Result<Option<Vec<ChangedFile>>, GitError> {
    let Some(Sides { repository, base, head }) = Sides::find(repositories, name, base, head)? else {
        return Ok(None);
    };
    let (from, to) = (repository.merge_base(base, head)?, head);
    let (from, to) = (
        repository.find_commit(from)?.tree()?,
        repository.find_commit(to)?.tree()?,
    );
    let diff = repository.diff_tree_to_tree(Some(&from), Some(&to), None)?;
    let mut files = Vec::new();
    for (at, delta) in diff.deltas().enumerate() {
        let Some(path) = delta.new_file().path().or_else(|| delta.old_file().path()) else {
            continue;
        };
        let lines = match Patch::from_diff(&diff, at)? {
            Some(patch) => patch.line_stats()?,
            None => (0, 0, 0),
        };
        files.push(ChangedFile {
            filename: path.to_string_lossy().into_owned(),
            status: match delta.status() {
                Delta::Added => ChangedFileStatus::Added,
                Delta::Deleted => ChangedFileStatus::Deleted,
                _ => ChangedFileStatus::Changed,
            },
            additions: lines.1 as u64,
            deletions: lines.2 as u64,
            changes: (lines.1 + lines.2) as u64,
        });
    }
    Ok(Some(files))
}
