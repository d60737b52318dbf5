//! Committing files by hand: the same rules, the same acknowledgement as a change of settings.

use super::change::{Changed, Proposal};
use crate::domain::protection;
use crate::domain::record::{ApplicationRecord, Head};
use crate::domain::world::{World, Write};
use crate::git::{self, Authorship, Changes};
use crate::plane::{Failure, Plane, repair};
use crate::store::Store;
use contract::gitea::{FileChange, FileOperation, FilesChange, is_path, is_written_by_platform};
use contract::{CommitId, FieldError, Timestamp};
use git2::ObjectType;
use std::sync::Arc;

/// The most files of one commit.
const MOST_FILES: usize = 100;
/// The most bytes of one file.
const MOST_BYTES: usize = 5 << 20;
/// The most branches beside those that begin with the repository.
const MOST_BRANCHES: usize = 100;

/// Why files are not committed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotCommitted {
    /// The repository or the branch is not there.
    #[error("{0}")]
    Absent(String),
    /// The branch takes pull requests only.
    #[error("{0}")]
    Protected(String),
    /// What is asked cannot be committed.
    #[error("{0}")]
    Unacceptable(String),
    /// The settings would not be accepted.
    #[error("{file} does not fit the Blueprint")]
    Values {
        /// The one that is to be corrected.
        file: String,
        fields: Vec<FieldError>,
    },
    /// It failed.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<git::GitError> for NotCommitted {
    fn from(error: git::GitError) -> Self {
        Self::Failed(error.into())
    }
}

/// A commit, and the Application that it belongs to.
#[derive(Debug)]
pub(crate) struct Committed {
    pub(crate) record: Arc<ApplicationRecord>,
    pub(crate) commit: CommitId,
}

/// A change of files that the rules allow, not yet written.
pub(super) struct Prepared {
    pub(super) changes: Changes,
    /// What follows from the settings.
    pub(super) proposal: Proposal,
}

impl Plane {
    /// Commits changes to a branch, or to a new one that begins there. What the settings then say on the Environment's
    /// branch is what runs.
    pub(crate) fn commit_files(
        &self,
        owner: &str,
        name: &str,
        change: &FilesChange,
        author: &str,
    ) -> Result<Committed, NotCommitted> {
        let mut store = self.lock();
        let world = self.world();
        let record = &self.committed_to(owner, name)?;
        let (from, head) = begin(record, change)?;
        match &change.new_branch {
            Some(new) => check_new_branch(record, new)?,
            None => refuse_protected(&world, record, from)?,
        }
        let to = change.new_branch.as_deref().unwrap_or(from);
        let now = self.clock.now();
        let Prepared { mut changes, proposal } = self.prepare(&world, record, head, change, now)?;
        let message = match change.message.trim() {
            "" => "Update files",
            message => message,
        };
        let authorship = Authorship {
            email: author,
            at: now,
            message,
        };
        if to != record.branch {
            let commit = self
                .repositories
                .commit_changes(&record.repository(), head, &changes, authorship)?;
            let mut next = (**record).clone();
            let moved = Head {
                commit: commit.clone(),
                since: now,
            };
            next.heads.insert(to.to_owned(), moved);
            let record = self.move_branches(&mut **store, next, Vec::new())?;
            return Ok(Committed { record, commit });
        }
        // What follows from the settings is written too; what was typed is written as it was typed.
        for (path, content) in proposal.changes() {
            changes.entry(path).or_insert(content);
        }
        let Changed { record, .. } = self.write(&mut **store, record, proposal, &changes, authorship)?;
        let commit = record.commit.clone();
        Ok(Committed { record, commit })
    }

    /// Holds a change of files to every rule but the branch's own. Changes nothing.
    pub(super) fn prepare(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        head: &CommitId,
        change: &FilesChange,
        now: Timestamp,
    ) -> Result<Prepared, NotCommitted> {
        let changes = self.checked(record, head, change)?;
        let proposal = self.check_settings(world, record, head, &changes, now)?;
        Ok(Prepared { changes, proposal })
    }

    /// Records where the branches are from which nothing runs: one acknowledgement.
    pub(super) fn move_branches(
        &self,
        store: &mut dyn Store,
        next: ApplicationRecord,
        mut writes: Vec<Write>,
    ) -> Result<Arc<ApplicationRecord>, Failure> {
        let record = Arc::new(next.clone());
        writes.push(Write::PutApplication(Box::new(next)));
        let world = self.acknowledge(store, &writes)?;
        repair::branches(&self.repositories, &record)?;
        self.show(&world, &record);
        Ok(record)
    }

    /// The Application whose repository this is, unless it is on its way out.
    pub(super) fn committed_to(&self, owner: &str, name: &str) -> Result<Arc<ApplicationRecord>, NotCommitted> {
        let world = self.world();
        let record = world
            .of_repository(owner, name)
            .filter(|record| record.deleted_at.is_none());
        record
            .cloned()
            .ok_or_else(|| NotCommitted::Absent(format!("there is no repository {owner}/{name}")))
    }

    /// The new contents, after every change has been held against what the branch holds.
    fn checked(
        &self,
        record: &ApplicationRecord,
        head: &CommitId,
        change: &FilesChange,
    ) -> Result<Changes, NotCommitted> {
        if change.files.is_empty() || change.files.len() > MOST_FILES {
            let text = format!("a commit changes between 1 and {MOST_FILES} files");
            return Err(NotCommitted::Unacceptable(text));
        }
        let mut changes = Changes::new();
        let mut note = |path: &str, content| match changes.insert(path.to_owned(), content) {
            None => Ok(()),
            Some(_) => Err(NotCommitted::Unacceptable(format!("{path} is named twice"))),
        };
        for file in &change.files {
            let from = file.from_path.as_deref().unwrap_or(&file.path);
            check_path(&file.path)?;
            check_path(from)?;
            let held = git::blob(&self.repositories, &record.repository(), head.as_str(), from)?;
            check_held(file, from, held)?;
            self.check_folders(record, head, &file.path)?;
            if from != file.path {
                self.check_free(record, head, &file.path)?;
                note(from, None)?;
            }
            note(&file.path, content(file)?)?;
        }
        Ok(changes)
    }

    /// A file that moves takes no other's place.
    fn check_free(&self, record: &ApplicationRecord, head: &CommitId, path: &str) -> Result<(), NotCommitted> {
        match git::kind(&self.repositories, &record.repository(), head.as_str(), path)? {
            None => Ok(()),
            Some(_) => Err(exists(path)),
        }
    }

    /// A file cannot lie in another file, nor take the place of a folder.
    fn check_folders(&self, record: &ApplicationRecord, head: &CommitId, path: &str) -> Result<(), NotCommitted> {
        let repository = record.repository();
        let held = |path: &str| git::kind(&self.repositories, &repository, head.as_str(), path);
        let refuse = |text: String| Err(NotCommitted::Unacceptable(text));
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            if held(folder)?.is_some_and(|kind| kind != ObjectType::Tree) {
                return refuse(format!("{folder} is a file, so {path} cannot lie in it"));
            }
        }
        match held(path)? {
            Some(ObjectType::Tree) => refuse(format!("{path} is a folder")),
            _ => Ok(()),
        }
    }
}

/// The branch that a change begins on, and its newest commit.
pub(super) fn begin<'a>(
    record: &'a ApplicationRecord,
    change: &'a FilesChange,
) -> Result<(&'a str, &'a CommitId), NotCommitted> {
    let from = match change.branch.as_str() {
        "" => record.branch.as_str(),
        branch => branch,
    };
    let absent = || NotCommitted::Absent(format!("there is no branch {from}"));
    Ok((from, record.head(from).ok_or_else(absent)?))
}

/// Whether a branch takes commits directly.
pub(super) fn refuse_protected(world: &World, record: &ApplicationRecord, branch: &str) -> Result<(), NotCommitted> {
    match protection::of_branch(world, &record.organization, branch) {
        Some(protection) => Err(NotCommitted::Protected(protection.reason(branch))),
        None => Ok(()),
    }
}

/// Whether a branch can be made that has this name.
fn check_new_branch(record: &ApplicationRecord, name: &str) -> Result<(), NotCommitted> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    // No slashes: a branch `a` and a branch `a/b` cannot both be.
    let is_name = name.len() <= 100
        && name.chars().all(is_plain)
        && git2::Reference::is_valid_name(&format!("refs/heads/{name}"))
        // It would be taken for the commit.
        && !git::is_whole_id(name)
        && name != "HEAD";
    let refusal = match () {
        () if !is_name => format!("{name:?} is no name for a branch"),
        () if record.head(name).is_some() => format!("branch already exists [name: {name}]"),
        () if record.heads.len() >= MOST_BRANCHES => {
            format!("a repository has {MOST_BRANCHES} branches at most; merge or close some")
        }
        () => return Ok(()),
    };
    Err(NotCommitted::Unacceptable(refusal))
}

fn check_path(path: &str) -> Result<(), NotCommitted> {
    let refusal = match path {
        path if !is_path(path) => format!("{path:?} is no path of a file"),
        path if is_written_by_platform(path) => {
            format!("{path} is written from the Application's settings and cannot be changed by hand")
        }
        _ => return Ok(()),
    };
    Err(NotCommitted::Unacceptable(refusal))
}

fn exists(path: &str) -> NotCommitted {
    NotCommitted::Unacceptable(format!("repository file already exists [path: {path}]"))
}

/// Holds a change against the file that the branch has at `from`.
fn check_held(file: &FileChange, from: &str, held: Option<git::Blob>) -> Result<(), NotCommitted> {
    match (&file.operation, held, &file.sha) {
        (FileOperation::Create, Some(_), _) => Err(exists(from)),
        (FileOperation::Create, None, _) => Ok(()),
        (_, None, _) => Err(NotCommitted::Absent(format!("there is no {from} on the branch"))),
        (_, Some(_), None) => Err(NotCommitted::Unacceptable(format!(
            "a SHA must be given when {from} is changed"
        ))),
        (_, Some(held), Some(sha)) if held.id != *sha => Err(NotCommitted::Unacceptable(format!(
            "sha does not match [given: {sha}, expected: {}]",
            held.id
        ))),
        _ => Ok(()),
    }
}

fn content(file: &FileChange) -> Result<Option<Vec<u8>>, NotCommitted> {
    if file.operation == FileOperation::Delete {
        return Ok(None);
    }
    let bytes = file
        .bytes()
        .ok_or_else(|| NotCommitted::Unacceptable(format!("the content of {} is missing or no Base64", file.path)))?;
    if bytes.len() > MOST_BYTES {
        return Err(NotCommitted::Unacceptable(format!(
            "{} is larger than {MOST_BYTES} bytes",
            file.path
        )));
    }
    Ok(Some(bytes))
}
