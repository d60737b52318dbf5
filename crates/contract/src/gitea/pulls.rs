//! Pull requests: how a change moves from one branch to another. Gitea's REST API, v1.

mod reviews;

pub use reviews::{CreateReview, ListReviews, NewReview, PullReview, ReviewEvent, ReviewState};

use super::{Commit, Repository};
use crate::endpoint::{Access, Endpoint, with_query};
use crate::{CommitId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /repos/{owner}/{repo}/pulls`: newest first.
#[derive(Clone, Debug)]
pub struct ListPulls {
    /// Which repository.
    pub repository: Repository,
    /// Which of them.
    pub state: PullFilter,
    /// 1-based page.
    pub page: u32,
    /// Rows a page, 50 at most.
    pub limit: u32,
}

/// `GET /repos/{owner}/{repo}/pulls/{index}`: one, 404 when there is none.
#[derive(Clone, Debug)]
pub struct GetPull {
    /// Which repository.
    pub repository: Repository,
    /// Its number.
    pub index: u64,
}

/// `POST /repos/{owner}/{repo}/pulls`: opens one. Answers 201.
///
/// Refused with 404 when a branch is not there, with 409 when one is open between the two branches, and with 422 when
/// nothing differs.
#[derive(Clone, Debug)]
pub struct CreatePull {
    /// Which repository.
    pub repository: Repository,
    /// What is asked for.
    pub pull: NewPull,
}

/// `PATCH /repos/{owner}/{repo}/pulls/{index}`: changes its words, closes it or opens it again. Answers 201.
///
/// Refused with 412 when it is merged.
#[derive(Clone, Debug)]
pub struct EditPull {
    /// Which repository.
    pub repository: Repository,
    /// Its number.
    pub index: u64,
    /// What changes.
    pub edit: PullEdit,
}

/// `GET /repos/{owner}/{repo}/pulls/{index}/commits`: what it brings, newest first.
#[derive(Clone, Debug)]
pub struct ListPullCommits {
    /// Which repository.
    pub repository: Repository,
    /// Its number.
    pub index: u64,
}

/// `GET /repos/{owner}/{repo}/pulls/{index}/files`: what it changes.
#[derive(Clone, Debug)]
pub struct ListPullFiles {
    /// Which repository.
    pub repository: Repository,
    /// Its number.
    pub index: u64,
}

/// `POST /repos/{owner}/{repo}/pulls/{index}/merge`: brings it into its base. Answers 200 without a body.
///
/// Refused with 405 when a gate of the branch is not passed, it is not open or the style is not offered, and with 409 when
/// both sides changed the same lines, the head moved on, or what would be merged cannot be accepted.
#[derive(Clone, Debug)]
pub struct MergePull {
    /// Which repository.
    pub repository: Repository,
    /// Its number.
    pub index: u64,
    /// How.
    pub merge: PullMerge,
}

crate::open_enum! {
    /// Which pull requests a list shows.
    pub enum PullFilter { Open => "open", Closed => "closed", All => "all" }
}

crate::open_enum! {
    /// Where a pull request stands. A merged one is closed.
    pub enum PullState { Open => "open", Closed => "closed" }
}

crate::open_enum! {
    /// How a merge writes history.
    pub enum MergeStyle { Merge => "merge" }
}

/// Body of [`CreatePull`] (Gitea's `CreatePullRequestOption`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPull {
    /// The branch that brings the change.
    pub head: String,
    /// The branch that takes it.
    pub base: String,
    /// What it is about; 1 to 255 characters.
    pub title: String,
    /// More of it.
    #[serde(default)]
    pub body: String,
}

/// Body of [`EditPull`] (Gitea's `EditPullRequestOption`); what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullEdit {
    /// Another title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Another text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Closed, or open again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<PullState>,
}

/// Body of [`MergePull`] (Gitea's `MergePullRequestOption`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullMerge {
    /// How history is written.
    #[serde(rename = "Do")]
    pub style: MergeStyle,
    /// Subject of the commit; a default when absent.
    #[serde(rename = "MergeTitleField", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The head that was looked at: the merge is refused when it moved on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_commit_id: Option<CommitId>,
    /// Whether the head's branch goes away.
    #[serde(default)]
    pub delete_branch_after_merge: bool,
}

/// A pull request (Gitea's `PullRequest`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Names it in calls and to people, counted within the repository.
    pub number: u64,
    /// Who opened it.
    pub user: GitUser,
    /// What it is about.
    pub title: String,
    /// More of it.
    #[serde(default)]
    pub body: String,
    /// Open or closed.
    pub state: PullState,
    /// Whether the two sides can be joined; says nothing about gates.
    #[serde(default)]
    pub mergeable: bool,
    /// Whether it was merged.
    #[serde(default)]
    pub merged: bool,
    /// When it was merged.
    #[serde(default, deserialize_with = "crate::timestamp::absent")]
    pub merged_at: Option<Timestamp>,
    /// The commit that merged it.
    #[serde(default)]
    pub merge_commit_sha: Option<CommitId>,
    /// Who merged it.
    #[serde(default)]
    pub merged_by: Option<GitUser>,
    /// The branch that takes the change.
    pub base: PullBranch,
    /// The branch that brings it.
    pub head: PullBranch,
    /// The commit that both sides began with.
    #[serde(default)]
    pub merge_base: CommitId,
    /// When it was opened.
    #[serde(default, deserialize_with = "crate::timestamp::absent")]
    pub created_at: Option<Timestamp>,
    /// When it was closed or merged.
    #[serde(default, deserialize_with = "crate::timestamp::absent")]
    pub closed_at: Option<Timestamp>,
}

/// One side of a pull request (Gitea's `PRBranchInfo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullBranch {
    /// The branch for people.
    pub label: String,
    /// The branch.
    #[serde(rename = "ref")]
    pub branch: String,
    /// Its newest commit; the last one that counted when the pull request is closed.
    pub sha: CommitId,
}

/// A User of the Git server, as far as the console needs one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitUser {
    /// Name to sign in with: the e-mail address here.
    pub login: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
}

/// A file that a pull request changes (Gitea's `ChangedFile`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedFile {
    /// Path from the top.
    pub filename: String,
    /// What happens to it.
    pub status: ChangedFileStatus,
    /// Lines that come.
    #[serde(default)]
    pub additions: u64,
    /// Lines that go.
    #[serde(default)]
    pub deletions: u64,
    /// Both together.
    #[serde(default)]
    pub changes: u64,
}

crate::open_enum! {
    /// What a pull request does to a file.
    pub enum ChangedFileStatus { Added => "added", Changed => "changed", Deleted => "deleted" }
}

impl Endpoint for ListPulls {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<PullRequest>;

    fn path(&self) -> String {
        let (page, limit) = (self.page.to_string(), self.limit.to_string());
        with_query(
            self.repository.path(&["pulls"]),
            &[
                ("state", Some(self.state.as_str())),
                ("page", Some(&page)),
                ("limit", Some(&limit)),
            ],
        )
    }
}

impl Endpoint for GetPull {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = PullRequest;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string()])
    }
}

impl Endpoint for CreatePull {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls";
    const ACCESS: Access = Access::TierAdmin;
    type Body = NewPull;
    type Output = PullRequest;

    fn path(&self) -> String {
        self.repository.path(&["pulls"])
    }

    fn body(&self) -> Option<&NewPull> {
        Some(&self.pull)
    }
}

impl Endpoint for EditPull {
    const METHOD: Method = Method::PATCH;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}";
    const ACCESS: Access = Access::TierAdmin;
    type Body = PullEdit;
    type Output = PullRequest;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string()])
    }

    fn body(&self) -> Option<&PullEdit> {
        Some(&self.edit)
    }
}

impl Endpoint for ListPullCommits {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}/commits";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<Commit>;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string(), "commits"])
    }
}

impl Endpoint for ListPullFiles {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}/files";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<ChangedFile>;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string(), "files"])
    }
}

impl Endpoint for MergePull {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}/merge";
    const ACCESS: Access = Access::TierAdmin;
    type Body = PullMerge;
    type Output = ();

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string(), "merge"])
    }

    fn body(&self) -> Option<&PullMerge> {
        Some(&self.merge)
    }

    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
