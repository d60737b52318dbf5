//! Saying what a commit of files would change in what runs, with the rules of the commit itself.

use super::commit::{NotCommitted, Prepared, begin};
use super::preview::{diff_in, planned};
use super::settings::{Texts, overlay_path};
use super::{find_live, placement_of};
use crate::cluster::declared;
use crate::cluster::desired::{self, Settings};
use crate::domain::carry::VALUES;
use crate::domain::manifests::{Files, yaml};
use crate::domain::record::ApplicationRecord;
use crate::domain::world::World;
use crate::domain::{placement, requests};
use crate::plane::{Failure, Plane};
use contract::application::{Manifest, Preview, RequestsChange};
use contract::gitea::FilesChange;
use serde_json::Value;
use std::sync::Arc;

impl Plane {
    /// What a commit of these files would change: the objects that the settings render to, and on the Environment's own
    /// branch what the platform writes because of them. Whether the branch takes it is another question.
    pub(crate) fn preview_files(
        &self,
        name: &str,
        namespace: Option<&str>,
        change: &FilesChange,
    ) -> Result<Preview, NotCommitted> {
        let world = self.world();
        let record = find_live(&world, name, namespace).map_err(Failure::from)?;
        let preview = self.preview_files_of(&world, record, change);
        preview.map_err(|error| match error {
            NotCommitted::Failed(failure) => self.unless_gone(&record.repository(), failure).into(),
            error => error,
        })
    }

    fn preview_files_of(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        change: &FilesChange,
    ) -> Result<Preview, NotCommitted> {
        let now = self.clock.now();
        let (from, head) = begin(record, change)?;
        let Prepared { changes, proposal } = self.prepare(world, record, head, change, now)?;
        let overlay = overlay_path(world, record)?;
        let held = self.held(record, head, &overlay)?;
        let typed = Texts::of(&changes, &overlay)?;
        let next = Texts {
            base: typed.base.or_else(|| held.base.clone()),
            overlay: typed.overlay.or_else(|| held.overlay.clone()),
        };
        let before = self.objects(world, record, &held);
        let after = self.objects(world, &Arc::new(proposal.record.clone()), &next);
        let runs = from == record.branch;
        let (mut manifests, mut diff) = match runs {
            true => planned(&proposal.plan, now)?,
            false => (Vec::new(), String::new()),
        };
        let folder = record.repository();
        if runs {
            let follows = |path: &String| !changes.contains_key(path);
            let only = |files: &Files| -> Files {
                let kept = files.iter().filter(|(path, _)| follows(path));
                kept.map(|(path, text)| (path.clone(), text.clone())).collect()
            };
            diff.push_str(&diff_in(&folder, &only(&proposal.before), &only(&proposal.files))?);
        }
        let (old, new) = (texts(&before), texts(&after));
        diff.push_str(&diff_in(&format!("{folder}/rendered"), &old, &new)?);
        manifests.extend(new.into_iter().map(|(path, content)| Manifest {
            path: format!("{folder}/rendered/{path}"),
            content,
        }));
        let mut warnings = if runs { proposal.warnings } else { Vec::new() };
        warnings.extend(
            changes
                .keys()
                .filter(|path| is_manifest(path) && **path != overlay)
                .map(|path| format!("{path} is kept as it is written: the simulated cluster renders nothing from it")),
        );
        let next = &proposal.record;
        Ok(Preview {
            manifests,
            diff,
            blueprint: format!("{}@{}", next.blueprint.name, next.blueprint.version),
            warnings,
            to_version: None,
            placement: Some(placement::wire(&placement_of(next))),
            application: Some(next.name.clone()),
            plan: if runs { proposal.plan.summary() } else { Vec::new() },
            requests: Some(RequestsChange {
                before: requests::of(&before),
                after: requests::of(&after),
            }),
        })
    }

    /// What a record renders to with these settings.
    fn objects(&self, world: &World, record: &Arc<ApplicationRecord>, texts: &Texts) -> Vec<Value> {
        let [base, overlay] =
            [&texts.base, &texts.overlay].map(|text| String::from_utf8_lossy(text.as_deref().unwrap_or_default()));
        let settings = Settings {
            base: &base,
            overlay: &overlay,
        };
        let wanted = self.with_sources(world, record, |sources| {
            declared(&desired::of(sources, Arc::clone(record), settings))
        });
        wanted.unwrap_or_default()
    }
}

/// Whether a real cluster would be told what a file says, and the simulated one is not.
fn is_manifest(path: &str) -> bool {
    path != VALUES && (path.ends_with(".yaml") || path.ends_with(".yml"))
}

/// The objects as files: one each, by kind and name.
fn texts(objects: &[Value]) -> Files {
    let path = |object: &Value| {
        let name = object["metadata"]["name"].as_str().unwrap_or_default();
        format!("{}/{name}.yaml", object["kind"].as_str().unwrap_or_default())
    };
    objects.iter().map(|object| (path(object), yaml(object))).collect()
}
