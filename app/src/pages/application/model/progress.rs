//! How far an install or a change has come.

use super::snapshot::Snapshot;
use super::workload::PodRow;
use contract::application::{ApplicationState, ConditionStatus};

/// A stage of an install or a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The commit is written.
    Committed,
    /// What it uses is running.
    Dependencies,
    /// Its pods are ready.
    Workloads,
    /// It serves.
    Ready,
}

/// How a stage is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Over.
    Done,
    /// Under way.
    Current,
    /// Not begun.
    Ahead,
    /// Stuck.
    Failed,
}

/// A stage as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub stage: Stage,
    /// How it is doing.
    pub standing: Standing,
    /// How many of how many are there, where that can be counted.
    pub count: Option<(usize, usize)>,
}

/// The stages of an Application that is not settled, in order.
///
/// `dependencies` are the states of the Applications it uses; `None` stands for one that is not known.
#[must_use]
pub fn steps(snapshot: &Snapshot, dependencies: &[Option<ApplicationState>], pods: &[PodRow]) -> Vec<Step> {
    let served = dependencies.iter().filter(|state| serves(state.as_ref())).count();
    let (ready, wanted) = workloads(snapshot, pods);
    let mut stages = vec![(Stage::Committed, true, None)];
    if !dependencies.is_empty() {
        let all = dependencies.len();
        stages.push((Stage::Dependencies, served == all, Some((served, all))));
    }
    let settled = is_settled(snapshot);
    let all_ready = settled || (wanted > 0 && ready >= wanted);
    stages.push((Stage::Workloads, all_ready, (wanted > 0).then_some((ready, wanted))));
    stages.push((Stage::Ready, settled, None));

    let failed = snapshot.state() == ApplicationState::Failed;
    let mut reached = true;
    stages
        .into_iter()
        .map(|(stage, done, count)| {
            let standing = match (reached, done) {
                (true, true) => Standing::Done,
                (true, false) if failed => Standing::Failed,
                (true, false) => Standing::Current,
                (false, _) => Standing::Ahead,
            };
            reached &= done;
            Step { stage, standing, count }
        })
        .collect()
}

fn serves(state: Option<&ApplicationState>) -> bool {
    matches!(
        state,
        Some(ApplicationState::Running | ApplicationState::PendingApproval | ApplicationState::Degraded)
    )
}

/// Pods ready and wanted: by region where the control plane counts, else by what is there.
fn workloads(snapshot: &Snapshot, pods: &[PodRow]) -> (usize, usize) {
    match snapshot.replicas() {
        (_, 0) => (pods.iter().filter(|pod| pod.is_ready()).count(), pods.len()),
        (ready, wanted) => (ready as usize, wanted as usize),
    }
}

fn is_settled(snapshot: &Snapshot) -> bool {
    let ready = snapshot
        .detail
        .conditions
        .iter()
        .find(|condition| condition.kind == "Ready");
    match snapshot.state() {
        ApplicationState::Running | ApplicationState::PendingApproval => {
            ready.is_none_or(|condition| condition.status != ConditionStatus::False)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::tests::snapshot;
    use super::*;
    use serde_json::json;

    fn standings(steps: &[Step]) -> Vec<(Stage, Standing)> {
        steps.iter().map(|step| (step.stage, step.standing)).collect()
    }

    #[test]
    fn dependencies_come_before_workloads() {
        let installing = snapshot(json!({
            "phase": "Provisioning",
            "regionStatuses": [{"name": "fsn", "replicas": 2, "ready": 0}, {"name": "nbg", "replicas": 1, "ready": 1}],
        }));
        let steps = steps(
            &installing,
            &[Some(ApplicationState::Installing), Some(ApplicationState::Running)],
            &[],
        );
        assert_eq!(
            standings(&steps),
            [
                (Stage::Committed, Standing::Done),
                (Stage::Dependencies, Standing::Current),
                (Stage::Workloads, Standing::Ahead),
                (Stage::Ready, Standing::Ahead),
            ]
        );
        assert_eq!(steps[1].count, Some((1, 2)));
        assert_eq!(steps[2].count, Some((1, 3)));
    }

    #[test]
    fn without_dependencies_there_is_no_such_step() {
        let running = snapshot(json!({"phase": "Ready"}));
        assert_eq!(
            standings(&steps(&running, &[], &[])),
            [
                (Stage::Committed, Standing::Done),
                (Stage::Workloads, Standing::Done),
                (Stage::Ready, Standing::Done),
            ]
        );
    }

    #[test]
    fn a_failure_sticks_to_the_stage_that_was_under_way() {
        let failed =
            snapshot(json!({"phase": "Failed", "regionStatuses": [{"name": "fsn", "replicas": 2, "ready": 1}]}));
        let steps = steps(&failed, &[Some(ApplicationState::Running)], &[]);
        assert_eq!(steps[1].standing, Standing::Done);
        assert_eq!(steps[2].standing, Standing::Failed);
        assert_eq!(steps[3].standing, Standing::Ahead);
    }

    #[test]
    fn an_unknown_dependency_is_not_a_running_one() {
        let installing = snapshot(json!({"phase": "Provisioning"}));
        assert_eq!(steps(&installing, &[None], &[])[1].standing, Standing::Current);
    }
}
