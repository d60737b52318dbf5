//! The files of a repository as the Git server's REST API shows them, and commits of single changes to them.

use super::history::resolve;
use super::{Authorship, GitError, Repositories, record_commit};
use crate::domain::manifests::Files;
use contract::CommitId;
use contract::gitea::{Tree, TreeEntry};
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};
use std::collections::BTreeMap;
use std::path::Path;

/// New contents by path; `None` takes a file away.
pub(crate) type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// One file.
pub(crate) struct Blob {
    pub(crate) id: String,
    pub(crate) bytes: Vec<u8>,
}

/// What lies at a branch or commit; `None` when that is not there.
pub(crate) fn tree(
    repositories: &Repositories,
    name: &str,
    at: &str,
    recursive: bool,
) -> Result<Option<Tree>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(id) = resolve(&repository, at) else {
        return Ok(None);
    };
    let tree = repository.find_commit(id)?.tree()?;
    let mut entries = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let kind = entry.kind().unwrap_or(ObjectType::Any);
        let blob = repository.find_blob(entry.id()).ok();
        entries.push(TreeEntry {
            path: format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes())),
            mode: format!("{:06o}", entry.filemode()),
            kind: kind.str().to_owned(),
            size: blob.map_or(0, |blob| blob.size() as u64),
            sha: entry.id().to_string(),
        });
        if kind == ObjectType::Tree && !recursive {
            TreeWalkResult::Skip
        } else {
            TreeWalkResult::Ok
        }
    })?;
    Ok(Some(Tree {
        sha: tree.id().to_string(),
        total_count: entries.len() as u64,
        tree: entries,
        truncated: false,
        page: 1,
    }))
}

/// One file at a branch or commit; `None` when either is not there, or the path is a folder.
pub(crate) fn blob(repositories: &Repositories, name: &str, at: &str, path: &str) -> Result<Option<Blob>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(id) = resolve(&repository, at) else {
        return Ok(None);
    };
    let Ok(entry) = repository.find_commit(id)?.tree()?.get_path(Path::new(path)) else {
        return Ok(None);
    };
    let object = entry.to_object(&repository)?;
    Ok(object.as_blob().map(|blob| Blob {
        id: blob.id().to_string(),
        bytes: blob.content().to_vec(),
    }))
}

/// What lies at a path of a branch or commit; `None` when nothing does.
pub(crate) fn kind(
    repositories: &Repositories,
    name: &str,
    at: &str,
    path: &str,
) -> Result<Option<ObjectType>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(id) = resolve(&repository, at) else {
        return Ok(None);
    };
    let entry = repository.find_commit(id)?.tree()?.get_path(Path::new(path)).ok();
    Ok(entry.and_then(|entry| entry.kind()))
}

impl Repositories {
    /// Those of these files that lie at a commit, as text.
    pub(crate) fn some_files(&self, name: &str, commit: &CommitId, paths: &[&str]) -> Result<Files, GitError> {
        let repository = self.repository(name)?;
        let tree = repository.find_commit(Oid::from_str(commit.as_str())?)?.tree()?;
        let mut files = Files::new();
        for path in paths {
            let blob = tree.get_path(Path::new(path)).ok();
            let blob = blob.and_then(|entry| repository.find_blob(entry.id()).ok());
            if let Some(blob) = blob {
                files.insert((*path).to_owned(), String::from_utf8_lossy(blob.content()).into_owned());
            }
        }
        Ok(files)
    }

    /// Writes a commit of these changes to `parent` and answers its id: `parent` itself when nothing differs. No branch
    /// moves yet. Files that are not named stay as they are, byte for byte.
    pub(crate) fn commit_changes(
        &self,
        name: &str,
        parent: &CommitId,
        changes: &Changes,
        authorship: Authorship<'_>,
    ) -> Result<CommitId, GitError> {
        let repository = self.repository(name)?;
        let parent = repository.find_commit(Oid::from_str(parent.as_str())?)?;
        let tree = changed_tree(&repository, &parent.tree()?, changes)?;
        record_commit(&repository, Some(parent), &tree, authorship)
    }
}

/// Writes a tree with these changes to `before`.
pub(super) fn changed_tree<'a>(
    repository: &'a Repository,
    before: &git2::Tree<'_>,
    changes: &Changes,
) -> Result<git2::Tree<'a>, GitError> {
    let mut update = TreeUpdateBuilder::new();
    for (path, content) in changes {
        match content {
            Some(bytes) => drop(update.upsert(path.as_str(), repository.blob(bytes)?, FileMode::Blob)),
            None if before.get_path(Path::new(path)).is_ok() => drop(update.remove(path.as_str())),
            None => {}
        }
    }
    Ok(repository.find_tree(update.create_updated(repository, before)?)?)
}
