//! Taking a push by Git: the rules of a commit in the page, and the same acknowledgement.

use super::change::Changed;
use super::commit::{NotCommitted, refuse_protected};
use super::settings::{Texts, overlay_path};
use crate::domain::carry::VALUES;
use crate::domain::record::ApplicationRecord;
use crate::git::protocol::RefUpdate;
use crate::git::{Authorship, Changes, NotReadable, Pushed, PushedFile, Quarantine, pushed};
use crate::plane::Plane;
use contract::CommitId;
use contract::gitea::{is_path, is_written_by_platform};
use std::sync::Arc;

/// What the platform says when it writes what follows from pushed settings.
const MESSAGE: &str = "Write what follows from the settings";

impl From<NotReadable> for NotCommitted {
    fn from(error: NotReadable) -> Self {
        match error {
            NotReadable::Git(error) => error.into(),
            error => Self::Unacceptable(error.to_string()),
        }
    }
}

impl Plane {
    /// Moves the Environment's branch to a commit that waits in quarantine. What its settings say is what runs.
    ///
    /// When files of the platform follow from the settings, a commit of its own with them comes on top.
    pub(crate) fn take_push(
        &self,
        repository: (&str, &str),
        update: &RefUpdate,
        quarantine: &Quarantine,
        pusher: &str,
    ) -> Result<Changed, NotCommitted> {
        let record = self.target(repository, update)?;
        let new = update.new.as_ref().ok_or_else(deletion)?;
        // Reading takes as long as the push is large; nobody else waits for it.
        let overlay = overlay_path(&self.world(), &record)?;
        let followed = [VALUES, overlay.as_str()];
        let pushed = pushed(quarantine, &record.commit, new, &followed)?;
        let typed = self.check_pushed(&record, &overlay, &pushed)?;

        let mut store = self.lock();
        let record = self.target(repository, update)?;
        let world = self.world();
        let now = self.clock.now();
        let proposal = self.propose_values(&world, &record, &typed, Texts::default(), now)?;
        quarantine.admit()?;
        // What was pushed stays as it was pushed.
        let follows: Changes = proposal
            .changes()
            .into_iter()
            .filter(|(path, _)| !pushed.newest.contains_key(path) && !pushed.files.contains_key(path))
            .collect();
        let authorship = Authorship {
            email: pusher,
            at: now,
            message: MESSAGE,
        };
        let repository = record.repository();
        let head = self
            .repositories
            .commit_changes(&repository, new, &follows, authorship)?;
        Ok(self.record(&mut **store, &record, proposal, head, pusher, now)?)
    }

    /// The Application whose branch is pushed to, when the branch is where the client saw it.
    fn target(&self, (owner, name): (&str, &str), update: &RefUpdate) -> Result<Arc<ApplicationRecord>, NotCommitted> {
        let record = self.committed_to(owner, name)?;
        if update.reference != format!("refs/heads/{}", record.branch) {
            return Err(NotCommitted::Unacceptable(format!(
                "it feeds no Environment of {name}; push to {}",
                record.branch
            )));
        }
        refuse_protected(&self.world(), &record, &record.branch)?;
        match &update.old {
            Some(old) if *old == record.commit => Ok(record),
            _ => Err(NotCommitted::Unacceptable("fetch first".to_owned())),
        }
    }

    /// Holds what was pushed to the rules of files; answers the settings that it changes.
    fn check_pushed(&self, record: &ApplicationRecord, overlay: &str, pushed: &Pushed) -> Result<Texts, NotCommitted> {
        for (path, change) in &pushed.files {
            if !is_path(path) {
                return Err(NotCommitted::Unacceptable(format!("{path:?} is no path of a file")));
            }
            if is_written_by_platform(path) {
                return Err(NotCommitted::Unacceptable(format!(
                    "{path} is written from the Application's settings and cannot be changed by hand"
                )));
            }
            if *change == PushedFile::Special {
                return Err(NotCommitted::Unacceptable(format!(
                    "{path} is a link or another repository; only files can be pushed"
                )));
            }
        }
        let typed = Texts::left(&pushed.newest, overlay, |path| pushed.files.contains_key(path))?;
        // What was in Git for one commit is in every clone for ever.
        for version in &pushed.versions {
            self.refuse_secrets_in(record, &version.path, &version.bytes)
                .map_err(|error| in_commit(&version.commit, error))?;
        }
        Ok(typed)
    }
}

fn deletion() -> NotCommitted {
    NotCommitted::Unacceptable("the branch feeds an Environment and cannot be deleted".to_owned())
}

/// Says which of several commits is meant.
fn in_commit(commit: &CommitId, error: NotCommitted) -> NotCommitted {
    let short = commit.as_str().get(..7).unwrap_or_default();
    match error {
        NotCommitted::Unacceptable(text) => NotCommitted::Unacceptable(format!("commit {short}: {text}")),
        error => error,
    }
}
