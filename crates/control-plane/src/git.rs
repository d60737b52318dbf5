//! The embedded Git server's repositories: one bare repository for each Application.
//!
//! Objects are written first; branches are moved only after the database has acknowledged the commit, and put right
//! from it when the control plane opens. So a crash leaves at worst objects that no one refers to.

mod difference;
mod files;
mod history;
mod merge;
pub(crate) mod program;
pub(crate) mod protocol;
mod pushed;
mod quarantine;

pub(crate) use difference::{ahead, changed_files, merge_base};
use files::changed_tree;
pub(crate) use files::{Blob, Changes, blob, kind, tree};
pub(crate) use history::{Page, Rows, commit_diff, commits, file_diff, is_whole_id, raw};
pub(crate) use merge::{Join, Joined};
pub(crate) use pushed::{NotReadable, Pushed, PushedFile, pushed};
pub(crate) use quarantine::Quarantine;

use crate::domain::manifests::Files;
use contract::{CommitId, Timestamp};
use git2::{BranchType, Oid, Repository, RepositoryInitOptions, Signature, Time, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Branches of every repository: dev, stg, prod (glossary §5).
pub(crate) const BRANCHES: [&str; 3] = ["develop", "staging", "main"];

/// Why a repository cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// libgit2 refuses.
    #[error("the repository cannot be used: {0}")]
    Git(#[from] git2::Error),
    /// The file system refuses.
    #[error("the repository folder cannot be used: {0}")]
    Folder(#[from] io::Error),
}

/// All repositories, under one folder, as `<organization>/<application>.git`.
#[derive(Clone, Debug)]
pub(crate) struct Repositories {
    root: PathBuf,
}

/// Who changed something, when, and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Authorship<'a> {
    pub(crate) email: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) message: &'a str,
}

impl Repositories {
    pub(crate) fn open(root: PathBuf) -> Result<Self, GitError> {
        fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// The folder of the repository `owner/name`; names come from records, never from requests.
    pub(crate) fn path(&self, repository: &str) -> PathBuf {
        self.root.join(format!("{repository}.git"))
    }

    /// Opens the repository `owner/name`; names come from records, never from requests.
    pub(crate) fn repository(&self, name: &str) -> Result<Repository, GitError> {
        Ok(Repository::open_bare(self.path(name))?)
    }

    /// Makes an empty repository, in place of whatever an interrupted install left there.
    pub(crate) fn create(&self, name: &str) -> Result<(), GitError> {
        self.remove(name)?;
        let mut options = RepositoryInitOptions::new();
        options.bare(true).initial_head("main").external_template(false);
        Repository::init_opts(self.path(name), &options)?;
        Ok(())
    }

    /// Removes a repository, if it is there.
    pub(crate) fn remove(&self, name: &str) -> Result<(), GitError> {
        match fs::remove_dir_all(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Writes a commit of exactly these files and answers its id. No branch moves yet.
    ///
    /// Answers `parent` itself when the files are already those of `parent`. When they are those of an earlier
    /// commit, the message says so.
    pub(crate) fn commit(
        &self,
        name: &str,
        parent: Option<&CommitId>,
        files: &Files,
        authorship: Authorship<'_>,
    ) -> Result<CommitId, GitError> {
        let repository = self.repository(name)?;
        let tree = repository.find_tree(write_tree(&repository, files)?)?;
        let parent = match parent {
            Some(id) => Some(repository.find_commit(Oid::from_str(id.as_str())?)?),
            None => None,
        };
        record_commit(&repository, parent, &tree, authorship)
    }

    /// Moves a branch, making it if need be.
    pub(crate) fn set_branch(&self, name: &str, branch: &str, commit: &CommitId) -> Result<(), GitError> {
        let repository = self.repository(name)?;
        let id = Oid::from_str(commit.as_str())?;
        let reference = format!("refs/heads/{branch}");
        if repository.refname_to_id(&reference).ok() != Some(id) {
            repository.reference(&reference, id, true, "acknowledged commit")?;
        }
        Ok(())
    }

    /// Makes a branch the one that clones begin on.
    pub(crate) fn set_default_branch(&self, name: &str, branch: &str) -> Result<(), GitError> {
        let repository = self.repository(name)?;
        let reference = format!("refs/heads/{branch}");
        let head = repository.find_reference("HEAD")?;
        if head.symbolic_target().ok().flatten() != Some(reference.as_str()) {
            repository.set_head(&reference)?;
        }
        Ok(())
    }

    /// Removes every branch that is not in `known`.
    pub(crate) fn keep_branches(&self, name: &str, known: &BTreeMap<&str, &CommitId>) -> Result<(), GitError> {
        let repository = self.repository(name)?;
        for branch in repository.branches(Some(BranchType::Local))? {
            let (mut branch, _) = branch?;
            let is_known = branch.name()?.is_some_and(|name| known.contains_key(name));
            if !is_known {
                branch.delete()?;
            }
        }
        Ok(())
    }

    /// Removes the locks of branches that a killed process was moving. No one else writes to these repositories.
    pub(crate) fn remove_stale_locks(&self, name: &str) -> Result<(), GitError> {
        let folder = self.path(name);
        let heads = fs::read_dir(folder.join("refs/heads"))?;
        let heads = heads.map(|entry| entry.map(|entry| entry.path()));
        let others = ["HEAD.lock", "packed-refs.lock"].map(|lock| Ok(folder.join(lock)));
        for file in heads.chain(others) {
            let file = file?;
            if file.extension().is_none_or(|extension| extension != "lock") {
                continue;
            }
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes every repository that is not in `known`: leftovers of installs that were never acknowledged.
    pub(crate) fn remove_orphans(&self, known: &BTreeSet<String>) -> Result<(), GitError> {
        for owner in folders(&self.root)? {
            for repository in folders(&self.root.join(&owner))? {
                let name = format!("{owner}/{}", repository.trim_end_matches(".git"));
                if !known.contains(&name) {
                    tracing::info!(repository = %name, "Removing a repository that no Application owns");
                    self.remove(&name)?;
                }
            }
        }
        Ok(())
    }

    /// The files at a commit.
    pub(crate) fn files(&self, name: &str, commit: &CommitId) -> Result<Files, GitError> {
        let repository = self.repository(name)?;
        let tree = repository.find_commit(Oid::from_str(commit.as_str())?)?.tree()?;
        let mut files = BTreeMap::new();
        tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            if let Ok(object) = entry.to_object(&repository)
                && let (Some(blob), Ok(name)) = (object.as_blob(), entry.name())
            {
                files.insert(
                    format!("{folder}{name}"),
                    String::from_utf8_lossy(blob.content()).into_owned(),
                );
            }
            git2::TreeWalkResult::Ok
        })?;
        Ok(files)
    }
}

fn folders(path: &Path) -> Result<Vec<String>, GitError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Writes files as nested trees, bottom up.
fn write_tree(repository: &Repository, files: &Files) -> Result<Oid, GitError> {
    let mut builder = repository.treebuilder(None)?;
    let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
    for (path, text) in files {
        match path.split_once('/') {
            Some((folder, rest)) => {
                folders.entry(folder).or_default().insert(rest.to_owned(), text.clone());
            }
            None => {
                builder.insert(path, repository.blob(text.as_bytes())?, 0o100_644)?;
            }
        }
    }
    for (folder, files) in folders {
        builder.insert(folder, write_tree(repository, &files)?, 0o040_000)?;
    }
    Ok(builder.write()?)
}

/// Writes a commit of a tree, and answers its id: the parent's when it has this very tree.
fn record_commit(
    repository: &Repository,
    parent: Option<git2::Commit<'_>>,
    tree: &Tree<'_>,
    authorship: Authorship<'_>,
) -> Result<CommitId, GitError> {
    let mut message = authorship.message.to_owned();
    if let Some(parent) = &parent {
        if parent.tree_id() == tree.id() {
            return Ok(CommitId::from_wire(parent.id().to_string()));
        }
        if let Some(earlier) = earlier_with_tree(repository, parent.id(), tree)? {
            message = format!("Revert to {}\n\n{message}", &earlier.to_string()[..7]);
        }
    }
    let author = signature(authorship.email, authorship.at)?;
    let parents: Vec<_> = parent.iter().collect();
    let id = repository.commit(None, &author, &author, &message, tree, &parents)?;
    Ok(CommitId::from_wire(id.to_string()))
}

fn earlier_with_tree(repository: &Repository, from: Oid, tree: &Tree<'_>) -> Result<Option<Oid>, GitError> {
    let mut walk = repository.revwalk()?;
    walk.push(from)?;
    for id in walk {
        let id = id?;
        if repository.find_commit(id)?.tree_id() == tree.id() {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn signature(email: &str, at: Timestamp) -> Result<Signature<'static>, GitError> {
    // Git's own format cannot carry these; an address that has them is no address.
    let clean: String = email
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '\n' | '\0'))
        .collect();
    let name = clean
        .split('@')
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or("unknown");
    let time = Time::new(at.unix_millis().div_euclid(1000), 0);
    Ok(Signature::new(
        name,
        if clean.is_empty() { "unknown" } else { &clean },
        &time,
    )?)
}
