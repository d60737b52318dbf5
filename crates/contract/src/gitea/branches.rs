//! Branches against each other, what protects them, and the gates a commit has passed. Gitea's REST API, v1.

use super::{Commit, CommitFile, FileStatus, Repository};
use crate::CommitId;
use crate::endpoint::{Access, Endpoint};
use http::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /repos/{owner}/{repo}/compare/{base}...{head}`: what the head has that the base has not.
#[derive(Clone, Debug)]
pub struct CompareBranches {
    /// Which repository.
    pub repository: Repository,
    /// Branch or commit that would take the changes.
    pub base: String,
    /// Branch or commit that brings them.
    pub head: String,
}

/// `GET /repos/{owner}/{repo}/branch_protections`: the branches that take no commits but through pull requests.
#[derive(Clone, Debug)]
pub struct ListBranchProtections {
    /// Which repository.
    pub repository: Repository,
}

/// `GET /repos/{owner}/{repo}/commits/{ref}/status`: the gates that are no approvals, as they stand for a commit.
#[derive(Clone, Debug)]
pub struct GetCombinedStatus {
    /// Which repository.
    pub repository: Repository,
    /// Branch or commit.
    pub at: String,
}

/// `DELETE /repos/{owner}/{repo}/branches/{branch}`: takes a branch away, and closes the pull requests that need it.
/// Answers 204.
///
/// Refused with 403 when the branch feeds an Environment, and with 404 when there is none.
#[derive(Clone, Debug)]
pub struct DeleteBranch {
    /// Which repository.
    pub repository: Repository,
    /// Which branch.
    pub branch: String,
}

/// Two branches against each other (Gitea's `Compare`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Commits of the head that the base has not.
    pub total_commits: u64,
    /// The newest 50 of them.
    #[serde(default)]
    pub commits: Vec<Commit>,
}

impl Comparison {
    /// What the commits come to, file by file. Gitea compares commits only, and says of each which files it touches.
    #[must_use]
    pub fn files(&self) -> Vec<CommitFile> {
        let mut files: BTreeMap<&str, FileStatus> = BTreeMap::new();
        for file in self.commits.iter().rev().flat_map(|commit| &commit.files) {
            let status = match (files.get(file.filename.as_str()), &file.status) {
                (Some(FileStatus::Added), FileStatus::Removed) => {
                    files.remove(file.filename.as_str());
                    continue;
                }
                (Some(FileStatus::Added), FileStatus::Modified) => FileStatus::Added,
                (Some(FileStatus::Removed), FileStatus::Added) => FileStatus::Modified,
                (_, status) => status.clone(),
            };
            files.insert(&file.filename, status);
        }
        let file = |(filename, status): (&str, FileStatus)| CommitFile {
            filename: filename.to_owned(),
            status,
        };
        files.into_iter().map(file).collect()
    }
}

/// What protects a branch (Gitea's `BranchProtection`). It follows from the Environment's policy: `pr-required` is the
/// approvals, the other rules are status checks named `policy/{environment}/{rule}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchProtection {
    /// The branch.
    pub branch_name: String,
    /// The branch, or a pattern for several.
    pub rule_name: String,
    /// Whether commits are taken directly.
    #[serde(default)]
    pub enable_push: bool,
    /// Approvals that a merge needs.
    #[serde(default)]
    pub required_approvals: u64,
    /// Whether only some Users' approvals count.
    #[serde(default)]
    pub enable_approvals_whitelist: bool,
    /// Whose.
    #[serde(default)]
    pub approvals_whitelist_username: Vec<String>,
    /// Whether one review that asks for changes stops a merge.
    #[serde(default)]
    pub block_on_rejected_reviews: bool,
    /// Whether approvals end when the head moves on.
    #[serde(default)]
    pub dismiss_stale_approvals: bool,
    /// Whether status checks must have passed.
    #[serde(default)]
    pub enable_status_check: bool,
    /// Which.
    #[serde(default)]
    pub status_check_contexts: Vec<String>,
}

/// All statuses of a commit (Gitea's `CombinedStatus`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CombinedStatus {
    /// The worst of them.
    pub state: StatusState,
    /// The commit.
    pub sha: CommitId,
    /// How many there are.
    #[serde(default)]
    pub total_count: u64,
    /// Each.
    #[serde(default)]
    pub statuses: Vec<CommitStatus>,
}

/// One status of a commit (Gitea's `CommitStatus`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitStatus {
    /// What was checked: `policy/{environment}/{rule}`.
    pub context: String,
    /// What came of it.
    pub status: StatusState,
    /// In words.
    #[serde(default)]
    pub description: String,
}

crate::open_enum! {
    /// What came of a check.
    pub enum StatusState {
        Success => "success",
        Pending => "pending",
        Failure => "failure",
        Error => "error",
        Warning => "warning",
    }
}

impl Endpoint for CompareBranches {
    const METHOD: Method = Method::GET;
    /// The segment is `{base}...{head}`.
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/compare/{range}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Comparison;

    fn path(&self) -> String {
        self.repository
            .path(&["compare", &format!("{}...{}", self.base, self.head)])
    }
}

impl Endpoint for DeleteBranch {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/branches/{branch}";
    const ACCESS: Access = Access::TierAdmin;
    type Body = ();
    type Output = ();

    fn path(&self) -> String {
        self.repository.path(&["branches", &self.branch])
    }

    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}

impl Endpoint for ListBranchProtections {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/branch_protections";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<BranchProtection>;

    fn path(&self) -> String {
        self.repository.path(&["branch_protections"])
    }
}

impl Endpoint for GetCombinedStatus {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/commits/{ref}/status";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = CombinedStatus;

    fn path(&self) -> String {
        self.repository.path(&["commits", &self.at, "status"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn files_are_what_the_commits_come_to() {
        let commit = |files: &[(&str, &str)]| {
            let file = |(name, status): &(&str, &str)| json!({"filename": name, "status": status});
            let person = json!({"name": "a", "email": "a@example.test"});
            json!({
                "sha": "1", "commit": {"message": "", "author": person, "committer": person},
                "files": files.iter().map(file).collect::<Vec<_>>(),
            })
        };
        let newest_first = [
            commit(&[("gone", "removed"), ("new", "modified"), ("again", "added")]),
            commit(&[
                ("gone", "added"),
                ("new", "added"),
                ("again", "removed"),
                ("old", "modified"),
            ]),
        ];
        let compared: Comparison =
            serde_json::from_value(json!({"total_commits": 2, "commits": newest_first})).unwrap();
        let files: Vec<_> = compared
            .files()
            .into_iter()
            .map(|file| format!("{} {}", file.filename, file.status))
            .collect();
        assert_eq!(files, ["again modified", "new added", "old modified"]);
    }
}
