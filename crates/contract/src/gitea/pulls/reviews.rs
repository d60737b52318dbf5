//! Reviews of a pull request.

use super::GitUser;
use crate::endpoint::{Access, Endpoint};
use crate::gitea::Repository;
use crate::{CommitId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /repos/{owner}/{repo}/pulls/{index}/reviews`: oldest first.
#[derive(Clone, Debug)]
pub struct ListReviews {
    /// Which repository.
    pub repository: Repository,
    /// Number of the pull request.
    pub index: u64,
}

/// `POST /repos/{owner}/{repo}/pulls/{index}/reviews`: says what one thinks of it. Answers 200.
///
/// Refused with 422 when the pull request is one's own and this is more than a comment, and when it is not open.
#[derive(Clone, Debug)]
pub struct CreateReview {
    /// Which repository.
    pub repository: Repository,
    /// Number of the pull request.
    pub index: u64,
    /// What one thinks.
    pub review: NewReview,
}

/// Body of [`CreateReview`] (Gitea's `CreatePullReviewOptions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReview {
    /// What it comes to.
    pub event: ReviewEvent,
    /// In words.
    #[serde(default)]
    pub body: String,
    /// The commit that was looked at; the newest one when absent. Refused with 422 when the head moved on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_id: Option<CommitId>,
}

crate::open_enum! {
    /// What a review asks for.
    pub enum ReviewEvent { Approved => "APPROVED", RequestChanges => "REQUEST_CHANGES", Comment => "COMMENT" }
}

crate::open_enum! {
    /// What a review came to.
    pub enum ReviewState {
        Approved => "APPROVED",
        RequestChanges => "REQUEST_CHANGES",
        Comment => "COMMENT",
        Pending => "PENDING",
    }
}

/// A review (Gitea's `PullReview`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullReview {
    /// Counted within the pull request.
    pub id: u64,
    /// Whose it is.
    pub user: GitUser,
    /// What it came to.
    pub state: ReviewState,
    /// In words.
    #[serde(default)]
    pub body: String,
    /// The commit that was looked at.
    pub commit_id: CommitId,
    /// The head moved on since: it no longer counts.
    #[serde(default)]
    pub stale: bool,
    /// The branch's protection lets this User's opinion count.
    #[serde(default)]
    pub official: bool,
    /// When.
    #[serde(default, deserialize_with = "crate::timestamp::absent")]
    pub submitted_at: Option<Timestamp>,
}

impl Endpoint for ListReviews {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}/reviews";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Vec<PullReview>;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string(), "reviews"])
    }
}

impl Endpoint for CreateReview {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/pulls/{index}/reviews";
    const ACCESS: Access = Access::TierAdmin;
    type Body = NewReview;
    type Output = PullReview;

    fn path(&self) -> String {
        self.repository.path(&["pulls", &self.index.to_string(), "reviews"])
    }

    fn body(&self) -> Option<&NewReview> {
        Some(&self.review)
    }
}
