//! Reading repositories the way the Git server's REST API shows them. Section E.4.

use super::{GitError, Repositories};
use contract::gitea::{Commit, CommitDetails, CommitFile, CommitRef, FileStatus, Signature};
use contract::{CommitId, Timestamp};
use git2::{Delta, Diff, DiffFormat, DiffLine, Oid, Patch, Repository, Sort};
use std::path::Path;

/// Which rows of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// 0-based.
    pub(crate) page: usize,
    /// Rows a page.
    pub(crate) limit: usize,
}

/// The most commits that are held against a file for one page.
const MOST_LOOKED_AT: usize = 20_000;

/// A page of commits, and what lies behind it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) commits: Vec<Commit>,
    /// Whether there are more, as far as was looked.
    pub(crate) has_more: bool,
    /// How many there are in all, where counting them is cheap.
    pub(crate) total: Option<usize>,
}

/// A page of commits, of those that touch `file` where one is named, newest first. `None` when the start is not there.
pub(crate) fn commits(
    repositories: &Repositories,
    name: &str,
    start: &str,
    file: Option<&str>,
    rows: Rows,
) -> Result<Option<Page>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(start) = resolve(&repository, start) else {
        return Ok(None);
    };
    let mut walk = repository.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL)?;
    walk.push(start)?;
    let first = rows.page.saturating_mul(rows.limit);
    let (ids, total) = match file {
        Some(file) => (
            touching(&repository, walk, file, first.saturating_add(rows.limit))?,
            None,
        ),
        None => {
            let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
            let total = ids.len();
            (ids, Some(total))
        }
    };
    let shown = ids.iter().skip(first).take(rows.limit);
    Ok(Some(Page {
        commits: shown.map(|id| commit(&repository, *id)).collect::<Result<_, _>>()?,
        has_more: ids.len() > first.saturating_add(rows.limit),
        total,
    }))
}

/// The commits that touch a file, up to one more than `wanted`. What lies far back is not looked for.
fn touching(repository: &Repository, walk: git2::Revwalk<'_>, file: &str, wanted: usize) -> Result<Vec<Oid>, GitError> {
    let mut touching = Vec::new();
    for id in walk.take(MOST_LOOKED_AT) {
        let id = id?;
        if touches(repository, id, Path::new(file))? {
            touching.push(id);
        }
        if touching.len() > wanted {
            break;
        }
    }
    Ok(touching)
}

/// Whether a commit leaves a file different from what every parent has. A merge that takes one side's file as it is
/// does not.
fn touches(repository: &Repository, id: Oid, file: &Path) -> Result<bool, GitError> {
    let commit = repository.find_commit(id)?;
    let blob = |commit: &git2::Commit<'_>| -> Result<Option<Oid>, GitError> {
        Ok(commit.tree()?.get_path(file).ok().map(|entry| entry.id()))
    };
    let here = blob(&commit)?;
    for parent in commit.parents() {
        if blob(&parent)? == here {
            return Ok(false);
        }
    }
    Ok(commit.parent_count() > 0 || here.is_some())
}

/// The unified diff of a commit against its first parent; `None` when there is no such commit.
pub(crate) fn commit_diff(repositories: &Repositories, name: &str, id: &str) -> Result<Option<String>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(id) = resolve(&repository, id) else {
        return Ok(None);
    };
    let mut text = Vec::new();
    diff(&repository, id)?.print(DiffFormat::Patch, |_, _, line| {
        push(&mut text, &line);
        true
    })?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

/// The unified diff of one file that is not committed yet; `None` stands for "no such file".
pub(crate) fn file_diff(path: &str, old: Option<&String>, new: Option<&String>) -> Result<String, GitError> {
    let bytes = |text: Option<&String>| text.map(|text| text.as_bytes().to_vec()).unwrap_or_default();
    let (old, new) = (bytes(old), bytes(new));
    let mut patch = Patch::from_buffers(&old, Some(Path::new(path)), &new, Some(Path::new(path)), None)?;
    let mut text = Vec::new();
    patch.print(&mut |_, _, line| {
        push(&mut text, &line);
        true
    })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn push(text: &mut Vec<u8>, line: &DiffLine<'_>) {
    if let Ok(origin @ (b'+' | b'-' | b' ')) = u8::try_from(line.origin()) {
        text.push(origin);
    }
    text.extend_from_slice(line.content());
}

/// One file at a branch or commit; `None` when either is not there.
pub(crate) fn raw(repositories: &Repositories, name: &str, at: &str, path: &str) -> Result<Option<Vec<u8>>, GitError> {
    let repository = repositories.repository(name)?;
    let Some(id) = resolve(&repository, at) else {
        return Ok(None);
    };
    let tree = repository.find_commit(id)?.tree()?;
    let Ok(entry) = tree.get_path(Path::new(path)) else {
        return Ok(None);
    };
    Ok(entry
        .to_object(&repository)?
        .as_blob()
        .map(|blob| blob.content().to_vec()))
}

/// A whole commit id, a branch, or a shortened commit id, in this order: a branch must not pass for a commit. Git's wider
/// revision language is not for requests.
pub(super) fn resolve(repository: &Repository, text: &str) -> Option<Oid> {
    if is_whole_id(text)
        && let Ok(commit) = Oid::from_str(text).and_then(|id| repository.find_commit(id))
    {
        return Some(commit.id());
    }
    let branch = format!("refs/heads/{text}");
    if git2::Reference::is_valid_name(&branch)
        && let Ok(id) = repository.refname_to_id(&branch)
    {
        return Some(id);
    }
    let is_id = (7..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let object = is_id.then(|| repository.find_object_by_prefix(text, Some(git2::ObjectType::Commit)))?;
    object.ok().map(|object| object.id())
}

/// Whether it is written like the id of a commit, with all its digits.
pub(crate) fn is_whole_id(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn diff(repository: &Repository, id: Oid) -> Result<Diff<'_>, GitError> {
    let commit = repository.find_commit(id)?;
    let parent = match commit.parent(0) {
        Ok(parent) => Some(parent.tree()?),
        Err(_) => None,
    };
    Ok(repository.diff_tree_to_tree(parent.as_ref(), Some(&commit.tree()?), None)?)
}

pub(super) fn commit(repository: &Repository, id: Oid) -> Result<Commit, GitError> {
    let commit = repository.find_commit(id)?;
    let files = diff(repository, id)?
        .deltas()
        .filter_map(|delta| {
            let file = delta.new_file().path().or_else(|| delta.old_file().path())?;
            Some(CommitFile {
                filename: file.to_string_lossy().into_owned(),
                status: match delta.status() {
                    Delta::Added => FileStatus::Added,
                    Delta::Deleted => FileStatus::Removed,
                    _ => FileStatus::Modified,
                },
            })
        })
        .collect();
    Ok(Commit {
        sha: CommitId::from_wire(id.to_string()),
        commit: CommitDetails {
            message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
            author: signature(&commit.author()),
            committer: signature(&commit.committer()),
        },
        parents: commit
            .parent_ids()
            .map(|parent| CommitRef {
                sha: CommitId::from_wire(parent.to_string()),
            })
            .collect(),
        files,
    })
}

fn signature(signature: &git2::Signature<'_>) -> Signature {
    Signature {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
        date: Timestamp::from_unix_millis(signature.when().seconds().saturating_mul(1000)),
    }
}
