//! Merging: the gates first, then one acknowledgement for the branch, the pull request and what runs.

use super::{Ends, NotPulled, ends, facts};
use crate::domain::carry::VALUES;
use crate::domain::protection;
use crate::domain::pull::{Merged, PullRecord};
use crate::domain::record::{ApplicationRecord, Head};
use crate::domain::world::{World, Write};
use crate::git::{Authorship, Changes, Join, Joined};
use crate::plane::applications::NotCommitted;
use crate::plane::applications::change::Proposal;
use crate::plane::applications::settings::{Texts, overlay_path};
use crate::plane::{Failure, Plane};
use crate::store::Store;
use contract::gitea::{MergeStyle, PullMerge, StatusState, is_written_by_platform};
use contract::{CommitId, Timestamp};
use std::sync::Arc;

/// A merge that nothing stands against.
struct Merge<'a> {
    record: &'a Arc<ApplicationRecord>,
    pull: &'a PullRecord,
    ends: Ends,
    joined: Joined,
    removes_head: bool,
    authorship: Authorship<'a>,
}

impl Plane {
    /// Brings a pull request into its base. When the base feeds the Application, what its settings then say is what runs.
    pub(crate) fn merge_pull(
        &self,
        repository: (&str, &str),
        number: u64,
        asked: &PullMerge,
        by: &str,
    ) -> Result<(), NotPulled> {
        let mut store = self.lock();
        let world = self.world();
        let (record, pull) = self.found(&world, repository, number)?;
        let ends = ends(&record, &pull)?;
        if let MergeStyle::Unknown(style) = &asked.style {
            return Err(NotPulled::Blocked(format!(
                "{style:?} is not offered; merge with merge"
            )));
        }
        if asked.head_commit_id.as_ref().is_some_and(|seen| *seen != ends.head) {
            return Err(NotPulled::Conflict(format!(
                "head out of date: {} moved on since",
                pull.head
            )));
        }
        let now = self.clock.now();
        if let Some(gate) = self.closed_gate(&world, &record, &pull, &ends.head, now)? {
            return Err(NotPulled::Blocked(gate));
        }
        let overlay = overlay_path(&world, &record)?;
        let followed = [VALUES, overlay.as_str()];
        let joined = match self
            .repositories
            .join(&record.repository(), &ends.base, &ends.head, &followed)?
        {
            Join::Clean(joined) => joined,
            Join::Nothing => return Err(NotPulled::Blocked(format!("{} has all of it already", pull.base))),
            Join::Conflicts(paths) => {
                return Err(NotPulled::Conflict(format!(
                    "{} and {} both changed {} at the same place; bring {} up to date first",
                    pull.base,
                    pull.head,
                    paths.join(", "),
                    pull.head
                )));
            }
        };
        let title = asked.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        let message = match title {
            Some(title) => title.to_owned(),
            None => format!(
                "Merge pull request '{}' (#{number}) from {} into {}",
                pull.title, pull.head, pull.base
            ),
        };
        let merge = Merge {
            removes_head: asked.delete_branch_after_merge && is_removable(&world, &record, &pull),
            record: &record,
            pull: &pull,
            ends,
            joined,
            authorship: Authorship {
                email: by,
                at: now,
                message: &message,
            },
        };
        match pull.base == record.branch {
            true => self.merge_into_environment(&mut **store, &world, merge),
            false => self.merge_into_branch(&mut **store, merge),
        }
    }

    /// The base is what runs: the merged settings are held to the rules of a commit, and applied.
    fn merge_into_environment(&self, store: &mut dyn Store, world: &World, merge: Merge<'_>) -> Result<(), NotPulled> {
        let (record, joined) = (merge.record, &merge.joined);
        if let Some(path) = joined.changed.iter().find(|path| is_written_by_platform(path)) {
            let text = format!("{path} is written from the Application's settings and cannot be merged");
            return Err(unmergeable(NotCommitted::Unacceptable(text)));
        }
        let now = merge.authorship.at;
        let proposal = self.follow(world, record, joined, now).map_err(unmergeable)?;
        // What was merged stays as it was merged; what follows from the settings belongs to the same commit.
        let follows: Changes = proposal
            .changes()
            .into_iter()
            .filter(|(path, _)| !joined.followed.contains_key(path) && !joined.changed.contains(path))
            .collect();
        let commit = self.commit(&merge, &follows)?;
        let mut proposal = Proposal {
            also: vec![Write::PutPull(Box::new(merge.merged(&commit)))],
            ..proposal
        };
        if merge.removes_head {
            proposal.record.heads.remove(&merge.pull.head);
        }
        self.record(store, record, proposal, commit, merge.authorship.email, now)?;
        Ok(())
    }

    /// What follows from the settings that both branches come to together.
    fn follow(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        joined: &Joined,
        now: Timestamp,
    ) -> Result<Proposal, NotCommitted> {
        let overlay = overlay_path(world, record)?;
        for (path, text) in &joined.followed {
            self.refuse_secrets_in(record, path, text)?;
        }
        let typed = Texts::left(&joined.followed, &overlay, |path| joined.changed.contains(path))?;
        self.propose_values(world, record, &typed, Texts::default(), now)
    }

    /// The base is a stop on the way: nothing runs from it yet.
    fn merge_into_branch(&self, store: &mut dyn Store, merge: Merge<'_>) -> Result<(), NotPulled> {
        let commit = self.commit(&merge, &Changes::new())?;
        let pull = merge.merged(&commit);
        let mut next = (**merge.record).clone();
        if merge.removes_head {
            next.heads.remove(&merge.pull.head);
        }
        let since = merge.authorship.at;
        next.heads.insert(merge.pull.base.clone(), Head { commit, since });
        self.move_branches(store, next, vec![Write::PutPull(Box::new(pull))])?;
        Ok(())
    }

    fn commit(&self, merge: &Merge<'_>, follows: &Changes) -> Result<CommitId, NotPulled> {
        let ends = (&merge.ends.base, &merge.ends.head);
        let repository = merge.record.repository();
        let commit = self
            .repositories
            .commit_join(&repository, ends, &merge.joined, follows, merge.authorship);
        Ok(commit.map_err(Failure::from)?)
    }

    /// What keeps a pull request out, in words; `None` when every gate is open.
    fn closed_gate(
        &self,
        world: &World,
        record: &ApplicationRecord,
        pull: &PullRecord,
        head: &CommitId,
        now: Timestamp,
    ) -> Result<Option<String>, Failure> {
        if pull.closed.is_some() {
            return Ok(Some(format!("#{} is closed", pull.number)));
        }
        let Some(protection) = protection::of_branch(world, &record.organization, &pull.base) else {
            return Ok(None);
        };
        let opinion = pull.opinion(&protection, head);
        let needed = u64::from(protection.promotion.required_approvers);
        if opinion.rejections > 0 {
            return Ok(Some("a reviewer asks for changes".to_owned()));
        }
        if opinion.approvals < needed {
            let approvals = opinion.approvals;
            return Ok(Some(format!("does not have enough approvals: {approvals} of {needed}")));
        }
        let measured = self.measured(record, head, std::iter::once(&protection))?;
        let facts = facts(world, record, &pull.head, &measured, &protection);
        let mut statuses = protection.statuses(&facts, now).into_iter();
        let closed = statuses.find(|status| status.status != StatusState::Success);
        Ok(closed.map(|status| format!("{}: {}", status.context, status.description)))
    }
}

impl Merge<'_> {
    /// The pull request, merged by `commit`.
    fn merged(&self, commit: &CommitId) -> PullRecord {
        let mut next = self.pull.clone();
        let merged = Merged {
            by: self.authorship.email.to_owned(),
            commit: commit.clone(),
        };
        next.closed = Some(self.ends.clone().closed(self.authorship.at, Some(merged)));
        next
    }
}

/// Both sides are fine, and do not go together.
fn unmergeable(error: NotCommitted) -> NotPulled {
    match error {
        NotCommitted::Unacceptable(_) | NotCommitted::Values { .. } => NotPulled::Unmergeable(error),
        error => error.into(),
    }
}

/// A branch made for this pull request alone; those of Environments stay.
fn is_removable(world: &World, record: &ApplicationRecord, pull: &PullRecord) -> bool {
    let mut others = world.pulls_of(&record.uid).filter(|other| other.number != pull.number);
    !crate::git::BRANCHES.contains(&pull.head.as_str())
        && !others.any(|other| other.closed.is_none() && [&other.head, &other.base].contains(&&pull.head))
}
