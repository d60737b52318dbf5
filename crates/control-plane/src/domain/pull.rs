//! Pull requests: what is kept of them, and which reviews count.

use super::protection::Protection;
use super::record::ApplicationRecord;
use super::world::World;
use crate::ids;
use contract::gitea::ReviewState;
use contract::{CommitId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pull request, and what was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PullRecord {
    /// The Application whose repository it is of.
    pub(crate) uid: String,
    /// Counted within the repository.
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) body: String,
    /// E-mail address of whoever opened it.
    pub(crate) author: String,
    /// The branch that brings the change.
    pub(crate) head: String,
    /// The branch that takes it.
    pub(crate) base: String,
    pub(crate) created_at: Timestamp,
    pub(crate) closed: Option<Closed>,
    /// Oldest first.
    pub(crate) reviews: Vec<ReviewRecord>,
}

/// How a pull request ended. The branches move on; what it was about does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    pub(crate) at: Timestamp,
    pub(crate) head: CommitId,
    pub(crate) base: CommitId,
    pub(crate) merged: Option<Merged>,
}

/// Who merged it, and by which commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Merged {
    pub(crate) by: String,
    pub(crate) commit: CommitId,
}

/// One review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReviewRecord {
    pub(crate) author: String,
    pub(crate) state: ReviewState,
    pub(crate) body: String,
    /// The commit that was looked at.
    pub(crate) commit: CommitId,
    pub(crate) at: Timestamp,
}

/// What the reviews come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opinion {
    pub(crate) approvals: u64,
    pub(crate) rejections: u64,
}

impl PullRecord {
    pub(crate) fn merged(&self) -> Option<&Merged> {
        self.closed.as_ref().and_then(|closed| closed.merged.as_ref())
    }

    /// Counts each User once, by their newest verdict on this very head. An author has no voice in their own matter.
    pub(crate) fn opinion(&self, protection: &Protection, head: &CommitId) -> Opinion {
        let mut newest: BTreeMap<&str, &ReviewRecord> = BTreeMap::new();
        let verdicts = self.reviews.iter().filter(|review| is_verdict(&review.state));
        for review in verdicts.filter(|review| review.author != self.author) {
            newest.insert(&review.author, review);
        }
        // A yes is to what was looked at; a no stays until it is taken back.
        newest.retain(|_, review| review.state == ReviewState::RequestChanges || review.commit == *head);
        let count = |state: ReviewState| {
            let counted = newest.values().filter(|review| review.state == state);
            counted.filter(|review| protection.counts(&review.author)).count() as u64
        };
        Opinion {
            approvals: count(ReviewState::Approved),
            rejections: count(ReviewState::RequestChanges),
        }
    }
}

impl World {
    /// Another word whenever a branch moves or something becomes of a pull request: what open pages follow.
    pub(crate) fn repository_revision(&self, record: &ApplicationRecord) -> String {
        let branches = record.branches().into_iter();
        let branches = branches.map(|(name, head)| format!("{name} {head}"));
        let pulls = self.pulls_of(&record.uid).map(|pull| {
            let PullRecord {
                number, title, body, ..
            } = &**pull;
            let (reviews, over) = (pull.reviews.len(), pull.closed.is_some());
            format!("#{number} {reviews} {over} {title} {body}")
        });
        let parts: Vec<String> = branches.chain(pulls).collect();
        ids::suffix(&parts.iter().map(String::as_str).collect::<Vec<_>>(), 16)
    }
}

fn is_verdict(state: &ReviewState) -> bool {
    matches!(state, ReviewState::Approved | ReviewState::RequestChanges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::environment::Promotion;

    fn pull(reviews: &[(&str, ReviewState, &str)]) -> PullRecord {
        let review = |(author, state, commit): &(&str, ReviewState, &str)| ReviewRecord {
            author: (*author).to_owned(),
            state: state.clone(),
            body: String::new(),
            commit: CommitId::from_wire(*commit),
            at: Timestamp::EPOCH,
        };
        PullRecord {
            uid: "u".to_owned(),
            number: 1,
            title: "t".to_owned(),
            body: String::new(),
            author: "author".to_owned(),
            head: "develop".to_owned(),
            base: "main".to_owned(),
            created_at: Timestamp::EPOCH,
            closed: None,
            reviews: reviews.iter().map(review).collect(),
        }
    }

    fn opinion(approvers: &[&str], reviews: &[(&str, ReviewState, &str)]) -> (u64, u64) {
        let promotion = Promotion {
            approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
            ..Promotion::default()
        };
        let protection = Protection::of_promotion("acme-prod", promotion);
        let opinion = pull(reviews).opinion(&protection, &CommitId::from_wire("new"));
        (opinion.approvals, opinion.rejections)
    }

    #[test]
    fn only_the_newest_verdict_of_others_on_the_newest_commit_counts() {
        use ReviewState::{Approved, Comment, RequestChanges};
        assert_eq!(opinion(&[], &[("author", Approved, "new")]), (0, 0), "one's own");
        assert_eq!(opinion(&[], &[("a", Approved, "old")]), (0, 0), "of an older commit");
        assert_eq!(
            opinion(
                &[],
                &[("a", Approved, "new"), ("a", Comment, "new"), ("a", Approved, "new")]
            ),
            (1, 0),
            "one User"
        );
        let changed = [
            ("a", Approved, "new"),
            ("a", RequestChanges, "new"),
            ("b", Approved, "new"),
        ];
        assert_eq!(opinion(&[], &changed), (1, 1), "a changed mind");
        assert_eq!(
            opinion(&[], &[("a", RequestChanges, "old")]),
            (0, 1),
            "a no stays until it is taken back"
        );
        assert_eq!(opinion(&["b"], &changed), (1, 0), "only those named");
    }
}
