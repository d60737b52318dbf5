//! The texts that say how an Application is set: the base, and what is particular to its Environment.

use super::change::{Asked, Overlaid, Proposal, surroundings};
use super::commit::NotCommitted;
use crate::domain::carry::VALUES;
use crate::domain::endpoints::{self, Addressed};
use crate::domain::overlay::Overlay;
use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::domain::secrets;
use crate::domain::world::World;
use crate::git;
use crate::plane::{Failure, Plane};
use config_schema::yaml::Text;
use contract::application::ApplicationUpdate;
use contract::gitea::overlay_values;
use contract::instance::ResolvedEndpoint;
use contract::{CommitId, FieldError, Timestamp};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the values of an Application's Environment lie in its repository.
pub(super) fn overlay_path(world: &World, record: &ApplicationRecord) -> Result<String, Failure> {
    let (_, environment) = surroundings(world, record)?;
    Ok(overlay_values(&environment.env_type))
}

/// Both texts; `None` for one that is as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) base: Option<Vec<u8>>,
    pub(super) overlay: Option<Vec<u8>>,
}

impl Texts {
    /// Those that changes write.
    pub(super) fn of(changes: &git::Changes, overlay: &str) -> Result<Self, NotCommitted> {
        let written = |path: &str| match changes.get(path) {
            Some(None) => Err(needed(path)),
            Some(Some(text)) => Ok(Some(text.clone())),
            None => Ok(None),
        };
        Ok(Self {
            base: written(VALUES)?,
            overlay: written(overlay)?,
        })
    }

    /// Those that somebody else's commits change, of the two as they leave them.
    pub(super) fn left(
        newest: &BTreeMap<String, Vec<u8>>,
        overlay: &str,
        is_changed: impl Fn(&str) -> bool,
    ) -> Result<Self, NotCommitted> {
        let changed = |path: &str| match newest.get(path) {
            Some(text) => Ok(is_changed(path).then(|| text.clone())),
            None if path == VALUES || is_changed(path) => Err(needed(path)),
            None => Ok(None),
        };
        Ok(Self {
            base: changed(VALUES)?,
            overlay: changed(overlay)?,
        })
    }

    fn is_empty(&self) -> bool {
        self.base.is_none() && self.overlay.is_none()
    }
}

/// A file that the platform cannot do without.
fn needed(path: &str) -> NotCommitted {
    NotCommitted::Unacceptable(format!("{path} is needed: the Kustomization beside it lists it"))
}

impl Plane {
    /// Holds changes to a branch that is at `head` to the rules of settings, and answers what follows from them.
    pub(super) fn check_settings(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        head: &CommitId,
        changes: &git::Changes,
        now: Timestamp,
    ) -> Result<Proposal, NotCommitted> {
        let overlay = overlay_path(world, record)?;
        let typed = Texts::of(changes, &overlay)?;
        // What runs is known; what another branch says must be read.
        let held = match typed.is_empty() || *head == record.commit {
            true => Texts::default(),
            false => self.held(record, head, &overlay)?,
        };
        let proposal = self.propose_values(world, record, &typed, held, now)?;
        for (path, text) in [(VALUES, &typed.base), (&overlay, &typed.overlay)] {
            if let Some(text) = text {
                self.refuse_secrets_in(record, path, text)?;
            }
        }
        Ok(proposal)
    }

    /// Both texts as they are at a commit.
    pub(super) fn held(
        &self,
        record: &ApplicationRecord,
        at: &CommitId,
        overlay: &str,
    ) -> Result<Texts, git::GitError> {
        let read = |path: &str| {
            let blob = git::blob(&self.repositories, &record.repository(), at.as_str(), path)?;
            Ok::<_, git::GitError>(blob.map(|blob| blob.bytes).unwrap_or_default())
        };
        Ok(Texts {
            base: Some(read(VALUES)?),
            overlay: Some(read(overlay)?),
        })
    }

    /// What follows when these texts are `typed` over the `held` ones.
    pub(super) fn propose_values(
        &self,
        world: &World,
        record: &Arc<ApplicationRecord>,
        typed: &Texts,
        held: Texts,
        now: Timestamp,
    ) -> Result<Proposal, NotCommitted> {
        let path = overlay_path(world, record)?;
        let base = typed.base.as_ref().or(held.base.as_ref());
        let update = ApplicationUpdate {
            parameters: base.map(|text| settings(record, text)).transpose()?,
            ..ApplicationUpdate::default()
        };
        let overlay = match (&typed.overlay, &held.overlay) {
            (Some(text), _) => Overlaid::Typed(Overlay::from(map(&path, text)?)),
            // Whoever leaves it as it is need not mend it.
            (None, Some(text)) => Overlaid::Held(Overlay::read(&String::from_utf8_lossy(text))),
            (None, None) => Overlaid::Committed,
        };
        let asked = Asked {
            overlay,
            ..Asked::from(&update)
        };
        // An overlay that takes away what the base does without is what somebody has to mend.
        let file = match typed.base.is_none() && typed.overlay.is_some() {
            true => &path,
            false => VALUES,
        };
        self.propose(world, record, asked, now)
            .map_err(|failure| of_values(file, failure))
    }

    /// A secret in a file would be in every clone for ever.
    pub(super) fn refuse_secrets_in(
        &self,
        record: &ApplicationRecord,
        path: &str,
        text: &[u8],
    ) -> Result<(), NotCommitted> {
        let blueprint = self.blueprint_of(record);
        let Some(schema) = blueprint.as_ref().and_then(|blueprint| blueprint.config_schema()) else {
            return Ok(());
        };
        let value = Value::Object(map(path, text)?);
        let fields: Vec<FieldError> = secrets::pointers(schema, &value)
            .into_iter()
            .filter(|pointer| {
                value
                    .pointer(pointer)
                    .is_some_and(|value| !value.is_null() && value != "")
            })
            .map(|pointer| FieldError {
                pointer,
                keyword: "writeOnly".to_owned(),
                message: "a secret does not belong into Git; enter it in the settings".to_owned(),
            })
            .collect();
        match fields.is_empty() {
            true => Ok(()),
            false => Err(NotCommitted::Values {
                file: path.to_owned(),
                fields,
            }),
        }
    }

    /// Every endpoint of an Application, by the settings that run; `is_ready` says whether it serves.
    pub(crate) fn endpoints(
        &self,
        record: &ApplicationRecord,
        is_ready: bool,
    ) -> Result<Vec<ResolvedEndpoint>, Failure> {
        let (world, blueprint) = (self.world(), self.blueprint_of(record));
        let Some(blueprint) = blueprint else {
            return Ok(Vec::new());
        };
        let (organization, environment) = surroundings(&world, record)?;
        let path = overlay_values(&environment.env_type);
        let files = self
            .repositories
            .some_files(&record.repository(), &record.commit, &[&path])?;
        let overlay = Overlay::in_files(&files, &path);
        let addressed = Addressed {
            application: record,
            settings: &overlay.over(&record.parameters, blueprint.config_schema()),
            organization,
            fqdn: &self.fqdn,
        };
        Ok(endpoints::resolve(&blueprint, &addressed, is_ready))
    }
}

/// The parameters that a text of settings stands for: the secrets, which no file holds, stay as they are.
fn settings(record: &ApplicationRecord, text: &[u8]) -> Result<Map<String, Value>, NotCommitted> {
    let mut values = map(VALUES, text)?;
    keep_secrets(&mut values, &record.parameters);
    Ok(values)
}

/// The keys and values of a text.
fn map(path: &str, text: &[u8]) -> Result<Map<String, Value>, NotCommitted> {
    let refuse = |text: String| Err(NotCommitted::Unacceptable(text));
    let Ok(text) = std::str::from_utf8(text) else {
        return refuse(format!("{path} is not text"));
    };
    match Text::parse(text).map(|text| text.value().clone()) {
        Ok(Value::Object(values)) => Ok(values),
        Ok(_) => refuse(format!("{path} must hold keys and values")),
        Err(error) => refuse(format!(
            "{path}, line {}, column {}: {}",
            error.line, error.column, error.problem
        )),
    }
}

fn keep_secrets(values: &mut Map<String, Value>, in_force: &Map<String, Value>) {
    for (key, known) in in_force {
        match (values.get_mut(key), known) {
            (Some(Value::Object(own)), Value::Object(known)) => keep_secrets(own, known),
            (None, Value::String(text)) if text == secrets::MASK => drop(values.insert(key.clone(), known.clone())),
            _ => {}
        }
    }
}

fn of_values(file: &str, failure: Failure) -> NotCommitted {
    match failure {
        Failure::Refused(Refusal::Parameters { fields, .. }) => NotCommitted::Values {
            file: file.to_owned(),
            fields,
        },
        Failure::Refused(Refusal::Overlay { path, fields }) => NotCommitted::Values { file: path, fields },
        Failure::Refused(refusal) => NotCommitted::Unacceptable(refusal.to_string()),
        failure => NotCommitted::Failed(failure),
    }
}
