//! What others think of a pull request.

use super::{NotPulled, ends, user};
use crate::domain::protection;
use crate::domain::pull::{PullRecord, ReviewRecord};
use crate::plane::Plane;
use crate::plane::applications::NotCommitted;
use contract::CommitId;
use contract::gitea::{NewReview, PullReview, ReviewEvent, ReviewState};

/// The most reviews of one pull request.
const MOST_REVIEWS: usize = 200;

impl Plane {
    /// Adds a review of the newest commit.
    pub(crate) fn review_pull(
        &self,
        repository: (&str, &str),
        number: u64,
        new: &NewReview,
        author: &str,
    ) -> Result<PullReview, NotPulled> {
        let mut store = self.lock();
        let world = self.world();
        let (record, pull) = self.found(&world, repository, number)?;
        let head = ends(&record, &pull)?.head;
        let state = accepted(&pull, new, &head, author).map_err(NotCommitted::Unacceptable)?;
        let mut next = (*pull).clone();
        next.reviews.push(ReviewRecord {
            author: author.to_owned(),
            state,
            body: new.body.clone(),
            commit: head,
            at: self.clock.now(),
        });
        self.put_pull(&mut **store, &record, next)?;
        let last = self.reviews(repository, number)?.pop();
        last.ok_or_else(|| NotCommitted::Absent("the review is gone".to_owned()).into())
    }

    /// Every review, oldest first.
    pub(crate) fn reviews(&self, repository: (&str, &str), number: u64) -> Result<Vec<PullReview>, NotPulled> {
        let world = self.world();
        let (record, pull) = self.found(&world, repository, number)?;
        let head = ends(&record, &pull)?.head;
        let protection = protection::of_branch(&world, &record.organization, &pull.base);
        let counts = |author: &str| {
            let named = protection.as_ref().is_none_or(|protection| protection.counts(author));
            named && author != pull.author
        };
        let shown = |(at, review): (usize, &ReviewRecord)| PullReview {
            id: at as u64 + 1,
            user: user(&review.author),
            state: review.state.clone(),
            body: review.body.clone(),
            commit_id: review.commit.clone(),
            stale: review.commit != head,
            official: counts(&review.author),
            submitted_at: Some(review.at),
        };
        Ok(pull.reviews.iter().enumerate().map(shown).collect())
    }
}

/// What a review comes to, or why it is not taken.
fn accepted(pull: &PullRecord, new: &NewReview, head: &CommitId, author: &str) -> Result<ReviewState, String> {
    let own = author == pull.author;
    if pull.closed.is_some() {
        return Err(format!("#{} is closed", pull.number));
    }
    if pull.reviews.len() >= MOST_REVIEWS {
        return Err(format!("a pull request has {MOST_REVIEWS} reviews at most"));
    }
    if new.commit_id.as_ref().is_some_and(|looked_at| looked_at != head) {
        return Err(format!("{} has moved on; look at it again", pull.head));
    }
    match new.event {
        ReviewEvent::Approved if own => Err("approve your own pull is not allowed".to_owned()),
        ReviewEvent::RequestChanges if own => Err("reject your own pull is not allowed".to_owned()),
        ReviewEvent::Approved => Ok(ReviewState::Approved),
        ReviewEvent::RequestChanges | ReviewEvent::Comment if new.body.trim().is_empty() => {
            Err("say in words what you think".to_owned())
        }
        ReviewEvent::RequestChanges => Ok(ReviewState::RequestChanges),
        ReviewEvent::Comment => Ok(ReviewState::Comment),
        ReviewEvent::Unknown(ref event) => Err(format!("{event:?} is no event of a review")),
    }
}
