//! Joining two branches. Nothing here moves one.

use super::{Authorship, Changes, GitError, Repositories, changed_tree, signature};
use contract::CommitId;
use git2::{Index, Oid};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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
    /// Those of the files that were asked for that will be there, as they will be.
    pub(crate) followed: BTreeMap<String, Vec<u8>>,
}

impl Repositories {
    /// Joins two commits in memory, and reads the `followed` files as they would be.
    pub(crate) fn join(
        &self,
        name: &str,
        base: &CommitId,
        head: &CommitId,
        followed: &[&str],
    ) -> Result<Join, GitError> {
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
        let read = |path: &&str| {
            let entry = tree.get_path(Path::new(path)).ok()?;
            let blob = repository.find_blob(entry.id()).ok()?;
            Some(((*path).to_owned(), blob.content().to_vec()))
        };
        Ok(Join::Clean(Joined {
            tree: tree.id(),
            changed,
            followed: followed.iter().filter_map(read).collect(),
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
