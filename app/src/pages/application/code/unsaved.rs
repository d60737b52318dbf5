//! What is not committed on a branch: the files made, renamed and deleted, kept in the browser like the texts.

use super::Branch;
use super::draft::{DraftPlace, Kept};
use crate::pages::application::model::files::Held;
use crate::pages::application::model::pending::{Overtaken, Pending, PendingFile};
use leptos::prelude::*;

/// The changes of the list of files. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Unsaved {
    pub(super) pending: RwSignal<Pending>,
    /// Renamed and deleted files that the branch has changed since: to be decided before anything is committed.
    pub(super) overtaken: RwSignal<Vec<Overtaken>>,
    /// Whose they are, and of which branch; unknown until the page is in a browser.
    of: StoredValue<Option<(String, Branch)>>,
}

impl Unsaved {
    pub(super) fn new() -> Self {
        Self {
            pending: RwSignal::new(Pending::default()),
            overtaken: RwSignal::new(Vec::new()),
            of: StoredValue::new(None),
        }
    }

    /// Brings back what one User left on a branch. Browser only.
    pub(super) fn open(self, user: &str, branch: Branch) {
        let pending = Kept::of_branch(user, &branch).read().unwrap_or_default();
        self.of.set_value(Some((user.to_owned(), branch)));
        if self.pending.with_untracked(|now| *now != pending) {
            self.pending.set(pending);
        }
    }

    /// Looks at what a branch holds now. The list of the one before may come, or still be there, for a while.
    pub(super) fn look(self, branch: &Branch, held: &[Held]) {
        let is_ours = |of: &Option<(String, Branch)>| of.as_ref().is_some_and(|(_, ours)| ours == branch);
        if !self.of.with_value(is_ours) {
            return;
        }
        let done = self.pending.with(|pending| pending.done(held));
        if !done.is_empty() {
            self.change(|pending| pending.0.retain(|file| !done.contains(file)));
        }
        let overtaken = self.pending.with_untracked(|pending| pending.overtaken(held));
        if self.overtaken.with_untracked(|before| *before != overtaken) {
            self.overtaken.set(overtaken);
        }
    }

    /// Keeps a pending change, of the file as the branch has it now.
    pub(super) fn keep(self, path: &str, now: Held) {
        self.change(|pending| pending.keep(path, now));
    }

    pub(super) fn create(self, path: String) {
        self.change(|pending| pending.create(path));
    }

    /// Puts a file under another path; what was typed into it goes along.
    pub(super) fn rename(self, held: &[Held], path: &str, to: &str) {
        self.move_draft(path, to);
        self.change(|pending| pending.rename(held, path, to.to_owned()));
    }

    /// Deletes a file, and what was typed into it.
    pub(super) fn delete(self, held: &[Held], path: &str) {
        self.drop_draft(path);
        self.change(|pending| pending.delete(held, path));
    }

    /// Takes back what is pending for a file.
    pub(super) fn take_back(self, path: &str) {
        match self.pending.with_untracked(|pending| pending.of(path).cloned()) {
            Some(PendingFile::Created { .. }) => self.drop_draft(path),
            Some(PendingFile::Renamed { from, .. }) => self.move_draft(path, &from.path),
            Some(PendingFile::Deleted(_)) | None => {}
        }
        self.change(|pending| drop(pending.take(path)));
    }

    /// These changes are committed, with what was typed into their files; the open file looks after its own text.
    pub(super) fn committed(self, sent: &Pending, open: &str) {
        let others = sent.0.iter().map(PendingFile::path).filter(|path| *path != open);
        others.for_each(|path| self.drop_draft(path));
        self.change(|pending| pending.0.retain(|file| !sent.0.contains(file)));
    }

    /// Where the draft of a file lives.
    pub(super) fn draft(self, path: &str) -> Option<DraftPlace> {
        self.of
            .with_value(|of| of.as_ref().map(|(user, branch)| Kept::of_file(user, branch, path)))
    }

    fn change(self, change: impl FnOnce(&mut Pending)) {
        self.pending.update(change);
        let place = self
            .of
            .with_value(|of| of.as_ref().map(|(user, branch)| Kept::of_branch(user, branch)));
        let Some(place) = place else { return };
        self.pending.with_untracked(|pending| match pending.0.is_empty() {
            true => place.clear(),
            false => place.write(pending),
        });
    }

    fn drop_draft(self, path: &str) {
        if let Some(place) = self.draft(path) {
            place.clear();
        }
    }

    fn move_draft(self, path: &str, to: &str) {
        if let (Some(from), Some(to)) = (self.draft(path), self.draft(to))
            && let Some(draft) = from.read()
        {
            to.write(&draft);
            from.clear();
        }
    }
}
