//! One commit of everything that is not committed: the open text, and the files that are made, renamed and deleted.

use super::files::Held;
use super::pending::{Pending, PendingFile};
use contract::gitea::FileChange;

/// A text that was typed, and the blob that it began with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Blob id; empty for a new file.
    pub sha: String,
    /// The text now.
    pub text: String,
}

/// One part of the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything about it is known.
    Ready(FileChange),
    /// The content is the branch's, which has to be read first.
    Move {
        /// Path on the branch, and blob id there.
        from: Held,
        /// Path from now on.
        path: String,
    },
}

/// The parts of a commit. `typed` answers the text that was typed for a path, if any was.
#[must_use]
pub fn parts(pending: &Pending, open: &str, typed: impl Fn(&str) -> Option<Typed>) -> Vec<Part> {
    let mut parts: Vec<Part> = pending.0.iter().map(|file| part(file, typed(file.path()))).collect();
    let update = typed(open).filter(|_| pending.of(open).is_none());
    let update = update.map(|Typed { sha, text }| FileChange::update(open.to_owned(), sha, &text));
    parts.extend(update.map(Part::Ready));
    parts
}

fn part(file: &PendingFile, typed: Option<Typed>) -> Part {
    match (file, typed) {
        (PendingFile::Created { path }, typed) => {
            let text = typed.map(|typed| typed.text).unwrap_or_default();
            Part::Ready(FileChange::create(path.clone(), &text))
        }
        (PendingFile::Renamed { from, path }, Some(Typed { sha, text })) => {
            let content = FileChange::create(path.clone(), &text).content.unwrap_or_default();
            Part::Ready(FileChange::rename(from.path.clone(), path.clone(), sha, content))
        }
        (PendingFile::Renamed { from, path }, None) => Part::Move {
            from: from.clone(),
            path: path.clone(),
        },
        (PendingFile::Deleted(held), _) => Part::Ready(FileChange::delete(held.path.clone(), held.sha.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(path: &str) -> Held {
        Held {
            path: path.to_owned(),
            sha: format!("sha of {path}"),
        }
    }

    fn typed(path: &str) -> Option<Typed> {
        matches!(path, "new" | "values.yaml" | "typed").then(|| Typed {
            sha: "typed on".to_owned(),
            text: format!("text of {path}"),
        })
    }

    #[test]
    fn everything_goes_into_one_commit() {
        let mut pending = Pending::default();
        let branch = ["values.yaml", "old", "plain", "gone"].map(held);
        pending.create("new".to_owned());
        pending.create("empty".to_owned());
        pending.rename(&branch, "old", "typed".to_owned());
        pending.rename(&branch, "plain", "moved".to_owned());
        pending.delete(&branch, "gone");
        let content = FileChange::create(String::new(), "text of typed").content.unwrap();
        let rename = FileChange::rename("old".to_owned(), "typed".to_owned(), "typed on".to_owned(), content);
        let update = FileChange::update("values.yaml".to_owned(), "typed on".to_owned(), "text of values.yaml");
        let moved = Part::Move {
            from: held("plain"),
            path: "moved".to_owned(),
        };
        let expected = [
            Part::Ready(FileChange::create("new".to_owned(), "text of new")),
            Part::Ready(FileChange::create("empty".to_owned(), "")),
            Part::Ready(rename),
            moved,
            Part::Ready(FileChange::delete("gone".to_owned(), "sha of gone".to_owned())),
            Part::Ready(update),
        ];
        assert_eq!(parts(&pending, "values.yaml", typed), expected);
    }

    #[test]
    fn an_open_file_that_is_pending_is_there_once() {
        let mut pending = Pending::default();
        pending.create("new".to_owned());
        assert_eq!(parts(&pending, "new", typed).len(), 1);
        assert!(parts(&Pending::default(), "untouched", typed).is_empty());
    }
}
