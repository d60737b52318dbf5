//! Promotion: the way from branch to branch, and the gates on it.

use contract::OrganizationSlug;
use contract::environment::EnvType;
use contract::gitea::{BranchProtection, CombinedStatus, PullRequest, PullReview, PullState, ReviewState, StatusState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The way of a change: from, to.
pub const STEPS: [(&str, &str); 2] = [("develop", "staging"), ("staging", "main")];

/// The Environment of an Organization that a branch feeds.
#[must_use]
pub fn fed_by(organization: &OrganizationSlug, branch: &str) -> Option<String> {
    let types = [EnvType::Development, EnvType::Staging, EnvType::Production];
    let env_type = types.into_iter().find(|env_type| env_type.branch() == Some(branch))?;
    Some(format!("{organization}-{env_type}"))
}

/// How the branch of a proposal made in the Code tab begins; the moment of the proposal follows.
pub const PROPOSAL: &str = "change-";

/// Whether a branch was made for one proposal, and has served when that is over.
#[must_use]
pub fn is_of_proposal(branch: &str) -> bool {
    let moment = branch.strip_prefix(PROPOSAL).unwrap_or_default();
    !moment.is_empty() && moment.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text from outside can be the name of a branch here.
#[must_use]
pub fn is_branch(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    (1..=100).contains(&text.len()) && text.chars().all(is_plain) && !text.contains("..")
}

/// What a gate asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// The two sides can be joined.
    Joins,
    /// Others have approved.
    Approvals {
        /// How many have.
        given: u64,
        /// How many must.
        needed: u64,
    },
    /// Nobody asks for changes.
    NoObjection,
    /// A check of the policy has passed.
    Check {
        /// The rule, as `soak`.
        rule: String,
        /// What the control plane says about it.
        text: String,
    },
}

/// How a gate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is passed.
    Open,
    /// It will be, if people or time do their part.
    Waiting,
    /// Something has to change first.
    Closed,
}

/// One gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// What it asks for.
    pub rule: Rule,
    /// How it stands.
    pub standing: Standing,
}

/// Every gate before the base of a pull request. The control plane decides; this says beforehand what it will say.
#[must_use]
pub fn gates(
    pull: &PullRequest,
    protection: Option<&BranchProtection>,
    reviews: &[PullReview],
    status: Option<&CombinedStatus>,
) -> Vec<Gate> {
    let mut gates = vec![Gate {
        rule: Rule::Joins,
        standing: if pull.mergeable {
            Standing::Open
        } else {
            Standing::Closed
        },
    }];
    let Some(protection) = protection else { return gates };
    let given = approvals(reviews);
    let needed = protection.required_approvals;
    gates.push(Gate {
        rule: Rule::Approvals { given, needed },
        standing: if given >= needed {
            Standing::Open
        } else {
            Standing::Waiting
        },
    });
    if protection.block_on_rejected_reviews && has_objection(reviews) {
        gates.push(Gate {
            rule: Rule::NoObjection,
            standing: Standing::Closed,
        });
    }
    let checks = protection.status_check_contexts.iter();
    gates.extend(checks.map(|context| check(context, status)));
    gates
}

/// The gates that a proposal for a protected branch will stand before, as far as they are known before it is made.
#[must_use]
pub fn gates_ahead(protection: &BranchProtection, status: Option<&CombinedStatus>) -> Vec<Gate> {
    let needed = protection.required_approvals;
    let approvals = (needed > 0).then_some(Gate {
        rule: Rule::Approvals { given: 0, needed },
        standing: Standing::Waiting,
    });
    let checks = protection.status_check_contexts.iter().map(|context| {
        // Its time begins with the proposal.
        let status = status.filter(|_| !context.ends_with("/soak"));
        check(context, status)
    });
    approvals.into_iter().chain(checks).collect()
}

/// Whether the pull request can be merged now.
#[must_use]
pub fn is_passed(pull: &PullRequest, gates: &[Gate]) -> bool {
    pull.state == PullState::Open && gates.iter().all(|gate| gate.standing == Standing::Open)
}

fn check(context: &str, status: Option<&CombinedStatus>) -> Gate {
    let all = status.map(|status| status.statuses.as_slice()).unwrap_or_default();
    let found = all.iter().find(|status| status.context == context);
    let standing = match found.map(|status| &status.status) {
        Some(StatusState::Success) => Standing::Open,
        None | Some(StatusState::Pending) => Standing::Waiting,
        Some(_) => Standing::Closed,
    };
    let (_, rule) = context.rsplit_once('/').unwrap_or(("", context));
    Gate {
        rule: Rule::Check {
            rule: rule.to_owned(),
            text: found.map(|status| status.description.clone()).unwrap_or_default(),
        },
        standing,
    }
}

/// The newest verdict of each User whose opinion counts.
fn verdicts(reviews: &[PullReview]) -> BTreeMap<&str, &PullReview> {
    let is_verdict = |review: &&PullReview| {
        review.official && matches!(review.state, ReviewState::Approved | ReviewState::RequestChanges)
    };
    let verdicts = reviews.iter().filter(is_verdict);
    verdicts.map(|review| (review.user.login.as_str(), review)).collect()
}

fn approvals(reviews: &[PullReview]) -> u64 {
    let verdicts = verdicts(reviews);
    let counted = verdicts.values().filter(|review| review.state == ReviewState::Approved);
    counted.filter(|review| !review.stale).count() as u64
}

fn has_objection(reviews: &[PullReview]) -> bool {
    verdicts(reviews)
        .values()
        .any(|review| review.state == ReviewState::RequestChanges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_branch_feeds_the_environment_of_its_type() {
        let acme = OrganizationSlug::from_wire("acme");
        assert_eq!(fed_by(&acme, "develop").as_deref(), Some("acme-dev"));
        assert_eq!(fed_by(&acme, "main").as_deref(), Some("acme-prod"));
        assert_eq!(fed_by(&acme, "change-1"), None);
    }

    #[test]
    fn only_branches_of_proposals_have_served_when_they_are_closed() {
        assert!(is_of_proposal("change-1780000000000"));
        for branch in ["develop", "main", "change-", "change-of-plan", "my-change-1"] {
            assert!(!is_of_proposal(branch), "{branch}");
        }
    }

    fn pull() -> PullRequest {
        let side = |branch: &str| json!({"label": branch, "ref": branch, "sha": "1"});
        read(json!({
            "number": 1, "user": {"login": "author"}, "title": "t", "state": "open", "mergeable": true,
            "base": side("main"), "head": side("develop")
        }))
    }

    fn protection() -> BranchProtection {
        read(json!({
            "branch_name": "main", "rule_name": "main", "required_approvals": 1, "block_on_rejected_reviews": true,
            "status_check_contexts": ["policy/acme-prod/soak"]
        }))
    }

    fn review(user: &str, state: &str, stale: bool, official: bool) -> PullReview {
        read(json!({
            "id": 1, "user": {"login": user}, "state": state, "commit_id": "1", "stale": stale, "official": official
        }))
    }

    fn status(state: &str) -> CombinedStatus {
        let one = json!({"context": "policy/acme-prod/soak", "status": state, "description": "d"});
        read(json!({"state": state, "sha": "1", "statuses": [one]}))
    }

    fn passes(reviews: &[PullReview], status: &CombinedStatus) -> bool {
        let gates = gates(&pull(), Some(&protection()), reviews, Some(status));
        is_passed(&pull(), &gates)
    }

    #[test]
    fn every_gate_must_be_open() {
        let approved = [review("a", "APPROVED", false, true)];
        assert!(passes(&approved, &status("success")));
        assert!(!passes(&approved, &status("pending")), "it has not soaked");
        assert!(!passes(&[], &status("success")), "nobody approved");
        assert!(
            !passes(&[review("a", "APPROVED", true, true)], &status("success")),
            "of an older commit"
        );
        assert!(
            !passes(&[review("a", "APPROVED", false, false)], &status("success")),
            "by somebody whose opinion does not count"
        );
        let objection = [
            review("a", "APPROVED", false, true),
            review("b", "REQUEST_CHANGES", true, true),
        ];
        assert!(!passes(&objection, &status("success")), "somebody asks for changes");
    }

    #[test]
    fn a_check_that_nothing_is_known_of_is_waited_for() {
        let gates = gates(&pull(), Some(&protection()), &[], None);
        let soak = gates.last().unwrap();
        assert_eq!(soak.standing, Standing::Waiting);
        assert!(matches!(&soak.rule, Rule::Check { rule, .. } if rule == "soak"));
    }

    #[test]
    fn before_a_proposal_nothing_of_it_has_been_approved_or_has_soaked() {
        let mut protection = protection();
        protection
            .status_check_contexts
            .push("policy/acme-prod/change-window".to_owned());
        let mut status = status("success");
        let window = json!({"context": "policy/acme-prod/change-window", "status": "success", "description": "open"});
        status.statuses.push(read(window));
        let gates = gates_ahead(&protection, Some(&status));
        let standings: Vec<Standing> = gates.iter().map(|gate| gate.standing).collect();
        assert_eq!(standings, [Standing::Waiting, Standing::Waiting, Standing::Open]);
    }

    #[test]
    fn an_open_branch_asks_only_that_the_sides_fit() {
        let gates = gates(&pull(), None, &[], None);
        assert!(is_passed(&pull(), &gates));
        let mut closed = pull();
        closed.state = PullState::Closed;
        assert!(!is_passed(&closed, &gates));
    }
}
