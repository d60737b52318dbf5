//! Two branches side by side, and joining them. Nothing here moves a branch.

use super::history::{commit, resolve};
use super::{Authorship, Changes, GitError, Repositories, changed_tree, signature};
use contract::CommitId;
use contract::gitea::{ChangedFile, ChangedFileStatus, Commit};
use git2::{Delta, Index, Oid, Patch, Repository, Sort};
use std::collections::BTreeSet;
use std::path::Path;

/// The most commits that a comparison lists.
const MOST_COMMITS: usize = 50;

/// What one side has that the other has not.
#[derive(Debug)]
pub(crate) struct Difference {
    /// The commit that both sides began with.
    pub(crate) merge_base: CommitId,
    /// Newest first, up to [`MOST_COMMITS`].
    pub(crate) commits: Vec<Commit>,
    pub(crate) total_commits: usize,
    pub(crate) files: Vec<ChangedFile>,
}

/// What joining two branches comes to.
#[derive(Debug)]
pub(crate) enum Join {
    /// The base has everything already.
    Nothing,
    /// Both sides changed these files at the same place.
    Conflicts(Vec<String>),
    /// Both changes fit together.
    Clean(Joined),
}

/// The files of both branches together, not committed yet.
#[derive(Debug)]
pub(crate) struct Joined {
    tree: Oid,
    /// Files that the base will see changed.
    pub(crate) changed: BTreeSet<String>,
    /// The file that was asked for, as it will be.
    pub(crate) followed: Option<Vec<u8>>,
}

/// What `head` has that `base` has not, since they parted; `None` when either is no branch or commit.
pub(crate) fn difference(
    repositories: &Repositories,
    name: &str,
    base: &str,
    head: &str,
) -> Result<Option<Difference>, GitError> {
    let repository = repositories.repository(name)?;
    let (Some(base), Some(head)) = (resolve(&repository, base), resolve(&repository, head)) else {
        return Ok(None);
    };
    let merge_base = repository.merge_base(base, head)?;
    let mut walk = repository.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL)?;
    walk.push(head)?;
    walk.hide(base)?;
    let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
    let newest = ids.iter().take(MOST_COMMITS);
    Ok(Some(Difference {
        merge_base: CommitId::from_wire(merge_base.to_string()),
        commits: newest.map(|id| commit(&repository, *id)).collect::<Result<_, _>>()?,
        total_commits: ids.len(),
        files: files(&repository, merge_base, head)?,
    }))
}

fn files(repository: &Repository, from: Oid, to: Oid) -> Result<Vec<ChangedFile>, GitError> {
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
    Ok(files)
}

impl Repositories {
    /// Joins two commits in memory, and reads the file at `followed` as it would be.
    pub(crate) fn join(&self, name: &str, base: &CommitId, head: &CommitId, followed: &str) -> Result<Join, GitError> {
        let repository = self.repository(name)?;
        let (base, head) = (Oid::from_str(base.as_str())?, Oid::from_str(head.as_str())?);
        if base == head || repository.graph_descendant_of(base, head)? {
            return Ok(Join::Nothing);
        }
        let (ours, theirs) = (repository.find_commit(base)?, repository.find_commit(head)?);
        let mut index = repository.merge_commits(&ours, &theirs, None)?;
        if index.has_conflicts() {
            return Ok(Join::Conflicts(conflicts(&index)?));
        }
        let tree = repository.find_tree(index.write_tree_to(&repository)?)?;
        let diff = repository.diff_tree_to_tree(Some(&ours.tree()?), Some(&tree), None)?;
        let paths = diff.deltas().flat_map(|delta| {
            let sides = [delta.old_file().path(), delta.new_file().path()];
            sides.map(|path| path.map(|path| path.to_string_lossy().into_owned()))
        });
        let changed = paths.flatten().collect();
        let followed = tree.get_path(Path::new(followed)).ok();
        let followed = followed.and_then(|entry| repository.find_blob(entry.id()).ok());
        Ok(Join::Clean(Joined {
            tree: tree.id(),
            changed,
            followed: followed.map(|blob| blob.content().to_vec()),
        }))
    }

    /// Writes the merge of `head` into `base`, with what else follows from it, and answers its id.
    pub(crate) fn commit_join(
        &self,
        name: &str,
        (base, head): (&CommitId, &CommitId),
        joined: &Joined,
        follows: &Changes,
        authorship: Authorship<'_>,
    ) -> Result<CommitId, GitError> {
        let repository = self.repository(name)?;
        let base = repository.find_commit(Oid::from_str(base.as_str())?)?;
        let head = repository.find_commit(Oid::from_str(head.as_str())?)?;
        let tree = changed_tree(&repository, &repository.find_tree(joined.tree)?, follows)?;
        let author = signature(authorship.email, authorship.at)?;
        let id = repository.commit(None, &author, &author, authorship.message, &tree, &[&base, &head])?;
        Ok(CommitId::from_wire(id.to_string()))
    }
}

fn conflicts(index: &Index) -> Result<Vec<String>, GitError> {
    let mut paths = BTreeSet::new();
    for conflict in index.conflicts()? {
        let conflict = conflict?;
        let sides = [conflict.our, conflict.their, conflict.ancestor];
        let path = sides.into_iter().flatten().next().map(|entry| entry.path);
        paths.extend(path.map(|path| String::from_utf8_lossy(&path).into_owned()));
    }
    Ok(paths.into_iter().collect())
}
