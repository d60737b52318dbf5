//! What a push would do to a branch, read while its objects are in quarantine.

use super::{GitError, Quarantine};
use contract::CommitId;
use git2::{FileMode, ObjectType, Oid, Repository, Tree, TreeEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The most commits of a push.
const MOST_COMMITS: usize = 1000;
/// The most entries of trees that may differ; a small pack can stand for endlessly many files.
const MOST_ENTRIES: usize = 20_000;
/// The most bytes of one file.
const MOST_BYTES: usize = 5 << 20;
/// The most bytes of all versions of a followed file.
const MOST_BYTES_FOLLOWED: usize = 32 << 20;

/// Why a push cannot be judged, or need not be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotReadable {
    /// The new end of the branch is no commit.
    #[error("{0} is no commit")]
    NoCommit(CommitId),
    /// The new end does not follow from the old one.
    #[error("non-fast-forward")]
    Diverged,
    /// It does too much, or something that no file system could follow.
    #[error("{0}")]
    Unacceptable(String),
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl From<git2::Error> for NotReadable {
    fn from(error: git2::Error) -> Self {
        Self::Git(error.into())
    }
}

/// A file that differs from the one on the branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PushedFile {
    /// Its content is new.
    Written,
    /// It is gone.
    Removed,
    /// It is no file but a link, or another repository.
    Special,
}

/// What differs.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    /// By path, between the old end of the branch and the new one.
    pub(crate) files: BTreeMap<String, PushedFile>,
    /// Every new version of the followed files, the newest of each first.
    pub(crate) versions: Vec<Version>,
    /// Those of the followed files that lie at the new end.
    pub(crate) newest: BTreeMap<String, Vec<u8>>,
}

/// One version of a followed file.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) path: String,
    pub(crate) commit: CommitId,
    pub(crate) bytes: Vec<u8>,
}

/// Compares the two ends of a branch, and reads all versions of the `followed` files on the way.
pub(crate) fn pushed(
    quarantine: &Quarantine,
    old: &CommitId,
    new: &CommitId,
    followed: &[&str],
) -> Result<Pushed, NotReadable> {
    let repository = quarantine.opened()?;
    let (from, to) = (Oid::from_str(old.as_str())?, Oid::from_str(new.as_str())?);
    let no_commit = |_| NotReadable::NoCommit(new.clone());
    let (before, after) = (
        repository.find_commit(from)?.tree()?,
        repository.find_commit(to).map_err(no_commit)?.tree()?,
    );
    if from != to && !repository.graph_descendant_of(to, from)? {
        return Err(NotReadable::Diverged);
    }
    let mut comparison = Comparison {
        repository: &repository,
        files: BTreeMap::new(),
        entries: 0,
    };
    comparison.compare(Some(&before), Some(&after), "")?;
    let mut pushed = Pushed {
        files: comparison.files,
        ..Pushed::default()
    };
    let commits = new_commits(&repository, from, to)?;
    for path in followed {
        if let Some((_, bytes)) = file(&repository, &after, path)? {
            pushed.newest.insert((*path).to_owned(), bytes);
        }
        let known = file(&repository, &before, path)?.map(|(id, _)| id);
        pushed.versions.extend(versions(&repository, &commits, known, path)?);
    }
    Ok(pushed)
}

/// Every version of a file in these commits, but the known one.
fn versions(
    repository: &Repository,
    commits: &[git2::Commit<'_>],
    known: Option<Oid>,
    path: &str,
) -> Result<Vec<Version>, NotReadable> {
    let mut known = BTreeSet::from_iter(known);
    let (mut versions, mut size) = (Vec::new(), 0);
    for commit in commits {
        let version = file(repository, &commit.tree()?, path)?;
        let Some((_, bytes)) = version.filter(|(id, _)| known.insert(*id)) else {
            continue;
        };
        size += bytes.len();
        if size > MOST_BYTES_FOLLOWED {
            return Err(NotReadable::Unacceptable(format!(
                "there are too many versions of {path}"
            )));
        }
        versions.push(Version {
            path: path.to_owned(),
            commit: CommitId::from_wire(commit.id().to_string()),
            bytes,
        });
    }
    Ok(versions)
}

/// The commits that a push brings, the newest first.
fn new_commits(repository: &Repository, from: Oid, to: Oid) -> Result<Vec<git2::Commit<'_>>, NotReadable> {
    let mut walk = repository.revwalk()?;
    walk.push(to)?;
    walk.hide(from)?;
    let mut commits = Vec::new();
    for id in walk {
        if commits.len() >= MOST_COMMITS {
            return Err(NotReadable::Unacceptable(format!(
                "a push brings at most {MOST_COMMITS} commits"
            )));
        }
        commits.push(repository.find_commit(id?)?);
    }
    Ok(commits)
}

/// Id and content of a file; its size is looked at first.
fn file(repository: &Repository, tree: &Tree<'_>, path: &str) -> Result<Option<(Oid, Vec<u8>)>, NotReadable> {
    let Some(entry) = tree.get_path(Path::new(path)).ok().filter(is_plain) else {
        return Ok(None);
    };
    check_size(repository, entry.id(), path)?;
    let content = repository.find_blob(entry.id())?.content().to_vec();
    Ok(Some((entry.id(), content)))
}

fn check_size(repository: &Repository, id: Oid, path: &str) -> Result<(), NotReadable> {
    let (size, _) = repository.odb()?.read_header(id)?;
    match size > MOST_BYTES {
        true => Err(NotReadable::Unacceptable(format!(
            "{path} is larger than {MOST_BYTES} bytes"
        ))),
        false => Ok(()),
    }
}

/// Two trees side by side. Folders that are the same are not entered.
struct Comparison<'a> {
    repository: &'a Repository,
    files: BTreeMap<String, PushedFile>,
    entries: usize,
}

impl Comparison<'_> {
    fn compare(&mut self, old: Option<&Tree<'_>>, new: Option<&Tree<'_>>, folder: &str) -> Result<(), NotReadable> {
        let (old, new) = (entries(old), entries(new));
        let names: BTreeSet<&Vec<u8>> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (was, is) = (old.get(name), new.get(name));
            let same = |entry: &&TreeEntry<'_>| {
                is.is_some_and(|is| is.id() == entry.id() && is.filemode() == entry.filemode())
            };
            if was.filter(same).is_some() {
                continue;
            }
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return Err(NotReadable::Unacceptable(format!(
                    "a push changes at most {MOST_ENTRIES} files and folders"
                )));
            }
            let name = std::str::from_utf8(name);
            let name = name.map_err(|_| NotReadable::Unacceptable(format!("a name in {folder:?} is not UTF-8")))?;
            let path = format!("{folder}{name}");
            self.note_file(was, is, &path)?;
            let (was, is) = (subtree(self.repository, was)?, subtree(self.repository, is)?);
            if was.is_some() || is.is_some() {
                self.compare(was.as_ref(), is.as_ref(), &format!("{path}/"))?;
            }
        }
        Ok(())
    }

    fn note_file(
        &mut self,
        was: Option<&TreeEntry<'_>>,
        is: Option<&TreeEntry<'_>>,
        path: &str,
    ) -> Result<(), NotReadable> {
        let is_folder = |entry: &&TreeEntry<'_>| entry.kind() == Some(ObjectType::Tree);
        let (was, is) = (
            was.filter(|entry| !is_folder(entry)),
            is.filter(|entry| !is_folder(entry)),
        );
        let change = match (was, is) {
            (_, Some(is)) if is_plain(is) => {
                check_size(self.repository, is.id(), path)?;
                PushedFile::Written
            }
            (_, Some(_)) => PushedFile::Special,
            (Some(_), None) => PushedFile::Removed,
            (None, None) => return Ok(()),
        };
        self.files.insert(path.to_owned(), change);
        Ok(())
    }
}

fn subtree<'a>(repository: &'a Repository, entry: Option<&TreeEntry<'_>>) -> Result<Option<Tree<'a>>, NotReadable> {
    match entry.filter(|entry| entry.kind() == Some(ObjectType::Tree)) {
        Some(entry) => Ok(Some(repository.find_tree(entry.id())?)),
        None => Ok(None),
    }
}

fn entries(tree: Option<&Tree<'_>>) -> BTreeMap<Vec<u8>, TreeEntry<'static>> {
    let entries = tree.into_iter().flat_map(Tree::iter);
    entries
        .map(|entry| (entry.name_bytes().to_vec(), entry.to_owned()))
        .collect()
}

fn is_plain(entry: &TreeEntry<'_>) -> bool {
    let plain = [FileMode::Blob, FileMode::BlobGroupWritable, FileMode::BlobExecutable];
    plain.iter().any(|mode| i32::from(*mode) == entry.filemode())
}
