//! What stands before a branch: the policy of the Environment that the branch feeds (blueprint-model §9).

use super::change_window::{Standing, Window};
use super::record::EnvironmentRecord;
use super::refusal::Refusal;
use super::score::Score;
use super::world::World;
use contract::environment::Promotion;
use contract::gitea::{BranchProtection, CommitStatus, StatusState};
use contract::{EnvironmentName, OrganizationSlug, Timestamp};

/// The gates of one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Protection {
    /// The Environment whose policy it is.
    pub(crate) environment: EnvironmentName,
    pub(crate) promotion: Promotion,
}

/// What gates look at in a commit.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Since when it has been on its branch.
    pub(crate) since: Timestamp,
    pub(crate) score: Score,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            since: Timestamp::EPOCH,
            score: Score::default(),
        }
    }
}

/// What protects a branch in the repositories of an Organization, if anything does.
pub(crate) fn of_branch(world: &World, organization: &OrganizationSlug, branch: &str) -> Option<Protection> {
    protections(world, organization)
        .find(|(environment, _)| environment.branch() == branch)
        .map(|(_, protection)| protection)
}

/// Every protected branch of an Organization, with what protects it.
pub(crate) fn all(world: &World, organization: &OrganizationSlug) -> Vec<(&'static str, Protection)> {
    protections(world, organization)
        .map(|(environment, protection)| (environment.branch(), protection))
        .collect()
}

fn protections<'a>(
    world: &'a World,
    organization: &'a OrganizationSlug,
) -> impl Iterator<Item = (&'a EnvironmentRecord, Protection)> {
    let of_it = move |environment: &&EnvironmentRecord| environment.organization == *organization;
    let environments = world.environments.values().map(AsRef::as_ref).filter(of_it);
    environments.filter_map(|environment| Some((environment, of_environment(environment)?)))
}

/// The gates of an Environment, if its policy has any.
pub(crate) fn of_environment(environment: &EnvironmentRecord) -> Option<Protection> {
    let promotion = environment.promotion.clone()?;
    let environment = environment.name.clone();
    Some(Protection { environment, promotion })
}

impl Protection {
    #[cfg(test)]
    pub(crate) fn of_promotion(environment: &str, promotion: Promotion) -> Self {
        Self {
            environment: EnvironmentName::from_wire(environment),
            promotion,
        }
    }

    /// Whether this User's review counts.
    pub(crate) fn counts(&self, email: &str) -> bool {
        let named = &self.promotion.approvers;
        named.is_empty() || named.iter().any(|named| named == email)
    }

    /// Why a branch takes no commit directly.
    pub(crate) fn reason(&self, branch: &str) -> String {
        format!(
            "{branch} feeds the Environment {}, whose policy has the rule pr-required: open a pull request",
            self.environment
        )
    }

    /// The gates that are no approvals, for a commit.
    pub(crate) fn statuses(&self, commit: &Facts, now: Timestamp) -> Vec<CommitStatus> {
        let mut statuses = Vec::new();
        let Promotion {
            soak_hours,
            required_compliance_score: score,
            ..
        } = &self.promotion;
        if *soak_hours > 0 {
            statuses.push(self.soak(i64::from(*soak_hours), commit.since, now));
        }
        if *score > 0 {
            statuses.push(CommitStatus {
                context: self.context("re-score-gate"),
                status: match commit.score.reaches(*score) {
                    true => StatusState::Success,
                    false => StatusState::Failure,
                },
                description: commit.score.told(*score),
            });
        }
        statuses.extend(self.window(now));
        statuses
    }

    /// Refuses what would change now, with the time of the next opening, outside the change window.
    pub(crate) fn refuse_outside_window(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.window(now) {
            Some(CommitStatus {
                status,
                context,
                description,
            }) if status != StatusState::Success => Err(Refusal::Conflict {
                detail: format!("{context}: {description}"),
                hint: "Try again when the change window is open.".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    fn window(&self, now: Timestamp) -> Option<CommitStatus> {
        let rule = self.promotion.change_window.as_ref()?;
        // Rules are read before they are kept; one that cannot be read lets nothing in.
        let standing = Window::read(rule).map_or(Standing::Closed(None), |window| window.standing(now));
        let (status, description) = match standing {
            Standing::Open(until) => (StatusState::Success, format!("the change window is open until {until}")),
            Standing::Closed(Some(next)) => (
                StatusState::Pending,
                format!(
                    "outside the change window ({} for {}, UTC); it opens at {next}",
                    rule.cron, rule.duration
                ),
            ),
            Standing::Closed(None) => (StatusState::Pending, "the change window does not open".to_owned()),
        };
        Some(CommitStatus {
            context: self.context("change-window"),
            status,
            description,
        })
    }

    fn soak(&self, hours: i64, at: Timestamp, now: Timestamp) -> CommitStatus {
        const HOUR: i64 = 3_600_000;
        let left = at.unix_millis() + hours * HOUR - now.unix_millis();
        let (status, description) = match left > 0 {
            true => {
                let left = (left + HOUR - 1) / HOUR;
                (
                    StatusState::Pending,
                    format!("{left} of {hours} hours are left until it has soaked"),
                )
            }
            false => (StatusState::Success, format!("it has soaked for {hours} hours")),
        };
        CommitStatus {
            context: self.context("soak"),
            status,
            description,
        }
    }

    fn context(&self, rule: &str) -> String {
        format!("policy/{}/{rule}", self.environment)
    }

    /// As the Git server shows it.
    pub(crate) fn shown(&self, branch: &str) -> BranchProtection {
        let checks = self.statuses(&Facts::default(), Timestamp::EPOCH);
        let contexts: Vec<String> = checks.into_iter().map(|status| status.context).collect();
        BranchProtection {
            branch_name: branch.to_owned(),
            rule_name: branch.to_owned(),
            enable_push: false,
            required_approvals: u64::from(self.promotion.required_approvers),
            enable_approvals_whitelist: !self.promotion.approvers.is_empty(),
            approvals_whitelist_username: self.promotion.approvers.clone(),
            block_on_rejected_reviews: true,
            dismiss_stale_approvals: true,
            enable_status_check: !contexts.is_empty(),
            status_check_contexts: contexts,
        }
    }
}

/// Why gates are refused that nobody could pass, or that the contract does not know (blueprint-model §9).
pub(crate) fn check(promotion: &Promotion) -> Result<(), &'static str> {
    match promotion {
        promotion if promotion.required_approvers > 10 => Err("requiredApprovers is 0 to 10"),
        promotion if promotion.required_compliance_score > 100 => Err("requiredComplianceScore is 0 to 100"),
        promotion if promotion.soak_hours > 720 => Err("soakHours is 0 to 720"),
        Promotion {
            change_window: Some(window),
            ..
        } if let Err(reason) = Window::read(window) => Err(reason),
        promotion if promotion.approvers.len() > 100 => Err("approvers are 100 at most"),
        Promotion {
            approvers,
            required_approvers,
            ..
        } if !approvers.is_empty() && approvers.len() < usize::from(*required_approvers) => {
            Err("there are fewer approvers than approvals required")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_soaks_for_its_hours() {
        let promotion = Promotion {
            soak_hours: 2,
            ..Promotion::default()
        };
        let protection = Protection::of_promotion("acme-prod", promotion);
        let status = |millis| {
            let now = Timestamp::from_unix_millis(millis).unwrap();
            protection.statuses(&Facts::default(), now).remove(0)
        };
        assert_eq!(status(3_600_000 * 2 - 1).status, StatusState::Pending);
        assert_eq!(status(3_600_000 * 2).status, StatusState::Success);
        assert_eq!(status(0).context, "policy/acme-prod/soak");
    }
}
