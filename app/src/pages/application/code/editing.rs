//! One file while it is edited: the text here, the version it began with, and what the branch holds by now.

use super::Branch;
use super::draft::{Draft, DraftPlace};
use crate::interop::monaco::Editor;
use crate::pages::application::model::files::is_yaml;
use crate::pages::application::model::merge::{Conflict, Merged, Versions, decide, merge};
use config_schema::yaml::{Error, Text};
use leptos::prelude::*;
use std::sync::Arc;

/// Id of the editor's element.
pub(super) const EDITOR: &str = "code-editor";

/// A version of the file on the branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Blob id; empty for a new file.
    pub(super) sha: String,
    pub(super) text: String,
}

/// A text as YAML, or why it is none.
pub(super) type Read = Arc<Result<Text, Error>>;

/// What became of an attempt to merge.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Merging {
    /// Nothing to merge, or not tried.
    Idle,
    /// Both changes are in the text.
    Done,
    /// These are to be decided.
    Conflicts(Vec<Conflict>),
    /// The same lines changed; one of the two must be taken.
    LinesTouch,
}

/// One file while it is edited. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) branch: StoredValue<Branch>,
    pub(super) path: StoredValue<String>,
    /// Path on the branch; `None` for a file that is new.
    pub(super) on_branch: StoredValue<Option<String>>,
    pub(super) editor: Editor,
    /// The text as it is here.
    pub(super) text: RwSignal<String>,
    /// The text as YAML: read once for everything that looks at it, when it is looked at.
    pub(super) read: Memo<Read>,
    /// What the text began with, or was merged with last.
    pub(super) base: RwSignal<Version>,
    /// What the branch holds, when that is no longer `base`.
    pub(super) theirs: RwSignal<Option<Version>>,
    pub(super) merging: RwSignal<Merging>,
    /// The latest question to the branch: answers to earlier ones come too late.
    question: StoredValue<u64>,
    place: StoredValue<DraftPlace>,
}

impl Editing {
    /// `path` is the one on the branch, until the next commit renames the file to `shown`.
    pub(super) fn new(branch: Branch, path: String, shown: String, version: Version, place: DraftPlace) -> Self {
        let on_branch = (!version.sha.is_empty()).then_some(path);
        let text = RwSignal::new(version.text.clone());
        let read = move |_: Option<&Read>| Arc::new(text.with(|text| Text::parse(text)));
        Self {
            branch: StoredValue::new(branch),
            path: StoredValue::new(shown),
            on_branch: StoredValue::new(on_branch),
            editor: Editor::new(EDITOR),
            text,
            // To compare two texts would cost more than what follows from them.
            read: Memo::new_with_compare(read, |_, _| true),
            base: RwSignal::new(version),
            theirs: RwSignal::new(None),
            merging: RwSignal::new(Merging::Idle),
            question: StoredValue::new(0),
            place: StoredValue::new(place),
        }
    }

    /// Brings back what was typed last time; `false` when there is nothing. Browser only.
    pub(super) fn restore(self) -> bool {
        let Some(draft) = self.place.with_value(DraftPlace::read) else {
            return false;
        };
        let now = self.base.get_untracked();
        if draft.text == now.text {
            self.place.with_value(DraftPlace::clear);
            return false;
        }
        if draft.base_sha != now.sha {
            self.theirs.set(Some(now));
        }
        self.base.set(Version {
            sha: draft.base_sha,
            text: draft.base,
        });
        self.show(&draft.text);
        true
    }

    /// Somebody typed.
    pub(super) fn typed(self, text: String) {
        // An editor that goes away may still say something.
        if self.text.is_disposed() {
            return;
        }
        self.keep(&text);
        self.text.set(text);
    }

    /// The text differs from the version it began with.
    pub(super) fn is_changed(self) -> bool {
        self.base.with(|base| self.text.with(|text| *text != base.text))
    }

    /// The number of a new question to the branch.
    pub(super) fn ask(self) -> u64 {
        self.question.update_value(|question| *question += 1);
        self.question.get_value()
    }

    /// The branch answered a question. Answers that something newer has overtaken say nothing.
    pub(super) fn answered(self, question: u64, version: Version) {
        if self.question.get_value() == question {
            self.arrived(version);
        }
    }

    /// The branch holds this now. An untouched text follows it; a changed one is left alone.
    pub(super) fn arrived(self, version: Version) {
        // Of a long text, what was typed last may not have been told yet.
        self.editor.flush();
        if self.base.with_untracked(|base| base.sha == version.sha) {
            self.theirs.set(None);
            return;
        }
        // Until the conflicts are settled, the text is theirs and mine are in the list.
        let is_settled = !self
            .merging
            .with_untracked(|merging| matches!(merging, Merging::Conflicts(_)));
        let untouched = is_settled
            && self
                .base
                .with_untracked(|base| self.text.with_untracked(|text| *text == base.text));
        if untouched {
            self.adopt(version);
            return;
        }
        if is_settled {
            self.merging.set(Merging::Idle);
        }
        self.theirs.set(Some(version));
    }

    /// Drops what was typed.
    pub(super) fn discard(self) {
        let version = self.theirs.get_untracked().unwrap_or_else(|| self.base.get_untracked());
        self.adopt(version);
    }

    /// Merges what the branch holds into the text.
    pub(super) fn merge(self) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        let (base, mine) = (self.base.get_untracked(), self.text.get_untracked());
        let versions = Versions {
            base: &base.text,
            mine: &mine,
            theirs: &theirs.text,
        };
        let (text, outcome) = match merge(versions, self.path.with_value(|path| is_yaml(path))) {
            Merged::Clean(text) => (text, Merging::Done),
            Merged::Values { text, conflicts } => (text, Merging::Conflicts(conflicts)),
            Merged::Lines => {
                self.merging.set(Merging::LinesTouch);
                return;
            }
        };
        self.base.set(theirs);
        self.theirs.set(None);
        self.merging.set(outcome);
        self.show(&text);
    }

    /// Settles one conflict: mine, or theirs, which the text says already.
    pub(super) fn settle(self, conflict: &Conflict, mine: bool) {
        let text = self.text.get_untracked();
        let decided = mine
            .then(|| decide(&text, &conflict.at, conflict.mine.as_ref()))
            .flatten();
        self.merging.update(|merging| {
            if let Merging::Conflicts(conflicts) = merging {
                conflicts.retain(|other| other.at != conflict.at);
                if conflicts.is_empty() {
                    *merging = match self.theirs.with_untracked(Option::is_some) {
                        true => Merging::Idle,
                        false => Merging::Done,
                    };
                }
            }
        });
        self.show(&decided.unwrap_or(text));
    }

    /// The text was committed as this blob.
    pub(super) fn committed(self, version: Version) {
        let as_sent = self.text.with_untracked(|text| *text == version.text);
        // What was asked before the commit would bring back what it replaced.
        self.ask();
        self.base.set(version);
        self.theirs.set(None);
        self.merging.set(Merging::Idle);
        if as_sent {
            self.place.with_value(DraftPlace::clear);
        } else {
            let text = self.text.get_untracked();
            self.keep(&text);
        }
    }

    /// The text was committed, and the file is read anew. What was typed since is kept.
    pub(super) fn sent(self, text: &str) {
        if self.text.with_untracked(|now| now == text) {
            self.place.with_value(DraftPlace::clear);
        }
    }

    fn adopt(self, version: Version) {
        self.place.with_value(DraftPlace::clear);
        self.theirs.set(None);
        self.merging.set(Merging::Idle);
        self.editor.replace(&version.text);
        self.text.set(version.text.clone());
        self.base.set(version);
    }

    /// Shows a text that nobody typed, and keeps it as if somebody had.
    pub(super) fn show(self, text: &str) {
        self.editor.replace(text);
        self.typed(text.to_owned());
    }

    fn keep(self, text: &str) {
        let base = self.base.get_untracked();
        let text = self.with_mine(text);
        self.place.with_value(|place| {
            if base.text == text {
                place.clear();
            } else {
                place.write(&Draft {
                    base_sha: base.sha,
                    base: base.text,
                    text,
                });
            }
        });
    }

    /// The text with mine for every conflict that is not settled: nothing of it may be lost.
    fn with_mine(self, text: &str) -> String {
        let text = text.to_owned();
        self.merging.with_untracked(|merging| match merging {
            Merging::Conflicts(conflicts) => conflicts.iter().fold(text, |text, conflict| {
                decide(&text, &conflict.at, conflict.mine.as_ref()).unwrap_or(text)
            }),
            _ => text,
        })
    }
}
