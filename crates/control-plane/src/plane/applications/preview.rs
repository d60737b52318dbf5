//! Saying what a write would do, with the same code that does it.

use super::change::{Asked, surroundings};
use super::{find_live, install, placement_of};
use crate::domain::manifests::{self, Files};
use crate::domain::placement;
use crate::domain::plan::{self, InstallPlan};
use crate::domain::record::ApplicationRecord;
use crate::plane::{Failure, Plane};
use contract::application::{ApplicationUpdate, InstallRequest, Manifest, Preview};
use contract::placement::Placement;
use contract::{BlueprintVersion, Timestamp};
use std::collections::BTreeSet;

/// What a preview of an existing Application asks about.
pub(crate) enum PlacementQuery {
    /// Another placement.
    Placement(Placement),
    /// Another version.
    Version(BlueprintVersion),
}

impl Plane {
    /// What an install would write.
    pub(crate) fn preview_install(&self, request: &InstallRequest) -> Result<Preview, Failure> {
        let world = self.world();
        let plan = plan::install(&world, &self.shelf(), request)?;
        let now = self.clock.now();
        let (manifests, diff_text) = planned(&plan, now)?;
        let requested = plan.create.last();
        let closed = install::refuse_outside_window(&plan.environment, now).err();
        let closed = closed.map(|refusal| refusal.to_string());
        Ok(Preview {
            manifests,
            diff: diff_text,
            blueprint: requested.map(|planned| planned.blueprint.id()).unwrap_or_default(),
            warnings: plan.warnings.iter().cloned().chain(closed).collect(),
            to_version: None,
            placement: requested.map(|planned| placement::wire(&planned.placement)),
            application: requested.map(|planned| planned.name.clone()),
            plan: plan.summary(),
            requests: None,
        })
    }

    /// What an upgrade or a change of placement would write.
    pub(crate) fn preview_change(
        &self,
        name: &str,
        namespace: Option<&str>,
        query: PlacementQuery,
    ) -> Result<Preview, Failure> {
        let world = self.world();
        let record = find_live(&world, name, namespace)?;
        surroundings(&world, record)?;
        let (update, to_version) = match query {
            PlacementQuery::Placement(placement) => (
                ApplicationUpdate {
                    placement: Some(placement),
                    ..ApplicationUpdate::default()
                },
                None,
            ),
            PlacementQuery::Version(version) => (
                ApplicationUpdate {
                    version: Some(version.clone()),
                    ..ApplicationUpdate::default()
                },
                Some(version),
            ),
        };
        let asked = Asked {
            force: true,
            ..Asked::from(&update)
        };
        let proposal = self.propose(&world, record, asked, self.clock.now());
        let mut proposal = proposal.map_err(|failure| self.unless_gone(&record.repository(), failure))?;
        let next = &proposal.record;
        if let Err(blocked) = placement::transition(&placement_of(record), &placement_of(next)) {
            proposal.warnings.push(blocked.to_string());
        }
        let (mut manifests, mut diff_text) = planned(&proposal.plan, self.clock.now())?;
        diff_text.push_str(&diff(next, &proposal.before, &proposal.files)?);
        Ok(Preview {
            diff: diff_text,
            blueprint: format!("{}@{}", next.blueprint.name, next.blueprint.version),
            warnings: proposal.warnings,
            to_version,
            placement: Some(placement::wire(&placement_of(next))),
            application: Some(next.name.clone()),
            plan: proposal.plan.summary(),
            requests: None,
            manifests: {
                manifests.extend(in_repository(&proposal.record, proposal.files));
                manifests
            },
        })
    }
}

/// The files of everything a plan creates, and their diff against nothing.
pub(super) fn planned(plan: &InstallPlan, now: Timestamp) -> Result<(Vec<Manifest>, String), Failure> {
    let mut manifests = Vec::new();
    let mut text = String::new();
    for (planned, record) in plan.create.iter().zip(install::new_records(plan, now)) {
        let (organization, environment) = (&plan.organization, &plan.environment);
        let files = manifests::render(&record, &planned.parameters, organization, environment);
        text.push_str(&diff(&record, &Files::new(), &files)?);
        manifests.extend(in_repository(&record, files));
    }
    Ok((manifests, text))
}

fn in_repository(record: &ApplicationRecord, files: Files) -> Vec<Manifest> {
    let at = |path: String| format!("{}/{path}", record.repository());
    files
        .into_iter()
        .map(|(path, content)| Manifest {
            path: at(path),
            content,
        })
        .collect()
}

/// The unified diff between two trees of one repository.
fn diff(record: &ApplicationRecord, before: &Files, after: &Files) -> Result<String, Failure> {
    diff_in(&record.repository(), before, after)
}

/// The unified diff between two trees of files in a folder.
pub(super) fn diff_in(folder: &str, before: &Files, after: &Files) -> Result<String, Failure> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut text = String::new();
    for path in paths {
        let (old, new) = (before.get(path), after.get(path));
        if old != new {
            text.push_str(&crate::git::file_diff(&format!("{folder}/{path}"), old, new)?);
        }
    }
    Ok(text)
}
