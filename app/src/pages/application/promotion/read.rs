//! Reading branches, pull requests, and the gates before them.

use super::Query;
use crate::api::Api;
use crate::asked::Asked;
use crate::pages::application::model::files::VALUES;
use crate::pages::application::model::promotion::{Gate, STEPS, gates};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::protections::protections;
use crate::pages::application::shared::Shared;
use contract::ApiError;
use contract::gitea::{
    ChangedFile, ChangedFileStatus, CommitFile, CompareBranches, FileStatus, GetCombinedStatus, GetPull, GetRawFile,
    ListPullFiles, ListPulls, ListReviews, PullFilter, PullRequest, PullReview, PullState, Repository,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Pull requests in the list.
const PULLS: u32 = 50;

/// The way of a change, and what is on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Board {
    pub(super) steps: Vec<Step>,
    /// Newest first.
    pub(super) pulls: Vec<PullRequest>,
}

/// From one branch to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) from: String,
    pub(super) to: String,
    /// Commits that the one has and the other has not.
    pub(super) ahead: u64,
    /// The next branch takes pull requests only.
    pub(super) is_protected: bool,
}

/// What the URL asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Detail {
    Pull(Box<Looked>),
    Comparison(Comparison),
}

/// One pull request and everything about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Looked {
    pub(super) repository: Repository,
    pub(super) pull: PullRequest,
    pub(super) reviews: Vec<PullReview>,
    pub(super) gates: Vec<Gate>,
    /// The base takes pull requests only.
    pub(super) is_protected: bool,
    pub(super) changes: Changed,
}

/// Two branches against each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Comparison {
    pub(super) repository: Repository,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) ahead: u64,
    /// The pull request that is open between them.
    pub(super) open: Option<u64>,
    pub(super) changes: Changed,
}

/// What differs: the files, and the settings before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Changed {
    pub(super) files: Vec<ChangedFile>,
    pub(super) before: String,
    pub(super) after: String,
}

/// Asks for the branches and the pull requests.
pub(super) fn board(shared: Shared) -> Asked<Option<Board>> {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Asked::new(
        move || (shared.address.get(), pulse.get()),
        move |_| {
            let reader = Reader { api: api.clone() };
            async move {
                match Snapshot::read(shared.detail.await?).repository() {
                    Some(repository) => reader.board(repository).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    )
}

/// Asks for what the URL names.
pub(super) fn detail(shared: Shared, query: Memo<Query>) -> Asked<Option<Detail>> {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Asked::new(
        move || (shared.address.get(), query.get(), pulse.get()),
        move |(_, query, _)| {
            let reader = Reader { api: api.clone() };
            async move {
                let Some(repository) = Snapshot::read(shared.detail.await?).repository() else {
                    return Ok(None);
                };
                let found = match query {
                    Query::Nothing => return Ok(None),
                    Query::Pull(index) => reader.pull(repository, index).await,
                    Query::Compare { from, to } => reader.comparison(repository, from, to).await,
                };
                match found {
                    Ok(found) => Ok(Some(found)),
                    Err(error) if error.is_not_found() => Ok(None),
                    Err(error) => Err(error),
                }
            }
        },
    )
}

struct Reader {
    api: Api,
}

impl Reader {
    async fn board(&self, repository: Repository) -> Result<Board, ApiError> {
        let protections = protections(&self.api, repository.clone()).await?;
        let mut steps = Vec::new();
        for (from, to) in STEPS {
            let compared = CompareBranches {
                repository: repository.clone(),
                base: to.to_owned(),
                head: from.to_owned(),
            };
            steps.push(Step {
                from: from.to_owned(),
                to: to.to_owned(),
                ahead: self.api.call(compared).await?.total_commits,
                is_protected: protections.iter().any(|protection| protection.branch_name == to),
            });
        }
        let pulls = self.pulls(repository, PullFilter::All).await?;
        Ok(Board { steps, pulls })
    }

    async fn pull(&self, repository: Repository, index: u64) -> Result<Detail, ApiError> {
        let about = repository.clone();
        let pull = self.api.call(GetPull { repository, index }).await?;
        let repository = about.clone();
        let reviews = self.api.call(ListReviews { repository, index }).await?;
        let repository = about.clone();
        let files = self.api.call(ListPullFiles { repository, index }).await?;
        let protections = protections(&self.api, about.clone()).await?;
        let protection = protections
            .iter()
            .find(|protection| protection.branch_name == pull.base.branch);
        let status = match protection.filter(|_| pull.state == PullState::Open) {
            Some(_) => Some(self.api.call(status(&about, &pull)).await?),
            None => None,
        };
        let (before, after) = (pull.merge_base.as_str(), pull.head.sha.as_str());
        let changes = self.changed(&about, files, before, after).await?;
        Ok(Detail::Pull(Box::new(Looked {
            gates: gates(&pull, protection, &reviews, status.as_ref()),
            is_protected: protection.is_some(),
            repository: about,
            pull,
            reviews,
            changes,
        })))
    }

    async fn comparison(&self, repository: Repository, from: String, to: String) -> Result<Detail, ApiError> {
        let compared = CompareBranches {
            repository: repository.clone(),
            base: to.clone(),
            head: from.clone(),
        };
        let compared = self.api.call(compared).await?;
        let files = compared.files().into_iter().map(changed_file).collect();
        let changes = self.changed(&repository, files, &to, &from).await?;
        let open = self.pulls(repository.clone(), PullFilter::Open).await?;
        let open = open
            .iter()
            .find(|pull| pull.head.branch == from && pull.base.branch == to);
        Ok(Detail::Comparison(Comparison {
            open: open.map(|pull| pull.number),
            ahead: compared.total_commits,
            repository,
            from,
            to,
            changes,
        }))
    }

    async fn changed(
        &self,
        repository: &Repository,
        files: Vec<ChangedFile>,
        before: &str,
        after: &str,
    ) -> Result<Changed, ApiError> {
        Ok(Changed {
            files,
            before: self.values(repository, before).await?,
            after: self.values(repository, after).await?,
        })
    }

    /// The settings at a branch or commit; empty where there are none.
    async fn values(&self, repository: &Repository, at: &str) -> Result<String, ApiError> {
        let asked = GetRawFile {
            repository: repository.clone(),
            file: VALUES.to_owned(),
            at: at.to_owned(),
        };
        match self.api.call(asked).await {
            Err(error) if error.is_not_found() => Ok(String::new()),
            answer => answer,
        }
    }

    async fn pulls(&self, repository: Repository, state: PullFilter) -> Result<Vec<PullRequest>, ApiError> {
        let list = ListPulls {
            repository,
            state,
            page: 1,
            limit: PULLS,
        };
        self.api.call(list).await
    }
}

fn status(repository: &Repository, pull: &PullRequest) -> GetCombinedStatus {
    GetCombinedStatus {
        repository: repository.clone(),
        at: pull.head.branch.clone(),
    }
}

/// A file of a comparison, which counts no lines.
fn changed_file(file: CommitFile) -> ChangedFile {
    ChangedFile {
        filename: file.filename,
        status: match file.status {
            FileStatus::Added => ChangedFileStatus::Added,
            FileStatus::Removed => ChangedFileStatus::Deleted,
            FileStatus::Modified => ChangedFileStatus::Changed,
            FileStatus::Unknown(status) => ChangedFileStatus::Unknown(status),
        },
        additions: 0,
        deletions: 0,
        changes: 0,
    }
}
