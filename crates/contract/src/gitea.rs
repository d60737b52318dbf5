//! The part of the Git server's REST API (Gitea's) that an Application's repository needs. Section E.4.
//!
//! The control plane has no Git API of its own; the console reaches the Sovereign's Gitea under `/gitea`.

mod branches;
mod files;
mod overlays;
mod paths;
mod pulls;
mod tokens;

pub use branches::{
    BranchProtection, CombinedStatus, CommitStatus, CompareBranches, Comparison, DeleteBranch, GetCombinedStatus,
    ListBranchProtections, StatusState,
};
pub use files::{
    ChangeFiles, Contents, FileChange, FileOperation, FilesChange, FilesChanged, GetContents, GetTree, LARGEST_CHANGE,
    Tree, TreeEntry,
};
pub use overlays::{GLOBAL_VALUES, is_overlay_values, overlay_folder, overlay_settings, overlay_values};
pub use paths::{LONGEST_PATH, is_path, is_written_by_platform};
pub use pulls::{
    ChangedFile, ChangedFileStatus, CreatePull, CreateReview, EditPull, GetPull, GitUser, ListPullCommits,
    ListPullFiles, ListPulls, ListReviews, MergePull, MergeStyle, NewPull, NewReview, PullBranch, PullEdit, PullFilter,
    PullMerge, PullRequest, PullReview, PullState, ReviewEvent, ReviewState,
};
pub use tokens::{AccessToken, CreateToken, DeleteToken, ListTokens, NewToken, TokenScope};

use crate::endpoint::{Access, Endpoint, segments, with_query};
use crate::{CommitId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `{owner}/{name}` of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Repository {
    /// Gitea organization: the Organization's slug.
    pub owner: String,
    /// Repository: the Application's name.
    pub name: String,
}

impl Repository {
    /// Reads `owner/name` from what `giteaRepo` holds: a pair or a URL, with or without `.git`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim_end_matches('/').rsplit('/');
        let name = parts.next()?.trim_end_matches(".git");
        let owner = parts.next()?;
        (!name.is_empty() && !owner.is_empty()).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Where Git clones it from, below the address of the console.
    #[must_use]
    pub fn clone_path(&self) -> String {
        format!("{}.git", segments(&["gitea", &self.owner, &self.name]))
    }

    fn path(&self, rest: &[&str]) -> String {
        let base = segments(&["gitea", "api", "v1", "repos", &self.owner, &self.name]);
        format!("{base}{}", segments(rest))
    }
}

/// `GET /repos/{owner}/{repo}/commits`: newest first.
#[derive(Clone, Debug)]
pub struct ListCommits {
    /// Which repository.
    pub repository: Repository,
    /// Branch or commit to start from; the default branch when absent.
    pub sha: Option<String>,
    /// Only the commits that touch this file.
    pub file: Option<String>,
    /// 1-based page.
    pub page: u32,
    /// Rows a page, 50 at most.
    pub limit: u32,
}

/// `GET /repos/{owner}/{repo}/git/commits/{sha}.diff`: a unified diff against the first parent.
#[derive(Clone, Debug)]
pub struct GetCommitDiff {
    /// Which repository.
    pub repository: Repository,
    /// Which commit.
    pub sha: CommitId,
}

/// `GET /repos/{owner}/{repo}/raw/{path}?ref=`: one file as it was at a ref.
#[derive(Clone, Debug)]
pub struct GetRawFile {
    /// Which repository.
    pub repository: Repository,
    /// Path in the repository, without a leading slash.
    pub file: String,
    /// Branch, tag or commit.
    pub at: String,
}

/// One commit, as Gitea lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Commit id.
    pub sha: CommitId,
    /// Author, committer and message.
    pub commit: CommitDetails,
    /// Parent commits.
    #[serde(default)]
    pub parents: Vec<CommitRef>,
    /// Files touched.
    #[serde(default)]
    pub files: Vec<CommitFile>,
}

/// The Git object behind a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitDetails {
    /// Whole message; the first line is the subject.
    pub message: String,
    /// Who wrote the change.
    pub author: Signature,
    /// Who committed it.
    pub committer: Signature,
}

/// A person and a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Name for people.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// When.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub date: Option<Timestamp>,
}

/// A reference to a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitRef {
    /// Commit id.
    pub sha: CommitId,
}

/// A file that a commit touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitFile {
    /// Path in the repository.
    pub filename: String,
    /// What happened to it.
    pub status: FileStatus,
}

crate::open_enum! {
    /// What a commit did to a file.
    pub enum FileStatus { Added => "added", Modified => "modified", Removed => "removed" }
}

impl Endpoint for ListCommits {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/commits";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<Commit>;

    fn path(&self) -> String {
        let (page, limit) = (self.page.to_string(), self.limit.to_string());
        with_query(
            self.repository.path(&["commits"]),
            &[
                ("sha", self.sha.as_deref()),
                ("path", self.file.as_deref()),
                ("page", Some(&page)),
                ("limit", Some(&limit)),
                ("files", Some("true")),
            ],
        )
    }
}

impl Endpoint for GetCommitDiff {
    const METHOD: Method = Method::GET;
    /// The segment is `{sha}.diff`.
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/git/commits/{sha}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = String;

    fn path(&self) -> String {
        self.repository.path(&["git", "commits", &format!("{}.diff", self.sha)])
    }

    fn decode(body: &[u8]) -> Result<String, serde_json::Error> {
        Ok(String::from_utf8_lossy(body).into_owned())
    }
}

impl Endpoint for GetRawFile {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/raw/{*path}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = String;

    fn path(&self) -> String {
        let parts: Vec<&str> = std::iter::once("raw").chain(self.file.split('/')).collect();
        with_query(self.repository.path(&parts), &[("ref", Some(&self.at))])
    }

    fn decode(body: &[u8]) -> Result<String, serde_json::Error> {
        Ok(String::from_utf8_lossy(body).into_owned())
    }
}
