//! Files that are made, renamed or deleted in the tab, as long as that is not committed.

use super::files::{Held, VALUES};
use contract::gitea::{is_path, is_written_by_platform};
use serde::{Deserialize, Serialize};

/// One change of the list of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PendingFile {
    /// A new file.
    Created {
        /// Its path.
        path: String,
    },
    /// A file of the branch under another path.
    Renamed {
        /// Path on the branch, and blob id there.
        from: Held,
        /// Path from now on.
        path: String,
    },
    /// A file of the branch that goes.
    Deleted(Held),
}

impl PendingFile {
    /// The path that it is known by in the tab.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Created { path } | Self::Renamed { path, .. } => path,
            Self::Deleted(held) => &held.path,
        }
    }
}

/// A pending change of a file that the branch has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// The pending change.
    pub mine: PendingFile,
    /// The file as the branch has it now; `None` when it has gone there.
    pub now: Option<Held>,
}

/// Where the text of a file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The branch has it, under this path.
    Branch(String),
    /// It is new.
    New,
    /// It is deleted in the tab.
    Deleted,
}

/// Why a file cannot have a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPath {
    /// Nothing is typed.
    Empty,
    /// It leads elsewhere, is Git's own, too long, or means different things on different systems.
    Unusable,
    /// A file has it, or had it until the next commit.
    Taken,
    /// It is a folder, or lies in a file.
    Folder,
    /// The platform writes this file.
    Platform,
}

/// Why a file can be neither renamed nor deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// The platform writes it.
    Platform,
    /// The settings are needed.
    Settings,
}

impl Fixed {
    /// Whether a file is fixed, and why. `overlay` is where the values of the Environment lie.
    #[must_use]
    pub fn of(path: &str, overlay: &str) -> Option<Self> {
        match path {
            path if path == VALUES || path == overlay => Some(Self::Settings),
            path if is_written_by_platform(path) => Some(Self::Platform),
            _ => None,
        }
    }
}

/// Everything about the list of files that is not committed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending(pub Vec<PendingFile>);

impl Pending {
    /// What is pending for a file.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&PendingFile> {
        self.0.iter().find(|file| file.path() == path)
    }

    /// Where the text of a file comes from.
    #[must_use]
    pub fn origin(&self, path: &str) -> Origin {
        match self.of(path) {
            Some(PendingFile::Created { .. }) => Origin::New,
            Some(PendingFile::Renamed { from, .. }) => Origin::Branch(from.path.clone()),
            Some(PendingFile::Deleted(_)) => Origin::Deleted,
            None => Origin::Branch(path.to_owned()),
        }
    }

    /// The paths as they will be.
    #[must_use]
    pub fn paths(&self, held: &[Held]) -> Vec<String> {
        let stays = |held: &&Held| !self.0.iter().any(|file| on_branch(file) == Some(&held.path));
        let kept = held.iter().filter(stays).map(|held| held.path.clone());
        let come = self.0.iter().filter_map(|file| match file {
            PendingFile::Created { path } | PendingFile::Renamed { path, .. } => Some(path.clone()),
            PendingFile::Deleted(_) => None,
        });
        kept.chain(come).collect()
    }

    /// Why a file cannot be put at a path. A path that a pending change frees is taken until that is committed.
    #[must_use]
    pub fn refuses(&self, held: &[Held], path: &str) -> Option<BadPath> {
        let mut taken = held
            .iter()
            .map(|held| held.path.as_str())
            .chain(self.0.iter().map(PendingFile::path));
        let inside = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
        match path {
            "" => Some(BadPath::Empty),
            path if !is_path(path) => Some(BadPath::Unusable),
            path if is_written_by_platform(path) => Some(BadPath::Platform),
            path => taken.find_map(|other| match () {
                () if other == path => Some(BadPath::Taken),
                () if inside(other, path) || inside(path, other) => Some(BadPath::Folder),
                () => None,
            }),
        }
    }

    /// Makes a file.
    pub fn create(&mut self, path: String) {
        self.0.push(PendingFile::Created { path });
    }

    /// Puts a file under another path.
    pub fn rename(&mut self, held: &[Held], path: &str, to: String) {
        let next = match self.take(path) {
            Some(PendingFile::Created { .. }) => Some(PendingFile::Created { path: to }),
            Some(PendingFile::Renamed { from, .. }) => Some(PendingFile::Renamed { from, path: to }),
            Some(deleted @ PendingFile::Deleted(_)) => Some(deleted),
            None => find(held, path).map(|from| PendingFile::Renamed { from, path: to }),
        };
        self.0.extend(next);
    }

    /// Deletes a file.
    pub fn delete(&mut self, held: &[Held], path: &str) {
        let next = match self.take(path) {
            Some(PendingFile::Created { .. }) => None,
            Some(PendingFile::Renamed { from, .. } | PendingFile::Deleted(from)) => Some(from),
            None => find(held, path),
        };
        self.0.extend(next.map(PendingFile::Deleted));
    }

    /// The renamed and deleted files that are no longer on the branch as they were.
    #[must_use]
    pub fn overtaken(&self, held: &[Held]) -> Vec<Overtaken> {
        let moved = |mine: &PendingFile| {
            let before = before(mine)?;
            let now = find(held, &before.path);
            (now.as_ref() != Some(before)).then(|| Overtaken {
                mine: mine.clone(),
                now,
            })
        };
        self.0.iter().filter_map(moved).collect()
    }

    /// What the branch has done already: files deleted here and there, or put under the same path.
    #[must_use]
    pub fn done(&self, held: &[Held]) -> Vec<PendingFile> {
        let is_there = |path: &str| held.iter().any(|held| held.path == path);
        let is_done = |mine: &&PendingFile| match mine {
            PendingFile::Created { .. } => false,
            PendingFile::Renamed { from, path } => !is_there(&from.path) && is_there(path),
            PendingFile::Deleted(held) => !is_there(&held.path),
        };
        self.0.iter().filter(is_done).cloned().collect()
    }

    /// Keeps a pending change, of the file as the branch has it now.
    pub fn keep(&mut self, path: &str, now: Held) {
        let Some(mine) = self.0.iter_mut().find(|file| file.path() == path) else {
            return;
        };
        match mine {
            PendingFile::Created { .. } => {}
            PendingFile::Renamed { from, .. } => *from = now,
            PendingFile::Deleted(held) => *held = now,
        }
    }

    /// Takes back what is pending for a file.
    pub fn take(&mut self, path: &str) -> Option<PendingFile> {
        let at = self.0.iter().position(|file| file.path() == path)?;
        Some(self.0.remove(at))
    }
}

/// The path on the branch that a change frees.
fn on_branch(file: &PendingFile) -> Option<&String> {
    before(file).map(|held| &held.path)
}

/// The file on the branch that a change began with.
fn before(file: &PendingFile) -> Option<&Held> {
    match file {
        PendingFile::Created { .. } => None,
        PendingFile::Renamed { from, .. } | PendingFile::Deleted(from) => Some(from),
    }
}

fn find(held: &[Held], path: &str) -> Option<Held> {
    held.iter().find(|held| held.path == path).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> Vec<Held> {
        ["values.yaml", "docs/note.md", "application.yaml"]
            .map(|path| Held {
                path: path.to_owned(),
                sha: format!("sha of {path}"),
            })
            .to_vec()
    }

    #[test]
    fn the_list_shows_what_will_be() {
        let (held, mut pending) = (held(), Pending::default());
        pending.create("docs/new.md".to_owned());
        pending.rename(&held, "docs/note.md", "docs/old.md".to_owned());
        let paths = ["values.yaml", "application.yaml", "docs/new.md", "docs/old.md"];
        assert_eq!(pending.paths(&held), paths);
        assert_eq!(pending.origin("docs/old.md"), Origin::Branch("docs/note.md".to_owned()));
        assert_eq!(pending.origin("docs/new.md"), Origin::New);
    }

    #[test]
    fn changes_of_one_file_become_one_change() {
        let (held, mut pending) = (held(), Pending::default());
        pending.create("a".to_owned());
        pending.rename(&held, "a", "b".to_owned());
        assert_eq!(pending.0, [PendingFile::Created { path: "b".to_owned() }]);
        pending.delete(&held, "b");
        assert!(pending.0.is_empty(), "a file that never was leaves nothing");
        pending.rename(&held, "docs/note.md", "x".to_owned());
        pending.rename(&held, "x", "y".to_owned());
        pending.delete(&held, "y");
        assert_eq!(pending.0, [PendingFile::Deleted(held[1].clone())]);
        assert_eq!(pending.origin("docs/note.md"), Origin::Deleted);
        assert!(pending.take("docs/note.md").is_some());
        assert_eq!(pending.paths(&held).len(), 3, "taken back");
    }

    #[test]
    fn what_the_branch_changed_meanwhile_is_found_and_kept_or_taken_back() {
        let (before, mut pending) = (held(), Pending::default());
        pending.delete(&before, "application.yaml");
        pending.rename(&before, "docs/note.md", "docs/old.md".to_owned());
        assert!(pending.overtaken(&before).is_empty());
        let mut after = before.clone();
        after[1].sha = "newer note".to_owned();
        after[2].sha = "newer application".to_owned();
        let paths = |found: &[Overtaken]| -> Vec<String> {
            found.iter().map(|overtaken| overtaken.mine.path().to_owned()).collect()
        };
        assert_eq!(paths(&pending.overtaken(&after)), ["application.yaml", "docs/old.md"]);
        for overtaken in pending.overtaken(&after) {
            pending.keep(overtaken.mine.path(), overtaken.now.unwrap());
        }
        assert!(pending.overtaken(&after).is_empty());
        assert!(pending.0.contains(&PendingFile::Deleted(after[2].clone())));
        after.remove(1);
        let gone = pending.overtaken(&after);
        assert_eq!((paths(&gone), &gone[0].now), (vec!["docs/old.md".to_owned()], &None));
    }

    #[test]
    fn what_the_branch_has_done_already_is_done() {
        let (before, mut pending) = (held(), Pending::default());
        pending.delete(&before, "application.yaml");
        pending.rename(&before, "docs/note.md", "docs/old.md".to_owned());
        assert!(pending.done(&before).is_empty());
        let mut after = vec![before[0].clone()];
        assert_eq!(
            pending.done(&after).len(),
            1,
            "the renamed file has gone, and not under its new path"
        );
        after.push(Held {
            path: "docs/old.md".to_owned(),
            sha: "same".to_owned(),
        });
        assert_eq!(pending.done(&after), pending.0);
    }

    #[test]
    fn a_file_that_is_not_there_is_left_alone() {
        let mut pending = Pending::default();
        pending.rename(&held(), "nowhere", "x".to_owned());
        pending.delete(&held(), "nowhere");
        assert!(pending.0.is_empty());
    }

    #[test]
    fn bad_paths_are_refused_with_their_reason() {
        let (held, mut pending) = (held(), Pending::default());
        pending.create("made.yaml".to_owned());
        pending.rename(&held, "docs/note.md", "docs/old.md".to_owned());
        for (path, why) in [
            ("", BadPath::Empty),
            ("/etc/passwd", BadPath::Unusable),
            ("a/../b", BadPath::Unusable),
            (".git/config", BadPath::Unusable),
            ("values.yaml", BadPath::Taken),
            ("made.yaml", BadPath::Taken),
            ("docs/note.md", BadPath::Taken),
            ("docs", BadPath::Folder),
            ("values.yaml/more", BadPath::Folder),
            ("secrets/x", BadPath::Platform),
        ] {
            assert_eq!(pending.refuses(&held, path), Some(why), "{path}");
        }
        assert_eq!(pending.refuses(&held, "docs/fresh.md"), None);
        assert_eq!(pending.refuses(&held, "values.yaml.old"), None);
    }

    #[test]
    fn settings_and_the_platforms_files_stay() {
        let fixed = |path| Fixed::of(path, "overlays/prod/values.yaml");
        assert_eq!(fixed("values.yaml"), Some(Fixed::Settings));
        assert_eq!(fixed("overlays/prod/values.yaml"), Some(Fixed::Settings));
        assert_eq!(fixed("overlays/dev/values.yaml"), None);
        assert_eq!(fixed("helmrelease.yaml"), Some(Fixed::Platform));
        assert_eq!(fixed("docs/note.md"), None);
    }
}
