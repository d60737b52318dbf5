//! Pull requests: a change that waits on a branch until the gates of another one let it in.

mod branches;
mod merge;
mod review;

use super::commit::NotCommitted;
use super::settings::overlay_path;
use crate::domain::protection::{self, Facts, Protection};
use crate::domain::pull::{Closed, Merged, PullRecord};
use crate::domain::record::ApplicationRecord;
use crate::domain::score::{self, Score};
use crate::domain::world::{World, Write};
use crate::git::{self, Join};
use crate::plane::{Failure, Plane};
use crate::store::Store;
use contract::environment::EnvType;
use contract::gitea::{
    BranchProtection, ChangedFile, CombinedStatus, Commit, CommitStatus, GitUser, NewPull, PullBranch, PullEdit,
    PullFilter, PullRequest, PullState, StatusState,
};
use contract::{CommitId, Timestamp};
use std::sync::Arc;

/// The most characters of a title.
const MOST_TITLE: usize = 255;

/// Why nothing comes of a pull request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPulled {
    /// There is one open between the two branches.
    #[error("{0}")]
    Exists(String),
    /// It is over.
    #[error("{0}")]
    Over(String),
    /// A gate is not passed.
    #[error("{0}")]
    Blocked(String),
    /// Both sides changed the same lines, or the head moved on.
    #[error("{0}")]
    Conflict(String),
    /// What both sides come to would be refused as a commit.
    #[error(transparent)]
    Unmergeable(NotCommitted),
    /// As a commit would be refused.
    #[error(transparent)]
    Commit(#[from] NotCommitted),
}

impl From<git::GitError> for NotPulled {
    fn from(error: git::GitError) -> Self {
        Self::Commit(error.into())
    }
}

impl From<Failure> for NotPulled {
    fn from(failure: Failure) -> Self {
        Self::Commit(failure.into())
    }
}

/// The two ends of a pull request.
#[derive(Clone, Debug)]
struct Ends {
    base: CommitId,
    head: CommitId,
}

impl Ends {
    /// How a pull request ends here.
    fn closed(self, at: Timestamp, merged: Option<Merged>) -> Closed {
        Closed {
            at,
            head: self.head,
            base: self.base,
            merged,
        }
    }
}

impl Plane {
    /// Opens a pull request from one branch to another.
    pub(crate) fn open_pull(
        &self,
        (owner, name): (&str, &str),
        new: &NewPull,
        author: &str,
    ) -> Result<PullRequest, NotPulled> {
        let mut store = self.lock();
        let world = self.world();
        let record = self.committed_to(owner, name)?;
        for branch in [&new.base, &new.head] {
            let absent = || NotCommitted::Absent(format!("there is no branch {branch}"));
            record.head(branch).ok_or_else(absent)?;
        }
        refuse_second(&world, &record, &new.head, &new.base)?;
        let last = world.pulls_of(&record.uid).next_back();
        let pull = PullRecord {
            uid: record.uid.clone(),
            number: last.map_or(1, |pull| pull.number + 1),
            title: title(&new.title)?,
            body: new.body.clone(),
            author: author.to_owned(),
            head: new.head.clone(),
            base: new.base.clone(),
            created_at: self.clock.now(),
            closed: None,
            reviews: Vec::new(),
        };
        let Ends { base, head } = ends(&record, &pull)?;
        if matches!(
            self.repositories.join(&record.repository(), &base, &head, &[])?,
            Join::Nothing
        ) {
            let text = format!("{} has nothing that {} has not", new.head, new.base);
            return Err(NotCommitted::Unacceptable(text).into());
        }
        self.put_pull(&mut **store, &record, pull.clone())?;
        self.shown(&record, &pull)
    }

    /// A page of pull requests, newest first, and how many there are in all.
    pub(crate) fn pulls(
        &self,
        (owner, name): (&str, &str),
        filter: &PullFilter,
        (page, limit): (usize, usize),
    ) -> Result<(Vec<PullRequest>, usize), NotPulled> {
        let record = self.committed_to(owner, name)?;
        let world = self.world();
        let wanted = |pull: &&Arc<PullRecord>| match filter {
            PullFilter::All => true,
            PullFilter::Closed => pull.closed.is_some(),
            PullFilter::Open | PullFilter::Unknown(_) => pull.closed.is_none(),
        };
        let all: Vec<_> = world.pulls_of(&record.uid).rev().filter(wanted).collect();
        let rows = all.iter().skip(page.saturating_mul(limit)).take(limit);
        let rows = rows.map(|pull| self.shown(&record, pull)).collect::<Result<_, _>>()?;
        Ok((rows, all.len()))
    }

    /// One pull request.
    pub(crate) fn pull(&self, repository: (&str, &str), number: u64) -> Result<PullRequest, NotPulled> {
        let (record, pull) = self.found(&self.world(), repository, number)?;
        self.shown(&record, &pull)
    }

    /// The commits that a pull request brings, newest first.
    pub(crate) fn pull_commits(&self, repository: (&str, &str), number: u64) -> Result<Vec<Commit>, NotPulled> {
        let (record, pull) = self.found(&self.world(), repository, number)?;
        let Ends { base, head } = ends(&record, &pull)?;
        let ahead = git::ahead(&self.repositories, &record.repository(), base.as_str(), head.as_str())?;
        Ok(ahead.ok_or_else(no_commits)?.commits)
    }

    /// The files that a pull request changes.
    pub(crate) fn pull_files(&self, repository: (&str, &str), number: u64) -> Result<Vec<ChangedFile>, NotPulled> {
        let (record, pull) = self.found(&self.world(), repository, number)?;
        let Ends { base, head } = ends(&record, &pull)?;
        let files = git::changed_files(&self.repositories, &record.repository(), base.as_str(), head.as_str())?;
        Ok(files.ok_or_else(no_commits)?)
    }

    /// Changes the words of a pull request, closes it or opens it again.
    pub(crate) fn edit_pull(
        &self,
        repository: (&str, &str),
        number: u64,
        edit: &PullEdit,
    ) -> Result<PullRequest, NotPulled> {
        let mut store = self.lock();
        let world = self.world();
        let (record, pull) = self.found(&world, repository, number)?;
        let mut next = (*pull).clone();
        if let Some(text) = &edit.title {
            next.title = title(text)?;
        }
        if let Some(body) = &edit.body {
            next.body.clone_from(body);
        }
        match &edit.state {
            Some(_) if pull.merged().is_some() => return Err(NotPulled::Over(format!("#{number} is merged"))),
            Some(PullState::Closed) if next.closed.is_none() => {
                next.closed = Some(ends(&record, &pull)?.closed(self.clock.now(), None));
            }
            Some(PullState::Open) if next.closed.is_some() => {
                refuse_second(&world, &record, &pull.head, &pull.base)?;
                next.closed = None;
            }
            _ => {}
        }
        ends(&record, &next)?;
        self.put_pull(&mut **store, &record, next.clone())?;
        self.shown(&record, &next)
    }

    /// What protects the branches of a repository.
    pub(crate) fn branch_protections(&self, (owner, name): (&str, &str)) -> Result<Vec<BranchProtection>, NotPulled> {
        let record = self.committed_to(owner, name)?;
        let all = protection::all(&self.world(), &record.organization);
        Ok(all
            .iter()
            .map(|(branch, protection)| protection.shown(branch))
            .collect())
    }

    /// How the gates that are no approvals stand for the newest commit of a branch; for others there is nothing to say.
    pub(crate) fn combined_status(&self, (owner, name): (&str, &str), at: &str) -> Result<CombinedStatus, NotPulled> {
        let record = self.committed_to(owner, name)?;
        let branches = record.branches();
        let named = branches.get_key_value(at);
        let found = named.or_else(|| branches.iter().find(|(_, head)| head.as_str() == at));
        let absent = || NotCommitted::Absent(format!("{at} is no branch, and not the newest commit of one"));
        let (branch, head) = found.ok_or_else(absent)?;
        let (world, now) = (self.world(), self.clock.now());
        let mut statuses: Vec<CommitStatus> = Vec::new();
        let protections = protection::all(&world, &record.organization);
        let measured = self.measured(&record, head, protections.iter().map(|(_, protection)| protection))?;
        for (_, protection) in &protections {
            let facts = facts(&world, &record, branch, &measured, protection);
            statuses.extend(protection.statuses(&facts, now));
        }
        Ok(CombinedStatus {
            state: worst(&statuses),
            sha: (*head).clone(),
            total_count: statuses.len() as u64,
            statuses,
        })
    }

    /// The score of a commit, when one of these gates asks for it.
    fn measured<'a>(
        &self,
        record: &ApplicationRecord,
        head: &CommitId,
        mut protections: impl Iterator<Item = &'a Protection>,
    ) -> Result<Score, Failure> {
        if !protections.any(|protection| protection.promotion.required_compliance_score > 0) {
            return Ok(Score::default());
        }
        let overlay = overlay_path(&self.world(), record)?;
        let paths: Vec<&str> = score::MEASURED.into_iter().chain([overlay.as_str()]).collect();
        let files = self.repositories.some_files(&record.repository(), head, &paths)?;
        Ok(score::measure(&files, &overlay, self.blueprint_of(record).as_deref()))
    }

    /// Writes a pull request down, and tells open pages.
    fn put_pull(
        &self,
        store: &mut dyn Store,
        record: &Arc<ApplicationRecord>,
        pull: PullRecord,
    ) -> Result<(), Failure> {
        let world = self.acknowledge(store, &[Write::PutPull(Box::new(pull))])?;
        self.show(&world, record);
        Ok(())
    }

    fn found(
        &self,
        world: &World,
        (owner, name): (&str, &str),
        number: u64,
    ) -> Result<(Arc<ApplicationRecord>, Arc<PullRecord>), NotPulled> {
        let record = self.committed_to(owner, name)?;
        let pull = world.pulls.get(&(record.uid.clone(), number)).cloned();
        let absent = || NotCommitted::Absent(format!("there is no pull request #{number} in {owner}/{name}"));
        Ok((record, pull.ok_or_else(absent)?))
    }

    /// As the Git server shows it.
    fn shown(&self, record: &ApplicationRecord, pull: &PullRecord) -> Result<PullRequest, NotPulled> {
        let ends = ends(record, pull)?;
        let joins = || {
            self.repositories
                .join(&record.repository(), &ends.base, &ends.head, &[])
        };
        let mergeable = pull.closed.is_none() && matches!(joins()?, Join::Clean(_));
        let (base, head) = (ends.base.as_str(), ends.head.as_str());
        let merge_base = git::merge_base(&self.repositories, &record.repository(), base, head)?;
        let merge_base = merge_base.ok_or_else(no_commits)?;
        let side = |branch: &String, sha: CommitId| PullBranch {
            label: branch.clone(),
            branch: branch.clone(),
            sha,
        };
        let merged = pull.merged();
        let closed_at = pull.closed.as_ref().map(|closed| closed.at);
        Ok(PullRequest {
            number: pull.number,
            user: user(&pull.author),
            title: pull.title.clone(),
            body: pull.body.clone(),
            state: match pull.closed {
                Some(_) => PullState::Closed,
                None => PullState::Open,
            },
            mergeable,
            merged: merged.is_some(),
            merged_at: closed_at.filter(|_| merged.is_some()),
            merge_commit_sha: merged.map(|merged| merged.commit.clone()),
            merged_by: merged.map(|merged| user(&merged.by)),
            base: side(&pull.base, ends.base),
            head: side(&pull.head, ends.head),
            merge_base,
            created_at: Some(pull.created_at),
            closed_at,
        })
    }
}

/// Between two branches there is one open pull request at a time.
fn refuse_second(world: &World, record: &ApplicationRecord, head: &str, base: &str) -> Result<(), NotPulled> {
    let mut open = world.pulls_of(&record.uid).filter(|pull| pull.closed.is_none());
    match open.find(|pull| pull.base == base && pull.head == head) {
        Some(pull) => Err(NotPulled::Exists(format!(
            "pull request #{} is open from {head} to {base}",
            pull.number
        ))),
        None => Ok(()),
    }
}

/// Where the two branches are, or were when it ended.
fn ends(record: &ApplicationRecord, pull: &PullRecord) -> Result<Ends, NotPulled> {
    if let Some(closed) = &pull.closed {
        return Ok(Ends {
            base: closed.base.clone(),
            head: closed.head.clone(),
        });
    }
    let end = |branch: &str| {
        let absent = || NotCommitted::Absent(format!("the branch {branch} is gone"));
        record.head(branch).cloned().ok_or_else(absent)
    };
    Ok(Ends {
        base: end(&pull.base)?,
        head: end(&pull.head)?,
    })
}

/// What the gates of an Environment look at in the newest commit of a branch.
fn facts(world: &World, record: &ApplicationRecord, branch: &str, measured: &Score, protection: &Protection) -> Facts {
    let environment = world.environments.get(&protection.environment);
    let is_production = environment.is_some_and(|environment| environment.env_type == EnvType::Production);
    let score = measured.clone();
    Facts {
        since: record.since(branch),
        score: match is_production {
            true => score,
            false => score.outside_production(),
        },
    }
}

fn no_commits() -> NotCommitted {
    NotCommitted::Absent("its commits are not there".to_owned())
}

fn user(email: &str) -> GitUser {
    GitUser {
        login: email.to_owned(),
        email: email.to_owned(),
    }
}

fn title(text: &str) -> Result<String, NotCommitted> {
    let text = text.trim();
    match text.chars().count() {
        1..=MOST_TITLE if !text.contains(char::is_control) => Ok(text.to_owned()),
        _ => Err(NotCommitted::Unacceptable(format!(
            "a title has 1 to {MOST_TITLE} characters on one line"
        ))),
    }
}

/// Gitea calls a commit without any statuses pending; nothing is waited for here, so it is a success.
fn worst(statuses: &[CommitStatus]) -> StatusState {
    let order = [
        StatusState::Error,
        StatusState::Failure,
        StatusState::Pending,
        StatusState::Success,
    ];
    let is_there = |state: &StatusState| statuses.iter().any(|status| status.status == *state);
    order.into_iter().find(is_there).unwrap_or(StatusState::Success)
}
