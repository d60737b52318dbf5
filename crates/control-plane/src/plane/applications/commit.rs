//! Committing files by hand: the same rules, the same acknowledgement as a change of settings.

use super::change::Changed;
use crate::domain::carry::VALUES;
use crate::domain::record::ApplicationRecord;
use crate::domain::refusal::Refusal;
use crate::domain::secrets;
use crate::git::{self, Authorship, Changes};
use crate::plane::{Failure, Plane};
use config_schema::yaml::Text;
use contract::FieldError;
use contract::application::ApplicationUpdate;
use contract::gitea::{FileChange, FileOperation, FilesChange};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The most files of one commit.
const MOST_FILES: usize = 100;
/// The most bytes of one file.
const MOST_BYTES: usize = 5 << 20;
/// Files that say what the Application is: written from its record, which a commit could only contradict.
const WRITTEN_BY_PLATFORM: [&str; 2] = ["application.yaml", "helmrelease.yaml"];

/// Why files are not committed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotCommitted {
    /// The repository or the branch is not there.
    #[error("{0}")]
    Absent(String),
    /// What is asked cannot be committed.
    #[error("{0}")]
    Unacceptable(String),
    /// The settings would not be accepted.
    #[error("values.yaml does not fit the Blueprint")]
    Values(Vec<FieldError>),
    /// It failed.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<git::GitError> for NotCommitted {
    fn from(error: git::GitError) -> Self {
        Self::Failed(error.into())
    }
}

impl Plane {
    /// Commits changes to the Environment's branch. What `values.yaml` then says is what runs.
    pub(crate) fn commit_files(
        &self,
        owner: &str,
        name: &str,
        change: &FilesChange,
        author: &str,
    ) -> Result<Changed, NotCommitted> {
        let mut store = self.lock();
        let world = self.world();
        let record = &self.committed_to(owner, name)?;
        if !change.branch.is_empty() && change.branch != record.branch {
            return Err(NotCommitted::Unacceptable(format!(
                "the branch {} feeds no Environment of {name}; commit to {}",
                change.branch, record.branch
            )));
        }
        let mut changes = self.checked(record, change)?;
        let parameters = match changes.get(VALUES) {
            Some(Some(text)) => Some(settings(record, text)?),
            Some(None) => return Err(NotCommitted::Unacceptable(format!("{VALUES} is needed"))),
            None => None,
        };
        let update = ApplicationUpdate {
            parameters,
            ..ApplicationUpdate::default()
        };
        let now = self.clock.now();
        let proposal = self.propose(&world, record, &update, false, now).map_err(of_values)?;
        self.refuse_secrets(record, &changes)?;
        // What follows from the settings is written too; what was typed is written as it was typed.
        for (path, content) in proposal.changes() {
            changes.entry(path).or_insert(content);
        }
        let message = match change.message.trim() {
            "" => "Update files",
            message => message,
        };
        let authorship = Authorship {
            email: author,
            at: now,
            message,
        };
        Ok(self.write(&mut **store, record, proposal, &changes, authorship)?)
    }

    /// The Application whose repository this is, unless it is on its way out.
    pub(super) fn committed_to(&self, owner: &str, name: &str) -> Result<Arc<ApplicationRecord>, NotCommitted> {
        let world = self.world();
        let record = world
            .applications
            .values()
            .find(|record| record.organization.as_str() == owner && record.name.as_str() == name)
            .filter(|record| record.deleted_at.is_none());
        record
            .cloned()
            .ok_or_else(|| NotCommitted::Absent(format!("there is no repository {owner}/{name}")))
    }

    /// The new contents, after every change has been held against what the branch holds.
    fn checked(&self, record: &ApplicationRecord, change: &FilesChange) -> Result<Changes, NotCommitted> {
        if change.files.is_empty() || change.files.len() > MOST_FILES {
            let text = format!("a commit changes between 1 and {MOST_FILES} files");
            return Err(NotCommitted::Unacceptable(text));
        }
        let mut changes = Changes::new();
        for file in &change.files {
            self.check(record, file, file.from_path.as_deref().unwrap_or(&file.path))?;
            let content = content(file)?;
            if let Some(from) = file.from_path.as_ref().filter(|from| **from != file.path) {
                changes.insert(from.clone(), None);
            }
            changes.insert(file.path.clone(), content);
        }
        Ok(changes)
    }

    fn check(&self, record: &ApplicationRecord, file: &FileChange, from: &str) -> Result<(), NotCommitted> {
        for path in [file.path.as_str(), from] {
            if !is_path(path) {
                return Err(NotCommitted::Unacceptable(format!("{path:?} is no path of a file")));
            }
            if is_written_by_platform(path) {
                return Err(NotCommitted::Unacceptable(format!(
                    "{path} is written from the Application's settings and cannot be changed by hand"
                )));
            }
        }
        let held = git::blob(&self.repositories, &record.repository(), record.commit.as_str(), from)?;
        match (&file.operation, held, &file.sha) {
            (FileOperation::Create, Some(_), _) => Err(NotCommitted::Unacceptable(format!(
                "repository file already exists [path: {from}]"
            ))),
            (FileOperation::Create, None, _) => Ok(()),
            (_, None, _) => Err(NotCommitted::Absent(format!("there is no {from} on {}", record.branch))),
            (_, Some(_), None) => Err(NotCommitted::Unacceptable(format!(
                "a SHA must be given when {from} is changed"
            ))),
            (_, Some(held), Some(sha)) if held.id != *sha => Err(NotCommitted::Unacceptable(format!(
                "sha does not match [given: {sha}, expected: {}]",
                held.id
            ))),
            _ => Ok(()),
        }
    }

    fn refuse_secrets(&self, record: &ApplicationRecord, changes: &Changes) -> Result<(), NotCommitted> {
        match changes.get(VALUES).and_then(Option::as_deref) {
            Some(text) => self.refuse_secrets_in(record, text),
            None => Ok(()),
        }
    }

    /// A secret in a file would be in every clone for ever.
    pub(super) fn refuse_secrets_in(&self, record: &ApplicationRecord, text: &[u8]) -> Result<(), NotCommitted> {
        let blueprint = self.blueprint_of(record);
        let Some(schema) = blueprint.as_ref().and_then(|blueprint| blueprint.config_schema()) else {
            return Ok(());
        };
        let value = read(text)?;
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
            false => Err(NotCommitted::Values(fields)),
        }
    }
}

/// The parameters that a text of settings stands for: the secrets, which no file holds, stay as they are.
pub(super) fn settings(record: &ApplicationRecord, text: &[u8]) -> Result<Map<String, Value>, NotCommitted> {
    let Value::Object(mut values) = read(text)? else {
        return Err(NotCommitted::Unacceptable(format!(
            "{VALUES} must hold keys and values"
        )));
    };
    keep_secrets(&mut values, &record.parameters);
    Ok(values)
}

fn read(text: &[u8]) -> Result<Value, NotCommitted> {
    let text = std::str::from_utf8(text).map_err(|_| NotCommitted::Unacceptable(format!("{VALUES} is not text")))?;
    match Text::parse(text) {
        Ok(text) => Ok(text.value().clone()),
        Err(error) => Err(NotCommitted::Unacceptable(format!(
            "{VALUES}, line {}, column {}: {}",
            error.line, error.column, error.problem
        ))),
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

fn content(file: &FileChange) -> Result<Option<Vec<u8>>, NotCommitted> {
    if file.operation == FileOperation::Delete {
        return Ok(None);
    }
    let bytes = file
        .bytes()
        .ok_or_else(|| NotCommitted::Unacceptable(format!("the content of {} is missing or no Base64", file.path)))?;
    if bytes.len() > MOST_BYTES {
        return Err(NotCommitted::Unacceptable(format!(
            "{} is larger than {MOST_BYTES} bytes",
            file.path
        )));
    }
    Ok(Some(bytes))
}

/// Whether a file says what the Application is, or holds the place of its secrets.
pub(super) fn is_written_by_platform(path: &str) -> bool {
    WRITTEN_BY_PLATFORM.contains(&path) || path == "secrets" || path.starts_with("secrets/")
}

/// A path inside a repository that is none of Git's own and means the same on every system.
pub(super) fn is_path(path: &str) -> bool {
    let step = |step: &str| {
        !matches!(step, "" | "." | "..")
            && !step.eq_ignore_ascii_case(".git")
            && !step.chars().any(|c| c.is_control() || matches!(c, '\\' | ':'))
    };
    path.len() <= 1024 && path.split('/').all(step)
}

pub(super) fn of_values(failure: Failure) -> NotCommitted {
    match failure {
        Failure::Refused(Refusal::Parameters { fields, .. }) => NotCommitted::Values(fields),
        Failure::Refused(refusal) => NotCommitted::Unacceptable(refusal.to_string()),
        failure => NotCommitted::Failed(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_repository() {
        assert!(is_path("overlays/prod/values.yaml"));
        for path in [
            "",
            "/a",
            "a//b",
            "../a",
            "a/.git/config",
            "a/.GIT/b",
            "a\\b",
            "a\nb",
            "c:x",
        ] {
            assert!(!is_path(path), "{path:?}");
        }
    }
}
